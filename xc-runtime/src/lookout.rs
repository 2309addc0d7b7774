//! What happens to a statement while it runs, seen from a second connection: who blocks it, and how far its index is.
//!
//! The second connection is opened when a statement takes longer than a moment, and kept for the phase.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use tracing::debug;
use xc_core::plan::Dialect;

use crate::backends::{DbError, Session, Value};
use crate::blocker;
use crate::event::Event;
use crate::executor::Inner;

/// Before the first look on PostgreSQL, whose locks are waited for 50 ms: long enough that most statements are done, and soon enough to
/// open a connection and ask before the wait is over.
const FIRST: Duration = Duration::from_millis(15);
/// On MySQL and MariaDB, whose locks are waited for 1 s at least.
const FIRST_OF_A_SECOND: Duration = Duration::from_millis(250);
/// Between two looks.
const INTERVAL: Duration = Duration::from_secs(1);

const PROGRESS: &str = "select phase, blocks_done, blocks_total, tuples_done, tuples_total, lockers_done, lockers_total \
    from pg_stat_progress_create_index where pid = ($1::bigint)::int";
/// The statement alone, should the connection be doing something else by now.
const STOP: &str = "select pg_cancel_backend(pid) from pg_stat_activity \
    where pid = ($1::bigint)::int and application_name = 'xc' and query ilike 'create %index concurrently%'";

/// What is watched.
#[derive(Clone, Copy)]
pub(crate) struct Watched {
    pub(crate) migration: &'static str,
    /// The step's name.
    pub(crate) what: &'static str,
    /// Whether it may take long, and is stopped where the run is cancelled: a concurrent index build.
    pub(crate) concurrent: bool,
}

/// The second connection, and what it saw last.
#[derive(Default)]
pub(crate) struct Lookout {
    session: Option<Box<dyn Session>>,
    /// Who blocked the last attempt, while it waited.
    pub(crate) blocker: Option<String>,
}

impl Lookout {
    /// Does the work, and looks meanwhile at the connection of this number that does it.
    pub(crate) async fn beside<T>(&mut self, inner: &Inner, connection: i64, watched: Watched, work: impl Future<Output = T>) -> T {
        self.blocker = None;
        if inner.database.dialect() == Dialect::Sqlite {
            // It tells nothing of other connections.
            return work.await;
        }
        tokio::select! {
            biased;
            done = work => done,
            never = self.look(inner, connection, watched) => match never {},
        }
    }

    async fn look(&mut self, inner: &Inner, connection: i64, watched: Watched) -> Infallible {
        let started = Instant::now();
        let first = if inner.database.dialect() == Dialect::Postgres { FIRST } else { FIRST_OF_A_SECOND };
        tokio::time::sleep(first).await;
        loop {
            // Taken out while it is asked: where the work is done in the middle of an answer, the connection goes with this future.
            let session = match self.session.take() {
                Some(open) => Ok(open),
                None => inner.database.open().await,
            };
            match session {
                Ok(mut open) => match self.ask(inner, open.as_mut(), connection, watched, started).await {
                    Ok(()) => self.session = Some(open),
                    Err(error) => debug!(%error, "could not look at the statement under way"),
                },
                Err(error) => debug!(%error, "could not open a connection to look at the statement under way"),
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    async fn ask(
        &mut self,
        inner: &Inner,
        session: &mut dyn Session,
        connection: i64,
        watched: Watched,
        started: Instant,
    ) -> Result<(), DbError> {
        let Watched { migration, what, concurrent } = watched;
        let dialect = inner.database.dialect();
        if let Some(blocker) = blocker::during(session, dialect, connection).await {
            self.blocker = Some(blocker.clone());
            inner.emit(Event::LockWait { migration, what, waited: started.elapsed(), blocker });
        }
        if !concurrent {
            return Ok(());
        }
        if dialect == Dialect::Postgres
            && let Some(row) = session.fetch(PROGRESS, &[Value::Int(connection)]).await?.into_iter().next()
            && let Some(Value::Text(phase)) = row.first()
        {
            let numbers: Vec<u64> =
                row.iter().skip(1).map(|value| value.as_int().and_then(|n| u64::try_from(n).ok()).unwrap_or(0)).collect();
            let (done, total) = counted(phase, &numbers);
            inner.emit(Event::IndexProgress { migration, step: what, phase: phase.clone(), done, total });
        }
        if inner.control.check_cancelled(what).is_err() {
            session.fetch(STOP, &[Value::Int(connection)]).await?;
        }
        Ok(())
    }
}

/// What a phase counts: transactions to wait for, else rows or blocks ("CREATE INDEX Progress Reporting").
fn counted(phase: &str, numbers: &[u64]) -> (u64, u64) {
    let pair = |at: usize| (numbers.get(at).copied().unwrap_or(0), numbers.get(at + 1).copied().unwrap_or(0));
    let (blocks, rows, lockers) = (pair(0), pair(2), pair(4));
    match phase {
        _ if phase.starts_with("waiting") => lockers,
        _ if phase.contains("tuples") && rows.1 > 0 => rows,
        _ => blocks,
    }
}
