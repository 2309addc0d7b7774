//! What a run is doing, for other processes: a row of `xc_activity`, written about each second while the lease is held, and removed with it.
//!
//! It is for people who look on: nothing depends on it, and a run goes on where it can't be written.

mod sql;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinHandle;
use tracing::debug;

use crate::backends::{Database, DbError, Session, Value};
use crate::control::Controller;
use crate::event::Event;

pub(crate) use sql::create_missing;

/// Between two writes of the row.
const EVERY: Duration = Duration::from_secs(1);

/// In place of a number that is not known.
const UNKNOWN: i64 = -1;

/// How long a text may be in the database.
const LONGEST: usize = 1000;

/// What an executor was doing when it last wrote it down, at most about a second ago.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Activity {
    /// The executor.
    pub holder: String,
    /// The migration that it works on.
    pub migration: String,
    /// Its phase, or `rollback of` it.
    pub phase: String,
    /// The step, or the table that is filled or verified.
    pub doing: String,
    /// Rows that are done of the table.
    pub rows: u64,
    /// About how many there are; 0 where it is not about rows.
    pub total: u64,
    /// Rows a second, pauses included.
    pub rows_per_second: u64,
    /// How many rows the next batch will have.
    pub batch_size: u64,
    /// Why it waits, if it does: for a lock and who holds it, for instances, because it is throttled or paused.
    pub waits: Option<String>,
    /// How often something has been tried again in this run.
    pub retries: u64,
    /// How far the replica is behind that is furthest behind; where a limit is set on that.
    pub replica_lag: Option<Duration>,
    /// How old this is.
    pub age: Duration,
}

impl Activity {
    /// About how long the table will still take.
    pub fn eta(&self) -> Option<Duration> {
        let left = self.total.saturating_sub(self.rows);
        (self.rows_per_second > 0 && self.total > 0).then(|| Duration::from_secs(left / self.rows_per_second))
    }

    fn record(&mut self, event: &Event) {
        let begins = |this: &mut Activity, migration: &str, phase: String| {
            let (holder, retries) = (std::mem::take(&mut this.holder), this.retries);
            *this = Activity { holder, retries, migration: migration.to_owned(), phase, ..Activity::default() };
        };
        match event {
            Event::PhaseStarted { migration, phase } => begins(self, migration, phase.to_string()),
            Event::RollbackStarted { migration, phase } => begins(self, migration, format!("rollback of {phase}")),
            Event::PurgeStarted { migration } => begins(self, migration, "purge".to_owned()),
            Event::StepStarted { step, .. } => {
                (self.rows, self.total, self.rows_per_second, self.batch_size) = (0, 0, 0, 0);
                (self.doing, self.waits) = ((*step).to_owned(), None);
            }
            Event::StepFinished { .. } => self.waits = None,
            Event::BackfillProgress(progress) => {
                (self.rows, self.total, self.batch_size) = (progress.rows, progress.total, progress.batch_size);
                self.rows_per_second = progress.rows_per_second as u64;
                (self.doing, self.waits) = (format!("backfill of {}", progress.table), None);
            }
            Event::VerifyProgress { table, rows, total, .. } => {
                (self.rows, self.total, self.rows_per_second, self.batch_size) = (*rows, *total, 0, 0);
                (self.doing, self.waits) = (format!("verification of {table}"), None);
            }
            Event::Retry { what, attempt, reason, blocker, .. } => {
                self.retries += 1;
                let holder = blocker.as_deref().map(|blocker| format!(", held by {blocker}")).unwrap_or_default();
                self.waits = Some(format!("`{what}` is tried again (attempt {attempt}): {reason}{holder}"));
            }
            Event::WaitingForInstances { what, instances, .. } => {
                self.waits = Some(format!("{what} waits for the end of {}", instances.join(", ")));
            }
            Event::Paused { by, .. } => self.waits = Some(format!("paused by {by}")),
            Event::Throttled { reason, .. } => self.waits = Some(format!("throttled: {reason}")),
            Event::Resumed { .. } => self.waits = None,
            _ => {}
        }
    }
}

/// What all of an executor's runs share: what happens is noted here.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    now: Mutex<Activity>,
}

impl Noted {
    pub(crate) fn note(&self, event: &Event) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).record(event);
    }

    fn begin(&self, holder: &str) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = Activity { holder: holder.to_owned(), ..Activity::default() };
    }

    fn get(&self) -> Activity {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Writes the row while the lease is held. Dropped, it leaves the row: whoever reads it sees that nobody holds the lease.
pub(crate) struct Publisher {
    database: Arc<dyn Database>,
    task: JoinHandle<()>,
}

impl Publisher {
    pub(crate) fn start(database: &Arc<dyn Database>, noted: &Arc<Noted>, control: &Arc<Controller>, holder: &str) -> Publisher {
        noted.begin(holder);
        let task = tokio::spawn(publish(Arc::clone(database), Arc::clone(noted), Arc::clone(control)));
        Publisher { database: Arc::clone(database), task }
    }

    /// Removes the row.
    pub(crate) async fn stop(self) {
        self.task.abort();
        let removed = async { self.database.open().await?.execute(sql::of(self.database.dialect()).clear, &[]).await };
        if let Ok(Err(error)) = tokio::time::timeout(EVERY, removed).await {
            debug!(%error, "could not remove the row of xc_activity");
        }
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn publish(database: Arc<dyn Database>, noted: Arc<Noted>, control: Arc<Controller>) {
    let sql = sql::of(database.dialect());
    let mut session: Option<Box<dyn Session>> = None;
    loop {
        tokio::time::sleep(EVERY).await;
        let params = params(&Activity { replica_lag: control.replica_lag(), ..noted.get() });
        let write = async {
            let open = match &mut session {
                Some(open) => open,
                closed => closed.insert(database.open().await?),
            };
            open.execute(sql.write, &params).await
        };
        if let Err(error) = write.await {
            debug!(%error, "could not write to xc_activity");
            session = None;
        }
    }
}

fn params(activity: &Activity) -> [Value; 11] {
    let Activity { holder, migration, phase, doing, rows, total, rows_per_second, batch_size, waits, retries, replica_lag, age: _ } =
        activity;
    let text = |text: &str| Value::Text(text.chars().take(LONGEST).collect());
    let number = |number: u64| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
    [
        text(holder),
        text(migration),
        text(phase),
        text(doing),
        number(*rows),
        number(*total),
        number(*rows_per_second),
        number(*batch_size),
        text(waits.as_deref().unwrap_or_default()),
        number(*retries),
        replica_lag.map_or(Value::Int(UNKNOWN), |lag| number(lag.as_millis() as u64)),
    ]
}

/// What the executor that holds the lease has written down.
pub(crate) async fn read(database: &dyn Database) -> Result<Option<Activity>, DbError> {
    let rows = database.open().await?.fetch(sql::of(database.dialect()).read, &[]).await?;
    Ok(rows.into_iter().next().and_then(activity))
}

fn activity(row: Vec<Value>) -> Option<Activity> {
    let [holder, migration, phase, doing, rows, total, rows_per_second, batch_size, waits, retries, replica_lag, age] =
        <[Value; 12]>::try_from(row).ok()?;
    let number = |value: Value| u64::try_from(value.as_int()?.max(0)).ok();
    Some(Activity {
        holder: holder.into_text()?,
        migration: migration.into_text()?,
        phase: phase.into_text()?,
        doing: doing.into_text()?,
        rows: number(rows)?,
        total: number(total)?,
        rows_per_second: number(rows_per_second)?,
        batch_size: number(batch_size)?,
        waits: waits.into_text().filter(|waits| !waits.is_empty()),
        retries: number(retries)?,
        replica_lag: replica_lag.as_int().and_then(|lag| u64::try_from(lag).ok()).map(Duration::from_millis),
        age: Duration::from_millis(number(age)?),
    })
}
