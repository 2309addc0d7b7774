//! What is dropped is named. The parser finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0604.
pub static DROP_CASCADE: Rule = Rule {
    code: "XC0604",
    name: "drop_cascade",
    severity: Severity::Error,
    overridable: Overridable::No("nobody could say beforehand what it drops"),
    page: Page {
        what: "A drop ends with CASCADE, or a table is created over one that may be there (`create or replace`).",
        why: "CASCADE drops whatever depends on the table or the column: views, foreign keys of other tables, functions of a team that \
              nobody asked. The list is printed while it happens. And `create or replace table` drops the rows of the table that was \
              there.",
        databases: "PostgreSQL has CASCADE for tables, columns and constraints. MySQL and MariaDB take the word and ignore it for tables. \
                    MariaDB has CREATE OR REPLACE TABLE.",
        instead: "Drop what depends on it first, by name, in the same contract; the compiler says what it knows of, and the database \
                  refuses the rest.",
        sources: &[
            "PostgreSQL manual, \"DROP TABLE\", CASCADE; \"Dependency Tracking\"",
            "MariaDB, \"CREATE TABLE\", CREATE OR REPLACE",
            "strong_migrations, \"Creating a table with the force option\"; squawk: ban-drop-table",
        ],
    },
    refused: &[
        Example::after(USERS, "contract { drop table users cascade; }"),
        Example::after(USERS, "contract { alter table users drop column nickname cascade; }"),
        Example::after(USERS, "expand { create or replace table users (id bigint primary key); }"),
    ],
    allowed: &[Example::after(
        USERS,
        r#"contract { #[allow(drop_without_successor, reason = "moved to another system")] drop table users; }"#,
    )],
    found: Found::OnTheWay,
};
