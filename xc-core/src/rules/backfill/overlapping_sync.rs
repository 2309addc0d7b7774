//! A column is kept in step by one mapping.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// Two syncs on one column.
pub static OVERLAPPING_SYNC: Rule = Rule {
    code: "XC0704",
    name: "overlapping_sync",
    severity: Severity::Error,
    overridable: Overridable::No("two mappings would undo each other"),
    page: Page {
        what: "Two mappings write the same column, or two syncs of a migration are on the same table.",
        why: "Their triggers would fire each other, and the last one would win: which that is depends on the database, and on the names \
              of the triggers.",
        databases: "All. PostgreSQL fires triggers in the order of their names, MySQL and MariaDB in that of their creation, SQLite in an \
                    order that it does not promise.",
        instead: "One sync for a table, with all assignments; forward writes the new columns, reverse the old. A second mapping waits for \
                  the next migration.",
        sources: &["PostgreSQL manual, \"Overview of Trigger Behavior\"", "MySQL 8.0 manual, \"CREATE TRIGGER\", FOLLOWS and PRECEDES"],
    },
    refused: &[Example::after(
        USERS,
        "expand     { alter table users add column title varchar(100) null; }
         dual_write { sync users { forward { title = name } reverse { title = name } } }",
    )],
    allowed: &[Example::after(
        USERS,
        r#"expand     { alter table users add column title varchar(100) null; }
         dual_write { sync users { forward { title = name } reverse { name = coalesce(title, "") } } }"#,
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    let mappings: Vec<_> = migration.mappings().collect();
    for (index, mapping) in mappings.iter().enumerate() {
        let taken = |table: &str| mappings[..index].iter().any(|other| other.from == table || other.to == table);
        if let Some(table) = [mapping.from, mapping.to].into_iter().find(|table| taken(table)) {
            sink.report(
                Diagnostic::new(&OVERLAPPING_SYNC, mapping.place, format!("a second sync on table `{table}`"))
                    .help("write all assignments into one `sync`, or keep the second for the next migration"),
            );
        }
        if let Some((table, by)) = [mapping.from, mapping.to].into_iter().find_map(|table| Some((table, migration.application(table)?))) {
            sink.report(
                Diagnostic::new(&OVERLAPPING_SYNC, by.place, format!("`{table}` is kept in step by a sync, and by the application"))
                    .note(format!(
                        "the sync is at {}: its triggers would take what the application writes for a write of one version",
                        mapping.place.location()
                    ))
                    .help("keep one of them, or keep the second for the next migration"),
            );
        }
        if mapping.from != mapping.to {
            continue;
        }
        let new_columns: Vec<&str> = mapping.filled().map(|assignment| assignment.column.as_str()).collect();
        for assignment in mapping.reverse.iter().filter(|assignment| new_columns.contains(&assignment.column.as_str())) {
            sink.report(
                Diagnostic::new(&OVERLAPPING_SYNC, assignment.place, format!("both forward and reverse write `{}`", assignment.column))
                    .help("forward writes the new columns, reverse the old"),
            );
        }
    }
    for (index, by) in migration.applications.iter().enumerate() {
        let table = &by.node.table;
        if migration.applications[..index].iter().any(|other| other.node.table == *table) {
            sink.report(
                Diagnostic::new(&OVERLAPPING_SYNC, by.place, format!("a second `by application` on table `{table}`"))
                    .help("list the columns of both in one"),
            );
        }
    }
    for (index, at) in migration.transforms.iter().enumerate() {
        let table = &at.node.table;
        if migration.transforms[..index].iter().any(|other| other.node.table == *table) {
            sink.report(
                Diagnostic::new(&OVERLAPPING_SYNC, at.place, format!("a second backfill of table `{table}` by a Rust function"))
                    .help(format!("write one function that gives both: `backfill {table} using crate::both(...) -> (a, b);`")),
            );
        }
    }
}
