//! A foreign key has the type of what it refers to. The resolver finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0421.
pub static FOREIGN_KEY_TYPE: Rule = Rule {
    code: "XC0421",
    name: "foreign_key_type",
    severity: Severity::Error,
    overridable: Overridable::No("MySQL and MariaDB refuse the key, and elsewhere an insert would fail one day"),
    page: Page {
        what: "A column of a foreign key has another type than the column that it refers to.",
        why: "An int that refers to a bigint overflows once the parent has grown past 2,147,483,647 rows, in the application's own INSERT.",
        databases: "MySQL and MariaDB refuse such a key. PostgreSQL and SQLite take it.",
        instead: "Give the column the type of its target.",
        sources: &["MySQL, \"FOREIGN KEY Constraints\", Conditions and Restrictions", "online_migrations, mismatched foreign key type"],
    },
    refused: &[Example::of(
        "expand { create table p (id bigint primary key); create table t (id bigint primary key, a int null references p); create index t_a on t (a); }",
    )],
    allowed: &[Example::of(
        "expand { create table p (id bigint primary key); create table t (id bigint primary key, a bigint null references p); create index t_a on t (a); }",
    )],
    found: Found::OnTheWay,
};
