//! Syntax tree to resolved migration: names become tables and columns, expressions get types.
//!
//! What can't be resolved is reported and left out; what uses it is then not reported again. Where a statement stands is remembered, not
//! judged: that is for the rules.

mod constraint;
mod copies;
mod enumeration;
mod expression;
mod generated;
mod mapping;
mod namespace;
mod operation;
mod pair;
mod primary_key;
mod raw;
mod rename;
mod statement;
mod stored;
mod successor;
mod transform;

use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt as _;

pub use enumeration::{EnumWork, OnEnum};
pub use generated::NewGenerated;
pub use namespace::OnNamespace;
pub use operation::{OnTable, Operation};
pub use stored::stored;

use crate::diagnostic::{Diagnostic, Place, Sink, Sp, nearest};
use crate::expression::Expression;
use crate::flight::{self, Needs};
use crate::plan::{Dialect, Minimum, OnError, Phase};
use crate::rules::names::{ALREADY_DROPPED, DUPLICATE_MIGRATION, IDENTIFIER_TOO_LONG, UNKNOWN_COLUMN, UNKNOWN_TABLE};
use crate::schema::types::Type;
use crate::schema::{Column, Dropped, Gone, Schema, Table};
use crate::syntax;
use operation::Pass;

pub use mapping::Mapping;
pub use pair::{On, Pair, Presence, Rows};
pub use raw::{Raw, RawOn, Said};

/// A migration whose names are resolved.
#[derive(Debug)]
pub struct Migration {
    /// Its name.
    pub name: Sp<Ident>,
    /// Its doc comment.
    pub doc: String,
    /// Where `name:` stands: `file:line:column`.
    pub declared_at: String,
    /// The dialects that it is for.
    pub dialects: Vec<Dialect>,
    /// The oldest servers that it is for, where they were named.
    pub minimum: Vec<Minimum>,
    /// For how long contract keeps the old shape, in seconds, where it was written.
    pub retire: Option<u64>,
    /// The phases that were written, in the order in which they were written.
    pub phases: Vec<Sp<Phase>>,
    /// The schema that its predecessor left.
    pub before: Schema,
    /// The schema with what expand adds.
    pub expanded: Schema,
    /// The schema that it leaves.
    pub after: Schema,
    /// Enums that are made, given a value, or dropped.
    pub enums: Vec<At<OnEnum>>,
    /// Schemas that are made, or dropped.
    pub namespaces: Vec<At<OnNamespace>>,
    /// New tables.
    pub tables: Vec<At<Table>>,
    /// New columns of tables that were there before.
    pub columns: Vec<At<NewColumn>>,
    /// Generated columns, of new tables too.
    pub generated: Vec<At<NewGenerated>>,
    /// The definitions of new columns, of new tables too, as they were written.
    pub written: Vec<At<WrittenColumn>>,
    /// Syncs within a table.
    pub syncs: Vec<At<Sync>>,
    /// Tables to which the application itself writes both shapes.
    pub applications: Vec<At<ByApplication>>,
    /// Syncs of two tables.
    pub pairs: Vec<At<Pair>>,
    /// Backfills, by their table.
    pub backfills: Vec<At<String>>,
    /// The backfills that a Rust function computes; each is in [`Migration::backfills`] too.
    pub transforms: Vec<At<Transform>>,
    /// Columns that become NOT NULL.
    pub not_null: Vec<At<ColumnRef>>,
    /// Columns that are dropped.
    pub drops: Vec<At<ColumnRef>>,
    /// Columns that change places with their shadows.
    pub swaps: Vec<At<SwapRef>>,
    /// Changes of indexes, constraints and defaults; dropped tables.
    pub operations: Vec<At<OnTable>>,
    /// Raw statements. What each does to the schema is among the new tables, columns and so on, at a place within its own.
    pub raws: Vec<At<Raw>>,
    /// What it needs of the migrations before it.
    pub needs: Needs,
    /// Whether it declares what is there already, and changes nothing.
    pub declares: bool,
    /// Whether a sync or a backfill is of an unknown table, so that what it would do is not known.
    pub incomplete: bool,
    /// Actions in which a table or a column that was probably meant stands for a name that there is not.
    pub guesses: Vec<Place>,
}

/// A part of the migration with the phase that it was written in, and where.
#[derive(Debug, Clone)]
pub struct At<T> {
    /// The part.
    pub node: T,
    /// The phase that it was written in.
    pub phase: Phase,
    /// Where.
    pub place: Place,
}

/// A new column.
#[derive(Debug, Clone)]
pub struct NewColumn {
    /// Its table.
    pub table: String,
    /// The column.
    pub column: Column,
    /// Where `not null` was written.
    pub not_null_at: Option<Place>,
    /// Where `default` was written.
    pub default_at: Option<Place>,
    /// The column that it is like: its shadow, where the two are swapped, else its successor.
    pub like: Option<String>,
}

/// A column and its shadow.
#[derive(Debug, Clone)]
pub struct SwapRef {
    /// The table.
    pub table: String,
    /// The column whose name stays.
    pub column: String,
    /// The column that takes its place.
    pub with: String,
}

/// A column's definition as it was written.
#[derive(Debug, Clone)]
pub struct WrittenColumn {
    /// Its table.
    pub table: String,
    /// Its name.
    pub column: String,
    /// Its type, and where it stands.
    pub ty: Sp<Type>,
    /// The type's word in the user's spelling, in lower case: `serial`, `datetime`.
    pub word: String,
    /// Whether the database numbers it.
    pub numbered: bool,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct ColumnRef {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
}

/// A sync: the one mapping that triggers, backfill, verification and repair are derived from.
#[derive(Debug, Clone)]
pub struct Sync {
    /// The table.
    pub table: String,
    /// How the new columns follow from the old.
    pub forward: Vec<Assignment>,
    /// How the old columns follow from the new.
    pub reverse: Vec<Assignment>,
    /// Whether a row is judged by reverse alone, for forward gives another value each time.
    pub parity_by_reverse: Option<Place>,
    /// Columns that are there already and follow from themselves, in a form that gives the same when it is repeated
    /// (`phone = coalesce(phone, "")`). They have no old side: every write, of either version, is brought into this form.
    pub normalise: Vec<Assignment>,
}

/// `by application`: the columns of both shapes, which the application writes together.
#[derive(Debug, Clone)]
pub struct ByApplication {
    /// The table.
    pub table: String,
    /// The columns, where each was written.
    pub columns: Vec<Sp<String>>,
}

/// A backfill by a Rust function.
#[derive(Debug, Clone)]
pub struct Transform {
    /// The table.
    pub table: String,
    /// The function.
    pub call: RustCall,
    /// The columns that it gives.
    pub targets: Vec<Sp<String>>,
    /// The function that says whether a row is in step: where the other one does not give the same each time.
    pub parity: Option<RustCall>,
    /// What a row that it fails on leads to.
    pub on_error: OnError,
}

/// A Rust function and the columns that it is given.
#[derive(Debug, Clone)]
pub struct RustCall {
    /// The function's path.
    pub function: Sp<TokenStream>,
    /// The columns that it is given.
    pub arguments: Vec<Sp<String>>,
    /// The parentheses around them.
    pub parentheses: Place,
    /// Whether it is an `async fn`.
    pub awaited: Option<Place>,
}

impl ByApplication {
    /// Whether a column is of the two shapes.
    pub fn lists(&self, column: &str) -> bool {
        self.columns.iter().any(|listed| listed.node == column)
    }
}

impl Transform {
    /// Whether it fills a column.
    pub fn fills(&self, column: &str) -> bool {
        self.targets.iter().any(|target| target.node == column)
    }

    /// Whether it is given a column.
    pub fn is_given(&self, column: &str) -> bool {
        self.call.is_given(column)
    }

    /// `phones_in_e164_users`: what the items are named after that a migration makes of it.
    pub fn items_name(&self, migration: &str) -> String {
        let table: String = self.table.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        format!("{}_{table}", migration.trim_start_matches("r#"))
    }
}

/// `column = expression`.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The column.
    pub column: String,
    /// Where it was written.
    pub place: Place,
    /// What it is given.
    pub value: Expression,
}

impl RustCall {
    /// Whether the function is given a column.
    pub fn is_given(&self, column: &str) -> bool {
        self.arguments.iter().any(|argument| argument.node == column)
    }

    /// The function's path without spaces.
    pub fn path(&self) -> String {
        self.function.node.to_string().replace(' ', "")
    }
}

impl Sync {
    /// The new side: the columns that forward writes.
    pub fn new_columns(&self) -> Vec<&str> {
        self.forward.iter().map(|assignment| assignment.column.as_str()).collect()
    }

    /// The columns that are brought into a form of their own.
    pub fn normalised_columns(&self) -> Vec<&str> {
        self.normalise.iter().map(|assignment| assignment.column.as_str()).collect()
    }

    /// What forward was written to fill, in whichever way it is kept.
    pub fn filled(&self) -> impl Iterator<Item = &Assignment> {
        self.forward.iter().chain(&self.normalise)
    }

    /// The old side: the columns that reverse writes, and those that forward reads.
    pub fn old_columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = self.reverse.iter().map(|assignment| assignment.column.as_str()).collect();
        for assignment in &self.forward {
            assignment.value.columns(&mut |column, _| {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            });
        }
        columns
    }
}

impl Migration {
    /// Its name, without the `r#` that a keyword of Rust is written with.
    pub fn plain_name(&self) -> String {
        self.name.node.unraw().to_string()
    }

    /// Whether contract, or another phase by mistake, makes a column NOT NULL, or it is `like` one that is.
    pub fn becomes_not_null(&self, table: &str, column: &str) -> bool {
        let like = || {
            let new = self.columns.iter().find(|at| at.node.table == table && at.node.column.name == column)?;
            self.expanded.table(table)?.column(new.node.like.as_deref()?)
        };
        self.not_null.iter().any(|at| at.node.table == table && at.node.column == column) || like().is_some_and(|like| !like.nullable)
    }

    /// Whether a table is backfilled without a dual write, which is a mistake of its own: what the dual write would do is not known.
    pub fn lacks_sync(&self, table: &str) -> bool {
        self.backfills(table) && !self.mappings().any(|mapping| mapping.walked == table) && self.application(table).is_none()
    }

    /// The dual write of a table by the application.
    pub fn application(&self, table: &str) -> Option<&At<ByApplication>> {
        self.applications.iter().find(|at| at.node.table == table)
    }

    /// The backfill of a table by a Rust function.
    pub fn transform(&self, table: &str) -> Option<&At<Transform>> {
        self.transforms.iter().find(|at| at.node.table == table)
    }

    /// Whether a Rust function fills a column.
    pub fn is_transformed(&self, table: &str, column: &str) -> bool {
        self.transforms.iter().any(|at| at.node.table == table && at.node.fills(column))
    }

    /// Whether a column is the shadow of another and goes once it has taken its place.
    pub fn is_shadow(&self, table: &str, column: &str) -> bool {
        self.swaps.iter().any(|at| at.node.table == table && at.node.with == column)
    }

    /// The columns of a sync that change places with others. While contract is not written, a version of the application may know any new column.
    pub fn shadows(&self, sync: &Sync) -> Vec<String> {
        sync.new_columns().into_iter().filter(|column| self.is_shadow(&sync.table, column)).map(Into::into).collect()
    }

    /// Whether a column goes in contract, and one that is `like` it takes its place.
    pub fn is_succeeded(&self, table: &str, column: &str) -> bool {
        let is_dropped = self.drops.iter().any(|at| at.phase == Phase::Contract && at.node.table == table && at.node.column == column);
        let is_like = |at: &&At<NewColumn>| at.node.table == table && at.node.like.as_deref() == Some(column);
        is_dropped && self.columns.iter().any(|at| is_like(&at) && !self.is_shadow(table, &at.node.column.name))
    }

    /// Whether a table is backfilled.
    pub fn backfills(&self, table: &str) -> bool {
        self.backfills.iter().any(|at| at.node == table)
    }

    /// The raw statement that does what stands at a place.
    pub fn raw_at(&self, place: Place) -> Option<&At<Raw>> {
        self.raws.iter().find(|at| at.place.contains(place))
    }

    /// Whether an action is about something else than was written, which was reported.
    pub fn is_guess(&self, action: Place) -> bool {
        self.guesses.iter().any(|guess| guess.contains(action))
    }

    /// The oldest server of a dialect that it is for, or `None` where it is not for that dialect.
    pub fn oldest(&self, dialect: Dialect) -> Option<u32> {
        let named = self.minimum.iter().find(|minimum| minimum.dialect == dialect).map(|minimum| minimum.version);
        self.dialects.contains(&dialect).then(|| named.unwrap_or(dialect.minimum_version()))
    }

    /// Whether the block has a phase.
    pub fn has(&self, phase: Phase) -> bool {
        self.phases.iter().any(|written| written.node == phase)
    }
}

/// Resolves an expression over the columns of a table. `None` after a mistake, which is reported.
pub fn lone_expression(written: &Sp<syntax::Expression>, table: &Table, dialects: &[Dialect], sink: &mut Sink) -> Option<Expression> {
    expression::resolve(&expression::Scope { schema: &Schema::default(), table, dialects, inlines: false }, written, sink)
}

/// Resolves a block against the schema that its predecessor left.
pub fn resolve(mut block: syntax::Migration, before: Schema, sink: &mut Sink) -> Migration {
    let name = block.name.node.unraw().to_string();
    if before.migrations.contains(&name) {
        sink.report(
            Diagnostic::new(&DUPLICATE_MIGRATION, block.name.place, format!("there is a migration `{name}` before this one already"))
                .note("the journal in the database knows a migration by its name"),
        );
    }
    let dialects = resolve_dialects(&block, &before, sink);
    let mut migration = Migration {
        declared_at: block.name.place.location(),
        doc: block.doc,
        dialects,
        minimum: block.minimum,
        retire: block.retire,
        phases: block.phases.iter().map(|block| block.phase.clone()).collect(),
        expanded: before.clone(),
        after: before.clone(),
        before,
        name: block.name,
        enums: Vec::new(),
        namespaces: Vec::new(),
        tables: Vec::new(),
        columns: Vec::new(),
        generated: Vec::new(),
        written: Vec::new(),
        syncs: Vec::new(),
        applications: Vec::new(),
        pairs: Vec::new(),
        backfills: Vec::new(),
        transforms: Vec::new(),
        not_null: Vec::new(),
        drops: Vec::new(),
        swaps: Vec::new(),
        operations: Vec::new(),
        raws: Vec::new(),
        needs: Needs::default(),
        declares: block.declares,
        incomplete: false,
        guesses: Vec::new(),
    };
    check_length(&migration.dialects, &Sp::new(name, migration.name.place), sink);
    namespace::widen(&mut migration, &block.phases, sink);
    enumeration::widen(&mut migration, &mut block.phases, sink);
    statement::widen(&mut migration, &block.phases, sink);
    enumeration::grow(&mut migration);
    operation::operations(&mut migration, &block.phases, Pass::Widen, sink);
    migration.after = migration.expanded.clone();
    raw::raws(&mut migration, &block.phases, sink);
    statement::map(&mut migration, &block.phases, sink);
    // Constraints before columns: one that goes is looked up by columns that go as well.
    operation::operations(&mut migration, &block.phases, Pass::Narrow, sink);
    statement::narrow(&mut migration, &block.phases, sink);
    successor::take_over(&mut migration, sink);
    enumeration::narrow(&mut migration, &block.phases, sink);
    namespace::narrow(&mut migration, &block.phases, sink);
    migration.needs = flight::needs(&migration);
    migration
}

fn resolve_dialects(block: &syntax::Migration, before: &Schema, sink: &mut Sink) -> Vec<Dialect> {
    let first = before.id.is_none();
    let Some(named) = &block.dialects else {
        return if first { Dialect::ALL.to_vec() } else { before.dialects.clone() };
    };
    if !first {
        // `mysql` stands for two: it is one mistake.
        let mut told: Vec<Place> = Vec::new();
        for dialect in named {
            if !before.dialects.contains(&dialect.node) && !told.iter().any(|place| place.contains(dialect.place)) {
                told.push(dialect.place);
                let chain: Vec<_> = before.dialects.iter().map(|dialect| dialect.name()).collect();
                sink.report(
                    Diagnostic::new(
                        &crate::rules::chain::DIALECT_NOT_IN_CHAIN,
                        dialect.place,
                        format!("the migration before this one is not for {}", dialect.node),
                    )
                    .note(format!("it is for {}; a database of another kind would not have its tables", chain.join(", ")))
                    .help("name the same dialects in every migration of the chain"),
                );
            }
        }
    }
    named.iter().map(|dialect| dialect.node).collect()
}

/// PostgreSQL cuts a longer name off in silence, at 63 bytes; MySQL refuses it, at 64 characters.
fn check_length(dialects: &[Dialect], name: &syntax::Name, sink: &mut Sink) {
    // A schema and a table, each for itself.
    let lengths = |of: fn(&str) -> usize| name.node.split('.').map(of).max().unwrap_or_default();
    let (bytes, chars) = (lengths(str::len), lengths(|part| part.chars().count()));
    let limit = dialects.iter().find_map(|dialect| match dialect {
        Dialect::Postgres if bytes > 63 => Some(format!("PostgreSQL cuts it off at 63 bytes, in silence; it has {bytes}")),
        Dialect::MySql | Dialect::MariaDb if chars > 64 => Some(format!("{dialect} refuses more than 64 characters; it has {chars}")),
        _ => None,
    });
    if let Some(limit) = limit {
        sink.report(Diagnostic::new(&IDENTIFIER_TOO_LONG, name.place, format!("the name `{}` is too long", name.node)).note(limit));
    }
}

/// The table of a name, or a diagnostic that names the nearest.
fn find_table<'a>(schema: &'a Schema, name: &syntax::Name) -> Result<&'a Table, Diagnostic> {
    schema.table(&name.node).ok_or_else(|| {
        if let Some(gone) = schema.dropped(&[Gone::Table], &name.node, &name.node) {
            return already_dropped(gone, name.place);
        }
        let known = schema.tables.iter().map(|table| table.name.as_str());
        let mut error = Diagnostic::new(&UNKNOWN_TABLE, name.place, format!("there is no table `{}`", name.node));
        error = match nearest(&name.node, known).and_then(|near| schema.table(near)) {
            Some(near) => error.help(format!("did you mean `{}`, declared at {}?", near.name, near.declared_at)),
            None if schema.tables.is_empty() => error
                .note("no migration before this one creates a table")
                .help("name the migration before this one: `after: super::create_users,`"),
            None => error.note(format!("the tables are {}", listed(schema.tables.iter().map(|table| table.name.as_str())))),
        };
        error
    })
}

/// The column of a name, or a diagnostic that names the nearest, or where it was dropped.
fn find_column<'a>(schema: &'a Schema, table: &'a Table, name: &syntax::Name) -> Result<&'a Column, Diagnostic> {
    table.column(&name.node).ok_or_else(|| {
        if let Some(gone) = schema.dropped(&[Gone::Column], &table.name, &name.node) {
            return already_dropped(gone, name.place);
        }
        let known = table.columns.iter().map(|column| column.name.as_str());
        let error = Diagnostic::new(&UNKNOWN_COLUMN, name.place, format!("table `{}` has no column `{}`", table.name, name.node));
        match nearest(&name.node, known).and_then(|near| table.column(near)) {
            Some(near) => error.help(format!("did you mean `{}`, declared at {}?", near.name, near.declared_at)),
            None => error.note(format!(
                "its columns are {}; the table is declared at {}",
                listed(table.columns.iter().map(|column| column.name.as_str())),
                table.declared_at
            )),
        }
    })
}

/// What was there once. An earlier migration may not have contracted yet, and then it is there still; but it will not be for long.
fn already_dropped(gone: &Dropped, place: Place) -> Diagnostic {
    let name = if gone.kind == Gone::Column { format!("{}.{}", gone.table, gone.name) } else { gone.name.clone() };
    Diagnostic::new(&ALREADY_DROPPED, place, format!("{} `{name}` is dropped already", gone.kind.name()))
        .note(format!("`{}` drops it at {}", gone.migration, gone.at))
}

/// Names for a message; of very many the first few.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(SHOWN) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..SHOWN].join(", ")),
    }
}
