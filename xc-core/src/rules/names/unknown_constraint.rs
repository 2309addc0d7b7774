//! A constraint is one that its table has. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0314.
pub static UNKNOWN_CONSTRAINT: Rule = Rule {
    code: "XC0314",
    name: "unknown_constraint",
    severity: Severity::Error,
    overridable: Overridable::No("the statement would fail"),
    page: Page {
        what: "The table has no such constraint at this point of the chain.",
        why: "The statement would fail on the live database, half way through the migration.",
        databases: "All. Names that a database made by itself differ between them, which is why a constraint can be dropped by its columns.",
        instead: "Its name, or its columns: `drop foreign key (a)`, `drop unique (a, b)`.",
        sources: &["PostgreSQL manual, \"CREATE TABLE\", CONSTRAINT: \"If not specified, the system generates a name\""],
    },
    refused: &[Example::after(
        "expand { create table t (id bigint primary key, a int unique null); }",
        "contract { alter table t drop constraint t_b_key; }",
    )],
    allowed: &[Example::after(
        "expand { create table t (id bigint primary key, a int unique null); }",
        "contract { alter table t drop unique (a); }",
    )],
    found: Found::OnTheWay,
};
