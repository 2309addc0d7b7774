//! An override that silences nothing goes. [`super::apply`] finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0008.
pub static UNNEEDED_OVERRIDE: Rule = Rule {
    code: "XC0008",
    name: "unneeded_override",
    severity: Severity::Warning,
    overridable: Overridable::No("take the override away"),
    page: Page {
        what: "`#[allow(...)]` stands in front of something that the rule does not refuse, or no longer refuses.",
        why: "It would silence the rule when somebody changes the statement later, with a reason that was given for another one.",
        databases: "All. A rule that concerns one database refuses nothing where that one is not named in `dialects:`.",
        instead: "Take the override away.",
        sources: &["The Rust reference, \"Lint check attributes\": `unfulfilled_lint_expectations`"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, name varchar(50) not null); }",
        "contract { #[allow(drop_without_successor, reason = \"unused since 2024\")] alter table users alter column name set not null; }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, legacy varchar(50) null); }",
        "contract { #[allow(drop_without_successor, reason = \"unused since 2024\")] alter table users drop column legacy; }",
    )],
    found: Found::OnTheWay,
};
