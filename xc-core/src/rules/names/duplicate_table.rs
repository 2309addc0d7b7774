//! A table is made once. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// A table twice.
pub static DUPLICATE_TABLE: Rule = Rule {
    code: "XC0303",
    name: "duplicate_table",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the second"),
    page: Page {
        what: "A table of this name is there already.",
        why: "The statement would fail; or, with `if not exists` or a drop before it, pass over a table that looks otherwise, or destroy \
              its rows.",
        databases: "All.",
        instead: "Another name, or `alter table` for the one that is there.",
        sources: &["strong_migrations, \"Creating a table with the force option\""],
    },
    refused: &[Example::after(USERS, "expand { create table users (id bigint primary key); }")],
    allowed: &[Example::after(USERS, "expand { create table people (id bigint primary key); }")],
    found: Found::OnTheWay,
};
