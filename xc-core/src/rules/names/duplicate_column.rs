//! A column is added once. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A column twice.
pub static DUPLICATE_COLUMN: Rule = Rule {
    code: "XC0304",
    name: "duplicate_column",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the second"),
    page: Page {
        what: "The table has a column of this name already.",
        why: "The statement would fail in the middle of expand.",
        databases: "All. On all but SQLite, for some characters, names that differ in case only are the same name on MySQL and MariaDB, \
                    and two names on PostgreSQL.",
        instead: "Another name.",
        sources: &[
            "MySQL 8.0 manual, \"Identifier Case Sensitivity\": \"Column, index, stored routine, and event names are not case-sensitive \
             on any platform\"",
        ],
    },
    refused: &[Example::after(USERS, "expand { alter table users add column name varchar(50) null; }")],
    allowed: &[Example::after(USERS, "expand { alter table users add column full_name varchar(50) null; }")],
    found: Found::OnTheWay,
};
