//! A mapping gives the same when it is repeated.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A mapping that reads what it writes.
pub static READS_OWN_TARGET: Rule = Rule {
    code: "XC0703",
    name: "reads_own_target",
    severity: Severity::Error,
    overridable: Overridable::No("a row that is filled twice would hold a wrong value"),
    page: Page {
        what: "A mapping reads a column that it writes.",
        why: "A batch is repeated after a crash or a lock timeout. `total = total + 1` gives another value the second time, and nobody \
              can tell afterwards which rows had it twice.",
        databases: "All.",
        instead: "Let forward read only columns that it does not write: the old ones. A column that is there already may follow from \
                  itself in a form that gives the same when it is repeated, as `coalesce(c, e)`, `trim(c)` and `lower(c)` do: every write of \
                  either version is then brought into that form.",
        sources: &["xc's own: a backfill must be idempotent", "strong_migrations, \"Backfilling data\""],
    },
    refused: &[Example::after(
        USERS,
        "expand     { alter table users add column title varchar(200) null; }
         dual_write { sync users { forward { title = concat(name, title) } } }",
    )],
    allowed: &[
        Example::after(
            USERS,
            "expand     { alter table users add column title varchar(200) null; }
             dual_write { sync users { forward { title = concat(name, nickname) } } }",
        ),
        Example::after(
            USERS,
            r#"dual_write { sync users { forward { nickname = coalesce(nickname, "") } } }
               migrate    { backfill users; }
               contract   { alter table users alter column nickname set not null; }"#,
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for sync in &migration.syncs {
        let new_columns = sync.node.new_columns();
        let written: Vec<&str> = new_columns.iter().copied().chain(sync.node.normalised_columns()).collect();
        for assignment in sync.node.filled() {
            // A column that follows from itself may read itself: its form was asked for that.
            let may_read = |column: &str| sync.node.normalised_columns().contains(&column) && column == assignment.column;
            let mut own = None;
            assignment.value.columns(&mut |column, place| {
                own = own.or((written.contains(&column) && !may_read(column)).then_some((column, place)));
            });
            if let Some((column, place)) = own {
                let mut error = Diagnostic::new(&READS_OWN_TARGET, place, format!("forward writes `{column}`, and reads it"))
                    .note("run twice, as after a crash, it could give another value")
                    .help("let forward read only columns that it does not write");
                if column == assignment.column && !new_columns.is_empty() {
                    error = error.help(format!(
                        "a column that is there already may follow from itself in a form that gives the same when it is repeated: \
                         {column} = coalesce({column}, ...), trim({column})"
                    ));
                }
                sink.report(error);
            }
        }
        for assignment in &sync.node.reverse {
            // A column that both directions write is a mistake of its own.
            if assignment.value.reads(&assignment.column) && !new_columns.contains(&assignment.column.as_str()) {
                sink.report(Diagnostic::new(
                    &READS_OWN_TARGET,
                    assignment.place,
                    format!("reverse writes `{}`, and reads it", assignment.column),
                ));
            }
        }
    }
    for at in &migration.transforms {
        for argument in at.node.call.arguments.iter().filter(|argument| at.node.fills(&argument.node)) {
            sink.report(
                Diagnostic::new(
                    &READS_OWN_TARGET,
                    argument.place,
                    format!("`{}` fills `{}`, and takes it", at.node.call.path(), argument.node),
                )
                .note("run twice, as after a crash, it could give another value")
                .help("let the function take only columns that it does not fill"),
            );
        }
    }
}
