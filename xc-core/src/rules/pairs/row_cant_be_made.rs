//! A row of the target is made by the trigger, from what the sync gives.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::{At, Migration, Pair, Rows};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0722.
pub static ROW_CANT_BE_MADE: Rule = Rule {
    code: "XC0722",
    name: "row_cant_be_made",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the row"),
    page: Page {
        what: "The target of a sync has a NOT NULL column without a default that neither the join nor `forward` gives a value.",
        why: "Where a row of the source has none in the target, the trigger makes it: when v1 inserts, and when it writes to a row that the backfill has \
              not reached. That INSERT would fail for want of the column, and v1's own write with it.",
        databases: "All. MySQL and MariaDB without strict mode would write a made-up value instead.",
        instead: "Give the column in `forward`, give it a default, or let it be nullable until contract.",
        sources: &["MySQL 8.0 manual, \"Data Type Default Values\"", "PostgreSQL manual, \"CREATE TABLE\", NOT NULL"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, bio text null); }",
        "expand     { create table profiles (user_id bigint primary key, bio text null, language varchar(2) not null); }
         dual_write { sync users to profiles on profiles.user_id = users.id {
             forward { profiles.bio = users.bio }
             reverse { users.bio = profiles.bio }
         } }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, bio text null); }",
        "expand     { create table profiles (user_id bigint primary key, bio text null, language varchar(2) not null default \"en\"); }
         dual_write { sync users to profiles on profiles.user_id = users.id {
             forward { profiles.bio = users.bio }
             reverse { users.bio = profiles.bio }
         } }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.pairs {
        if migration.rows_of(&at.node) == Rows::Each && !at.node.reverse.is_empty() {
            check_source(migration, at, sink);
        }
        let Some(target) = migration.expanded.table(&at.node.target) else { continue };
        if migration.before.table(&target.name).is_some() || at.node.rows_by_application {
            continue;
        }
        for column in &target.columns {
            let given = at.node.target_key().any(|key| key == column.name)
                || at.node.forward.iter().any(|assignment| assignment.column == column.name)
                || column.may_be_left_out();
            if given {
                continue;
            }
            let (table, name) = (&target.name, &column.name);
            sink.report(
                Diagnostic::new(&ROW_CANT_BE_MADE, at.place, format!("`{table}.{name}` is NOT NULL, and the sync gives it no value"))
                    .note(format!(
                        "where a row of `{}` has none in `{table}`, the trigger makes it: that insert would fail, and v1's write with it; the column is \
                         declared at {}",
                        at.node.source, column.declared_at
                    ))
                    .help(format!("in `forward`: {table}.{name} = ..., or give the column a default")),
            );
        }
    }
}

/// Where the target takes the source's place, what v2 inserts there makes a row of the source.
fn check_source(migration: &Migration, at: &At<Pair>, sink: &mut Sink) {
    let Some(source) = migration.expanded.table(&at.node.source) else { return };
    for column in source.columns.iter().filter(|column| !column.may_be_left_out()) {
        let given =
            at.node.source_key().any(|key| key == column.name) || at.node.reverse.iter().any(|assignment| assignment.column == column.name);
        if !given {
            let (table, name) = (&source.name, &column.name);
            sink.report(
                Diagnostic::new(&ROW_CANT_BE_MADE, at.place, format!("`{table}.{name}` is NOT NULL, and `reverse` gives it no value"))
                    .note(format!(
                        "what v2 inserts into `{}` makes a row of `{table}`: that insert would fail, and v2's write with it; the column is declared at {}",
                        at.node.target, column.declared_at
                    ))
                    .help(format!("in `reverse`: {table}.{name} = ...")),
            );
        }
    }
}
