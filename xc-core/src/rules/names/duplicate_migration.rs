//! A migration has a name of its own. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// Two migrations of one name.
pub static DUPLICATE_MIGRATION: Rule = Rule {
    code: "XC0312",
    name: "duplicate_migration",
    severity: Severity::Error,
    overridable: Overridable::No("the journal would take one for the other"),
    page: Page {
        what: "An earlier migration of the chain has the same name.",
        why: "The journal in the database knows a migration by its name. The second would be taken for the first: as done already, or as \
              edited.",
        databases: "All.",
        instead: "Another name.",
        sources: &["xc's own: the journal"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key); }",
        "name: first,
         after: first,
         expand { alter table users add column age int null; }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key); }",
        "name: second,
         after: first,
         expand { alter table users add column age int null; }",
    )],
    found: Found::OnTheWay,
};
