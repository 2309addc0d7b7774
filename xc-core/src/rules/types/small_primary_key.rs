//! A key has room for the rows of the next ten years.

use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::types::Type;

/// XC0408.
pub static SMALL_PRIMARY_KEY: Rule = Rule {
    code: "XC0408",
    name: "small_primary_key",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "The primary key of a new table is one column of type int or smallint.",
        why: "After 2,147,483,647 numbers (smallint: 32,767) every INSERT fails, at once and for good; deleted rows, rolled back \
              transactions and failed inserts use numbers up too. Changing the key of a table that has grown that large, with every \
              column that refers to it, is the hardest migration that there is.",
        databases: "All but SQLite, whose keys have 64 bits whatever they are called.",
        instead: "`bigint`: four more bytes a row. Where the rows are few for ever (countries, states of an order), say so: \
                  `#[allow(small_primary_key, reason = \"...\")]` before the table or the column.",
        sources: &[
            "squawk: prefer-bigint-over-int, prefer-bigint-over-smallint",
            "online_migrations: primary keys are bigint",
            "PostgreSQL manual, \"Numeric Types\"",
        ],
    },
    refused: &[Example::of("expand { create table users (id int primary key auto_increment, name varchar(100) not null); }").on(&[Dialect::Postgres, Dialect::MySql, Dialect::MariaDb])],
    allowed: &[Example::of("expand { create table users (id bigint primary key auto_increment, name varchar(100) not null); }"), Example::of("expand { create table order_items (order_id bigint not null, line int not null, primary key (order_id, line)); }"), Example::of(r#"expand { #[allow(small_primary_key, reason = "one row a state, there are six")] create table states (id smallint primary key, name varchar(20) not null); }"#).on(&[Dialect::Postgres, Dialect::MySql, Dialect::MariaDb])],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    if migration.dialects == [Dialect::Sqlite] {
        return;
    }
    for table in &migration.tables {
        let [key] = table.node.primary_key.as_slice() else { continue };
        let Some(column) = table.node.column(key) else { continue };
        let numbers = match column.ty {
            Type::SmallInt => "32,767",
            Type::Int => "2,147,483,647",
            _ => continue,
        };
        let written = migration.written.iter().find(|at| at.node.table == table.node.name && at.node.column == *key);
        let place = written.map_or(table.place, |at| at.place);
        sink.report(
            Diagnostic::new(
                &SMALL_PRIMARY_KEY,
                place,
                format!("the primary key of `{}` is `{}`, and ends at {numbers}", table.node.name, column.ty.spelled()),
            )
            .note("from then on every INSERT fails; and to change the key of a table of that size is the hardest migration that there is")
            .help(format!("`{key} bigint ...`")),
        );
    }
}
