//! Each operation stands in the phase where it is safe.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::plan::Phase;
use crate::resolve::Migration;
use crate::rules::Rule;

/// XC0104.
pub static OPERATION_IN_WRONG_PHASE: Rule = Rule {
    code: "XC0104",
    name: "operation_in_wrong_phase",
    page: "Expand only widens, for v1 goes on running: new tables and columns. Dual write holds the syncs, migrate the backfills. Contract narrows, \
           once v1 is gone: NOT NULL, drops.",
};

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
    let mut wants = |what: String, written: Phase, right: Phase, place: Place, why: &str| {
        if written != right {
            sink.report(
                Diagnostic::new(&OPERATION_IN_WRONG_PHASE, place, format!("{what} belongs in `{right}`, not in `{written}`"))
                    .note(why)
                    .help(format!("move it into `{right} {{ ... }}`")),
            );
        }
    };
    for at in &migration.tables {
        wants(format!("`create table {}`", at.node.name), at.phase, Phase::Expand, at.place, "v2 needs it from its first statement on");
    }
    for at in &migration.columns {
        wants(
            format!("`add column {}`", at.node.column.name),
            at.phase,
            Phase::Expand,
            at.place,
            "v2 needs it from its first statement on",
        );
    }
    for at in &migration.syncs {
        wants(
            format!("`sync {}`", at.node.table),
            at.phase,
            Phase::DualWrite,
            at.place,
            "it needs the new columns, and must be in place before the backfill",
        );
    }
    for at in &migration.backfills {
        wants(
            format!("`backfill {}`", at.node),
            at.phase,
            Phase::Migrate,
            at.place,
            "rows that v1 writes behind the backfill are missed unless dual write is in place before it",
        );
    }
    for at in &migration.not_null {
        wants(
            format!("`set not null` on `{}`", at.node.column),
            at.phase,
            Phase::Contract,
            at.place,
            "rows that are not backfilled yet hold null, and v1 does not know the column",
        );
    }
    for at in &migration.drops {
        wants(
            format!("`drop column {}`", at.node.column),
            at.phase,
            Phase::Contract,
            at.place,
            "v1 still reads and writes it, until it is gone",
        );
    }
}
