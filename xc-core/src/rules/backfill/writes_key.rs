//! A mapping leaves the key alone.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// A mapping that writes the key.
pub static WRITES_KEY: Rule = Rule {
    code: "XC0702",
    name: "writes_key",
    severity: Severity::Error,
    overridable: Overridable::No("the backfill would meet its own rows again"),
    page: Page {
        what: "A mapping writes a column of the primary key.",
        why: "The backfill walks by the key. A row whose key it changes moves to another place: it is met again, or passed over. And what \
              refers to the row by its old key is torn.",
        databases: "All.",
        instead: "A new column for the new key, filled by the sync; the key itself is changed by a migration of its own.",
        sources: &["xc's own: the backfill walks by key"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, number bigint not null); }",
        "expand     { alter table users add column copy bigint null; }
         dual_write { sync users { forward { copy = number } reverse { id = coalesce(copy, 0) } } }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, number bigint not null); }",
        "expand     { alter table users add column copy bigint null; }
         dual_write { sync users { forward { copy = number } reverse { number = coalesce(copy, 0) } } }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for mapping in migration.mappings() {
        let writes = mapping.filled().map(|assignment| (mapping.to, assignment));
        for (table, assignment) in writes.chain(mapping.reverse.iter().map(|assignment| (mapping.from, assignment))) {
            let in_key = migration.expanded.table(table).is_some_and(|table| table.key().contains(&assignment.column.as_str()));
            if in_key {
                sink.report(
                    Diagnostic::new(
                        &WRITES_KEY,
                        assignment.place,
                        format!("the mapping writes `{}`, which is in the key", assignment.column),
                    )
                    .note("the backfill walks by it"),
                );
            }
        }
    }
    for at in &migration.transforms {
        let Some(table) = migration.expanded.table(&at.node.table) else { continue };
        for target in at.node.targets.iter().filter(|target| table.key().contains(&target.node.as_str())) {
            sink.report(
                Diagnostic::new(&WRITES_KEY, target.place, format!("the function fills `{}`, which is in the key", target.node))
                    .note("the backfill walks by it"),
            );
        }
    }
}
