//! Schemas are PostgreSQL's.

use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::{bare, schema_of};

/// A schema on a database that has none.
pub static SCHEMA_NOT_ON_DIALECT: Rule = Rule {
    code: "XC0334",
    name: "schema_not_on_dialect",
    severity: Severity::Error,
    overridable: Overridable::No("the database has no schemas"),
    page: Page {
        what: "A table has a schema before its name, or a schema is made or dropped, and a database that is named has none.",
        why: "MySQL and MariaDB take the word before the point for another database on the server, with other privileges, another backup and, in a \
              cluster of shards, another place. SQLite takes it for an attached file, with which a transaction is not atomic in WAL mode.",
        databases: "MySQL, MariaDB and SQLite.",
        instead: "`dialects: [postgres]`; or a name without a schema, `billing_invoices`. On PostgreSQL a table without a schema is in the first of \
                  the search_path of the executor's connections.",
        sources: &[
            "PostgreSQL manual, \"Schemas\"",
            "MySQL 8.0 manual, \"Identifier Qualifiers\": in MySQL, a schema is a database",
            "SQLite, \"ATTACH DATABASE\": transactions over several files are not atomic in WAL mode",
        ],
    },
    refused: &[
        Example::of("expand { create table billing.invoices (id bigint primary key); }").on(&[
            Dialect::MySql,
            Dialect::MariaDb,
            Dialect::Sqlite,
        ]),
        Example::of("expand { create schema billing; }").on(&[Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite]),
    ],
    allowed: &[
        Example::of("expand { create schema billing; create table billing.invoices (id bigint primary key); }").on(&[Dialect::Postgres])
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    let Some(dialect) = migration.dialects.iter().find(|dialect| **dialect != Dialect::Postgres) else { return };
    for at in &migration.namespaces {
        let message = format!("{dialect} has no schemas, and `{}` is one", at.node.name);
        sink.report(
            Diagnostic::new(&SCHEMA_NOT_ON_DIALECT, at.place, message).help("where PostgreSQL is the only one: `dialects: [postgres]`"),
        );
    }
    for at in migration.tables.iter().filter(|at| schema_of(&at.node.name).is_some()) {
        let (name, schema) = (&at.node.name, schema_of(&at.node.name).unwrap_or_default());
        sink.report(
            Diagnostic::new(&SCHEMA_NOT_ON_DIALECT, at.place, format!("{dialect} has no schema `{schema}` for `{name}` to be in"))
                .help("where PostgreSQL is the only one: `dialects: [postgres]`")
                .help(format!("elsewhere a name without a schema: `{schema}_{}`", bare(name))),
        );
    }
}
