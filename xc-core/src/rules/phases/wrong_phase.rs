//! Each operation stands in the phase where it is safe.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::plan::Phase;
use crate::resolve::{EnumWork, Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0104.
pub static OPERATION_IN_WRONG_PHASE: Rule = Rule {
    code: "XC0104",
    name: "operation_in_wrong_phase",
    severity: Severity::Error,
    overridable: Overridable::No("each phase is safe because of what is not in it"),
    page: Page {
        what: "An operation stands in a phase in which it is not safe, or would come too late.",
        why: "In expand and until contract, v1 and v2 run side by side: what narrows there (a drop, NOT NULL) makes statements of v1 \
              fail, or fails itself on rows that are not filled yet. What widens in contract (a new column) comes after v2 has needed it \
              for days.",
        databases: "All.",
        instead: "New tables and columns in expand, syncs in dual_write, backfills in migrate, NOT NULL and drops in contract. The \
                  message names the phase.",
        sources: &[
            "strong_migrations, \"Removing a column\", \"Setting NOT NULL on an existing column\"",
            "Danilo Sato, \"Parallel Change\", martinfowler.com",
        ],
    },
    refused: &[
        Example::after(USERS, "contract { alter table users add column age int null; }"),
        Example::after(USERS, "expand { alter table users drop column nickname; }"),
    ],
    allowed: &[Example::after(USERS, "expand { alter table users add column age int null; }")],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
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
    for mapping in migration.mappings() {
        let to = if mapping.from == mapping.to { String::new() } else { format!(" to {}", mapping.to) };
        wants(
            format!("`sync {}{to}`", mapping.from),
            mapping.phase,
            Phase::DualWrite,
            mapping.place,
            "it needs the new columns, and must be in place before the backfill",
        );
    }
    for at in &migration.applications {
        wants(
            format!("`by application {}`", at.node.table),
            at.phase,
            Phase::DualWrite,
            at.place,
            "its triggers need the new columns, and must be in place before the backfill",
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
    for at in &migration.swaps {
        wants(
            format!("`swap column {}`", at.node.column),
            at.phase,
            Phase::Contract,
            at.place,
            "v1 would meet another type under the name that it knows",
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
    for at in migration.raws.iter().filter(|at| !matches!(at.phase, Phase::Expand | Phase::Contract)) {
        wants(
            "`raw`".into(),
            at.phase,
            Phase::Expand,
            at.place,
            "it changes the schema: what widens it belongs in `expand`, what narrows it in `contract`; triggers and backfills are xc's own",
        );
    }
    for at in &migration.namespaces {
        let (verb, phase, why) = match at.node.makes {
            true => ("create", Phase::Expand, "tables are made in it there"),
            false => ("drop", Phase::Contract, "nothing may be in it, and what was is v1's until it is gone"),
        };
        wants(format!("`{verb} schema {}`", at.node.name), at.phase, phase, at.place, why);
    }
    for at in &migration.enums {
        let name = &at.node.ty.name;
        let (what, phase, why) = match at.node.work {
            EnumWork::Create => (format!("`create enum {name}`"), Phase::Expand, "columns of it are made there"),
            EnumWork::AddValue(_) => (format!("`alter enum {name}`"), Phase::Expand, "v2 can't write the value before"),
            EnumWork::Drop => (format!("`drop enum {name}`"), Phase::Contract, "v1 still uses the columns of it, until it is gone"),
        };
        wants(what, at.phase, phase, at.place, why);
    }
    // What comes of an enum's new value is asked above; what is taken over goes where its column goes.
    for at in migration.operations.iter().filter(|at| !at.node.is_grown_enum() && !at.node.taken_over) {
        let what = format!("`{}`", at.node.spelled());
        // v1 does not know a table that this migration makes.
        let is_new = migration.tables.iter().any(|table| table.node.name == at.node.table);
        match operation(&at.node.operation).filter(|_| !is_new) {
            // Both shapes of an application can live with it.
            None if matches!(at.phase, Phase::Expand | Phase::Contract) => {}
            None => wants(
                what,
                at.phase,
                Phase::Expand,
                at.place,
                "what both versions can live with is done in expand; an index on columns that are backfilled is built behind the backfill",
            ),
            Some(why) => wants(what, at.phase, Phase::Contract, at.place, why),
        }
    }
}

/// Why an operation belongs in contract; `None` where it may stand in expand as well.
fn operation(operation: &Operation) -> Option<&'static str> {
    match operation {
        Operation::CreateIndex(index) if index.unique => Some("v1 may still write what it refuses"),
        Operation::CreateIndex(_) | Operation::SetDefault(..) | Operation::SetType { .. } => None,
        Operation::DropIndex(_) => Some("v1 may still need it to be fast enough, or to be told of a conflict"),
        Operation::AddConstraint(_) => Some("v1 may still write what it refuses"),
        Operation::DropConstraint(_) => Some("v1 may still rely on it: an `on conflict`, a cascade, a value that it never checks"),
        Operation::DropDefault(_) => Some("v1's INSERTs may leave the column out"),
        Operation::DropNotNull(_) => Some("v1 would meet nulls, which it does not know"),
        Operation::SetPrimaryKey { .. } => Some("v1 may still name the old key in an `on conflict`, and rely on what it refuses"),
        Operation::DropTable => Some("v1 still reads and writes it, until it is gone"),
    }
}
