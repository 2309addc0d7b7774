//! Syncs of two tables.

use super::statement::{assignments, check_value, meant, meant_table};
use super::{Assignment, At, Migration, Operation, find_column, find_table};
use crate::diagnostic::{Diagnostic, Place, Sink, Sp};
use crate::expression::domain::Domain;
use crate::expression::{Expression, Kind};
use crate::plan::Phase;
use crate::rules::names::UNKNOWN_TABLE;
use crate::rules::pairs::presence_column::PRESENCE_COLUMN;
use crate::rules::syntax::{NOT_YET, SYNTAX};
use crate::rules::types::WRONG_TYPE;
use crate::schema::enumeration::EnumType;
use crate::schema::types::Class;
use crate::schema::{Column, Table, bare};
use crate::syntax::{self, DefaultValue, Literal, Name, Qualified};

/// A sync of two tables: each row of the target belongs to at most one row of the source; each of the source to at most one of the target, unless the
/// target only looks values up.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The table that has the old columns.
    pub source: String,
    /// The table that has the new columns.
    pub target: String,
    /// Which columns are equal in rows that belong together.
    pub on: Vec<On>,
    /// How the new columns follow from the old: columns of the target, from columns of the source.
    pub forward: Vec<Assignment>,
    /// How the old columns follow from the new.
    pub reverse: Vec<Assignment>,
    /// The source's column that says whether there is a row in the target. `reverse` gives it the value that says so.
    pub presence: Option<Presence>,
    /// Whether the application alone makes and deletes rows of the target.
    pub rows_by_application: bool,
    /// Whether, moreover, nothing goes back to the source: each row of the target has values of the row of the source that it refers to.
    pub looks_up: bool,
}

/// A column that says whether there is a row in the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Of the source.
    pub column: String,
    /// What it holds where there is one.
    pub there: Literal,
    /// What it is given when the row goes, a literal or null.
    pub gone: DefaultValue,
}

/// Which rows of the target there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// One for each row of the source whose synced columns hold anything. v2 goes on using both tables.
    WhereGiven,
    /// One for each row of the source. Contract drops the source, so that v2 knows the target alone: what it inserts there makes a row of
    /// the source, what it deletes there deletes one. This is how a table is "renamed".
    Each,
    /// One for each row of the source in which a column has a value. v2 gives it that value by inserting the row, and another by deleting it.
    Where(Presence),
    /// Those that the application makes, in a table that was there before. The sync makes none and deletes none.
    ByApplication,
    /// The same, and many may refer to one row of the source: each has the values of that row, and gives none back.
    LookedUp,
}

/// A column of each table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct On {
    /// Of the source.
    pub source: String,
    /// Of the target.
    pub target: String,
}

impl Pair {
    /// The source's columns of the join.
    pub fn source_key(&self) -> impl Iterator<Item = &str> {
        self.on.iter().map(|on| on.source.as_str())
    }

    /// The target's columns of the join.
    pub fn target_key(&self) -> impl Iterator<Item = &str> {
        self.on.iter().map(|on| on.target.as_str())
    }

    /// The table that is backfilled: the one that has the old columns, or the one whose rows look them up.
    pub fn walked(&self) -> &str {
        if self.looks_up { &self.target } else { &self.source }
    }
}

impl Migration {
    /// Which rows of a sync's target there are.
    pub fn rows_of(&self, pair: &Pair) -> Rows {
        match &pair.presence {
            Some(presence) => Rows::Where(presence.clone()),
            None if pair.looks_up => Rows::LookedUp,
            None if pair.rows_by_application => Rows::ByApplication,
            None if self.drops_table(&pair.source) => Rows::Each,
            None => Rows::WhereGiven,
        }
    }

    /// Whether a sync would look values up, if it said that the application makes the rows. That it does not is a mistake of its own.
    pub fn is_meant_to_look_up(&self, pair: &Pair) -> bool {
        pair.reverse.is_empty() && !pair.rows_by_application && self.before.table(&pair.target).is_some()
    }

    /// Whether it drops a table.
    pub fn drops_table(&self, table: &str) -> bool {
        self.operations.iter().any(|at| at.node.table == table && matches!(at.node.operation, Operation::DropTable))
    }
}

/// Resolves a sync of two tables.
pub(super) fn map(migration: &mut Migration, phase: Phase, written: &syntax::Pair, sink: &mut Sink) {
    let resolved = resolve(migration, written, sink);
    match resolved {
        Some(pair) => migration.pairs.push(At { node: pair, phase, place: written.place }),
        None => migration.incomplete = true,
    }
}

fn resolve(migration: &Migration, written: &syntax::Pair, sink: &mut Sink) -> Option<Pair> {
    let schema = &migration.expanded;
    let source = sink.keep(find_table(schema, &written.source));
    let target = sink.keep(find_table(schema, &written.target));
    let (source, target) = (source?, target?);
    if source.name == target.name {
        sink.report(
            Diagnostic::new(&SYNTAX, written.target.place, "a sync to the same table")
                .help(format!("within one table: `sync {} {{ forward {{ ... }} reverse {{ ... }} }}`", source.name)),
        );
        return None;
    }
    if bare(&source.name) == bare(&target.name) {
        sink.report(
            Diagnostic::new(
                &NOT_YET,
                written.target.place,
                format!(
                    "a sync between `{}` and `{}`, which have one name in two schemas, is not in the language yet",
                    source.name, target.name
                ),
            )
            .help(format!("give the new table another name, as long as the other is there: `{}_in_use`", target.name)),
        );
        return None;
    }
    let sides = Sides { migration, source, target };
    let on: Vec<Option<On>> = written.on.iter().map(|(left, right)| sides.on(left, right, sink)).collect();
    let in_place =
        sides.check_tables(&written.forward, target, "forward", sink) & sides.check_tables(&written.reverse, source, "reverse", sink);
    if !in_place {
        return None;
    }
    let forward = assignments(migration, target, source, written.forward.iter().map(|each| &each.assignment), sink);
    let mut reverse = assignments(migration, source, target, written.reverse.iter().map(|each| &each.assignment), sink);
    let presence = match &written.presence {
        Some(written) => {
            let (presence, place) = sides.presence(written, &reverse, sink)?;
            let domain = Domain::of_literal(&presence.there);
            let value = Expression::new(Kind::Literal(presence.there.clone()), domain, place);
            reverse.push(Assignment { column: presence.column.clone(), place, value });
            Some(presence)
        }
        None => None,
    };
    let on = on.into_iter().collect::<Option<Vec<On>>>()?;
    Some(Pair {
        source: source.name.clone(),
        target: target.name.clone(),
        on,
        forward,
        reverse,
        presence,
        rows_by_application: written.rows_by_application.is_some(),
        looks_up: written.rows_by_application.is_some() && written.reverse.is_empty() && written.presence.is_none(),
    })
}

/// The two tables of a sync.
struct Sides<'a> {
    migration: &'a Migration,
    source: &'a Table,
    target: &'a Table,
}

impl<'a> Sides<'a> {
    /// `profiles.user_id = users.id`, in either order.
    fn on(&self, left: &Qualified, right: &Qualified, sink: &mut Sink) -> Option<On> {
        let (left, right) = (self.column(left, sink), self.column(right, sink));
        let ((left_table, left, place), (right_table, right, _)) = (left?, right?);
        if left_table.name == right_table.name {
            let both = format!("both sides of `=` are columns of `{}`", left_table.name);
            sink.report(
                Diagnostic::new(&SYNTAX, place, both)
                    .help(format!("a column of each table: `on {}.{} = {}.{}`", self.target.name, left.name, self.source.name, right.name)),
            );
            return None;
        }
        if left.ty.class() != right.ty.class() {
            sink.report(
                Diagnostic::new(
                    &WRONG_TYPE,
                    place,
                    format!(
                        "`{}` is {} and `{}` is {}: they are never equal",
                        left.name,
                        left.ty.class().name(),
                        right.name,
                        right.ty.class().name()
                    ),
                )
                .note(format!("they are declared at {} and {}", left.declared_at, right.declared_at)),
            );
            return None;
        }
        let (source, target) = if left_table.name == self.source.name { (left, right) } else { (right, left) };
        Some(On { source: source.name.clone(), target: target.name.clone() })
    }

    /// `where users.has_profile`, `where users.kind = "company" else "person"`: a row of the target gives that column that value.
    fn presence(&self, written: &syntax::Presence, reverse: &[Assignment], sink: &mut Sink) -> Option<(Presence, Place)> {
        let (table, column, place) = self.column(&written.column, sink)?;
        let (there, gone) = match &written.values {
            None => (Literal::Bool(true), DefaultValue::Literal(Literal::Bool(false))),
            Some((there, gone)) => {
                let with = Sp::new(DefaultValue::Literal(there.node.clone()), there.place);
                let (with_fits, without_fits) =
                    (check_value("the value", &column.ty, &with, sink), check_value("the value", &column.ty, gone, sink));
                if !(with_fits && without_fits) {
                    return None;
                }
                (there.node.clone(), gone.node.clone())
            }
        };
        let spelled = |literal: &Literal| DefaultValue::Literal(literal.clone()).spelled();
        let because = if table.name != self.source.name {
            Some(format!("is of `{}`: only a row of `{}` says whether there is one in the other table", table.name, self.source.name))
        } else if written.values.is_none() && column.ty.class() != Class::Boolean {
            Some(format!("is {}, not a boolean", column.ty.class().name()))
        } else if written.values.is_none() && column.nullable {
            Some("may be null: then neither is said".to_owned())
        } else if column.default == Some(DefaultValue::Literal(there.clone())) {
            Some(format!("is {} by default: what v2 inserts would have a row in the other table before v2 inserts it", spelled(&there)))
        } else if gone == DefaultValue::Literal(there.clone()) {
            Some(format!("is {} with a row and without one", spelled(&there)))
        } else if gone == DefaultValue::Null && !column.nullable {
            Some("is NOT NULL, and is given null when the row goes".to_owned())
        } else if let Some(unknown) =
            column.ty.as_enum().and_then(|of| [Some(&there), gone_literal(&gone)].into_iter().flatten().find(|value| !is_of(of, value)))
        {
            Some(format!("is never {}: it is no value of `{}`", spelled(unknown), column.ty.spelled()))
        } else if reverse.iter().any(|assignment| assignment.column == column.name) {
            Some(format!("is written by `reverse` as well: that there is a row makes it {}", spelled(&there)))
        } else {
            None
        };
        if let Some(because) = because {
            sink.report(
                Diagnostic::new(&PRESENCE_COLUMN, place, format!("`{}.{}` {because}", table.name, column.name))
                    .note(format!("it is declared at {}", column.declared_at))
                    .help(format!(
                        "where {0}.has_row, of a column `has_row boolean not null default false`; or of any column: where {0}.kind = \"with\" else \"without\"",
                        self.source.name
                    )),
            );
            return None;
        }
        Some((Presence { column: column.name.clone(), there, gone }, place))
    }

    fn column(&self, written: &Qualified, sink: &mut Sink) -> Option<(&'a Table, &'a Column, Place)> {
        let Some(name) = &written.table else {
            sink.report(
                Diagnostic::new(&SYNTAX, written.column.place, format!("of which table is `{}`?", written.column.node))
                    .help(format!("`{0}.{2}` or `{1}.{2}`", self.source.name, self.target.name, written.column.node)),
            );
            return None;
        };
        let table = self.table(name, sink)?;
        let column = sink.keep(find_column(&self.migration.expanded, table, &written.column)).or_else(|| meant(table, &written.column))?;
        Some((table, column, name.place.to(written.column.place)))
    }

    /// One of the two, by its name.
    fn table(&self, name: &Name, sink: &mut Sink) -> Option<&'a Table> {
        let both = [self.source, self.target];
        if let Some(table) = both.into_iter().find(|table| table.name == name.node) {
            return Some(table);
        }
        let known = both.map(|table| table.name.as_str());
        sink.report(
            Diagnostic::new(
                &UNKNOWN_TABLE,
                name.place,
                format!("the sync is of `{}` and `{}`, not of `{}`", self.source.name, self.target.name, name.node),
            )
            .did_you_mean(&name.node, known),
        );
        meant_table(&self.migration.expanded, name).filter(|table| known.contains(&table.name.as_str()))
    }

    /// A table that is named before a column must be the one that is written.
    fn check_tables(&self, assignments: &[syntax::PairAssignment], table: &Table, direction: &str, sink: &mut Sink) -> bool {
        let mut in_place = true;
        for name in assignments.iter().filter_map(|assignment| assignment.table.as_ref()).filter(|name| name.node != table.name) {
            in_place = false;
            let Some(other) = self.table(name, sink) else { continue };
            if other.name != table.name {
                sink.report(
                    Diagnostic::new(&SYNTAX, name.place, format!("{direction} writes columns of `{}`, not of `{}`", table.name, other.name))
                        .note("the sync goes from the table with the old columns to the table with the new ones: forward writes the new, reverse the old"),
                );
            }
        }
        in_place
    }
}

fn gone_literal(gone: &DefaultValue) -> Option<&Literal> {
    match gone {
        DefaultValue::Literal(value) => Some(value),
        _ => None,
    }
}

fn is_of(enumeration: &EnumType, value: &Literal) -> bool {
    matches!(value, Literal::Text(text) if enumeration.values.contains(text))
}
