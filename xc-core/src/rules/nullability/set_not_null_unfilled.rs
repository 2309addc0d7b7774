//! A column that becomes NOT NULL is filled by something.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::Rule;

/// XC0203.
pub static SET_NOT_NULL_UNFILLED: Rule = Rule {
    code: "XC0203",
    name: "set_not_null_unfilled",
    page: "Nothing fills the column in the rows that are there. SET NOT NULL scans the table and fails on the first null, at the end of a long \
           migration; or passes in the test database and fails in production.",
};

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.not_null {
        let (table, name) = (&at.node.table, &at.node.column);
        let Some(column) = migration.expanded.table(table).and_then(|table| table.column(name)) else { continue };
        // A column that was NOT NULL before holds no null.
        if !column.nullable || migration.sync_into(table, name).is_some() || migration.lacks_sync(table) {
            continue;
        }
        sink.report(
            Diagnostic::new(&SET_NOT_NULL_UNFILLED, at.place, format!("`{table}.{name}` becomes NOT NULL, and nothing fills it"))
                .note(format!("it may be null since {}; NOT NULL fails on the first row that is", column.declared_at))
                .help(format!(
                    "dual_write {{ sync {table} {{ forward {{ {name} = ... }} reverse {{ ... }} }} }}\nmigrate {{ backfill {table}; }}"
                )),
        );
    }
}
