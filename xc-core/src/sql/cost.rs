//! What a step costs, in words, from the lock table.

use crate::locks::{self, Behaviour, Operation};
use crate::plan::{Dialect, Servers};
use crate::schema::Column;
use crate::syntax::DefaultValue;

/// What these operations, one after the other, cost on the newest of the servers. A plan may serve several dialects: the worst of them counts.
pub(super) fn of(operations: &[Operation], dialects: &[Dialect], servers: Servers) -> String {
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
        _ if column.auto_increment => Operation::AddColumnAutoIncrement,
        None | Some(DefaultValue::Null) => Operation::AddColumn,
        Some(DefaultValue::Literal(_)) => Operation::AddColumnDefault,
        Some(DefaultValue::CurrentTimestamp) => Operation::AddColumnNow,
    };
    columns.iter().map(operation).collect()
}
