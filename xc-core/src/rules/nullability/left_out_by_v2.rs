//! A NOT NULL column that v2 no longer knows is filled for it.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::Rule;

/// XC0206.
pub static LEFT_OUT_BY_V2: Rule = Rule {
    code: "XC0206",
    name: "left_out_by_v2",
    page: "v2 does not know a column that this migration drops. Between v2's deployment and contract the column is still there: if it is NOT NULL, \
           has no default, and no reverse mapping fills it, each of v2's INSERTs fails.",
};

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.drops {
        let (table, name) = (&at.node.table, &at.node.column);
        let Some(declared) = migration.expanded.table(table) else { continue };
        let Some(column) = declared.column(name) else { continue };
        // A column of a key is not dropped at all, which is said already.
        if declared.primary_key.contains(name) || declared.uniques.iter().any(|unique| unique.contains(name)) {
            continue;
        }
        let reversed = migration
            .syncs
            .iter()
            .any(|sync| sync.node.table == *table && sync.node.reverse.iter().any(|assignment| assignment.column == *name));
        if column.may_be_left_out() || reversed || migration.lacks_sync(table) {
            continue;
        }
        sink.report(
            Diagnostic::new(&LEFT_OUT_BY_V2, at.place, format!("`{table}.{name}` is NOT NULL, and v2 leaves it out"))
                .note(format!(
                    "until contract has run, each INSERT of v2 fails: the column has no default, and no `reverse` fills it; it is declared at {}",
                    column.declared_at
                ))
                .help(format!("in `dual_write`: sync {table} {{ forward {{ ... }} reverse {{ {name} = ... }} }}")),
        );
    }
}
