//! What a row must hold after a write by either version: the specification of dual write, in Rust.

use crate::change::Change;
use crate::measurements::Version;
use crate::row::Row;

impl Change {
    /// Whether the two sides of a row agree: in one direction, for not every mapping survives the way there and back.
    fn in_parity(&self, row: &Row) -> bool {
        let forward = (self.forward)(row);
        let filled = forward.columns().all(|(column, _)| row.has(column));
        let reverse = (self.reverse)(row);
        forward.is_part_of(row) || (filled && !reverse.is_empty() && reverse.is_part_of(row))
    }

    /// The row with its new columns filled, as the backfill leaves it.
    pub(crate) fn complete(&self, mut row: Row) -> Row {
        if !self.in_parity(&row) {
            row.extend((self.forward)(&row));
        }
        row
    }

    /// The row after an insert, with or without dual write.
    pub(crate) fn inserted(&self, row: Row, by: Version, dual_written: bool) -> Row {
        match by {
            _ if !dual_written => row,
            Version::V1 => self.complete(row),
            Version::V2 => self.with_old_columns(row),
        }
    }

    /// The row after an update, with or without dual write.
    pub(crate) fn updated(&self, mut row: Row, set: &Row, by: Version, dual_written: bool) -> Row {
        if set.is_part_of(&row) {
            return row;
        }
        match by {
            _ if !dual_written => {
                row.extend(set.clone());
                row
            }
            Version::V1 => {
                row.extend(set.clone());
                self.complete(row)
            }
            // A row that is not filled yet is completed first: else what this statement leaves out would be lost.
            Version::V2 => self.kept(self.complete(row), set),
        }
    }

    /// The row after an update by version 2, its old columns kept in step.
    pub(crate) fn kept(&self, mut row: Row, set: &Row) -> Row {
        if set.is_part_of(&row) {
            return row;
        }
        row.extend(set.clone());
        self.compared(row)
    }

    /// The row with its old columns brought in step where they are not, as the comparison at the end of contract leaves it.
    pub(crate) fn compared(&self, row: Row) -> Row {
        if self.in_parity(&row) { row } else { self.with_old_columns(row) }
    }

    fn with_old_columns(&self, mut row: Row) -> Row {
        let reverse = (self.reverse)(&row);
        if reverse.is_empty() {
            // There is one side only, which is kept in its form.
            return self.complete(row);
        }
        row.extend(reverse);
        row
    }
}
