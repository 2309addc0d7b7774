//! What MariaDB does beside writers in any other table, and by a copy in one that has a generated column.

use super::is_mysql;
use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::locks;
use crate::plan::{Dialect, Servers};
use crate::resolve::{Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::{Column, Table};

/// XC0533.
pub static COPIED_BESIDE_GENERATED: Rule = Rule {
    code: "XC0533",
    name: "copied_beside_generated",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A column becomes NOT NULL in a table with a generated column that is stored; or a column is added, dropped, made NOT NULL or no longer \
               NOT NULL, or the primary key changes, in a table with a virtual one in an index. MariaDB is among the databases (`mysql` stands for \
               it as well).",
        why: "MariaDB copies the table for it, and lets nobody write meanwhile. xc asks for a way that lets writers go on, so the statement is \
              refused, and the migration stops there: in contract, half way through.",
        databases: "MariaDB: errors 1845 and 1846 (the lock table: set_not_null.beside_stored, and what ends in beside_virtual_indexed). MySQL, \
                    PostgreSQL and SQLite go on as in any other table.",
        instead: "Drop the generated column, or the index on it, in a migration before this one. Where no server is MariaDB, say so: \
                  `#[allow(copied_beside_generated, reason = \"every server is MySQL\")]` before the action.",
        sources: &["MariaDB, \"InnoDB Online DDL Operations with the INPLACE Alter Algorithm\"", "measured: docs/LOCKS.md"],
    },
    refused: &[Example::after(
        STORED,
        "dual_write { sync t { forward { c = coalesce(c, 0) } } } migrate { backfill t; } contract { alter table t alter column c set not null; }",
    )
    .on(&[Dialect::MariaDb])],
    allowed: &[
        Example::after(
            STORED,
            "dual_write { sync t { forward { c = coalesce(c, 0) } } } migrate { backfill t; } contract { alter table t alter column c set not null; }",
        )
        .on(&[Dialect::Postgres, Dialect::Sqlite]),
        Example::after(
            STORED,
            "dual_write { sync t { forward { c = coalesce(c, 0) } } } migrate { backfill t; }
             contract { alter table t #[allow(copied_beside_generated, reason = \"every server is MySQL\")] alter column c set not null; }",
        )
        .on(&[Dialect::MariaDb]),
    ],
    found: Found::By(check),
};

const STORED: &str =
    "expand { create table t (id bigint primary key, a int null, b bigint generated always as (abs(a)) stored, c int null); }";

/// What is done to a table, and what it is in one with a generated column of either kind, where that was measured.
struct Change {
    what: String,
    beside_stored: Option<locks::Operation>,
    beside_virtual_indexed: locks::Operation,
}

fn check(migration: &Migration, sink: &mut Sink) {
    use locks::Operation::{
        AddColumnBesideVirtualIndexed, AddPrimaryKeyBesideStored, AddPrimaryKeyBesideVirtualIndexed, DropColumnBesideVirtualIndexed,
        DropNotNullBesideStored, DropNotNullBesideVirtualIndexed, SetNotNullBesideStored, SetNotNullBesideVirtualIndexed,
    };
    let mut report = |then: Option<&Table>, change: Change, place: Place| {
        let Some(table) = then.and_then(|table| migration.expanded.table(&table.name)) else { return };
        // An index that this contract drops goes first.
        let is_indexed = |column: &Column| then.is_some_and(|then| then.hangs_on(&column.name) || then.is_in_key(&column.name));
        let operation = |column: &Column| match &column.generated {
            Some(generated) if generated.stored => change.beside_stored,
            Some(_) if is_indexed(column) => Some(change.beside_virtual_indexed),
            _ => None,
        };
        let blocks = |dialect: Dialect, operation| {
            is_mysql(dialect) && locks::on_any(operation, dialect, Servers::ALL).is_none_or(|behaviour| behaviour.blocks_writes())
        };
        let blocking = |dialect: &Dialect| {
            let beside = table.columns.iter().find(|column| operation(column).is_some_and(|operation| blocks(*dialect, operation)))?;
            Some((*dialect, beside))
        };
        let Some((dialect, beside)) = migration.dialects.iter().find_map(blocking) else { return };
        let stored = beside.generated.as_ref().is_some_and(|generated| generated.stored);
        let (kept, drop) = if stored {
            ("stored", format!("alter table {} drop column {}", table.name, beside.name))
        } else {
            ("in an index", drop_of_index(table, &beside.name))
        };
        sink.report(
            Diagnostic::new(
                &COPIED_BESIDE_GENERATED,
                place,
                format!("{} in a table with generated column `{}`, which is {kept}", change.what, beside.name),
            )
            .note(format!("{dialect} copies the table for it, and lets nobody write meanwhile (errors 1845 and 1846)"))
            .note(format!("`{}` is declared at {}", beside.name, beside.declared_at))
            .help(format!("in a migration before this one: contract {{ {drop}; }}")),
        );
    };
    // A generated one is virtual here, and a change of the catalogue beside any other.
    for at in migration.columns.iter().filter(|at| at.node.column.generated.is_none()) {
        let change = Change {
            what: format!("`{}` is added", at.node.column.name),
            beside_stored: None,
            beside_virtual_indexed: AddColumnBesideVirtualIndexed,
        };
        report(migration.before.table(&at.node.table), change, at.place);
    }
    for at in &migration.not_null {
        let change = Change {
            what: format!("`{}` becomes NOT NULL", at.node.column),
            beside_stored: Some(SetNotNullBesideStored),
            beside_virtual_indexed: SetNotNullBesideVirtualIndexed,
        };
        report(migration.after.table(&at.node.table), change, at.place);
    }
    for at in &migration.operations {
        let table = &at.node.table;
        match &at.node.operation {
            Operation::DropNotNull(column) => {
                let change = Change {
                    what: format!("`{column}` may be null from now on"),
                    beside_stored: Some(DropNotNullBesideStored),
                    beside_virtual_indexed: DropNotNullBesideVirtualIndexed,
                };
                // Before the indexes go.
                report(migration.expanded.table(table), change, at.place);
            }
            Operation::SetPrimaryKey { to, .. } => {
                let change = Change {
                    what: format!("({}) becomes the primary key", to.join(", ")),
                    beside_stored: Some(AddPrimaryKeyBesideStored),
                    beside_virtual_indexed: AddPrimaryKeyBesideVirtualIndexed,
                };
                report(migration.after.table(table), change, at.place);
            }
            _ => {}
        }
    }
    for at in &migration.drops {
        let change = Change {
            what: format!("`{}` is dropped", at.node.column),
            beside_stored: None,
            beside_virtual_indexed: DropColumnBesideVirtualIndexed,
        };
        report(migration.after.table(&at.node.table), change, at.place);
    }
}

/// What drops the index, or the constraint, of a column.
fn drop_of_index(table: &Table, column: &str) -> String {
    let reads = |columns: &[String]| columns.iter().any(|name| name == column);
    let index =
        table.indexes.iter().find(|index| reads(&index.columns)).map(|index| format!("drop index {} on {}", index.name, table.name));
    let constraint = || table.constraints().find(|constraint| reads(constraint.columns()));
    index.unwrap_or_else(|| format!("alter table {} drop {}", table.name, constraint().map_or_else(String::new, |of| of.spelled())))
}
