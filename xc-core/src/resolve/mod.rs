//! Syntax tree to resolved migration: names become tables and columns, expressions get types.
//!
//! What can't be resolved is reported and left out; what uses it is then not reported again. Where a statement stands is remembered, not
//! judged: that is for the rules.

mod expression;
mod statement;

use proc_macro2::Ident;

use crate::diagnostic::{Diagnostic, Place, Sink, Sp, nearest};
use crate::expression::Expression;
use crate::plan::{Dialect, Phase};
use crate::rules::names::{ALREADY_DROPPED, DUPLICATE_MIGRATION, IDENTIFIER_TOO_LONG, UNKNOWN_COLUMN, UNKNOWN_TABLE};
use crate::schema::{Column, Schema, Table};
use crate::syntax;

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
    /// The phases that were written, in the order in which they were written.
    pub phases: Vec<Sp<Phase>>,
    /// The schema that its predecessor left.
    pub before: Schema,
    /// The schema with what expand adds.
    pub expanded: Schema,
    /// The schema that it leaves.
    pub after: Schema,
    /// New tables.
    pub tables: Vec<At<Table>>,
    /// New columns of tables that were there before.
    pub columns: Vec<At<NewColumn>>,
    /// Syncs.
    pub syncs: Vec<At<Sync>>,
    /// Backfills, by their table.
    pub backfills: Vec<At<String>>,
    /// Columns that become NOT NULL.
    pub not_null: Vec<At<ColumnRef>>,
    /// Columns that are dropped.
    pub drops: Vec<At<ColumnRef>>,
    /// Whether a sync or a backfill is of an unknown table, so that what it would do is not known.
    pub incomplete: bool,
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

impl Sync {
    /// The new side: the columns that forward writes.
    pub fn new_columns(&self) -> Vec<&str> {
        self.forward.iter().map(|assignment| assignment.column.as_str()).collect()
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
    /// The sync whose forward writes a column.
    pub fn sync_into(&self, table: &str, column: &str) -> Option<&At<Sync>> {
        self.syncs.iter().find(|sync| sync.node.table == table && sync.node.new_columns().contains(&column))
    }

    /// Whether contract, or another phase by mistake, makes a column NOT NULL.
    pub fn becomes_not_null(&self, table: &str, column: &str) -> bool {
        self.not_null.iter().any(|at| at.node.table == table && at.node.column == column)
    }

    /// Whether a table is backfilled without a sync, which is a mistake of its own: what the sync would do is not known.
    pub fn lacks_sync(&self, table: &str) -> bool {
        self.backfills(table) && !self.syncs.iter().any(|at| at.node.table == table)
    }

    /// Whether a table is backfilled.
    pub fn backfills(&self, table: &str) -> bool {
        self.backfills.iter().any(|at| at.node == table)
    }

    /// Whether the block has a phase.
    pub fn has(&self, phase: Phase) -> bool {
        self.phases.iter().any(|written| written.node == phase)
    }
}

/// Resolves a block against the schema that its predecessor left.
pub fn resolve(block: syntax::Migration, before: Schema, sink: &mut Sink) -> Migration {
    let name = block.name.node.to_string();
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
        phases: block.phases.iter().map(|block| block.phase.clone()).collect(),
        expanded: before.clone(),
        after: before.clone(),
        before,
        name: block.name,
        tables: Vec::new(),
        columns: Vec::new(),
        syncs: Vec::new(),
        backfills: Vec::new(),
        not_null: Vec::new(),
        drops: Vec::new(),
        incomplete: false,
    };
    check_length(&migration.dialects, &Sp::new(name, migration.name.place), sink);
    statement::widen(&mut migration, &block.phases, sink);
    migration.after = migration.expanded.clone();
    statement::map(&mut migration, &block.phases, sink);
    statement::narrow(&mut migration, &block.phases, sink);
    migration
}

fn resolve_dialects(block: &syntax::Migration, before: &Schema, sink: &mut Sink) -> Vec<Dialect> {
    if before.id.is_some() {
        for dialect in &block.dialects {
            if !before.dialects.contains(&dialect.node) {
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
    block.dialects.iter().map(|dialect| dialect.node).collect()
}

/// PostgreSQL cuts a longer name off in silence, at 63 bytes; MySQL refuses it, at 64 characters.
fn check_length(dialects: &[Dialect], name: &syntax::Name, sink: &mut Sink) {
    let (bytes, chars) = (name.node.len(), name.node.chars().count());
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
        if let Some(gone) = schema.dropped.iter().rev().find(|gone| gone.table == table.name && gone.column == name.node) {
            return Diagnostic::new(&ALREADY_DROPPED, name.place, format!("column `{}.{}` is dropped already", table.name, name.node))
                .note(format!("`{}` drops it at {}", gone.migration, gone.at));
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

/// Names for a message; of very many the first few.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(SHOWN) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..SHOWN].join(", ")),
    }
}
