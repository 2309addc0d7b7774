//! What each operation locks, scans and rewrites, on each database and version: one table, from which rules and costs take their facts.
//!
//! `measured.tsv` is written by `cargo xtask lock-table --write`, which runs every operation on real servers; a test runs it again and
//! fails where a server disagrees; `docs/LOCKS.md` shows the table to people. `documented.tsv` is written by hand: versions that can't be had to run, with the manual's section.
//!
//! ```
//! use xc_core::locks::{self, Lock, Operation};
//! use xc_core::plan::Dialect;
//!
//! let entry = locks::of(Operation::SetNotNull, Dialect::Postgres, 150_000).expect("PostgreSQL has it");
//! assert_eq!(entry.lock, Lock::AccessExclusive);
//! assert!(entry.scan && entry.blocks_reads());
//! ```

mod behaviour;
mod operation;
mod page;
mod table;

pub use behaviour::{Access, Algorithm, Behaviour, Concurrency, Lock, Online};
pub use operation::Operation;
pub use page::page;
pub use table::{Basis, Row, parse, rows};

use crate::plan::{Dialect, Servers};

/// What the operation does on this version of the database (in the form of [`Servers`]), or `None` where the database refuses it or has
/// nothing like it.
///
/// The row of the newest version that is not newer counts; for a version older than all rows, the oldest.
pub fn of(operation: Operation, dialect: Dialect, version: u32) -> Option<Behaviour> {
    row(operation, dialect, version)?.behaviour
}

/// As [`of`], on the server of these that fares worst: what must be expected of a statement that any of them may be sent. `None` where
/// any of them refuses it.
pub fn on_any(operation: Operation, dialect: Dialect, servers: Servers) -> Option<Behaviour> {
    on_each(operation, dialect, servers).reduce(|worst, behaviour| Some(worst?.and(behaviour?)))?
}

/// The strongest lock that the operation takes on any of these servers that has it.
pub fn strongest(operation: Operation, dialect: Dialect, servers: Servers) -> Option<Lock> {
    on_each(operation, dialect, servers).flatten().map(|behaviour| behaviour.lock).max()
}

/// What the operation does on each of these servers that differs from those before it; `None` where it is refused.
fn on_each(operation: Operation, dialect: Dialect, servers: Servers) -> impl Iterator<Item = Option<Behaviour>> {
    let from = servers.from.max(dialect.minimum_version());
    let later = rows_of(operation, dialect).iter().filter(move |row| row.since > from && servers.contain(row.since));
    std::iter::once(of(operation, dialect, from)).chain(later.map(|row| row.behaviour))
}

/// The row of the table that says so, which names its source.
pub fn row(operation: Operation, dialect: Dialect, version: u32) -> Option<&'static Row> {
    let of_it = rows_of(operation, dialect);
    of_it.iter().rfind(|row| row.since <= version).or(of_it.first())
}

/// The rows of an operation on a database, oldest version first. Rows are sorted: a macro asks some thousands of times.
fn rows_of(operation: Operation, dialect: Dialect) -> &'static [Row] {
    let rows = rows();
    let key = |row: &Row| (row.operation, row.dialect);
    let start = rows.partition_point(|row| key(row) < (operation, dialect));
    let end = start + rows[start..].iter().take_while(|row| key(row) == (operation, dialect)).count();
    &rows[start..end]
}
