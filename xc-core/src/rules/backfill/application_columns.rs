//! `by application` lists the columns of both shapes.

use super::transform_without_application::both_shapes;
use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::{ByApplication, Migration, Transform};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// A list that lacks a column, or has one too many.
pub static APPLICATION_COLUMNS: Rule = Rule {
    code: "XC0742",
    name: "application_columns",
    severity: Severity::Error,
    overridable: Overridable::No("writes of a column that is not listed would be misread"),
    page: Page {
        what: "`by application` lists the columns of both shapes: those that the function fills, and those arguments of it that belong to the old \
               shape. This list lacks one, or has a column that the function neither takes nor fills.",
        why: "The triggers read the list: a write that changes a listed argument, and no filled column, is one of v1, and its row is filled again; \
              one that changes a filled column alone is one of v2, and its row is left alone. An argument that is not listed belongs to both \
              versions (a country, say): when it alone changes, the new columns stay as they are.",
        databases: "All.",
        instead: "List what the function fills, and the arguments that only v1 and the version in between write: each that contract drops, and at \
                  least one.",
        sources: &["xc's own: the change log of a dual write by the application, docs/DECISIONS.md"],
    },
    refused: &[
        Example::after(
            "expand { create table users (id bigint primary key, phone varchar(40) null, country varchar(2) null); }",
            "expand { alter table users add column phone_e164 varchar(20) null; }
             dual_write { by application users (phone); }
             migrate { backfill users using crate::normalise_phone(phone, country) -> phone_e164; }",
        ),
        Example::after(
            "expand { create table users (id bigint primary key, phone varchar(40) null, country varchar(2) null); }",
            "expand { alter table users add column phone_e164 varchar(20) null; }
             dual_write { by application users (country, phone_e164); }
             migrate { backfill users using crate::normalise_phone(phone, country) -> phone_e164; }
             contract { alter table users drop column phone; }",
        ),
    ],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, phone varchar(40) null, country varchar(2) null); }",
        "expand { alter table users add column phone_e164 varchar(20) null; }
         dual_write { by application users (phone, phone_e164); }
         migrate { backfill users using crate::normalise_phone(phone, country) -> phone_e164; }
         contract { alter table users #[allow(lossy_mapping, reason = \"what people typed is not needed\")] drop column phone; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.applications {
        let Some(transform) = migration.transform(&at.node.table) else { continue };
        let (by, transform) = (&at.node, &transform.node);
        let table = &by.table;
        let whole = || format!("`by application {table} ({});`", both_shapes(migration, transform));
        if let Some(unused) = by.columns.iter().find(|column| !transform.fills(&column.node) && !transform.is_given(&column.node)) {
            sink.report(
                Diagnostic::new(
                    &APPLICATION_COLUMNS,
                    unused.place,
                    format!("`{}` neither takes `{}` nor fills it", transform.call.path(), unused.node),
                )
                .note("the list has the columns of both shapes: those that the function fills, and those of the old shape that it takes")
                .help(format!("leave it out: {}", whole())),
            );
        } else if let Some(lacking) = lacking(migration, by, transform) {
            sink.report(
                Diagnostic::new(&APPLICATION_COLUMNS, at.place, format!("the list of `{table}` lacks {lacking}"))
                    .note("the triggers tell by the list which version has written a row")
                    .help(whole()),
            );
        }
    }
}

/// What a list lacks, if anything.
fn lacking(migration: &Migration, by: &ByApplication, transform: &Transform) -> Option<String> {
    let unlisted = |column: &str| !by.lists(column);
    if let Some(target) = transform.targets.iter().find(|target| unlisted(&target.node)) {
        return Some(format!("`{}`, which the function fills", target.node));
    }
    let dropped = |column: &str| migration.drops.iter().any(|drop| drop.node.table == by.table && drop.node.column == column);
    if let Some(old) = transform.call.arguments.iter().find(|argument| unlisted(&argument.node) && dropped(&argument.node)) {
        return Some(format!("`{}`, which the function takes and contract drops", old.node));
    }
    let none_of_old = !transform.call.arguments.iter().any(|argument| by.lists(&argument.node));
    none_of_old.then(|| "the old shape: none of what the function takes is in it".to_owned())
}
