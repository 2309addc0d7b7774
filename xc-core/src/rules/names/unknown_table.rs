//! A table is one that the migrations know. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A table that no migration creates.
pub static UNKNOWN_TABLE: Rule = Rule {
    code: "XC0301",
    name: "unknown_table",
    severity: Severity::Error,
    overridable: Overridable::No("the statement would fail"),
    page: Page {
        what: "No migration up to this one creates the table.",
        why: "The statement would fail on the live database, half way through the deployment, after the steps before it have taken \
              effect.",
        databases: "All.",
        instead: "The name that the message suggests; or the migration that creates the table, as `after:`.",
        sources: &["xc's own: the schema flows from one migration to the next when the code compiles"],
    },
    refused: &[Example::after(USERS, "expand { alter table usres add column age int null; }")],
    allowed: &[Example::after(USERS, "expand { alter table users add column age int null; }")],
    found: Found::OnTheWay,
};
