//! What protects the data is not overridden. [`super::apply`] finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0007.
pub static NOT_OVERRIDABLE: Rule = Rule {
    code: "XC0007",
    name: "not_overridable",
    severity: Severity::Error,
    overridable: Overridable::No("it is about overrides itself"),
    page: Page {
        what: "`#[allow(...)]` names a rule that can't be overridden.",
        why: "Such a rule stands between the migration and rows that are lost or wrong, requests that fail, or a statement that the database would \
              refuse anyway. No reason makes that right, and what hides it would be believed. Where the rule does refuse something there, its own \
              message says so, and this one is not given as well.",
        databases: "All.",
        instead: "What the rule's own message and page say.",
        sources: &["xc's own: the rules whose override would break the guarantees that the executor gives"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, nickname varchar(50) not null); }",
        "contract { #[allow(set_not_null_unfilled, reason = \"no row is null\")] alter table users alter column nickname set not null; }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, nickname varchar(50) not null); }",
        "contract { alter table users alter column nickname set not null; }",
    )],
    found: Found::OnTheWay,
};
