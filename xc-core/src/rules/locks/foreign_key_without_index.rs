//! A foreign key has an index on its columns.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::plan::Phase;
use crate::resolve::{Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Table;
use crate::schema::constraint::{Constraint, ForeignKey};

/// XC0502.
pub static FOREIGN_KEY_WITHOUT_INDEX: Rule = Rule {
    code: "XC0502",
    name: "foreign_key_without_index",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "No index of the table begins with the columns of its foreign key, or the last one that does is dropped.",
        why: "Every delete of a parent row, and every change of its key, looks for its children. Without an index that is a scan of the whole child \
              table, in the application's own transaction, with the parent row locked.",
        databases: "MySQL and MariaDB make such an index by themselves, while they add the key, and refuse to drop the last one (error 1553). \
                    PostgreSQL and SQLite do neither.",
        instead: "`create index i on t (a);` before the key, in the same phase: it is built first. Drop an index once another one serves the key.",
        sources: &["PostgreSQL, \"Constraints\", Foreign Keys", "MySQL, \"FOREIGN KEY Constraints\"", "eugene E15"],
    },
    refused: &[
        Example::of(
            "expand { create table p (id bigint primary key); create table t (id bigint primary key, a bigint null references p); }",
        ),
        Example::after(
            "expand { create table p (id bigint primary key); create table t (id bigint primary key, a bigint null references p); create index t_a on t (a); }",
            "contract { drop index t_a on t; }",
        ),
    ],
    allowed: &[Example::of(
        "expand { create table p (id bigint primary key); create table t (id bigint primary key, a bigint null references p); create index t_a on t (a); }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    let mut refuse = |table: &Table, key: &ForeignKey, place: Place, phase: &str| {
        if table.has_index_on(&key.columns) {
            return;
        }
        let columns = key.columns.join(", ");
        let index = table.index_name(&key.columns);
        sink.report(
            Diagnostic::new(
                &FOREIGN_KEY_WITHOUT_INDEX,
                place,
                format!("no index of `{}` begins with the columns of the foreign key ({columns})", table.name),
            )
            .note(format!("each delete from `{}` would scan the whole of `{}` for children", key.table, table.name))
            .help(format!("in `{phase}`: create index {index} on {} ({columns});", table.name)),
        );
    };
    for at in &migration.tables {
        let Some(table) = migration.after.table(&at.node.name) else { continue };
        for key in &at.node.foreign_keys {
            refuse(table, key, at.place, "expand");
        }
    }
    for at in &migration.operations {
        if let (Operation::AddConstraint(Constraint::ForeignKey(key)), Some(table)) =
            (&at.node.operation, migration.after.table(&at.node.table))
        {
            refuse(table, key, at.place, "contract");
        }
    }
    let mut told: Vec<&str> = Vec::new();
    for at in migration.operations.iter().filter(|at| at.phase == Phase::Contract) {
        let (Some(before), Some(after)) = (migration.before.table(&at.node.table), migration.after.table(&at.node.table)) else { continue };
        let begins_with: Vec<&str> = match &at.node.operation {
            Operation::DropIndex(index) => index.leading_columns(),
            Operation::DropConstraint(Constraint::Unique(unique)) => unique.columns.iter().map(String::as_str).collect(),
            _ => continue,
        };
        let lost = |key: &&ForeignKey| {
            let served = key.columns.len() <= begins_with.len()
                && begins_with[..key.columns.len()].iter().all(|name| key.columns.iter().any(|column| column == name));
            served && before.foreign_keys.contains(key) && before.has_index_on(&key.columns)
        };
        for key in after.foreign_keys.iter().filter(lost) {
            if !told.contains(&key.name.as_str()) {
                told.push(&key.name);
                refuse(after, key, at.place, "contract");
            }
        }
    }
}
