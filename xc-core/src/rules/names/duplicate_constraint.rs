//! A constraint or an index has a name of its own. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0315.
pub static DUPLICATE_CONSTRAINT: Rule = Rule {
    code: "XC0315",
    name: "duplicate_constraint",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the second"),
    page: Page {
        what: "A constraint or an index of this name is there already.",
        why: "The statement would fail on the live database, half way through the migration.",
        databases: "PostgreSQL and SQLite keep the indexes of all tables in one name space; MySQL does so for foreign keys and checks.",
        instead: "Another name: `constraint another_name unique (a)`.",
        sources: &["PostgreSQL, \"CREATE INDEX\", name", "MySQL, \"CHECK Constraints\""],
    },
    refused: &[Example::of(
        "expand { create table t (id bigint primary key, a int null); create index i on t (a); create index i on t (id); }",
    )],
    allowed: &[Example::of(
        "expand { create table t (id bigint primary key, a int null); create index i on t (a); create index j on t (id, a); }",
    )],
    found: Found::OnTheWay,
};
