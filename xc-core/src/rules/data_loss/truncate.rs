//! Rows are not thrown away by a migration. The parser finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0607.
pub static TRUNCATE: Rule = Rule {
    code: "XC0607",
    name: "truncate",
    severity: Severity::Error,
    overridable: Overridable::No("the rows would be gone, for v1 as well, and no rollback brings them back"),
    page: Page {
        what: "TRUNCATE, or a DELETE or UPDATE of rows, stands in a migration.",
        why: "TRUNCATE empties the table under ACCESS EXCLUSIVE, in the middle of v1's requests; with CASCADE, every table that refers to \
              it as well. A DELETE or UPDATE over the whole table holds its row locks until the last row is through.",
        databases: "All. On MySQL and MariaDB, TRUNCATE commits by itself.",
        instead: "Rows that follow from other columns are filled by a `sync` and a `backfill`. Rows that are in the way of a constraint \
                  are shown by the executor before it is built; what becomes of them is decided outside of the migration. A table that is \
                  not needed is dropped.",
        sources: &[
            "PostgreSQL manual, \"TRUNCATE\"; \"Explicit Locking\"",
            "MySQL 8.0 manual, \"TRUNCATE TABLE Statement\"",
            "squawk: ban-truncate-cascade",
            "strong_migrations, \"Backfilling data\"",
        ],
    },
    refused: &[
        Example::after(USERS, "contract { truncate table users; }"),
        Example::after(USERS, "migrate { update users set nickname = name; }"),
    ],
    allowed: &[Example::after(
        USERS,
        "expand     { alter table users add column title varchar(100) null; }
         dual_write { sync users { forward { title = name } } }
         migrate    { backfill users; }",
    )],
    found: Found::OnTheWay,
};
