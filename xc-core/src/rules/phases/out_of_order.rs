//! The phases stand in the order in which they run.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::Rule;

/// XC0101.
pub static PHASE_OUT_OF_ORDER: Rule = Rule {
    code: "XC0101",
    name: "phase_out_of_order",
    page: "The phases run in the order expand, dual_write, migrate, contract: widen, keep both shapes in step, fill what was there before, narrow. \
           A block that reads in another order than it runs will be misread by the next person.",
};

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
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
