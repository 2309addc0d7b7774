//! A block says what it is called, what it comes after, and what it is for. The parser finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// `name:`, `after:`, `dialects:`.
pub static HEADER: Rule = Rule {
    code: "XC0003",
    name: "header",
    severity: Severity::Error,
    overridable: Overridable::No("the journal, the next migration and the executor go by it"),
    page: Page {
        what: "`name:`, `after:` or `dialects:` is missing, misspelt, given twice, or says something that can't be.",
        why: "The journal knows a migration by its name, the next one by its path, and the executor by its dialects whether it can run. A \
              mistake there is found when the program starts, in production.",
        databases: "All. Without `dialects:`, a migration is for what the one before it is for, and the first for all of them. `mysql` stands for MySQL and MariaDB, unless `mariadb` is named too. Without a version, a migration is for \
                    PostgreSQL 13, MySQL 8.0, MariaDB 10.11, SQLite 3.35 and later.",
        instead: "`name: split_user_name,` first; `after: super::create_users,` in all migrations but the first; `dialects: [postgres >= \
                  14, mysql, sqlite],` where it is not for all of them.",
        sources: &["xc's own: the language"],
    },
    refused: &[Example::of(
        "name: create_users,
         dialect: [postgres],
         expand { create table users (id bigint primary key); }",
    )],
    allowed: &[Example::of(
        "name: create_users,
         dialects: [postgres >= 14, mysql >= 8.0.29],
         expand { create table users (id bigint primary key); }",
    )],
    found: Found::OnTheWay,
};
