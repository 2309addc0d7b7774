//! What is dropped lives on somewhere else.

use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Phase;
use crate::resolve::{Migration, Operation};
use crate::rules::data_loss::still_used;
use crate::rules::nullability::left_out_by_v2;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0602.
pub static DROP_WITHOUT_SUCCESSOR: Rule = Rule {
    code: "XC0602",
    name: "drop_without_successor",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A column or a table is dropped, and no `sync` of the migration reads it or writes it: nothing has kept its values anywhere else.",
        why: "The values are gone with the statement that drops them, on every replica, within the lock timeout. What is found to be needed a week \
              later has to come out of a backup, row by row, against a table that has changed since. And a column that the application still reads \
              makes each of those requests fail.",
        databases: "All. PostgreSQL and MariaDB only mark the column as dropped, MySQL from 8.0.29 on as well (before that, it copies the table); \
                    none of them gives the values back.",
        instead: "Where the values live on in other columns, say so: `sync` with a forward that reads the column, `backfill`, and the drop in the \
                  same migration's contract. Where they are not needed, say that: \
                  `#[allow(drop_without_successor, reason = \"...\")] drop column ...`.",
        sources: &[
            "strong_migrations, \"Removing a column\"; squawk: ban-drop-column; Atlas: DS103",
            "PostgreSQL manual, \"ALTER TABLE\", DROP COLUMN, Notes",
            "MySQL 8.0 manual, \"Online DDL Operations\", \"Dropping a column\"",
        ],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, legacy varchar(50) null); }",
        "contract { alter table users drop column legacy; }",
    )],
    allowed: &[
        Example::after(
            "expand { create table users (id bigint primary key, legacy varchar(50) null); }",
            "contract { alter table users #[allow(drop_without_successor, reason = \"unused since 2024\")] drop column legacy; }",
        ),
        Example::after(
            "expand { create table users (id bigint primary key, legacy varchar(50) null); }",
            "expand     { alter table users add column title varchar(50) null; }
             dual_write { sync users { forward { title = legacy } reverse { legacy = title } } }
             migrate    { backfill users; }
             contract   { alter table users drop column legacy; }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in migration.drops.iter().filter(|at| at.phase == Phase::Contract) {
        let (table, name) = (&at.node.table, &at.node.column);
        // What is computed is computed again.
        if migration.expanded.table(table).is_none_or(|known| known.is_generated(name)) {
            continue;
        }
        let kept = migration
            .mappings()
            .any(|mapping| mapping.from == table && !mapping.looks_up() && mapping.old_columns().contains(&name.as_str()))
            || migration.transform(table).is_some_and(|at| at.node.is_given(name));
        // What is still used is not dropped at all; a column that v2 can't leave out wants a reverse, and then there is a sync.
        if kept
            || migration.is_guess(at.place)
            || migration.lacks_sync(table)
            || migration.is_shadow(table, name)
            || still_used::is_still_used(migration, table, name)
            || left_out_by_v2::is_left_out(migration, &at.node)
        {
            continue;
        }
        sink.report(
            Diagnostic::new(&DROP_WITHOUT_SUCCESSOR, at.place, format!("`{table}.{name}` is dropped, and nothing else holds its values"))
                .note("they can't be had back once contract has run")
                .help(format!(
                    "where its values live on: dual_write {{ sync {table} {{ forward {{ ... = {name} }} reverse {{ {name} = ... }} }} }} migrate {{ backfill {table}; }}"
                )),
        );
    }
    for at in migration.operations.iter().filter(|at| at.phase == Phase::Contract && matches!(at.node.operation, Operation::DropTable)) {
        let table = &at.node.table;
        if migration.mappings().any(|mapping| mapping.from == table && !mapping.looks_up()) || migration.is_guess(at.place) {
            continue;
        }
        sink.report(
            Diagnostic::new(&DROP_WITHOUT_SUCCESSOR, at.place, format!("table `{table}` is dropped, and nothing else holds its rows"))
                .note("they can't be had back once contract has run"),
        );
    }
}
