//! A backfill runs behind a dual write.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::Rule;

/// XC0106.
pub static MIGRATE_WITHOUT_DUAL_WRITE: Rule = Rule {
    code: "XC0106",
    name: "migrate_without_dual_write",
    page: "A backfill takes hours, and v1 goes on writing behind it. Without a dual write, the rows that v1 inserts or changes after the backfill \
           has passed them are missed.",
};

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
    for backfill in &migration.backfills {
        let table = &backfill.node;
        if migration.syncs.iter().any(|sync| sync.node.table == *table) {
            continue;
        }
        sink.report(
            Diagnostic::new(&MIGRATE_WITHOUT_DUAL_WRITE, backfill.place, format!("`{table}` is backfilled without a dual write"))
                .note("rows that v1 writes after the backfill has passed them would be missed; and the backfill takes its expressions from the sync")
                .help(format!("before `migrate`: dual_write {{ sync {table} {{ forward {{ new = ... }} reverse {{ old = ... }} }} }}")),
        );
    }
}
