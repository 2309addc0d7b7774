//! `drop primary key, add primary key (a, b)`: one key in the place of another, in one statement.

use super::constraint::columns;
use super::operation::remember;
use super::statement::meant_table;
use super::{Migration, Operation};
use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::plan::Phase;
use crate::rules::swaps::primary_key_swap::PRIMARY_KEY_SWAP;
use crate::syntax::{AlterAction, AlterTable};

/// Resolves what an `alter table` does to the primary key.
pub(super) fn swap(migration: &mut Migration, phase: Phase, alter: &AlterTable, sink: &mut Sink) {
    let dropped = alter.actions.iter().find(|action| matches!(action.node, AlterAction::DropPrimaryKey)).map(|action| action.place);
    let mut added = alter.actions.iter().filter_map(|action| match &action.node {
        AlterAction::AddPrimaryKey(names) => Some((names, action.place)),
        _ => None,
    });
    let (added, again) = (added.next(), added.next());
    if dropped.is_none() && added.is_none() {
        return;
    }
    // An unknown table was reported when the schema was widened.
    let known = migration.after.table(&alter.table.node).or_else(|| meant_table(&migration.after, &alter.table));
    let Some(table) = known.cloned() else { return };
    let from = table.primary_key.clone();
    let refuse = |place: Place, what: String| Diagnostic::new(&PRIMARY_KEY_SWAP, place, what);
    let Some((names, place)) = added else {
        let place = dropped.unwrap_or(alter.table.place);
        return sink.report(
            refuse(place, format!("`{}` would be left without a primary key", table.name))
                .note("its rows could no longer be walked, nor replicated one by one")
                .help(format!(
                    "name the new one in the same statement: alter table {} drop primary key, add primary key (...);",
                    table.name
                )),
        );
    };
    if let Some((_, place)) = again {
        return sink.report(refuse(place, "a second primary key".into()));
    }
    if dropped.is_none() && !from.is_empty() {
        return sink.report(
            refuse(place, format!("`{}` has the primary key ({}) already", table.name, from.join(", ")))
                .note(format!("it is declared at {}", table.declared_at))
                .help(format!("in the same statement: alter table {} drop primary key, add primary key (...);", table.name)),
        );
    }
    let Some(to) = columns(&migration.after, &table, names, sink) else { return };
    if let Some(table) = migration.after.table_mut(&table.name) {
        table.primary_key.clone_from(&to);
    }
    remember(migration, &table.name, Operation::SetPrimaryKey { from, to }, phase, place);
}
