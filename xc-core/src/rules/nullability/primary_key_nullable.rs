//! A primary key takes no null. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0208.
pub static PRIMARY_KEY_NULLABLE: Rule = Rule {
    code: "XC0208",
    name: "primary_key_nullable",
    severity: Severity::Error,
    overridable: Overridable::No("no database but SQLite would do what is written, and what SQLite does is a bug that it keeps"),
    page: Page {
        what: "A column of the primary key is written as nullable.",
        why: "The databases disagree on what that means, and a row without a key can be neither walked by the backfill nor addressed by \
              the application.",
        databases: "PostgreSQL and MySQL make the column NOT NULL whatever is written, MariaDB too. SQLite takes several rows with a null \
                    key.",
        instead: "`not null`, or nothing: a column of the primary key is NOT NULL.",
        sources: &[
            "sqlite.org, \"CREATE TABLE\", The PRIMARY KEY: \"due to a bug in some early versions, this is not the case in SQLite\"",
            "PostgreSQL manual, \"Constraints\", Primary Keys",
            "eugene: W14; Atlas: PG304",
        ],
    },
    refused: &[Example::of("expand { create table users (id bigint null primary key); }")],
    allowed: &[Example::of("expand { create table users (id bigint not null primary key); }")],
    found: Found::OnTheWay,
};
