//! Columns that change places with their shadows, and the tables that must do so together.

use super::{Narrow, Swap};
use crate::resolve::Migration;
use crate::schema::Table;

/// The swaps of a table.
pub(super) fn of(migration: &Migration, table: &Table) -> Vec<Swap> {
    let here = migration.swaps.iter().filter(|at| at.node.table == table.name);
    let swap = |column: &str, with: &str| Some(Swap { old: table.column(column)?.clone(), new: table.column(with)?.clone() });
    here.filter_map(|at| swap(&at.node.column, &at.node.with)).collect()
}

/// Gives tables that refer to each other by swapped columns the same number, and puts them side by side.
pub(super) fn unite(narrows: &mut [Narrow]) {
    for child in 0..narrows.len() {
        let keys = &narrows[child].before.foreign_keys;
        let swapped = |columns: &[String]| columns.iter().any(|column| narrows[child].swaps.iter().any(|swap| swap.old.name == *column));
        let parents: Vec<usize> = keys
            .iter()
            .filter(|key| swapped(&key.columns))
            .filter_map(|key| narrows.iter().position(|narrow| narrow.before.name == key.table && !narrow.swaps.is_empty()))
            .collect();
        for parent in parents {
            let (from, to) = (narrows[child].unit, narrows[parent].unit);
            for narrow in narrows.iter_mut().filter(|narrow| narrow.unit == from) {
                narrow.unit = to;
            }
        }
    }
    // Stable: a table stays where it was declared, beside the first of its unit.
    narrows.sort_by_key(|narrow| narrow.unit);
}
