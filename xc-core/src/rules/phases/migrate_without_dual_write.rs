//! A backfill runs behind a dual write.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0106.
pub static MIGRATE_WITHOUT_DUAL_WRITE: Rule = Rule {
    code: "XC0106",
    name: "migrate_without_dual_write",
    severity: Severity::Error,
    overridable: Overridable::No("rows would be missed, and nobody would notice"),
    page: Page {
        what: "A table is backfilled, and nothing keeps its two shapes in step meanwhile.",
        why: "A backfill of 200 million rows takes hours, and v1 goes on writing behind it. What v1 inserts or changes in rows that the \
              backfill has passed is missed, a few rows at a time, and is found by a customer.",
        databases: "All.",
        instead: "`dual_write { sync ... { forward { ... } reverse { ... } } }` for the table. The backfill takes its expressions from \
                  there, so that both can't disagree.",
        sources: &[
            "xc's own: no other checker sees both phases",
            "pgroll and reshape install triggers before they backfill, for the same reason",
        ],
    },
    refused: &[Example::after(
        USERS,
        "expand  { alter table users add column full_name varchar(100) null; }
         migrate { backfill users; }",
    )],
    allowed: &[Example::after(
        USERS,
        "expand     { alter table users add column full_name varchar(100) null; }
         dual_write { sync users { forward { full_name = name } } }
         migrate    { backfill users; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for backfill in &migration.backfills {
        let table = &backfill.node;
        // With a Rust function, or with the application, it is another mistake.
        let by_rust = migration.transform(table).is_some() || migration.application(table).is_some();
        let meant = migration.pairs.iter().any(|at| at.node.target == *table && migration.is_meant_to_look_up(&at.node));
        if by_rust || meant || migration.mappings().any(|mapping| mapping.walked == table) {
            continue;
        }
        if let Some(mapping) = migration.mappings().find(|mapping| mapping.from == table) {
            sink.report(
                Diagnostic::new(&MIGRATE_WITHOUT_DUAL_WRITE, backfill.place, format!("nothing in `{table}` is filled"))
                    .note(format!(
                        "rows of `{}` look their values up in `{table}`: the backfill walks the rows that are filled",
                        mapping.to
                    ))
                    .help(format!("backfill {};", mapping.walked)),
            );
            continue;
        }
        if let Some(mapping) = migration.mappings().find(|mapping| mapping.to == table) {
            sink.report(
                Diagnostic::new(&MIGRATE_WITHOUT_DUAL_WRITE, backfill.place, format!("no sync takes its values from `{table}`"))
                    .note(format!("the sync goes from `{}` to `{table}`: the backfill walks the table with the old columns", mapping.from))
                    .help(format!("backfill {};", mapping.from)),
            );
            continue;
        }
        sink.report(
            Diagnostic::new(&MIGRATE_WITHOUT_DUAL_WRITE, backfill.place, format!("`{table}` is backfilled without a dual write"))
                .note("rows that v1 writes after the backfill has passed them would be missed; and the backfill takes its expressions from the sync")
                .help(format!("before `migrate`: dual_write {{ sync {table} {{ forward {{ new = ... }} reverse {{ old = ... }} }} }}")),
        );
    }
}
