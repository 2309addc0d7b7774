//! Indexes, constraints and defaults: when each is done.

use super::{Steps, Task};
use crate::diagnostic::Place;
use crate::plan::Phase;
use crate::resolve::{Migration, Operation};
use crate::schema::constraint::{Constraint, Unique};
use crate::schema::{Table, bare, fit};

/// Expand's operations; an index on a column that the backfill fills waits for it.
pub(super) fn widen(migration: &Migration, steps: &mut Steps, wanted: &dyn Fn(Place) -> bool) {
    // The table as it is when an operation's turn comes.
    let mut live: Vec<Table> = migration.expanded.tables.clone();
    for at in migration.operations.iter().filter(|at| at.phase == Phase::Expand && wanted(at.place)) {
        let Some(table) = live.iter_mut().find(|table| table.name == at.node.table) else { continue };
        match &at.node.operation {
            Operation::CreateIndex(index) => {
                let fresh = migration.tables.iter().any(|at| at.node.name == table.name);
                let filled =
                    |column: &String| migration.mapping_into(&table.name, column).is_some_and(|mapping| migration.backfills(mapping.from));
                let (later, table, index) = (index.columns.iter().any(filled), table.clone(), index.clone());
                if later {
                    steps.settle.push(Task::CreateIndex { table, index, fresh: false });
                } else {
                    steps.widen.push(Task::CreateIndex { table, index, fresh });
                }
            }
            Operation::SetDefault(column, _) => {
                let mut before = table.clone();
                if let (Some(known), Some(was)) =
                    (migration.before.table(&table.name).and_then(|table| table.column(column)), before.column_mut(column))
                {
                    was.default.clone_from(&known.default);
                }
                steps.widen.push(Task::AlterColumn { before, after: table.clone(), column: column.clone() });
            }
            Operation::SetType { column, from, .. } => {
                let mut before = table.clone();
                if let Some(was) = before.column_mut(column) {
                    was.ty = from.clone();
                }
                steps.widen.push(Task::AlterColumn { before, after: table.clone(), column: column.clone() });
            }
            // The rules let none of these pass in expand.
            Operation::DropIndex(_)
            | Operation::AddConstraint(_)
            | Operation::DropConstraint(_)
            | Operation::DropDefault(_)
            | Operation::DropNotNull(_)
            | Operation::SetPrimaryKey { .. }
            | Operation::DropTable => {}
        }
    }
}

/// Contract's operations on a table: what is new first, so that nothing is without it in between.
pub(super) fn narrow(migration: &Migration, before: &Table, wanted: &dyn Fn(Place) -> bool) -> Vec<Task> {
    let mut table = before.clone();
    let mut tasks: Vec<(u8, Task)> = Vec::new();
    let here = migration.operations.iter().filter(|at| at.phase == Phase::Contract && at.node.table == before.name && wanted(at.place));
    for at in here {
        let was = table.clone();
        let task = match &at.node.operation {
            Operation::CreateIndex(index) => (0, Task::CreateIndex { table: was, index: index.clone(), fresh: false }),
            Operation::AddConstraint(constraint) => {
                table.add_constraint(constraint.clone());
                let task = match constraint {
                    Constraint::Unique(unique) if was.indexes.iter().any(|index| index.name == unique.name) => {
                        Task::AddUniqueUsingIndex { table: table.clone(), unique: unique.clone() }
                    }
                    _ => Task::AddConstraint { table: table.clone(), constraint: constraint.clone() },
                };
                (1, task)
            }
            Operation::SetDefault(column, _)
            | Operation::DropDefault(column)
            | Operation::DropNotNull(column)
            | Operation::SetType { column, .. } => {
                if let Some(altered) = table.column_mut(column) {
                    match &at.node.operation {
                        Operation::SetDefault(_, value) => altered.default = Some(value.clone()),
                        Operation::DropDefault(_) => altered.default = None,
                        Operation::SetType { to, .. } => altered.ty = to.clone(),
                        _ => altered.nullable = true,
                    }
                }
                (2, Task::AlterColumn { before: was, after: table.clone(), column: column.clone() })
            }
            Operation::DropConstraint(constraint) => {
                table.drop_constraint(constraint.name());
                // What takes its place may have the same name, and must then wait for it.
                let replaced = migration.operations.iter().any(|other| match &other.node.operation {
                    Operation::AddConstraint(added) => {
                        added.name() == constraint.name()
                            || (added.columns() == constraint.columns() && !refers_elsewhere(added, constraint))
                    }
                    _ => false,
                });
                (if replaced { 0 } else { 3 }, Task::DropConstraint { table: was, constraint: constraint.clone() })
            }
            Operation::DropIndex(index) => (4, Task::DropIndex { table: was, index: index.clone() }),
            Operation::SetPrimaryKey { to, .. } => {
                table.primary_key.clone_from(to);
                let key = Unique { name: fit(format!("{}_pkey", bare(&table.name))), columns: to.clone(), declared_at: String::new() };
                (5, Task::SetPrimaryKey { before: was, key })
            }
            Operation::DropTable => continue,
        };
        tasks.push(task);
    }
    tasks.sort_by_key(|(order, _)| *order);
    tasks.into_iter().map(|(_, task)| task).collect()
}

/// Whether a foreign key takes the place of one to another table: both can be there, and a row that is deleted in between finds one of them.
fn refers_elsewhere(added: &Constraint, dropped: &Constraint) -> bool {
    matches!((added, dropped), (Constraint::ForeignKey(added), Constraint::ForeignKey(dropped)) if added.table != dropped.table)
}

/// The tables that contract drops.
pub(super) fn drops(migration: &Migration, wanted: &dyn Fn(Place) -> bool) -> Vec<Task> {
    let dropped = migration.operations.iter().filter(|at| matches!(at.node.operation, Operation::DropTable) && wanted(at.place));
    dropped.filter_map(|at| migration.expanded.table(&at.node.table)).cloned().map(Task::DropTable).collect()
}
