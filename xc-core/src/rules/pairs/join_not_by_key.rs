//! Two tables are kept in step row by row: the join names one row of each.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Table;

/// XC0721.
pub static JOIN_NOT_BY_KEY: Rule = Rule {
    code: "XC0721",
    name: "join_not_by_key",
    severity: Severity::Error,
    overridable: Overridable::No("with several rows on one side there is no telling whose value the other side should have"),
    page: Page {
        what: "A sync of two tables joins them by columns that are not the source's primary key, or not a key of the target: its primary key, or a \
               unique constraint over columns that hold no null. Rows that the application makes and that only look values up \
               (`rows by application`, no `reverse`) may be many for one row of the source.",
        why: "Where several rows belong to one, the trigger would write whichever value came last, and the parity of the two tables could not be \
              told. Without an index, each write of v1 would read the other table from end to end; and an upsert needs a unique key to find the row \
              by.",
        databases: "All. PostgreSQL's and SQLite's `ON CONFLICT (columns)` wants a unique index over exactly these columns; MySQL's and MariaDB's `ON \
                    DUPLICATE KEY UPDATE` takes any, and so the wrong one.",
        instead: "Join by the primary key of the source, and let the target's columns be its primary key, or `unique` and `not null`.",
        sources: &[
            "PostgreSQL manual, \"INSERT\", \"ON CONFLICT Clause\": conflict_target needs a unique index that matches",
            "MySQL 8.0 manual, \"INSERT ... ON DUPLICATE KEY UPDATE Statement\": \"you should try to avoid using an ON DUPLICATE KEY UPDATE clause \
             on tables with multiple unique indexes\"",
        ],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, bio text null); }",
        "expand     { create table profiles (id bigint primary key auto_increment, user_id bigint not null, bio text null); }
         dual_write { sync users to profiles on profiles.user_id = users.id {
             forward { profiles.bio = users.bio }
             reverse { users.bio = profiles.bio }
         } }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, bio text null); }",
        "expand     { create table profiles (id bigint primary key auto_increment, user_id bigint not null unique, bio text null); }
         dual_write { sync users to profiles on profiles.user_id = users.id {
             forward { profiles.bio = users.bio }
             reverse { users.bio = profiles.bio }
         } }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.pairs {
        let pair = &at.node;
        let (Some(source), Some(target)) = (migration.expanded.table(&pair.source), migration.expanded.table(&pair.target)) else {
            continue;
        };
        // A table without a key at all is a mistake of its own.
        if source.key().is_empty() || target.key().is_empty() {
            continue;
        }
        if !same_columns(&source.key(), pair.source_key()) {
            report(source, &listed(pair.source_key()), "is not its primary key", false, at.place, sink);
        } else if !pair.looks_up && !migration.is_meant_to_look_up(pair) && !is_key(target, pair.target_key()) {
            report(target, &listed(pair.target_key()), "is no key of it", true, at.place, sink);
        }
    }
}

fn report(table: &Table, columns: &str, what: &str, many: bool, place: Place, sink: &mut Sink) {
    let refusal = Diagnostic::new(&JOIN_NOT_BY_KEY, place, format!("the sync joins `{}` by {columns}, which {what}", table.name))
        .note("several rows of one side would belong to one of the other, and no trigger could tell whose value is meant")
        .note(format!("its primary key is ({}); the table is declared at {}", table.primary_key.join(", "), table.declared_at))
        .help("join by the primary key of the source, and a primary key or a unique not null column of the target");
    let looked_up = "where many rows have a value of one row of the source, and give none back: `rows by application`, and no `reverse`";
    sink.report(if many { refusal.help(looked_up) } else { refusal });
}

fn listed<'a>(columns: impl Iterator<Item = &'a str>) -> String {
    columns.map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", ")
}

/// Whether columns are the primary key, or unique and never null.
fn is_key<'a>(table: &Table, columns: impl Iterator<Item = &'a str>) -> bool {
    let columns: Vec<&str> = columns.collect();
    let never_null = |key: &[String]| key.iter().all(|name| table.column(name).is_some_and(|column| !column.nullable));
    let is_it = |key: &[String]| key.len() == columns.len() && key.iter().all(|name| columns.contains(&name.as_str())) && never_null(key);
    is_it(&table.primary_key) || table.uniques.iter().any(|unique| is_it(&unique.columns))
}

fn same_columns<'a>(key: &[&str], columns: impl Iterator<Item = &'a str>) -> bool {
    let columns: Vec<&str> = columns.collect();
    key.len() == columns.len() && key.iter().all(|name| columns.contains(name))
}
