//! A name is not taken away from the version that uses it. The resolver finds this, and the parser, what is neither a table nor a column.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A rename.
pub static RENAME_IN_PLACE: Rule = Rule {
    code: "XC0309",
    name: "rename_in_place",
    severity: Severity::Error,
    overridable: Overridable::No("the version that is running would fail at once"),
    page: Page {
        what: "A column or a table is renamed in place; or an index, a constraint, a schema, or a value of a type.",
        why: "A rename is instant for the database and an outage for the application: from that moment until the last old instance is \
              gone, every statement of v1 that uses the old name fails; and every statement of v2 until that moment.",
        databases: "All. MySQL renames a column INSTANT from 8.0.28 on, which only makes the outage begin sooner.",
        instead: "A new name beside the old one, both kept in step while both versions live, and the old one dropped in contract. The \
                  message prints that migration, filled in for this column.",
        sources: &[
            "strong_migrations, \"Renaming a column\", \"Renaming a table\"",
            "squawk: renaming-column, renaming-table; Atlas: BC101, BC102",
            "MySQL 8.0 manual, \"Online DDL Operations\", \"Renaming a column\"",
        ],
    },
    refused: &[
        Example::after(USERS, "contract { alter table users rename column name to full_name; }"),
        Example::after(USERS, "contract { alter table users rename to people; }"),
    ],
    allowed: &[Example::after(
        USERS,
        "expand     { alter table users add column full_name like name; }
         dual_write { sync users { name <-> full_name } }
         migrate    { backfill users; }
         contract   { alter table users drop column name; }",
    )],
    found: Found::OnTheWay,
};
