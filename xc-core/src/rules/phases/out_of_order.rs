//! The phases stand in the order in which they run.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0101.
pub static PHASE_OUT_OF_ORDER: Rule = Rule {
    code: "XC0101",
    name: "phase_out_of_order",
    severity: Severity::Error,
    overridable: Overridable::No("the phases run in their order, whatever the block says"),
    page: Page {
        what: "The phases of the block do not stand in the order in which they run: expand, dual_write, migrate, contract.",
        why: "A migration is read in review, and again in the night when it has stopped half way. A block that reads in another order \
              than it runs is misread then: somebody takes the drop for the first step, or believes that the backfill comes before the \
              dual write.",
        databases: "All.",
        instead: "The phases in the order expand, dual_write, migrate, contract. A phase that has nothing to do is left out.",
        sources: &["xc's own: the order is that of expand and contract (Danilo Sato, \"Parallel Change\", martinfowler.com)"],
    },
    refused: &[Example::after(
        USERS,
        "contract { alter table users alter column name set not null; }
         expand   { alter table users add column age int null; }",
    )],
    allowed: &[Example::after(
        USERS,
        "expand   { alter table users add column age int null; }
         contract { alter table users alter column name set not null; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    let mut latest = None;
    for (index, written) in migration.phases.iter().enumerate() {
        // A second one is a mistake of its own.
        if migration.phases[..index].iter().any(|before| before.node == written.node) {
            continue;
        }
        match latest {
            Some(before) if written.node < before => sink.report(
                Diagnostic::new(
                    &PHASE_OUT_OF_ORDER,
                    written.place,
                    format!("`{}` stands after `{before}`, and runs before it", written.node),
                )
                .help("write the phases in the order expand, dual_write, migrate, contract"),
            ),
            _ => latest = Some(written.node),
        }
    }
}
