//! Where a Rust function fills the new columns, the application keeps the two shapes in step.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::{Migration, Transform};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// A backfill by a Rust function without `by application`.
pub static TRANSFORM_WITHOUT_APPLICATION: Rule = Rule {
    code: "XC0740",
    name: "transform_without_application",
    severity: Severity::Error,
    overridable: Overridable::No("the rows that are written behind the backfill would be lost"),
    page: Page {
        what: "A backfill takes its values from a Rust function, and nothing says that the application writes both shapes.",
        why: "A trigger can't call a Rust function. Whatever v1 writes behind the backfill would leave the new columns as they were, and contract \
              would drop the only copy of what it wrote.",
        databases: "All.",
        instead: "`by application` in `dual_write`, with the columns of both shapes. Then deploy a version of the application that writes both in one \
                  statement, by the same function (xc generates a helper for it). Triggers write down each row that is written in one shape only; \
                  the backfill goes back to those, and contract waits for them.",
        sources: &["Stripe, \"Online migrations at scale\" (dual writing in the application)"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, phone varchar(40) null); }",
        "expand { alter table users add column phone_e164 varchar(20) null; }
         migrate { backfill users using crate::normalise_phone(phone) -> phone_e164; }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, phone varchar(40) null); }",
        "expand { alter table users add column phone_e164 varchar(20) null; }
         dual_write { by application users (phone, phone_e164); }
         migrate { backfill users using crate::normalise_phone(phone) -> phone_e164; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.transforms {
        let table = &at.node.table;
        if migration.application(table).is_some() {
            continue;
        }
        let by = format!("by application {table} ({});", both_shapes(migration, &at.node));
        let error = Diagnostic::new(
            &TRANSFORM_WITHOUT_APPLICATION,
            at.node.call.function.place,
            format!("`{table}` is filled by a Rust function, and nothing says that the application writes both shapes"),
        );
        let error = match migration.syncs.iter().find(|sync| sync.node.table == *table) {
            Some(sync) => error
                .note("a trigger can't call a Rust function: the sync would fill the columns by other rules than the function")
                .help(format!("in place of the sync at {}: {by}", sync.place.location())),
            None => error
                .note("a trigger can't call a Rust function: what v1 writes behind the backfill would be lost")
                .help(format!("before `migrate`: dual_write {{ {by} }}")),
        };
        sink.report(error);
    }
}

/// The columns of both shapes, as far as the rest tells: the arguments that are listed or that contract drops, else all of them, and what is
/// filled.
pub(super) fn both_shapes(migration: &Migration, transform: &Transform) -> String {
    let table = &transform.table;
    let is_old = |name: &str| {
        migration.application(table).is_some_and(|by| by.node.lists(name))
            || migration.drops.iter().any(|drop| drop.node.table == *table && drop.node.column == name)
    };
    let arguments = || transform.call.arguments.iter().map(|argument| argument.node.as_str());
    let told: Vec<&str> = arguments().filter(|name| is_old(name)).collect();
    let old = if told.is_empty() { arguments().collect() } else { told };
    old.into_iter().chain(transform.targets.iter().map(|target| target.node.as_str())).collect::<Vec<_>>().join(", ")
}
