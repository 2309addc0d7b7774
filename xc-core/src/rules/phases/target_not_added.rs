//! A sync fills columns that this migration adds.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::Rule;

/// XC0107.
pub static TARGET_NOT_ADDED: Rule = Rule {
    code: "XC0107",
    name: "target_not_added",
    page: "Forward writes a column that was there before this migration. Both versions may use it already, with a meaning of their own: the backfill \
           would overwrite it.",
};

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
    for sync in &migration.syncs {
        for assignment in &sync.node.forward {
            let added = migration.columns.iter().any(|new| new.node.table == sync.node.table && new.node.column.name == assignment.column);
            let Some(column) = migration.before.table(&sync.node.table).and_then(|table| table.column(&assignment.column)) else {
                continue;
            };
            // A mapping that reads its own target, or writes the key, has a rule of its own.
            let is_key = migration.before.table(&sync.node.table).is_some_and(|table| table.primary_key.contains(&assignment.column));
            if added || is_key || assignment.value.reads(&assignment.column) {
                continue;
            }
            let (name, table) = (&assignment.column, &sync.node.table);
            sink.report(
                Diagnostic::new(
                    &TARGET_NOT_ADDED,
                    assignment.place,
                    format!("forward writes `{table}.{name}`, which this migration does not add"),
                )
                .note(format!(
                    "it is declared at {}, and v1 may use it: the backfill would overwrite what stands there",
                    column.declared_at
                ))
                .help(format!("add a new column in `expand`: alter table {table} add column new_{name} {} null;", column.ty.spelled())),
            );
        }
    }
}
