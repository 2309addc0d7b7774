//! What keeps columns in step is ended by a contract, before something else is done with the columns.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0803.
pub static SYNC_NEVER_ENDS: Rule = Rule {
    code: "XC0803",
    name: "sync_never_ends",
    severity: Severity::Error,
    overridable: Overridable::No("two sets of triggers would undo each other's writes"),
    page: Page {
        what: "The migration would have to wait for the end of an earlier one's sync, and the earlier one has no contract that ends it. The message \
               names both places.",
        why: "The triggers of the earlier migration write a column that this one keeps in step as well, drops or alters. Which of the two triggers has \
              the last word depends on the database, the backfill of one does not fire the triggers of the other, and a drop makes each write of the \
              application fail in the trigger that is left.",
        databases: "All. On SQLite it is enough that both are about the same table: this one makes the table anew, and the triggers would be lost.",
        instead: "A contract that ends the sync, in the migration that begins it. Where that one has run already and can't be edited, undo it first: \
                  roll it back, and write it again with all four phases.",
        sources: &[
            "PostgreSQL manual, \"Overview of Trigger Behavior\": triggers for the same event fire in alphabetical order by name",
            "MySQL 8.0 manual, \"CREATE TRIGGER Statement\", FOLLOWS and PRECEDES",
        ],
    },
    refused: &[Example::after(
        "expand     { create table users (id bigint primary key, name varchar(50) null); alter table users add column nick varchar(50) null; }
         dual_write { sync users { forward { nick = name } reverse { name = nick } } }
         migrate    { backfill users; }",
        r#"expand     { alter table users add column handle varchar(50) null; }
         dual_write { sync users { forward { handle = nick } reverse { nick = handle } } }
         migrate    { backfill users; }
         contract   { alter table users drop column nick; }"#,
    )],
    allowed: &[Example::after(
        "expand     { create table users (id bigint primary key, name varchar(50) null); alter table users add column nick varchar(50) null; }
         dual_write { sync users { forward { nick = name } reverse { name = nick } } }
         migrate    { backfill users; }
         contract   { alter table users drop column name; }",
        r#"expand     { alter table users add column handle varchar(50) null; }
         dual_write { sync users { forward { handle = nick } reverse { nick = handle } } }
         migrate    { backfill users; }
         contract   { alter table users drop column nick; }"#,
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    let mut said: Vec<&str> = Vec::new();
    for dialect in &migration.dialects {
        for conflict in &migration.needs.of(*dialect).conflicts {
            // Once for an earlier migration, whatever the columns and the databases.
            if said.contains(&conflict.name.as_str()) {
                continue;
            }
            said.push(&conflict.name);
            let (name, table) = (&conflict.name, &conflict.table);
            sink.report(
                Diagnostic::new(
                    &SYNC_NEVER_ENDS,
                    conflict.place,
                    format!(
                        "this must wait until `{name}` no longer keeps columns of `{table}` in step, and it has no contract that ends that"
                    ),
                )
                .note(format!("of `{name}`: {}", conflict.because))
                .help(format!("in `{name}`, at {}, write the contract that ends it: contract {{ alter table {table} ...; }}", conflict.at)),
            );
        }
    }
}
