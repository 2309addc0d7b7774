//! Numbers of a run for whatever collects metrics, by the facade [`metrics`](https://docs.rs/metrics): with the feature `metrics`, and nothing
//! at all without it.
//!
//! | metric | kind | unit | labels |
//! |---|---|---|---|
//! | `xc_backfill_rows_total` | counter | rows walked over | `migration`, `table` |
//! | `xc_backfill_batch_seconds` | histogram | seconds for each batch | `migration`, `table` |
//! | `xc_backfill_rows_per_second` | gauge | rows/s in this run, pauses included | `migration`, `table` |
//! | `xc_backfill_batch_rows` | gauge | rows in the next batch | `migration`, `table` |
//! | `xc_backfill_remaining_rows` | gauge | rows still to walk over, about | `migration`, `table` |
//! | `xc_throttled` | gauge | 1 while this signal holds the run, else 0 | `migration`, `signal` |
//! | `xc_held_seconds_total` | counter | seconds that the run was paused or throttled | `migration` |
//! | `xc_paused` | gauge | 1 while an operator has paused the run, else 0 | `migration` |
//! | `xc_replica_lag_seconds` | gauge | seconds | `replica` |
//! | `xc_replica_lag_bytes` | gauge | bytes of WAL | `replica` |
//! | `xc_lock_waits_total` | counter | looks at a step that found it waiting for a lock | `migration`, `step` |
//! | `xc_retries_total` | counter | attempts at a step or batch that failed and were tried again | `migration`, `what` |
//! | `xc_phase_seconds` | histogram | seconds for each phase that was finished | `migration`, `phase` |
//!
//! The labels `signal` are `replica_lag`, `active_sessions`, `write_rate`, `transaction_age`, `query`, `window` and `control` (the table
//! `xc_control` can't be read).

#[cfg(feature = "metrics")]
pub(crate) use on::{batch, event, lag};

#[cfg(not(feature = "metrics"))]
pub(crate) use off::{batch, event, lag};

#[cfg(feature = "metrics")]
mod on {
    use std::time::Duration;

    use metrics::{counter, gauge, histogram};

    use crate::event::Event;

    /// What may hold a run.
    const SIGNALS: [&str; 7] = ["replica_lag", "active_sessions", "write_rate", "transaction_age", "query", "window", "control"];

    /// A batch was committed.
    pub(crate) fn batch(migration: &'static str, table: &'static str, rows: u64, elapsed: Duration) {
        counter!("xc_backfill_rows_total", "migration" => migration, "table" => table).increment(rows);
        histogram!("xc_backfill_batch_seconds", "migration" => migration, "table" => table).record(elapsed.as_secs_f64());
    }

    /// A replica is behind by so much.
    pub(crate) fn lag(replica: &str, behind: Option<Duration>, bytes: Option<u64>) {
        if let Some(behind) = behind {
            gauge!("xc_replica_lag_seconds", "replica" => replica.to_owned()).set(behind.as_secs_f64());
        }
        if let Some(bytes) = bytes {
            gauge!("xc_replica_lag_bytes", "replica" => replica.to_owned()).set(bytes as f64);
        }
    }

    /// Something happened.
    pub(crate) fn event(event: &Event) {
        match event {
            Event::BackfillProgress(progress) => {
                let set = |name: &'static str, value: f64| {
                    gauge!(name, "migration" => progress.migration, "table" => progress.table).set(value);
                };
                set("xc_backfill_rows_per_second", progress.rows_per_second);
                set("xc_backfill_batch_rows", progress.batch_size as f64);
                set("xc_backfill_remaining_rows", progress.total.saturating_sub(progress.rows) as f64);
            }
            Event::Throttled { migration, signal, .. } => {
                release(migration);
                gauge!("xc_throttled", "migration" => *migration, "signal" => *signal).set(1.0);
            }
            Event::Paused { migration, .. } => {
                release(migration);
                gauge!("xc_paused", "migration" => *migration).set(1.0);
            }
            Event::Resumed { migration, held, .. } => {
                release(migration);
                counter!("xc_held_seconds_total", "migration" => *migration).increment(held.as_secs());
            }
            Event::LockWait { migration, what, .. } => {
                counter!("xc_lock_waits_total", "migration" => *migration, "step" => *what).increment(1)
            }
            Event::Retry { migration, what, .. } => counter!("xc_retries_total", "migration" => *migration, "what" => *what).increment(1),
            Event::PhaseFinished { migration, phase, elapsed } => {
                histogram!("xc_phase_seconds", "migration" => *migration, "phase" => phase.keyword()).record(elapsed.as_secs_f64());
            }
            _ => {}
        }
    }

    /// Nothing holds the run, as far as is known.
    fn release(migration: &'static str) {
        gauge!("xc_paused", "migration" => migration).set(0.0);
        for signal in SIGNALS {
            gauge!("xc_throttled", "migration" => migration, "signal" => signal).set(0.0);
        }
    }
}

#[cfg(not(feature = "metrics"))]
mod off {
    use std::time::Duration;

    use crate::event::Event;

    pub(crate) fn batch(_migration: &'static str, _table: &'static str, _rows: u64, _elapsed: Duration) {}

    pub(crate) fn lag(_replica: &str, _behind: Option<Duration>, _bytes: Option<u64>) {}

    pub(crate) fn event(_event: &Event) {}
}
