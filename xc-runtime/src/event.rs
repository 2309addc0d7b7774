//! What happens during a run, as data: for progress bars and for logs.

use std::time::{Duration, SystemTime};

use tracing::{debug, info, warn};
use xc_core::plan::Phase;

use crate::checklist::Checklist;
use crate::verify::Verification;

/// Something that happened during a run.
///
/// Delivered to [`on_event`](crate::ExecutorBuilder::on_event) and to [`Executor::events`](crate::Executor::events) in order, logged by `tracing`, and
/// counted ([`metrics`](crate::metrics)).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// Another executor is at work; this one waits for it.
    WaitingForLease {
        /// The name of the executor at work.
        holder: String,
        /// For how long this one has waited.
        waited: Duration,
    },
    /// Instances of the application are alive that can't live with what is to come; it waits for their end.
    WaitingForInstances {
        /// The migration's name.
        migration: &'static str,
        /// What waits: `contract`, `rollback of dual_write`.
        what: &'static str,
        /// The instances: name, build, age of the last beat.
        instances: Vec<String>,
        /// For how long it has waited.
        waited: Duration,
    },
    /// A phase begins, or goes on where an earlier run stopped.
    PhaseStarted {
        /// The migration's name.
        migration: &'static str,
        /// The phase.
        phase: Phase,
    },
    /// A phase is done.
    PhaseFinished {
        /// The migration's name.
        migration: &'static str,
        /// The phase.
        phase: Phase,
        /// How long this run worked on it.
        elapsed: Duration,
    },
    /// A phase begins to be taken back.
    RollbackStarted {
        /// The migration's name.
        migration: &'static str,
        /// The phase.
        phase: Phase,
    },
    /// A phase has been taken back.
    RollbackFinished {
        /// The migration's name.
        migration: &'static str,
        /// The phase.
        phase: Phase,
        /// How long this run worked on it.
        elapsed: Duration,
    },
    /// What contract depends on has been looked at.
    Checklist {
        /// The migration's name.
        migration: &'static str,
        /// Item by item.
        checklist: Checklist,
    },
    /// What contract retired begins to be dropped.
    PurgeStarted {
        /// The migration's name.
        migration: &'static str,
    },
    /// What contract retired is gone.
    PurgeFinished {
        /// The migration's name.
        migration: &'static str,
        /// How long it took.
        elapsed: Duration,
    },
    /// Rows that were out of parity have been repaired.
    Repaired {
        /// The migration's name.
        migration: &'static str,
        /// The table.
        table: &'static str,
        /// How many.
        rows: u64,
        /// Rows of these that the old shape can't hold, and that are marked so.
        unfit: u64,
    },
    /// A step of DDL begins, or begins to be taken back.
    StepStarted {
        /// The migration's name.
        migration: &'static str,
        /// The phase.
        phase: Phase,
        /// What the step does.
        step: &'static str,
        /// The strongest lock that it takes, and whether it scans or rewrites.
        cost: &'static str,
    },
    /// A step of DDL is done, or taken back.
    StepFinished {
        /// The migration's name.
        migration: &'static str,
        /// The phase.
        phase: Phase,
        /// What the step does.
        step: &'static str,
        /// How long it took, waits included.
        elapsed: Duration,
    },
    /// A step of DDL or a batch did not get its locks, or lost its connection, and is tried again after a pause.
    Retry {
        /// The migration's name.
        migration: &'static str,
        /// The step, or the backfill's table.
        what: &'static str,
        /// How often it has been tried so far.
        attempt: u32,
        /// The pause before it is tried again.
        delay: Duration,
        /// What the database said.
        reason: String,
        /// Who holds the lock, as far as the database tells.
        blocker: Option<String>,
    },
    /// A step waits for a lock, and this is who has it. Told while it waits.
    LockWait {
        /// The migration's name.
        migration: &'static str,
        /// The step.
        what: &'static str,
        /// For how long this attempt has been under way.
        waited: Duration,
        /// The connections that it waits for, with the age of their transactions and their last statements.
        blocker: String,
    },
    /// How far a concurrent index build is (PostgreSQL), each second.
    IndexProgress {
        /// The migration's name.
        migration: &'static str,
        /// The step.
        step: &'static str,
        /// What it is doing, in the server's words: `building index: scanning table`.
        phase: String,
        /// How much of it is done, in blocks, rows or transactions, as the phase counts.
        done: u64,
        /// Of how much; 0 where the phase does not count.
        total: u64,
    },
    /// An operator has paused: the run waits at a batch or a step. Repeated each 5 s while it waits.
    Paused {
        /// The migration's name.
        migration: &'static str,
        /// The step or the table that waits.
        what: &'static str,
        /// The executor by which it was paused.
        by: String,
        /// Since when the run waits, by its own clock.
        since: SystemTime,
    },
    /// The throttle holds the run between two batches. Repeated each 5 s, and when the reason changes.
    Throttled {
        /// The migration's name.
        migration: &'static str,
        /// The table that waits.
        what: &'static str,
        /// What holds it, as [`metrics`](crate::metrics) call it: `replica_lag`.
        signal: &'static str,
        /// The first reason that holds it, for people.
        reason: String,
        /// Since when the run waits, by its own clock.
        since: SystemTime,
    },
    /// A run that was paused or throttled goes on.
    Resumed {
        /// The migration's name.
        migration: &'static str,
        /// The step or the table that goes on.
        what: &'static str,
        /// How long the run has waited.
        held: Duration,
    },
    /// This follower was too slow, and has missed so many events.
    Missed {
        /// How many.
        events: u64,
    },
    /// A batch has been filled and committed.
    BackfillProgress(Progress),
    /// A Rust function failed on rows, or the database on what it gave, and they are skipped: contract waits for them. Their keys and failures
    /// are in the change log as well.
    RowsFailed {
        /// The migration's name.
        migration: &'static str,
        /// The table.
        table: &'static str,
        /// The function.
        function: &'static str,
        /// How many rows of one batch.
        rows: u64,
        /// The first of them, as `table(key): why`; ten at most.
        examples: Vec<String>,
    },
    /// A part of the table has been verified.
    VerifyProgress {
        /// The migration's name.
        migration: &'static str,
        /// The table.
        table: &'static str,
        /// How many rows have been looked at.
        rows: u64,
        /// About how many there are.
        total: u64,
    },
    /// All tables of a migration have been verified.
    Verified {
        /// The migration's name.
        migration: &'static str,
        /// What was found.
        verification: Verification,
    },
}

/// How far a backfill is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// The migration's name.
    pub migration: &'static str,
    /// The table.
    pub table: &'static str,
    /// Rows walked over since the backfill began, in this run and in earlier ones.
    pub rows: u64,
    /// Rows of these that were not in parity and have been filled.
    pub filled: u64,
    /// About how many rows there are to walk over.
    pub total: u64,
    /// Rows walked over each second in this run, pauses included.
    pub rows_per_second: f64,
    /// About how long it will still take. `None` until it can be told.
    pub eta: Option<Duration>,
    /// How many rows the next batch will have.
    pub batch_size: u64,
    /// Whether this was the last batch.
    pub finished: bool,
}

impl Event {
    /// Writes the event to the log.
    pub(crate) fn log(&self) {
        match self {
            Event::WaitingForLease { holder, waited } => {
                info!(%holder, waited_ms = millis(*waited), "waiting for another executor");
            }
            Event::WaitingForInstances { migration, what, instances, waited } => {
                info!(migration, what, ?instances, waited_ms = millis(*waited), "waiting for instances of the application");
            }
            Event::PhaseStarted { migration, phase } => info!(migration, %phase, "phase started"),
            Event::PhaseFinished { migration, phase, elapsed } => {
                info!(migration, %phase, elapsed_ms = millis(*elapsed), "phase finished");
            }
            Event::RollbackStarted { migration, phase } => info!(migration, %phase, "rollback started"),
            Event::RollbackFinished { migration, phase, elapsed } => {
                info!(migration, %phase, elapsed_ms = millis(*elapsed), "rollback finished");
            }
            Event::Checklist { migration, checklist } => {
                for item in &checklist.items {
                    if item.passed {
                        info!(migration, item = item.name, evidence = item.evidence, "passed");
                    } else {
                        warn!(migration, item = item.name, evidence = item.evidence, forced = item.forced.as_deref(), "failed");
                    }
                }
            }
            Event::PurgeStarted { migration } => info!(migration, "purge started"),
            Event::PurgeFinished { migration, elapsed } => info!(migration, elapsed_ms = millis(*elapsed), "purge finished"),
            Event::Repaired { migration, table, rows, unfit } => info!(migration, table, rows, unfit, "repaired"),
            Event::StepStarted { migration, phase, step, cost } => info!(migration, %phase, step, cost, "step started"),
            Event::StepFinished { migration, phase, step, elapsed } => {
                info!(migration, %phase, step, elapsed_ms = millis(*elapsed), "step finished");
            }
            Event::Retry { migration, what, attempt, delay, reason, blocker } => {
                let blocker = blocker.as_deref().unwrap_or("not known");
                warn!(migration, what, attempt, delay_ms = millis(*delay), %reason, %blocker, "trying again");
            }
            Event::LockWait { migration, what, waited, blocker } => {
                info!(migration, what, waited_ms = millis(*waited), %blocker, "waiting for a lock");
            }
            Event::IndexProgress { migration, step, phase, done, total } => info!(migration, step, phase, done, total, "building an index"),
            Event::Paused { migration, what, by, .. } => info!(migration, what, %by, "paused"),
            Event::Throttled { migration, what, signal, reason, .. } => info!(migration, what, signal, %reason, "throttled"),
            Event::Resumed { migration, what, held } => info!(migration, what, held_ms = millis(*held), "going on"),
            // Said by whoever follows.
            Event::Missed { .. } => {}
            Event::BackfillProgress(progress) => debug!(
                migration = progress.migration,
                table = progress.table,
                rows = progress.rows,
                filled = progress.filled,
                total = progress.total,
                rows_per_second = progress.rows_per_second,
                batch_size = progress.batch_size,
                "batch committed"
            ),
            Event::RowsFailed { migration, table, function, rows, examples } => {
                warn!(migration, table, function, rows, ?examples, "rows failed and are skipped");
            }
            Event::VerifyProgress { migration, table, rows, total } => debug!(migration, table, rows, total, "verifying"),
            Event::Verified { migration, verification } => {
                let (rows, out_of_parity) = (verification.rows, verification.out_of_parity);
                if verification.is_clean() {
                    info!(migration, rows, out_of_parity, "verified");
                } else {
                    warn!(migration, rows, out_of_parity, nulls = ?verification.nulls, "verified: not clean");
                }
            }
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
