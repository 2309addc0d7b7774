//! A value fits its column. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A value that does not fit its column.
pub static WRONG_TYPE: Rule = Rule {
    code: "XC0402",
    name: "wrong_type",
    severity: Severity::Error,
    overridable: Overridable::No("one database would refuse the value, another would change it"),
    page: Page {
        what: "A column is given a value of another type, or a default that it can't hold.",
        why: "PostgreSQL refuses the trigger's assignment, so that the application's write fails. MySQL converts with a warning that \
              nobody reads, and cuts off what is too long where strict mode is off. SQLite stores the text in the integer column, where a \
              later reader meets it.",
        databases: "All, each in its own way.",
        instead: "A column of the expression's type, or an expression of the column's.",
        sources: &[
            "MySQL 8.0 manual, \"Type Conversion in Expression Evaluation\", \"Server SQL Modes\"",
            "sqlite.org, \"Datatypes In SQLite\": \"any column ... may be used to store a value of any storage class\"",
            "PostgreSQL manual, \"Value Storage\"",
        ],
    },
    refused: &[
        Example::after(
            USERS,
            "expand     { alter table users add column size int null; }
         dual_write { sync users { forward { size = name } } }",
        ),
        Example::after(USERS, r#"expand { alter table users add column state varchar(2) not null default "none"; }"#),
    ],
    allowed: &[
        Example::after(
            USERS,
            "expand     { alter table users add column size int null; }
         dual_write { sync users { forward { size = length(name) } } }",
        ),
        Example::after(USERS, r#"expand { alter table users add column state varchar(4) not null default "none"; }"#),
    ],
    found: Found::OnTheWay,
};
