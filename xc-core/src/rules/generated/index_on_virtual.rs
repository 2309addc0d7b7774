//! An index on a virtual column keeps MariaDB from changing the table beside its writers.

use super::is_mysql;
use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::locks;
use crate::plan::{Dialect, Servers};
use crate::resolve::{Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};
use crate::schema::Table;
use crate::schema::constraint::Constraint;

/// XC0532.
pub static INDEX_ON_VIRTUAL: Rule = Rule {
    code: "XC0532",
    name: "index_on_virtual",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "An index or a unique constraint is of a virtual column, and MariaDB is among the databases (`mysql` stands for it as well).",
        why: "The index itself is built beside the writers. But from then on every column that is added to the table, and every NOT NULL, is a copy \
              of the table while nobody writes; xc refuses to do that, so the next migration of the table fails when it begins.",
        databases: "MariaDB: \"online rebuild with indexed virtual columns\" (error 1846), and no ALGORITHM=INSTANT either (the lock table: \
                    add_column.beside_virtual_indexed, set_not_null.beside_virtual_indexed). MySQL and SQLite go on as before. PostgreSQL has no \
                    such index: XC0531.",
        instead: "An ordinary column that a `sync` keeps, with the index on it; or a stored one, in a new table. Where no server is MariaDB, say so: \
                  `#[allow(index_on_virtual, reason = \"every server is MySQL\")]` before `create index`.",
        sources: &["MariaDB, \"InnoDB Online DDL Operations with the INPLACE Alter Algorithm\"", "measured: docs/LOCKS.md"],
    },
    refused: &[Example::after(
        USERS,
        "expand { alter table users add column shout varchar(100) generated always as (trim(name)) virtual; create index users_shout on users (shout); }",
    )
    .on(&[Dialect::MariaDb])],
    allowed: &[Example::after(
        USERS,
        "expand { alter table users add column shout varchar(100) generated always as (trim(name)) virtual; create index users_shout on users (shout); }",
    )
    .on(&[Dialect::Sqlite])],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    let blocks = |dialect: &&Dialect| {
        let then = locks::on_any(locks::Operation::AddColumnBesideVirtualIndexed, **dialect, Servers::ALL);
        is_mysql(**dialect) && then.is_none_or(|behaviour| behaviour.blocks_writes())
    };
    let Some(dialect) = migration.dialects.iter().find(blocks) else { return };
    let mut of = |table: &Table, columns: &[String], what: String, place: Place| {
        let is_virtual = |name: &&String| table.column(name).and_then(|column| column.generated.as_ref()).is_some_and(|of| !of.stored);
        let Some(name) = columns.iter().find(is_virtual) else { return };
        let source = table.column(name).and_then(|column| column.generated.as_ref()).map_or("", |generated| generated.source.as_str());
        sink.report(
            Diagnostic::new(
                &INDEX_ON_VIRTUAL,
                place,
                format!("{what} is of the virtual column `{name}`, and {dialect} adds no column to such a table beside writers"),
            )
            .note("\"online rebuild with indexed virtual columns\", error 1846: the next column that is added would copy the table")
            .help(format!("an ordinary column, kept by `sync {} {{ forward {{ ... = {source} }} }}`, and the index on that", table.name)),
        );
    };
    for at in &migration.tables {
        for unique in &at.node.uniques {
            of(&at.node, &unique.columns, format!("`unique ({})`", unique.columns.join(", ")), at.place);
        }
    }
    for at in &migration.operations {
        let Some(table) = migration.expanded.table(&at.node.table) else { continue };
        match &at.node.operation {
            Operation::CreateIndex(index) => of(table, &index.columns, format!("index `{}`", index.name), at.place),
            Operation::AddConstraint(Constraint::Unique(unique)) => {
                of(table, &unique.columns, format!("`unique ({})`", unique.columns.join(", ")), at.place);
            }
            _ => {}
        }
    }
}
