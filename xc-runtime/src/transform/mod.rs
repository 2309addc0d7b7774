//! The backfill by a Rust function: rows are read, computed outside of any transaction, and written many at a time, where they still hold
//! what they held.
//!
//! What the application writes meanwhile is in the change log ([`xc_core::plan::Transform`]), so a row that was not written for that reason
//! is not lost: [`drain`] goes back to the log's rows.

mod compute;
mod drain;
mod rows;
mod write;

pub(crate) use compute::compute;
pub(crate) use drain::{Side, drain};
pub(crate) use rows::{Computed, Read, encode, read_range};
pub(crate) use write::write;

use xc_core::plan::{Backfill, OnError, Transform};

use crate::error::{Error, Kind};
use crate::event::Event;
use crate::work::Work;

/// At most so many rows are computed and written at once: they are held in memory, and sent as one text.
pub(crate) const MOST_ROWS: u64 = 5_000;

/// How many failures are told of one batch.
const EXAMPLES: usize = 10;

/// A backfill by a function, in a run.
#[derive(Clone, Copy)]
pub(crate) struct By {
    pub(crate) backfill: &'static Backfill,
    pub(crate) transform: &'static Transform,
}

impl By {
    /// `None` where SQL computes the values.
    pub(crate) fn of(backfill: &'static Backfill) -> Option<By> {
        backfill.transform.as_ref().map(|transform| By { backfill, transform })
    }

    /// Tells of the rows that failed, and stops where they are not to be skipped.
    pub(crate) fn tell(self, work: &Work<'_>, failed: &[Computed]) -> Result<(), Error> {
        if failed.is_empty() {
            return Ok(());
        }
        let examples: Vec<String> = failed.iter().take(EXAMPLES).map(|row| row.shown(self.backfill.table)).collect();
        let (name, table, function) = (work.migration.name, self.backfill.table, self.transform.function);
        if self.transform.on_error == OnError::Stop {
            return Err(Kind::Transform { name, table, function, rows: failed.len(), examples }.into());
        }
        work.inner.emit(Event::RowsFailed { migration: name, table, function, rows: failed.len() as u64, examples });
        Ok(())
    }
}
