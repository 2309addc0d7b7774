//! How far a backfill is, over all workers.

use std::time::{Duration, Instant};

/// Counts for people; what counts for the backfill itself is in the journal.
#[derive(Debug)]
pub(super) struct Totals {
    started: Instant,
    /// Rows of earlier runs.
    before: u64,
    rows: u64,
    filled: u64,
    total: u64,
}

/// What a progress bar shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) rows: u64,
    pub(super) filled: u64,
    pub(super) total: u64,
    pub(super) rate: f64,
    pub(super) eta: Option<Duration>,
}

impl Totals {
    pub(super) fn new((rows, filled): (u64, u64), total: u64) -> Totals {
        Totals { started: Instant::now(), before: rows, rows, filled, total }
    }

    pub(super) fn add(&mut self, rows: u64, filled: u64) {
        self.rows += rows;
        self.filled += filled;
    }

    /// Rows that will be counted again.
    pub(super) fn take_back(&mut self, rows: u64) {
        self.rows = self.rows.saturating_sub(rows);
    }

    /// Where things stand. What is filled by pages is walked over by keys as well, and counted then.
    pub(super) fn standing(&self, finished: bool) -> Standing {
        let rows = self.rows;
        let total = if finished { rows } else { self.total.max(rows) };
        let rate = rows.saturating_sub(self.before) as f64 / self.started.elapsed().as_secs_f64().max(1e-6);
        let eta = (rate > 0.0).then(|| Duration::from_secs_f64(((total - rows) as f64 / rate).min(1e9)));
        Standing { rows, filled: self.filled, total, rate, eta }
    }
}
