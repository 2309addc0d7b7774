//! A phase is one of the four. The parser finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A phase that there is not.
pub static UNKNOWN_PHASE: Rule = Rule {
    code: "XC0103",
    name: "unknown_phase",
    severity: Severity::Error,
    overridable: Overridable::No("what it would do is not known"),
    page: Page {
        what: "A block of statements has a name that is no phase.",
        why: "What stands in it would never run, or not when it was meant to.",
        databases: "All.",
        instead: "One of expand, dual_write, migrate, contract.",
        sources: &["xc's own: the language"],
    },
    refused: &[Example::after(USERS, "expnd { alter table users add column age int null; }")],
    allowed: &[Example::after(USERS, "expand { alter table users add column age int null; }")],
    found: Found::OnTheWay,
};
