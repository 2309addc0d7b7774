//! A function is given what it takes. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// An argument that a function does not take.
pub static WRONG_ARGUMENT: Rule = Rule {
    code: "XC0401",
    name: "wrong_argument",
    severity: Severity::Error,
    overridable: Overridable::No("the databases would each convert it in their own way"),
    page: Page {
        what: "A function or an operator is given too many arguments, too few, or one of a type that it does not take.",
        why: "PostgreSQL refuses it when the trigger first runs, in the request of a user. MySQL and SQLite convert: `length(score)` \
              counts digits, `\"12abc\" + 1` is 13. The same row then gets different values on different databases.",
        databases: "All: PostgreSQL fails at run time (42883), MySQL, MariaDB and SQLite convert in silence.",
        instead: "The usage that the message shows; a `cast`, where the language has one, says what is meant.",
        sources: &[
            "MySQL 8.0 manual, \"Type Conversion in Expression Evaluation\"",
            "sqlite.org, \"Datatypes In SQLite\", Type Affinity",
            "PostgreSQL manual, \"Type Conversion\"",
        ],
    },
    refused: &[Example::after(
        USERS,
        "expand     { alter table users add column size int null; }
         dual_write { sync users { forward { size = length(id) } } }",
    )],
    allowed: &[Example::after(
        USERS,
        "expand     { alter table users add column size int null; }
         dual_write { sync users { forward { size = length(name) } } }",
    )],
    found: Found::OnTheWay,
};
