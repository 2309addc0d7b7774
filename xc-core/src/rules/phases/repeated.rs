//! Each phase stands once.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::Rule;

/// XC0102.
pub static PHASE_REPEATED: Rule = Rule {
    code: "XC0102",
    name: "phase_repeated",
    page: "A migration goes through each phase once. What belongs into a phase stands in one block.",
};

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
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
