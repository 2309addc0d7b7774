//! The table as a page for people, `docs/LOCKS.md`.

use std::fmt::Write as _;

use super::{Access, Basis, Behaviour, Row};
use crate::plan::Dialect;

const INTRODUCTION: &str = "\
# What each operation locks, scans and rewrites

Made by `cargo xtask lock-table --write` from what real servers did; a test runs every statement again on the servers of the matrix, and fails
where one of them does something else. Not measured are the rows that name a manual: versions that can't be had to run.

- *waits for a moment*: until a change of the catalogue is done, which takes as long whatever the table's size. But the change itself waits for
  the transactions that have used the table, and what comes after it in the queue waits with it: hence xc's short lock timeouts.
- ***waits***: until the operation has gone through the whole table. With 500 million rows that is an outage.
- *scan*: every row is read. *rewrite*: the table is written anew, which takes as much disk again. An index of the table counts for neither.
- *from*: the first version that does so, where an older one that xc works with does something else.
";

fn about(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => {
            "Measured in a transaction that stays open: the lock is the strongest in `pg_locks`, a scan shows in the transaction's statistics, a \
             rewrite in a new `pg_relation_filenode`, and another session tries to read and to write. What can't run in a transaction is held up \
             half-way by another session's write."
        }
        Dialect::MySql => {
            "As on MariaDB, below. With a binary log, MySQL refuses to add a column with a default that differs from row to row (error 1674)."
        }
        Dialect::MariaDb => {
            "*Best clause*: the server refuses the statement with a better `ALGORITHM` or `LOCK`. An exclusive metadata lock is one that waits for \
             a transaction that has read the table: INSTANT takes one as well, for a moment. Whether reads and writes wait was seen beside the \
             operation at work on 20,000 rows or more."
        }
        Dialect::Sqlite => {
            "With a write-ahead log, in which readers go on beside a writer; without one they wait too, while a transaction is committed. A scan \
             shows in the steps of the virtual machine, a rewrite in the pages of the log. What SQLite refuses, xc does by making the table anew."
        }
    }
}

/// The page of these rows.
pub fn page(rows: &[Row]) -> String {
    let mut page = INTRODUCTION.to_string();
    for dialect in Dialect::ALL {
        let has_clause = matches!(dialect, Dialect::MySql | Dialect::MariaDb);
        let clause = if has_clause { (" best clause |", "---|") } else { ("", "") };
        let _ = write!(
            page,
            "\n## {dialect}\n\n{}\n\n| operation | from | lock | reads | writes | scan | rewrite |{}\n|---|---|---|---|---|---|---|{}\n",
            about(dialect),
            clause.0,
            clause.1
        );
        let of_it: Vec<&Row> = rows.iter().filter(|row| row.dialect == dialect).collect();
        for (index, row) in of_it.iter().enumerate() {
            let follows = index > 0 && of_it[index - 1].operation == row.operation;
            let followed = of_it.get(index + 1).is_some_and(|next| next.operation == row.operation);
            // What was read in a manual and then found on a server is said once.
            if follows && of_it[index - 1].behaviour == row.behaviour {
                continue;
            }
            let operation =
                if follows { String::new() } else { format!("{}<br>`{}`", row.operation.title().trim_end_matches('.'), row.statement) };
            let mut from = if follows || followed { dialect.version_text(row.since) } else { String::new() };
            if let Basis::Manual(section) = &row.basis {
                let _ = write!(from, "<br>({section})");
            }
            let _ = writeln!(page, "| {operation} | {from} |{}", cells(row.behaviour.as_ref(), has_clause));
        }
    }
    page
}

fn cells(behaviour: Option<&Behaviour>, has_clause: bool) -> String {
    let Some(behaviour) = behaviour else {
        return format!(" refused | | | | |{}", if has_clause { " |" } else { "" });
    };
    let access = |access: Access| match access {
        Access::GoesOn => "go on",
        Access::WaitsForAMoment => "wait for a moment",
        Access::Waits => "**wait**",
    };
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    let clause = match behaviour.online {
        Some(online) if has_clause => format!(" `{online}` |"),
        None if has_clause => " |".into(),
        _ => String::new(),
    };
    format!(
        " {} | {} | {} | {} | {} |{clause}",
        behaviour.lock,
        access(behaviour.reads),
        access(behaviour.writes),
        yes(behaviour.scan),
        yes(behaviour.rewrite)
    )
}
