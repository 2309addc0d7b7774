//! A mapping gives a column one value. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A column assigned twice.
pub static ASSIGNED_TWICE: Rule = Rule {
    code: "XC0311",
    name: "assigned_twice",
    severity: Severity::Error,
    overridable: Overridable::No("only one of the values would be kept"),
    page: Page {
        what: "A mapping gives a column two values.",
        why: "One of them is lost. In an UPDATE, PostgreSQL refuses that; MySQL takes the last, SQLite one of them.",
        databases: "All, each in its own way.",
        instead: "One assignment for a column.",
        sources: &[
            "sqlite.org, \"UPDATE\": \"If a single column-name appears more than once in the list of assignment expressions, all but the \
             rightmost occurrence is ignored\"",
            "PostgreSQL: error 42601, \"multiple assignments to same column\"",
        ],
    },
    refused: &[Example::after(
        USERS,
        "expand     { alter table users add column title varchar(100) null; }
         dual_write { sync users { forward { title = name, title = nickname } } }",
    )],
    allowed: &[Example::after(
        USERS,
        "expand     { alter table users add column title varchar(200) null; }
         dual_write { sync users { forward { title = concat(name, nickname) } } }",
    )],
    found: Found::OnTheWay,
};
