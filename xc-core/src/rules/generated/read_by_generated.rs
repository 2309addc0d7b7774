//! What a generated column reads stays as it is.

use super::is_mysql;
use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::resolve::{Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Column;

/// XC0442.
pub static READ_BY_GENERATED: Rule = Rule {
    code: "XC0442",
    name: "read_by_generated",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the change, or copies the table"),
    page: Page {
        what: "The type of a column is changed, or it loses its NOT NULL, or changes places with another, and a generated column reads it.",
        why: "The generated column would have to be computed anew in every row, or would hold null where it never did. The databases refuse the \
              statement, half way through the migration, or write the table anew.",
        databases: "PostgreSQL refuses another type for a column that a generated column reads, MySQL and MariaDB copy the table where it is stored. \
                    A column that one reads can't be dropped either: XC0601.",
        instead: "Drop the generated column first, in a migration of its own; make it again afterwards. Or a new column of the other type, kept in \
                  step by a `sync`, and a new generated column that reads that.",
        sources: &[
            "PostgreSQL manual, \"ALTER TABLE\": \"cannot alter type of a column used by a generated column\"",
            "MySQL 8.0 manual, \"ALTER TABLE and Generated Columns\"",
        ],
    },
    refused: &[
        Example::after(
            "expand { create table t (id bigint primary key, a int not null, b bigint generated always as (abs(a)) stored); }",
            "contract { alter table t alter column a drop not null; }",
        ),
        Example::after(
            "expand { create table t (id bigint primary key, a varchar(20) null, b text generated always as (trim(a)) stored); }",
            "expand { alter table t alter column a type varchar(40); }",
        ),
    ],
    allowed: &[Example::after(
        "expand { create table t (id bigint primary key, a int not null, b bigint generated always as (abs(a)) stored); }",
        "expand { alter table t alter column a set default 5; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    let readers = |table: &str, column: &str| -> Vec<Column> {
        migration.expanded.table(table).map(|table| table.generated_from(column).cloned().collect()).unwrap_or_default()
    };
    let mut report = |what: String, table: &str, column: &str, reader: &Column, place: Place| {
        let error = Diagnostic::new(&READ_BY_GENERATED, place, format!("{what}, and generated column `{}` reads it", reader.name))
            .note(format!("`{}` is declared at {}", reader.name, reader.declared_at));
        sink.report(error.help(format!(
            "in a migration before this one: contract {{ alter table {table} drop column {}; }}; or leave `{column}` as it is",
            reader.name
        )));
    };
    for at in &migration.operations {
        let what = match &at.node.operation {
            // The catalogue alone, on databases where the enum is a type of its own.
            Operation::SetType { .. } if at.node.is_grown_enum() && !migration.dialects.iter().any(|dialect| is_mysql(*dialect)) => {
                continue;
            }
            Operation::SetType { column, to, .. } => format!("`{column}` becomes `{}`", to.spelled()),
            Operation::DropNotNull(column) => format!("`{column}` may be null from now on"),
            _ => continue,
        };
        let Some(column) = at.node.operation.alters() else { continue };
        if let Some(reader) = readers(&at.node.table, column).first() {
            report(what, &at.node.table, column, reader, at.place);
        }
    }
    for at in &migration.swaps {
        for column in [&at.node.column, &at.node.with] {
            if let Some(reader) = readers(&at.node.table, column).first() {
                report(format!("`{column}` changes places with another column"), &at.node.table, column, reader, at.place);
            }
        }
    }
}
