//! A foreign key refers to one row. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0420.
pub static FOREIGN_KEY_TARGET: Rule = Rule {
    code: "XC0420",
    name: "foreign_key_target",
    severity: Severity::Error,
    overridable: Overridable::No("the databases refuse the key, or let a child have several parents"),
    page: Page {
        what: "A foreign key refers to columns that are not a primary key or a unique constraint, or to another number of columns than it has.",
        why: "One row must be meant. A child with several parents outlives one of them, or goes with another.",
        databases: "PostgreSQL refuses it, MySQL from 8.4 as well; MySQL before and MariaDB take any index; SQLite takes the table and fails at the \
                    first write.",
        instead: "Refer to the primary key, or add `unique (...)` to the parent first.",
        sources: &[
            "PostgreSQL, \"CREATE TABLE\", REFERENCES",
            "MySQL 8.4, \"FOREIGN KEY Constraints\", restrict_fk_on_non_standard_key",
            "sqlite.org, \"SQLite Foreign Key Support\", 3",
        ],
    },
    refused: &[Example::of(
        "expand { create table p (id bigint primary key, code int null); create table t (id bigint primary key, a int null references p (code)); create index t_a on t (a); }",
    )],
    allowed: &[Example::of(
        "expand { create table p (id bigint primary key, code int unique null); create table t (id bigint primary key, a int null references p (code)); create index t_a on t (a); }",
    )],
    found: Found::OnTheWay,
};
