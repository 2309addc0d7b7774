//! A column that becomes NOT NULL is filled by an expression that is never null.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::Rule;

/// XC0204.
pub static SET_NOT_NULL_FROM_NULLABLE: Rule = Rule {
    code: "XC0204",
    name: "set_not_null_from_nullable",
    page: "The column becomes NOT NULL, and the expression that fills it may be null. The backfill would leave nulls behind, and contract would \
           wait for them for ever; v1's inserts would leave new ones.",
};

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.not_null {
        let Some(sync) = migration.sync_into(&at.node.table, &at.node.column) else { continue };
        let Some(table) = migration.expanded.table(&at.node.table) else { continue };
        let Some(assignment) = sync.node.forward.iter().find(|assignment| assignment.column == at.node.column) else { continue };
        let is_nullable = |name: &str| table.column(name).is_some_and(|column| column.nullable);
        let Some(source) = assignment.value.null_source(&is_nullable) else { continue };
        sink.report(
            Diagnostic::new(
                &SET_NOT_NULL_FROM_NULLABLE,
                source.place,
                format!("`{}` becomes NOT NULL, and is filled from {}, which may be null", at.node.column, source.node),
            )
            .note(format!("it becomes NOT NULL at {}", at.place.location()))
            .help(format!("say what stands for null: coalesce({}, ...)", source.node.trim_matches('`'))),
        );
    }
}
