//! A name is within the limits of every named database. The resolver finds this.

use crate::plan::Dialect;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A name that a database would cut off or refuse.
pub static IDENTIFIER_TOO_LONG: Rule = Rule {
    code: "XC0308",
    name: "identifier_too_long",
    severity: Severity::Error,
    overridable: Overridable::No("one database cuts the name off in silence"),
    page: Page {
        what: "A name is longer than one of the named databases takes.",
        why: "PostgreSQL cuts it off, with a notice that nobody reads: two names with the same beginning become one, and the \
              application's statements work or fail by chance.",
        databases: "PostgreSQL: 63 bytes. MySQL and MariaDB: 64 characters. SQLite has no limit.",
        instead: "A shorter name.",
        sources: &[
            "PostgreSQL manual, \"Lexical Structure\", Identifiers and Key Words: \"The system uses no more than NAMEDATALEN-1 bytes of \
             an identifier\"",
            "MySQL 8.0 manual, \"Identifier Length Limits\"",
            "squawk: identifier-too-long",
        ],
    },
    refused: &[Example::after(
        USERS,
        "expand { alter table users add column the_name_that_the_user_has_chosen_for_himself_when_he_first_signed_up int null; }",
    )
    .on(&[Dialect::Postgres, Dialect::MySql, Dialect::MariaDb])],
    allowed: &[Example::after(USERS, "expand { alter table users add column chosen_name int null; }")],
    found: Found::OnTheWay,
};
