//! What the syncs of a migration have in common, whether they are within a table or of two.

use super::{Assignment, Migration};
use crate::diagnostic::Place;
use crate::plan::Phase;

/// A mapping between old and new columns: forward reads one table and writes the other, reverse the other way round. Within one table, both
/// are the same.
#[derive(Clone, Copy, Debug)]
pub struct Mapping<'a> {
    /// The table that has the old columns.
    pub from: &'a str,
    /// The table that has the new columns.
    pub to: &'a str,
    /// The table that the backfill walks: the one that has the old columns, or the one whose rows look them up in it.
    pub walked: &'a str,
    /// How the new columns follow from the old.
    pub forward: &'a [Assignment],
    /// How the old columns follow from the new.
    pub reverse: &'a [Assignment],
    /// Columns that were there before, and follow from themselves.
    pub normalise: &'a [Assignment],
    /// The phase that the sync was written in.
    pub phase: Phase,
    /// Where.
    pub place: Place,
}

impl Migration {
    /// The mappings of all syncs.
    pub fn mappings(&self) -> impl Iterator<Item = Mapping<'_>> {
        let within = self.syncs.iter().map(|at| Mapping {
            from: &at.node.table,
            to: &at.node.table,
            walked: &at.node.table,
            forward: &at.node.forward,
            reverse: &at.node.reverse,
            normalise: &at.node.normalise,
            phase: at.phase,
            place: at.place,
        });
        let across = self.pairs.iter().map(|at| Mapping {
            from: &at.node.source,
            to: &at.node.target,
            walked: at.node.walked(),
            forward: &at.node.forward,
            reverse: &at.node.reverse,
            normalise: &[],
            phase: at.phase,
            place: at.place,
        });
        within.chain(across)
    }

    /// The mapping that fills a column.
    pub fn mapping_into(&self, table: &str, column: &str) -> Option<Mapping<'_>> {
        self.mappings().find(|mapping| mapping.to == table && mapping.filled().any(|assignment| assignment.column == column))
    }
}

impl<'a> Mapping<'a> {
    /// The new side: the columns that forward writes.
    pub fn new_columns(&self) -> Vec<&'a str> {
        self.forward.iter().map(|assignment| assignment.column.as_str()).collect()
    }

    /// The old side: the columns that reverse writes, and those that forward reads.
    pub fn old_columns(&self) -> Vec<&'a str> {
        let mut columns: Vec<&str> = self.reverse.iter().map(|assignment| assignment.column.as_str()).collect();
        for assignment in self.forward {
            assignment.value.columns(&mut |column, _| {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            });
        }
        columns
    }

    /// What forward was written to fill, in whichever way it is kept.
    pub fn filled(&self) -> impl Iterator<Item = &'a Assignment> + use<'a> {
        self.forward.iter().chain(self.normalise)
    }

    /// Whether rows of the one table look values up in the other. They may be many, or none, for one row of that.
    pub fn looks_up(&self) -> bool {
        self.from != self.walked
    }

    /// Whether reverse writes a column of the table with the old columns.
    pub fn writes_reverse(&self, column: &str) -> bool {
        self.reverse.iter().any(|assignment| assignment.column == column)
    }
}
