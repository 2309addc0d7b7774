//! What contract relies on has been backfilled.

use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Phase;
use crate::resolve::Migration;
use crate::rules::Rule;

/// XC0105.
pub static CONTRACT_WITHOUT_MIGRATE: Rule = Rule {
    code: "XC0105",
    name: "contract_without_migrate",
    page: "Contract makes a new column NOT NULL, or drops the old one, while the rows that were there before have never been filled: NOT NULL would \
           fail on the first of them, and the drop would destroy the only copy.",
};

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
    for sync in &migration.syncs {
        let table = &sync.node.table;
        if migration.backfills(table) {
            continue;
        }
        let (new_columns, old_columns) = (sync.node.new_columns(), sync.node.old_columns());
        let tightened = migration.not_null.iter().find(|at| at.node.table == *table && new_columns.contains(&at.node.column.as_str()));
        let dropped = migration.drops.iter().find(|at| at.node.table == *table && old_columns.contains(&at.node.column.as_str()));
        let Some(relies) = tightened.or(dropped) else { continue };
        // The block's keyword when the whole phase is missing; the statement otherwise.
        let place = match migration.phases.iter().find(|written| written.node == Phase::Contract) {
            Some(contract) if !migration.has(Phase::Migrate) => contract.place,
            _ => relies.place,
        };
        let written = if migration.has(Phase::Migrate) { "in `migrate`" } else { "before `contract`" };
        sink.report(
            Diagnostic::new(
                &CONTRACT_WITHOUT_MIGRATE,
                place,
                format!("`contract` relies on the data of `{table}`, and nothing backfills it"),
            )
            .note(format!(
                "rows of `{table}` that were there before dual write hold null in {}",
                new_columns.iter().map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", ")
            ))
            .help(format!("{written}: migrate {{ backfill {table}; }}")),
        );
    }
}
