//! What a sync of two tables can't do yet. It is refused by the rule for all such things.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::syntax::NOT_YET;

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.pairs {
        let pair = &at.node;
        let Some(target) = migration.expanded.table(&pair.target) else { continue };
        if migration.before.table(&pair.target).is_some() {
            // A column that this migration does not add is a mistake of its own.
            if pair.forward.iter().all(|assignment| {
                migration.columns.iter().any(|new| new.node.table == target.name && new.node.column.name == assignment.column)
            }) {
                sink.report(
                    Diagnostic::new(
                        &NOT_YET,
                        at.place,
                        format!("a sync to `{}`, which was there before this migration, is not in the language yet", target.name),
                    )
                    .note("which rows the trigger would have to make, and which are the application's, can't be told yet")
                    .help(format!("create a table in `expand`, and sync `{}` to it", pair.source)),
                );
            }
            continue;
        }
        if let Some(column) = pair.target_key().filter_map(|name| target.column(name)).find(|column| column.auto_increment) {
            sink.report(
                Diagnostic::new(
                    &NOT_YET,
                    at.place,
                    format!(
                        "`{}.{}` is numbered by the database: a sync by such a column is not in the language yet",
                        target.name, column.name
                    ),
                )
                .note(format!(
                    "both tables would number their rows, and give one number to two rows; the column is declared at {}",
                    column.declared_at
                ))
                .help(format!(
                    "`{} {} primary key`: it takes the number of its row in `{}`",
                    column.name,
                    column.ty.spelled(),
                    pair.source
                )),
            );
        }
    }
}
