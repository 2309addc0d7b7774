//! A column is one that its table has at this point. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A column that the table does not have.
pub static UNKNOWN_COLUMN: Rule = Rule {
    code: "XC0302",
    name: "unknown_column",
    severity: Severity::Error,
    overridable: Overridable::No("the statement would fail"),
    page: Page {
        what: "The table has no such column at this point of the chain.",
        why: "In a statement, it fails on the live database. In the body of a trigger, PostgreSQL looks at it when the first row is \
              written: then it is the application's own request that fails.",
        databases: "All.",
        instead: "The name that the message suggests; or the column, added in this migration's expand.",
        sources: &[
            "xc's own: the schema flows from one migration to the next when the code compiles",
            "PostgreSQL manual, \"PL/pgSQL\", Plan Caching: expressions are analysed when they are first executed",
        ],
    },
    refused: &[Example::after(USERS, "contract { alter table users alter column nmae set not null; }")],
    allowed: &[Example::after(USERS, "contract { alter table users alter column name set not null; }")],
    found: Found::OnTheWay,
};
