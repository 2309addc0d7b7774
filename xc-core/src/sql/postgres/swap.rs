//! A column under its old name and of a new type: the shadow gets a twin of all that hangs on the column, beside reads and writes; then the two
//! change places, with every column that refers to them, in one transaction that changes the catalogue alone.

use super::constraint::drop_by_columns;
use super::{DIALECT, name};
use crate::locks::Operation;
use crate::plan::{Servers, When};
use crate::schema::constraint::{Check, Constraint, ForeignKey, Index, IndexValue};
use crate::schema::{Table, bare, beside, fit};
use crate::sql::expression::write;
use crate::sql::{Change, Step, ddl, quote, quoted, text, twin};
use crate::steps::{Narrow, Swap};

/// The shadow of a column, where it has one; else the column itself.
fn shadow<'a>(narrow: &'a Narrow, column: &'a str) -> &'a str {
    narrow.swaps.iter().find(|swap| swap.old.name == column).map_or(column, |swap| swap.new.name.as_str())
}

fn shadows(narrow: &Narrow, columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| shadow(narrow, column).to_owned()).collect()
}

fn is_swapped(narrow: &Narrow, columns: &[String]) -> bool {
    columns.iter().any(|column| shadow(narrow, column) != column)
}

/// A kept expression over the shadows.
fn over_shadows(narrow: &Narrow, table: &Table, source: &str) -> String {
    let Some(expression) = crate::resolve::stored(table, source) else { return "NULL".into() };
    write(&expression, DIALECT, &|column| quote(shadow(narrow, column), DIALECT))
}

/// The keys that stand on swapped columns: name and columns, the primary key first.
fn keys(narrow: &Narrow) -> Vec<(String, &[String], bool)> {
    let table = &narrow.before;
    let primary = (!table.primary_key.is_empty()).then(|| (fit(format!("{}_pkey", bare(&table.name))), table.primary_key.as_slice(), true));
    let uniques = table.uniques.iter().map(|unique| (unique.name.clone(), unique.columns.as_slice(), false));
    primary.into_iter().chain(uniques).filter(|(_, columns, _)| is_swapped(narrow, columns)).collect()
}

fn indexes(narrow: &Narrow) -> impl Iterator<Item = &Index> {
    narrow.before.indexes.iter().filter(|index| is_swapped(narrow, &index.columns))
}

fn checks(narrow: &Narrow) -> impl Iterator<Item = &Check> {
    narrow.before.checks.iter().filter(|check| is_swapped(narrow, &check.columns))
}

fn foreign_keys(narrow: &Narrow) -> impl Iterator<Item = &ForeignKey> {
    narrow.before.foreign_keys.iter().filter(|key| is_swapped(narrow, &key.columns))
}

/// The indexes of the twins, built concurrently.
pub(super) fn build(narrow: &Narrow) -> Vec<Step> {
    let table = &narrow.before;
    let mut steps = Vec::new();
    let mut build = |of: &str, definition: String| {
        let index = twin(of);
        steps.push(super::index::concurrent(format!("build the twin of {of} on {}", table.name), &table.name, &index, definition, None));
    };
    for (of, columns, _) in keys(narrow) {
        let columns = shadows(narrow, columns);
        build(
            &of,
            format!(
                "CREATE UNIQUE INDEX CONCURRENTLY {} ON {} ({})",
                name(&twin(&of)),
                name(&table.name),
                quoted(columns.iter().map(String::as_str), DIALECT)
            ),
        );
    }
    for index in indexes(narrow) {
        let parts = index.parts.iter().map(|part| {
            let value = match &part.value {
                IndexValue::Column(column) => name(shadow(narrow, column)),
                IndexValue::Expression(source) => format!("({})", over_shadows(narrow, table, source)),
            };
            if part.descending { format!("{value} DESC") } else { value }
        });
        let include = shadows(narrow, &index.include);
        let include =
            if include.is_empty() { String::new() } else { format!(" INCLUDE ({})", quoted(include.iter().map(String::as_str), DIALECT)) };
        let predicate = index.predicate.as_ref().map(|source| format!(" WHERE {}", over_shadows(narrow, table, source)));
        build(
            &index.name,
            format!(
                "CREATE {}INDEX CONCURRENTLY {} ON {} ({}){include}{}",
                if index.unique { "UNIQUE " } else { "" },
                name(&twin(&index.name)),
                name(&table.name),
                parts.collect::<Vec<_>>().join(", "),
                predicate.unwrap_or_default()
            ),
        );
    }
    steps
}

/// The checks and foreign keys of the twins, validated beside reads and writes. The indexes of the whole unit must be there: a foreign key refers
/// to a unique one.
pub(super) fn constrain(narrow: &Narrow, unit: &[&Narrow]) -> Vec<Step> {
    let table = &narrow.before;
    let mut steps = Vec::new();
    for check in checks(narrow) {
        let definition = format!("CONSTRAINT {} CHECK ({})", name(&twin(&check.name)), over_shadows(narrow, table, &check.source));
        steps.extend(add_and_validate(&table.name, &check.name, &definition, false));
    }
    for key in foreign_keys(narrow) {
        let of = &key.name;
        let parent = unit.iter().find(|narrow| narrow.before.name == key.table);
        let key = ForeignKey {
            name: twin(&key.name),
            columns: shadows(narrow, &key.columns),
            references: parent.map_or_else(|| key.references.clone(), |parent| shadows(parent, &key.references)),
            ..key.clone()
        };
        steps.extend(add_and_validate(&table.name, of, &ddl::constraint(table, &Constraint::ForeignKey(key), DIALECT), true));
    }
    steps
}

fn add_and_validate(table: &str, of: &str, definition: &str, is_key: bool) -> [Step; 2] {
    let alter = format!("ALTER TABLE {}", name(table));
    let constraint = twin(of);
    let names = [constraint.clone()];
    let step = |what: &str, statement: String, and: &str, operations: &[Operation]| Step {
        name: format!("{what} the twin of {of} on {table}"),
        table: table.into(),
        servers: Servers::ALL,
        run: Change::of([statement]),
        undo: Change::default(),
        probe: super::constraints_there(table, &names, and),
        already: format!("table {table} has a constraint {constraint} already: drop it"),
        cost: super::cost(operations),
        concurrent: false,
        when: When::Always,
    };
    [
        step(
            "add",
            format!("{alter} ADD {definition} NOT VALID"),
            "",
            &[if is_key { Operation::AddForeignKeyNotValid } else { Operation::AddCheckNotValid }],
        ),
        step(
            "validate",
            format!("{alter} VALIDATE CONSTRAINT {}", name(&constraint)),
            " AND convalidated",
            &[if is_key { Operation::ValidateForeignKey } else { Operation::ValidateCheck }],
        ),
    ]
}

/// What drops the foreign keys on swapped columns: for all tables of a unit, before any key that they refer to.
pub(super) fn release(narrow: &Narrow) -> Vec<String> {
    foreign_keys(narrow).map(|key| drop_by_columns(&narrow.before.name, "contype = 'f'", &key.columns)).collect()
}

/// The columns change places. Where NOT NULL is a constraint with a name, the name follows.
pub(super) fn exchange(narrow: &Narrow, not_null_has_name: bool) -> Vec<String> {
    let table = &narrow.before;
    let alter = |action: String| format!("ALTER TABLE {} {action}", name(&table.name));
    let mut statements = Vec::new();
    for Swap { old, new } in &narrow.swaps {
        if old.auto_increment {
            // The next number is the one that the old column would have given.
            let sequence =
                |column: &str| format!("pg_get_serial_sequence({}, {})", text(&name(&table.name), DIALECT), text(column, DIALECT));
            statements.push(alter(format!("ALTER COLUMN {} ADD GENERATED BY DEFAULT AS IDENTITY", name(&new.name))));
            statements.push(format!("SELECT setval({}, nextval({}), false)", sequence(&new.name), sequence(&old.name)));
        }
    }
    for (_, columns, is_primary) in keys(narrow) {
        let kind = if is_primary { "contype = 'p'" } else { "contype = 'u'" };
        statements.push(drop_by_columns(&table.name, kind, columns));
    }
    for Swap { old, new } in &narrow.swaps {
        statements.push(alter(format!("DROP COLUMN {}", name(&old.name))));
        statements.push(alter(format!("RENAME COLUMN {} TO {}", name(&new.name), name(&old.name))));
        if let Some(default) = narrow.after.column(&old.name).and_then(|column| ddl::default(column, DIALECT)) {
            statements.push(alter(format!("ALTER COLUMN {} SET DEFAULT {default}", name(&old.name))));
        }
    }
    for Swap { old, new } in narrow.swaps.iter().filter(|swap| not_null_has_name && !swap.old.nullable) {
        let of = |column: &str| name(&super::not_null_name(&table.name, column));
        statements.push(alter(format!("RENAME CONSTRAINT {} TO {}", of(&new.name), of(&old.name))));
    }
    for (of, _, is_primary) in keys(narrow) {
        let kind = if is_primary { "PRIMARY KEY" } else { "UNIQUE" };
        statements.push(alter(format!("ADD CONSTRAINT {} {kind} USING INDEX {}", name(&of), name(&twin(&of)))));
    }
    statements.extend(
        indexes(narrow)
            .map(|index| format!("ALTER INDEX {} RENAME TO {}", name(&beside(&table.name, &twin(&index.name))), name(&index.name))),
    );
    let constraints = checks(narrow).map(|check| &check.name).chain(foreign_keys(narrow).map(|key| &key.name));
    statements.extend(constraints.map(|of| alter(format!("RENAME CONSTRAINT {} TO {}", name(&twin(of)), name(of)))));
    statements
}
