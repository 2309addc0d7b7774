//! A mapping gives no null to a column that takes none.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::Rule;

/// XC0205.
pub static MAPPING_GIVES_NULL: Rule = Rule {
    code: "XC0205",
    name: "mapping_gives_null",
    page: "The mapping may give null to a column that is NOT NULL: the trigger would make the application's own write fail, in the version that \
           did nothing wrong. In `reverse`, columns that contract makes NOT NULL count as not null, for the trigger completes a row that is not \
           filled yet before it looks at it.",
};

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
    for sync in &migration.syncs {
        let Some(table) = migration.expanded.table(&sync.node.table) else { continue };
        let may_be_null = |name: &str| table.column(name).is_some_and(|column| column.nullable);
        let null_in_reverse = |name: &str| may_be_null(name) && !migration.becomes_not_null(&table.name, name);
        let forward = sync.node.forward.iter().map(|assignment| (assignment, assignment.value.null_source(&may_be_null)));
        let reverse = sync.node.reverse.iter().map(|assignment| (assignment, assignment.value.null_source(&null_in_reverse)));
        for (assignment, source) in forward.chain(reverse) {
            let (Some(source), Some(column)) = (source, table.column(&assignment.column)) else { continue };
            if column.nullable {
                continue;
            }
            let name = source.node.trim_matches('`');
            let mut error = Diagnostic::new(
                &MAPPING_GIVES_NULL,
                source.place,
                format!("`{}` is NOT NULL, and is given {}, which may be null", column.name, source.node),
            )
            .note(format!("the trigger would make the application's write fail; `{}` is declared at {}", column.name, column.declared_at))
            .help(format!("say what stands for null: coalesce({name}, ...)"));
            if sync.node.new_columns().contains(&name) {
                error = error.help(format!("or let it end as NOT NULL, in `contract`: alter column {name} set not null"));
            }
            sink.report(error);
        }
    }
}
