//! An override says why. The parser finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0005.
pub static OVERRIDE_WITHOUT_REASON: Rule = Rule {
    code: "XC0005",
    name: "override_without_reason",
    severity: Severity::Error,
    overridable: Overridable::No("a reason is one line"),
    page: Page {
        what: "`#[allow(...)]` stands without `reason = \"...\"`, or the reason is empty.",
        why: "An override is the one place where the compiler takes a person's word for it. A year later, when the column that nobody needed turns \
              out to be needed, the reason is all that is left of that person's knowledge. The plan carries it, so that whoever reviews the \
              migration or runs it sees it too.",
        databases: "All.",
        instead: "`#[allow(drop_without_successor, reason = \"unused since 2024, see the access log\")]`",
        sources: &["The Rust reference, \"Lint check attributes\", `reason`"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, legacy varchar(50) null); }",
        "contract { #[allow(drop_without_successor)] alter table users drop column legacy; }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, legacy varchar(50) null); }",
        "contract { #[allow(drop_without_successor, reason = \"unused since 2024\")] alter table users drop column legacy; }",
    )],
    found: Found::OnTheWay,
};
