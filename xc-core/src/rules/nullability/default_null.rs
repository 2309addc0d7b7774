//! A column that is, or becomes, NOT NULL has no null for a default.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Column;
use crate::syntax::DefaultValue;

/// XC0202.
pub static DEFAULT_NULL_ON_NOT_NULL: Rule = Rule {
    code: "XC0202",
    name: "default_null_on_not_null",
    severity: Severity::Error,
    overridable: Overridable::No("the two contradict each other"),
    page: Page {
        what: "A column is NOT NULL, or becomes so in contract, and its default is null.",
        why: "An INSERT that leaves the column out is given null, which the column does not take: it fails where a default was promised. \
              Once in contract, the version that relied on the default fails in production first.",
        databases: "All. MySQL and MariaDB refuse such a column when it is made (\"Invalid default value\", 1067); PostgreSQL and SQLite \
                    take it and refuse the rows.",
        instead: "Leave `default null` out, or give a value.",
        sources: &["MySQL 8.0 manual, \"Data Type Default Values\"", "online_migrations"],
    },
    refused: &[Example::of("expand { create table users (id bigint primary key, logins int not null default null); }")],
    allowed: &[
        Example::of("expand { create table users (id bigint primary key, logins int not null default 0); }"),
        Example::of("expand { create table users (id bigint primary key, city varchar(50) null default null); }"),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for new in &migration.columns {
        let becomes = migration.becomes_not_null(&new.node.table, &new.node.column.name);
        if new.node.not_null_at.is_some() || becomes {
            column(&new.node.column, new.node.default_at.unwrap_or(new.place), becomes, sink);
        }
    }
    for table in &migration.tables {
        for new in table.node.columns.iter().filter(|column| !column.nullable) {
            column(new, table.place, false, sink);
        }
    }
}

fn column(column: &Column, place: Place, becomes: bool, sink: &mut Sink) {
    if column.default != Some(DefaultValue::Null) {
        return;
    }
    let when = if becomes { "becomes NOT NULL in contract" } else { "is NOT NULL" };
    sink.report(
        Diagnostic::new(&DEFAULT_NULL_ON_NOT_NULL, place, format!("`{}` {when}, and its default is null", column.name))
            .note("an INSERT that leaves it out would fail")
            .help("leave `default null` out, or give a value"),
    );
}
