//! What a step costs, as data and in words, from the lock table.

use std::fmt;
use std::ops::Deref;

use crate::lock::Lock;
use crate::locks::{self, Behaviour, Operation};
use crate::plan::{Dialect, Servers};
use crate::schema::{Column, Table};
use crate::syntax::DefaultValue;

/// What a step costs.
#[derive(Debug, PartialEq, Eq)]
pub struct Cost {
    /// In words.
    pub text: String,
    /// The strongest lock on its table.
    pub lock: Lock,
    /// The strongest lock on any other.
    pub lock_elsewhere: Lock,
}

/// Locks nothing.
impl From<&str> for Cost {
    fn from(text: &str) -> Cost {
        Cost { text: text.to_owned(), lock: Lock::None, lock_elsewhere: Lock::None }
    }
}

impl Deref for Cost {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What these operations, one after the other, cost on the newest of the servers; the locks are the strongest on any of them. A plan may serve
/// several dialects: the worst of them counts.
pub(super) fn of(operations: &[Operation], dialects: &[Dialect], servers: Servers) -> Cost {
    let lock = |operations: &mut dyn Iterator<Item = Operation>| {
        let each =
            operations.flat_map(|operation| dialects.iter().filter_map(move |dialect| locks::strongest(operation, *dialect, servers)));
        each.max().unwrap_or(Lock::None)
    };
    Cost {
        text: in_words(operations, dialects, servers),
        lock: lock(&mut operations.iter().copied()),
        lock_elsewhere: lock(&mut operations.iter().filter_map(|operation| operation.referenced())),
    }
}

/// What a new table costs: nobody uses it yet, but the tables that its foreign keys refer to are in use.
pub(super) fn of_table(table: &Table, dialects: &[Dialect]) -> Cost {
    let alone = of(&[Operation::CreateTable], dialects, Servers::ALL);
    if table.foreign_keys.is_empty() {
        return alone;
    }
    let referenced = Operation::AddForeignKeyNotValidReferenced;
    let lock_elsewhere = of(&[referenced], dialects, Servers::ALL).lock;
    Cost {
        text: format!("{lock_elsewhere} on the tables that it refers to, for a catalogue change: no scan, no rewrite"),
        lock_elsewhere,
        ..alone
    }
}

/// What an index of a table costs that nobody uses yet.
pub(super) fn of_fresh_index(dialects: &[Dialect]) -> Cost {
    let lock = of(&[Operation::CreateIndex], dialects, Servers::ALL).lock;
    Cost { lock, ..of(&[Operation::CreateTable], dialects, Servers::ALL) }
}

fn in_words(operations: &[Operation], dialects: &[Dialect], servers: Servers) -> String {
    let newest = servers.before.saturating_sub(1);
    let worst = |operations: &mut dyn Iterator<Item = Operation>| {
        let each = operations.flat_map(|operation| dialects.iter().filter_map(move |dialect| locks::of(operation, *dialect, newest)));
        each.reduce(Behaviour::and)
    };
    let changed = worst(&mut operations.iter().copied());
    let referenced = worst(&mut operations.iter().filter_map(|operation| operation.referenced()));
    match (changed, referenced) {
        (Some(changed), Some(other)) if changed.lock == other.lock => changed.in_words(" on both tables"),
        (Some(changed), _) => changed.to_string(),
        // A writer writes what its database has, and the tests of the SQL show each cost.
        (None, _) => "not in the lock table".into(),
    }
}

/// The operations that new columns are.
pub(super) fn of_new(columns: &[Column]) -> Vec<Operation> {
    let operation = |column: &Column| match &column.default {
        _ if column.generated.as_ref().is_some_and(|generated| generated.stored) => Operation::AddColumnStored,
        _ if column.generated.is_some() => Operation::AddColumnVirtual,
        _ if column.auto_increment => Operation::AddColumnAutoIncrement,
        None | Some(DefaultValue::Null) => Operation::AddColumn,
        Some(DefaultValue::Literal(_)) => Operation::AddColumnDefault,
        Some(DefaultValue::CurrentTimestamp) => Operation::AddColumnNow,
    };
    columns.iter().map(operation).collect()
}
