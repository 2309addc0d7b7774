//! `by application` goes with a backfill by a Rust function.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// `by application` without a backfill by a Rust function.
pub static APPLICATION_WITHOUT_TRANSFORM: Rule = Rule {
    code: "XC0741",
    name: "application_without_transform",
    severity: Severity::Error,
    overridable: Overridable::No("there would be nothing to fill the rows with"),
    page: Page {
        what: "The application is said to write both shapes of a table, and no Rust function says how the new columns follow from the old.",
        why: "The rows that were there before, and those that a version of the application writes in one shape only, must be filled by something, \
              and compared with something before contract drops the old shape.",
        databases: "All.",
        instead: "`backfill ... using` the function that the application uses too. Where SQL can say how the columns follow from each other, a `sync` \
                  needs nothing of the application.",
        sources: &["xc's own: the change log of a dual write by the application, docs/DECISIONS.md"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, phone varchar(40) null); }",
        "expand { alter table users add column phone_e164 varchar(20) null; }
         dual_write { by application users (phone, phone_e164); }",
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
    for at in &migration.applications {
        let table = &at.node.table;
        if migration.transform(table).is_some() {
            continue;
        }
        let names: Vec<&str> = at.node.columns.iter().map(|column| column.node.as_str()).collect();
        let is_new = |name: &&str| migration.columns.iter().any(|new| new.node.table == *table && new.node.column.name == **name);
        let spelled = |names: Vec<&str>, none: &str| if names.is_empty() { none.to_owned() } else { names.join(", ") };
        let (new, old): (Vec<&str>, Vec<&str>) = names.into_iter().partition(is_new);
        let targets = if new.len() > 1 { format!("({})", new.join(", ")) } else { spelled(new, "new") };
        sink.report(
            Diagnostic::new(
                &APPLICATION_WITHOUT_TRANSFORM,
                at.place,
                format!("the application writes both shapes of `{table}`, and nothing says how the new one follows from the old"),
            )
            .note("the rows that are there, and those that v1 goes on writing, would never be filled")
            .help(format!(
                "by a Rust function: migrate {{ backfill {table} using crate::function({}) -> {targets}; }}",
                spelled(old, "old")
            ))
            .help(format!("by SQL, which needs nothing of the application: dual_write {{ sync {table} {{ forward {{ ... }} }} }}")),
        );
    }
}
