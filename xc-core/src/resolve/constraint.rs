//! Constraints: their columns and tables are looked up, and each gets a name, the same one on every database.

use super::{Migration, check_length, expression, find_column, find_table};
use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::expression::Expression;
use crate::plan::Dialect;
use crate::rules::names::DUPLICATE_CONSTRAINT;
use crate::rules::types::WRONG_TYPE;
use crate::rules::types::{FOREIGN_KEY_TARGET, FOREIGN_KEY_TYPE};
use crate::schema::constraint::{Check, Constraint, ForeignKey, Unique};
use crate::schema::types::Class;
use crate::schema::{Schema, Table, schema_of};
use crate::syntax::{self, ConstraintKind, Name, Source};

/// Resolves a constraint of a table. `None` where there was a mistake, which was reported.
pub(super) fn constraint(
    schema: &Schema,
    dialects: &[Dialect],
    table: &Table,
    written: &syntax::Constraint,
    sink: &mut Sink,
) -> Option<Constraint> {
    let place = written.place;
    let declared_at = place.location();
    let (columns, suffix) = match &written.kind {
        ConstraintKind::Unique(names) => (columns(schema, table, names, sink)?, "key"),
        ConstraintKind::ForeignKey { columns: names, .. } => (columns(schema, table, names, sink)?, "fkey"),
        ConstraintKind::Check(source) => (condition(schema, dialects, table, source, sink)?.1, "check"),
    };
    let name = name(schema, dialects, table, written, &columns, suffix, sink)?;
    match &written.kind {
        ConstraintKind::Unique(_) => Some(Constraint::Unique(Unique { name, columns, declared_at })),
        ConstraintKind::Check(source) => Some(Constraint::Check(Check { name, source: source.text.clone(), columns, declared_at })),
        ConstraintKind::ForeignKey { table: parent, references, on_delete, on_update, .. } => {
            // A table may refer to itself, and is not in the schema yet while it is created.
            let parent_table = if parent.node == table.name { table } else { sink.keep(find_table(schema, parent))? };
            let references = match references.as_slice() {
                [] => parent_table.primary_key.clone(),
                names => self::columns(schema, parent_table, names, sink)?,
            };
            let key = ForeignKey {
                name,
                columns,
                table: parent_table.name.clone(),
                references,
                on_delete: *on_delete,
                on_update: *on_update,
                declared_at,
            };
            sink.keep(check_target(table, parent_table, &key, place))?;
            Some(Constraint::ForeignKey(key))
        }
    }
}

/// The condition of a check or of a partial index, and the columns that it reads.
pub(super) fn condition(
    schema: &Schema,
    dialects: &[Dialect],
    table: &Table,
    source: &Source,
    sink: &mut Sink,
) -> Option<(Expression, Vec<String>)> {
    let (condition, columns) = value(schema, dialects, table, source, sink)?;
    if !condition.class().fits(Class::Boolean) {
        sink.report(Diagnostic::new(
            &WRONG_TYPE,
            condition.place,
            format!("a condition is wanted here, and this is {}", condition.class().name()),
        ));
        return None;
    }
    Some((condition, columns))
}

/// An expression that is kept with the schema, and the columns that it reads.
pub(super) fn value(
    schema: &Schema,
    dialects: &[Dialect],
    table: &Table,
    source: &Source,
    sink: &mut Sink,
) -> Option<(Expression, Vec<String>)> {
    let scope = expression::Scope { schema, table, dialects, inlines: false };
    let value = expression::resolve(&scope, &source.expression, sink)?;
    let mut columns: Vec<String> = Vec::new();
    value.columns(&mut |column, _| {
        if !columns.iter().any(|known| known == column) {
            columns.push(column.into());
        }
    });
    Some((value, columns))
}

/// Columns by their names, each of them known.
pub(super) fn columns(schema: &Schema, table: &Table, names: &[Name], sink: &mut Sink) -> Option<Vec<String>> {
    let found: Vec<Option<String>> =
        names.iter().map(|name| sink.keep(find_column(schema, table, name)).map(|column| column.name.clone())).collect();
    found.into_iter().collect()
}

/// The name that was given, or one made of the table and the columns. PostgreSQL's own pattern: it is the one that people know.
fn name(
    schema: &Schema,
    dialects: &[Dialect],
    table: &Table,
    written: &syntax::Constraint,
    columns: &[String],
    suffix: &str,
    sink: &mut Sink,
) -> Option<String> {
    let made;
    let name = match &written.name {
        Some(name) => {
            check_length(dialects, name, sink);
            &name.node
        }
        None => {
            made = crate::schema::fit(format!("{}_{}_{suffix}", crate::schema::bare(&table.name), columns.join("_")));
            &made
        }
    };
    match taken(schema, table, name) {
        None => Some(name.clone()),
        Some(declared_at) => {
            let place = written.name.as_ref().map_or(written.place, |name| name.place);
            sink.report(
                Diagnostic::new(&DUPLICATE_CONSTRAINT, place, format!("there is a constraint or an index `{name}` already"))
                    .note(format!("it is declared at {declared_at}"))
                    .help("give this one a name of its own: constraint another_name ..."),
            );
            None
        }
    }
}

/// Where a constraint or an index of this name is declared. Names are looked for in all tables: PostgreSQL keeps indexes in one name space.
pub(super) fn taken(schema: &Schema, table: &Table, name: &str) -> Option<String> {
    let others = schema.tables.iter().filter(|other| other.name != table.name && schema_of(&other.name) == schema_of(&table.name));
    std::iter::once(table).chain(others).find_map(|table| {
        let constraint = table.constraints().find(|constraint| constraint.name() == name).map(|found| found.declared_at().to_owned());
        constraint.or_else(|| table.indexes.iter().find(|index| index.name == name).map(|index| index.declared_at.clone()))
    })
}

fn check_target(table: &Table, parent: &Table, key: &ForeignKey, place: Place) -> Result<(), Diagnostic> {
    let list = |columns: &[String]| columns.join(", ");
    if key.references.len() != key.columns.len() {
        return Err(Diagnostic::new(
            &FOREIGN_KEY_TARGET,
            place,
            format!("the foreign key has {} columns and refers to {}", key.columns.len(), key.references.len()),
        )
        .help(format!("the primary key of `{}` is ({})", parent.name, list(&parent.primary_key))));
    }
    let mut wanted = key.references.clone();
    wanted.sort();
    let exactly = |columns: &[String]| {
        let mut columns = columns.to_vec();
        columns.sort();
        columns == wanted
    };
    if !exactly(&parent.primary_key) && !parent.uniques.iter().any(|unique| exactly(&unique.columns)) {
        return Err(Diagnostic::new(
            &FOREIGN_KEY_TARGET,
            place,
            format!("no primary key or unique constraint of `{}` is on ({})", parent.name, list(&key.references)),
        )
        .note(format!("one row must be meant; the table is declared at {}", parent.declared_at)));
    }
    for (name, reference) in key.columns.iter().zip(&key.references) {
        let (Some(column), Some(target)) = (table.column(name), parent.column(reference)) else { continue };
        let both_text = column.ty.class() == Class::Text && target.ty.class() == Class::Text;
        let unknown = column.ty.class() == Class::Any || target.ty.class() == Class::Any;
        if column.ty != target.ty && !both_text && !unknown {
            return Err(Diagnostic::new(
                &FOREIGN_KEY_TYPE,
                place,
                format!(
                    "`{name}` is `{}`, and `{}.{reference}`, which it refers to, is `{}`",
                    column.ty.spelled(),
                    parent.name,
                    target.ty.spelled()
                ),
            )
            .note("MySQL refuses such a key; PostgreSQL takes it, and the smaller type overflows first")
            .note(format!("`{reference}` is declared at {}", target.declared_at))
            .help(format!("`{name} {}`", target.ty.spelled())));
        }
    }
    Ok(())
}

/// Everything that a table's definition says besides columns and the primary key.
pub(super) fn of_table(migration: &Migration, table: &mut Table, written: &[syntax::Constraint], sink: &mut Sink) {
    for each in written {
        if let Some(constraint) = constraint(&migration.expanded, &migration.dialects, table, each, sink) {
            table.add_constraint(constraint);
        }
    }
}
