//! The block is of the language's form. The parser finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// Words that are not of the language, or not in this place.
pub static SYNTAX: Rule = Rule {
    code: "XC0001",
    name: "syntax",
    severity: Severity::Error,
    overridable: Overridable::No("what is not understood can't be carried out"),
    page: Page {
        what: "A word or a sign is not of the language, or not in this place. The message says what was expected, and what stands there.",
        why: "What xc does not understand it does not pass over: half a migration is worse than none.",
        databases: "All.",
        instead: "What the message expects. The language is the SQL of `create table` and `alter table`, with Rust's literals: text in \
                  double quotes, names without quotes; a statement ends with `;`.",
        sources: &["xc's own: the language"],
    },
    refused: &[Example::after(USERS, "expand { alter table users add column age int null }")],
    allowed: &[Example::after(USERS, "expand { alter table users add column age int null; }")],
    found: Found::OnTheWay,
};
