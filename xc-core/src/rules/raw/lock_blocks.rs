//! A raw statement stops neither reads nor writes.

use crate::diagnostic::{Diagnostic, Sink};
use crate::locks::Lock;
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0511.
pub static RAW_LOCK_BLOCKS: Rule = Rule {
    code: "XC0511",
    name: "raw_lock_blocks",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A raw statement is said to take a lock that stops writes, or reads as well.",
        why: "For as long as it runs, the application waits; and xc can't tell from the text whether that is a change of the catalogue, which takes \
              a moment, or goes through 500 million rows.",
        databases: "PostgreSQL: SHARE, SHARE ROW EXCLUSIVE and EXCLUSIVE stop writes, ACCESS EXCLUSIVE reads too; before the statement commits, xc looks \
                    at the locks that it took on tables that were there, and takes it back where they are stronger than what is stated. MySQL and MariaDB: LOCK=SHARED stops writes, \
                    LOCK=EXCLUSIVE reads too. On SQLite every change of the schema waits for the one write lock, and nothing need be stated.",
        instead: "The form that does not block (CONCURRENTLY; NOT VALID, then VALIDATE; ALGORITHM=INPLACE, LOCK=NONE). Where the lock is held for a moment \
                  only, say so: `#[allow(raw_lock_blocks, reason = \"changes the catalogue alone\")] raw ...`. The lock timeout and the \
                  retries of all of xc's statements hold for it too.",
        sources: &[
            "PostgreSQL manual, \"Explicit Locking\", Table-Level Locks",
            "MySQL 8.0 manual, \"Online DDL Performance and Concurrency\"",
        ],
    },
    refused: &[Example::after(
        USERS,
        "expand {
             raw \"toast compression is not in the language\" {
                 postgres: \"alter table users alter column name set compression lz4\",
                 inverse { postgres: \"alter table users alter column name set compression default\" }
                 lock: access_exclusive,
             }
         }",
    )
    .on(&[Dialect::Postgres])],
    allowed: &[Example::after(
        USERS,
        "expand {
             #[allow(raw_lock_blocks, reason = \"changes the catalogue alone\")]
             raw \"toast compression is not in the language\" {
                 postgres: \"alter table users alter column name set compression lz4\",
                 inverse { postgres: \"alter table users alter column name set compression default\" }
                 lock: access_exclusive,
                 table: users,
             }
         }",
    )
    .on(&[Dialect::Postgres])],
    found: Found::By(check),
};

/// Whether the application waits for a lock.
pub fn stops_writes(lock: Lock) -> bool {
    lock >= Lock::Share && lock != Lock::Writer
}

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.raws {
        let blocking = at.node.on.iter().filter(|on| on.run.text().is_some()).find_map(|on| {
            let lock = on.lock.as_ref().filter(|lock| stops_writes(lock.node))?;
            Some((on.dialect, lock))
        });
        if let Some((dialect, lock)) = blocking {
            let stops = if matches!(lock.node, Lock::AccessExclusive | Lock::MetadataExclusive) { "reads and writes" } else { "writes" };
            sink.report(
                Diagnostic::new(
                    &RAW_LOCK_BLOCKS,
                    lock.place,
                    format!("while the raw statement runs, {stops} of the application wait ({dialect}: {})", lock.node),
                )
                .note("where it goes through the rows, that is for as long as the table is large"),
            );
        }
    }
}
