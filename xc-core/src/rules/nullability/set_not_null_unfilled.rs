//! A column that becomes NOT NULL is filled by something.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0203.
pub static SET_NOT_NULL_UNFILLED: Rule = Rule {
    code: "XC0203",
    name: "set_not_null_unfilled",
    severity: Severity::Error,
    overridable: Overridable::No("the database itself refuses NOT NULL on a column that holds a null"),
    page: Page {
        what: "A column that may hold null becomes NOT NULL, and nothing fills it in the rows that are there.",
        why: "SET NOT NULL reads the whole table and fails on the first null: at the end of a long migration; or it passes on the test \
              database, where every row happens to have a value, and fails in production.",
        databases: "All. PostgreSQL fails with 23502, MySQL and MariaDB in strict mode with 1138 or 1265 (without it they write a made-up \
                    value), SQLite while it copies the table.",
        instead: "Give the column a value in every row first: a `sync` whose forward fills it, so that v1's writes are covered too, and a \
                  `backfill` of the table. Then `alter column ... set not null` in contract.",
        sources: &[
            "PostgreSQL manual, \"ALTER TABLE\", SET NOT NULL: \"ordinarily this is checked during the ALTER TABLE by scanning the entire \
             table\"",
            "MySQL 8.0 manual, \"Online DDL Operations\", \"Making a column NOT NULL\": strict SQL_MODE is required, and the operation \
             fails on null values",
            "strong_migrations, \"Setting NOT NULL on an existing column\"; squawk: adding-not-nullable-field; Atlas: MF104",
        ],
    },
    refused: &[Example::after(USERS, "contract { alter table users alter column nickname set not null; }")],
    allowed: &[Example::after(
        USERS,
        "expand     { alter table users add column full_name varchar(100) null; }
         dual_write { sync users { forward { full_name = name } reverse { name = full_name } } }
         migrate    { backfill users; }
         contract   { alter table users alter column full_name set not null, drop column name; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.not_null {
        let (table, name) = (&at.node.table, &at.node.column);
        let Some(column) = migration.expanded.table(table).and_then(|table| table.column(name)) else { continue };
        // A column that was NOT NULL before holds no null.
        if !column.nullable
            || migration.mapping_into(table, name).is_some()
            || migration.is_transformed(table, name)
            || migration.lacks_sync(table)
        {
            continue;
        }
        sink.report(
            Diagnostic::new(&SET_NOT_NULL_UNFILLED, at.place, format!("`{table}.{name}` becomes NOT NULL, and nothing fills it"))
                .note(format!("it may be null since {}; NOT NULL fails on the first row that is", column.declared_at))
                .help(format!(
                    "dual_write {{ sync {table} {{ forward {{ {name} = ... }} reverse {{ ... }} }} }}\nmigrate {{ backfill {table}; }}"
                )),
        );
    }
}
