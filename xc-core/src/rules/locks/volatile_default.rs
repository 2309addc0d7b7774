//! A default that has another value for each row has to be written into each row. The parser asks this.

use crate::diagnostic::{Diagnostic, Place};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0507.
pub static VOLATILE_DEFAULT: Rule = Rule {
    code: "XC0507",
    name: "volatile_default",
    severity: Severity::Error,
    overridable: Overridable::No("the whole table is written anew while nobody can write to it, and on PostgreSQL nobody can read it"),
    page: Page {
        what: "A default is computed: `random()`, `gen_random_uuid()`, `uuid()`, an expression in parentheses.",
        why: "A constant default is kept once, in the catalogue, whatever the table's size. A computed one is written into every row that is there, \
              in the same statement: on a large table that is an outage of minutes to hours. And the databases spell and evaluate such \
              expressions differently, so that one source would mean three things.",
        databases: "PostgreSQL writes the table anew under ACCESS EXCLUSIVE where the expression is volatile; MySQL and MariaDB copy the table \
                    and let nobody write until that is done; SQLite refuses it (the lock table: add_column.volatile, add_column.expression). \
                    `current_timestamp` is one value for all rows, and is taken.",
        instead: "The column without a default: v2 writes the value itself, and the rows that are there are filled in batches, by \
                  `sync` and `backfill`, or by a function of the application: `backfill users using crate::token(id) -> token`.",
        sources: &[
            "PostgreSQL manual, \"ALTER TABLE\", Notes: \"Adding a column with a volatile DEFAULT ... will require the entire table and its \
             indexes to be rewritten\"",
            "MySQL 8.0 manual, \"Data Type Default Values\", Explicit Default Handling as of MySQL 8.0.13",
            "sqlite.org, \"ALTER TABLE\", ALTER TABLE ADD COLUMN",
            "strong_migrations, \"Adding a column with a default value\"; Atlas PG302; squawk: adding-field-with-default",
        ],
    },
    refused: &[
        Example::after(USERS, "expand { alter table users add column token uuid null default gen_random_uuid(); }"),
        Example::after(USERS, "expand { alter table users add column lucky double null default (random() * 100); }"),
    ],
    allowed: &[
        Example::after(USERS, "expand { alter table users add column token uuid null; }"),
        Example::after(USERS, "expand { alter table users add column lucky int not null default 7; }"),
    ],
    found: Found::OnTheWay,
};

/// The refusal of a default that is no constant: `written`, as far as it names a function.
pub fn refusal(written: &str, place: Place) -> Diagnostic {
    Diagnostic::new(&VOLATILE_DEFAULT, place, format!("{written} would be computed for each row"))
        .note(
            "a constant is kept once, in the catalogue; this is written into every row that is there, while nobody can write to the table",
        )
        .help("leave the default out: v2 writes the value, and `sync` and `backfill` fill the rows that are there")
        .help("a default that is kept in the catalogue is a text, a number, true, false, null or current_timestamp")
}
