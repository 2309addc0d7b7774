//! Each phase stands once.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0102.
pub static PHASE_REPEATED: Rule = Rule {
    code: "XC0102",
    name: "phase_repeated",
    severity: Severity::Error,
    overridable: Overridable::No("a migration goes through each phase once"),
    page: Page {
        what: "A phase stands twice in the block.",
        why: "A migration goes through each phase once. Whoever reads only the first of two blocks misses half of what it does.",
        databases: "All.",
        instead: "One block for each phase. What has to run later than the phase allows is a migration of its own.",
        sources: &["xc's own"],
    },
    refused: &[Example::after(
        USERS,
        "expand { alter table users add column age int null; }
         expand { alter table users add column city varchar(50) null; }",
    )],
    allowed: &[Example::after(
        USERS,
        "expand {
             alter table users add column age int null;
             alter table users add column city varchar(50) null;
         }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for (index, written) in migration.phases.iter().enumerate() {
        if let Some(first) = migration.phases[..index].iter().find(|before| before.node == written.node) {
            sink.report(
                Diagnostic::new(&PHASE_REPEATED, written.place, format!("a second `{}`", written.node))
                    .note(format!("the first is at {}", first.place.location()))
                    .help("move its statements into the first"),
            );
        }
    }
}
