//! A new column leaves v1's inserts alone.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0201.
pub static ADD_NOT_NULL_WITHOUT_DEFAULT: Rule = Rule {
    code: "XC0201",
    name: "add_not_null_without_default",
    severity: Severity::Error,
    overridable: Overridable::No("inserts of the running version would fail"),
    page: Page {
        what: "A column that is NOT NULL and has no default is added to a table that has rows.",
        why: "v1 does not know the column and leaves it out: each of its INSERTs fails from the moment that the column is there until the \
              last old instance is gone. And the rows that are there have no value for it.",
        databases: "All. PostgreSQL refuses it where the table has rows (23502) and takes it where it has none, so that a test passes. \
                    SQLite refuses it always. MySQL and MariaDB take it and write a made-up value (\"\", 0) into every row.",
        instead: "Add it nullable, fill it by a sync and a backfill, and `set not null` in contract. Or give it a default that is true \
                  for the rows that are there and for what v1 writes.",
        sources: &[
            "PostgreSQL manual, \"ALTER TABLE\", ADD COLUMN",
            "MySQL 8.0 manual, \"Data Type Default Values\": implicit defaults",
            "sqlite.org, \"ALTER TABLE\", ALTER TABLE ADD COLUMN: \"If a NOT NULL constraint is specified, then the column must have a \
             default value other than NULL\"",
            "strong_migrations; squawk: adding-required-field; Atlas: MF103, MY101",
        ],
    },
    refused: &[Example::after(USERS, "expand { alter table users add column age int not null; }")],
    allowed: &[
        Example::after(USERS, "expand { alter table users add column age int null; }"),
        Example::after(USERS, "expand { alter table users add column logins int not null default 0; }"),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for new in &migration.columns {
        let column = &new.node.column;
        if let Some(place) = new.node.not_null_at
            && column.default.is_none()
        {
            let (table, name, ty) = (&new.node.table, &column.name, column.ty.spelled());
            sink.report(
                Diagnostic::new(&ADD_NOT_NULL_WITHOUT_DEFAULT, place, format!("new column `{table}.{name}` is NOT NULL and has no default"))
                    .note("v1 does not know it: each of its INSERTs would fail from this moment on")
                    .help(format!(
                        "in `expand`: add column {name} {ty} null\nfill it by `sync` and `backfill`, then\nin `contract`: alter column {name} set not null"
                    )),
            );
        }
    }
}
