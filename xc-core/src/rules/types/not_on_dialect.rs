//! A function means the same on every named database. The resolver finds this.

use crate::plan::Dialect;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A function that a database lacks.
pub static NOT_ON_DIALECT: Rule = Rule {
    code: "XC0403",
    name: "not_on_dialect",
    severity: Severity::Error,
    overridable: Overridable::No("the databases would disagree on the same row"),
    page: Page {
        what: "One of the named databases has no such function, or has one that gives other values.",
        why: "One source stands for all databases. If `lower(\"Ä\")` is \"ä\" on one and \"Ä\" on another, the mapping that was tested on \
              the first is wrong on the second, and the verification, which uses the same function, can't tell.",
        databases: "The message names the database and says what its function does.",
        instead: "A mapping without the function, or a migration that is not for that database.",
        sources: &[
            "sqlite.org, \"Built-In Scalar SQL Functions\", lower(X): \"The default built-in lower() function works for ASCII characters \
             only\"",
            "xc's own: the catalogue of functions says for each what a database lacks",
        ],
    },
    refused: &[Example::after(
        USERS,
        "expand     { alter table users add column handle varchar(100) null; }
         dual_write { sync users { forward { handle = lower(name) } } }",
    )
    .on(&[Dialect::Sqlite])],
    allowed: &[Example::after(
        USERS,
        "expand     { alter table users add column handle varchar(100) null; }
         dual_write { sync users { forward { handle = lower(name) } } }",
    )
    .on(&[Dialect::Postgres, Dialect::MySql, Dialect::MariaDb])],
    found: Found::OnTheWay,
};
