//! What a signal is, where it is read, and the tasks that read them.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::watch;
use tracing::debug;
use xc_core::plan::Dialect;

use super::heartbeat::Heartbeat;
use super::lag::LagClock;
use super::query::Query;
use super::replicas::{Connected, Named};
use super::sessions::Sessions;
use super::transactions::Transactions;
use super::writes::Writes;
use super::{Board, Checked};
use crate::backends::{self, Database, DbError, DbErrorKind, Session, SessionOptions};
use crate::control::{POLL, STALE, Tunable, Tuning};
use crate::url::DatabaseUrl;

/// The limits as they are now.
#[derive(Clone, Copy)]
pub(super) struct Limits<'a> {
    pub(super) built: &'a Checked,
    pub(super) tuning: &'a Tuning,
}

impl Limits<'_> {
    pub(super) fn of(&self, tunable: Tunable) -> Option<u64> {
        self.built.limit(tunable, self.tuning)
    }

    /// A limit in ms.
    pub(super) fn time(&self, tunable: Tunable) -> Option<Duration> {
        self.of(tunable).map(Duration::from_millis)
    }
}

/// Something that may hold a backfill.
#[async_trait]
pub(super) trait Signal: Send {
    /// As metrics call it: `replica_lag`.
    fn label(&self) -> &'static str;

    /// As it is called in `... could not be read`.
    fn name(&self) -> String;

    /// Whether there is a limit on it.
    fn is_on(&self, limits: Limits<'_>) -> bool;

    /// How far the replica is behind that is furthest behind, as it was last read; of another signal nothing.
    fn lag(&self) -> Option<Duration> {
        None
    }

    /// Reads it: why it holds, if it does. What is missing is an error.
    async fn read(&mut self, session: &mut dyn Session, limits: Limits<'_>) -> Result<Option<String>, DbError>;
}

/// Where signals are read.
enum Place {
    Open(Arc<dyn Database>),
    /// A replica that may be down when the run begins.
    Url(DatabaseUrl),
}

/// Signals that are read on one connection, one after the other.
pub(crate) struct Source {
    place: Place,
    signals: Vec<(usize, Box<dyn Signal>)>,
}

/// All signals that this database has, each with its place on the board.
pub(crate) fn sources(database: &Arc<dyn Database>, built: &Checked, tuning: &Tuning, board: &mut Board) -> Vec<Source> {
    let dialect = database.dialect();
    let limits = Limits { built, tuning };
    let mut place = |signals: Vec<Box<dyn Signal>>| -> Vec<(usize, Box<dyn Signal>)> {
        signals.into_iter().map(|signal| (board.add(signal.label(), signal.name(), signal.is_on(limits)), signal)).collect()
    };
    let clock = LagClock::default();
    let named = !built.replicas.is_empty();
    let mut here: Vec<Box<dyn Signal>> = Vec::new();
    match dialect {
        Dialect::Postgres => {
            here.push(Box::new(Sessions::new(dialect)));
            here.push(Box::new(Connected::new(clock.clone(), built.throttle.except.clone())));
        }
        Dialect::MySql | Dialect::MariaDb => {
            here.push(Box::new(Sessions::new(dialect)));
            if named {
                here.push(Box::new(Heartbeat::new(clock.clone())));
            }
        }
        Dialect::Sqlite => {}
    }
    if dialect != Dialect::Sqlite {
        here.push(Box::new(Writes::new(dialect)));
        here.push(Box::new(Transactions::new(dialect)));
    }
    let mut sources = vec![Source { place: Place::Open(Arc::clone(database)), signals: place(here) }];
    for url in &built.replicas {
        let signal: Box<dyn Signal> = Box::new(Named::new(dialect, url.to_string(), clock.clone()));
        sources.push(Source { place: Place::Url(url.clone()), signals: place(vec![signal]) });
    }
    // A query may be slow: it does not hold up the others.
    for (sql, most) in &built.throttle.queries {
        let signal: Box<dyn Signal> = Box::new(Query::new(sql, *most));
        sources.push(Source { place: Place::Open(Arc::clone(database)), signals: place(vec![signal]) });
    }
    sources.retain(|source| !source.signals.is_empty());
    sources
}

impl Source {
    /// Reads about each second, until it is dropped.
    pub(crate) async fn run(mut self, built: Arc<Checked>, tuning: impl Fn() -> Tuning + Send, board: watch::Sender<Board>) {
        let mut session: Option<Box<dyn Session>> = None;
        loop {
            let tuning = tuning();
            let limits = Limits { built: &built, tuning: &tuning };
            if self.signals.iter().any(|(_, signal)| signal.is_on(limits)) {
                // What hangs must not keep the next look from being tried on a new connection.
                if tokio::time::timeout(STALE, self.look(&mut session, limits, &board)).await.is_err() {
                    session = None;
                    self.all_failed(limits, &board, "no answer");
                }
            } else {
                session = None;
                board.send_modify(|board| self.signals.iter().for_each(|(slot, _)| board.off(*slot)));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn look(&mut self, session: &mut Option<Box<dyn Session>>, limits: Limits<'_>, board: &watch::Sender<Board>) {
        // Taken out while it is asked: where this takes too long, the connection goes with it.
        let opened = match session.take() {
            Some(open) => Ok(open),
            None => self.open().await,
        };
        let mut open = match opened {
            Ok(open) => open,
            Err(error) => return self.all_failed(limits, board, &error),
        };
        let mut broken = false;
        for (slot, signal) in &mut self.signals {
            if !signal.is_on(limits) {
                board.send_modify(|board| board.off(*slot));
                continue;
            }
            match signal.read(open.as_mut(), limits).await {
                Ok(reason) => board.send_modify(|board| board.read(*slot, reason, signal.lag())),
                Err(error) => {
                    debug!(signal = signal.name(), %error, "a signal of the throttle can't be read");
                    broken |= !matches!(error.kind(), DbErrorKind::Privilege);
                    board.send_modify(|board| board.failed(*slot, &error.to_string()));
                }
            }
        }
        if !broken {
            *session = Some(open);
        }
    }

    async fn open(&mut self) -> Result<Box<dyn Session>, String> {
        let database = match &self.place {
            Place::Open(database) => Arc::clone(database),
            Place::Url(url) => {
                let options = SessionOptions { lock_timeout: None };
                let reached: Arc<dyn Database> = backends::connect(url, options).await.map_err(|error| error.to_string())?.into();
                self.place = Place::Open(Arc::clone(&reached));
                reached
            }
        };
        database.open().await.map_err(|error| error.to_string())
    }

    fn all_failed(&self, limits: Limits<'_>, board: &watch::Sender<Board>, error: &str) {
        let on: Vec<usize> = self.signals.iter().filter(|(_, signal)| signal.is_on(limits)).map(|(slot, _)| *slot).collect();
        board.send_modify(|board| on.iter().for_each(|slot| board.failed(*slot, error)));
    }
}

/// Something that must be there and is not.
pub(super) fn missing(what: impl Into<String>) -> DbError {
    DbError::new(DbErrorKind::Privilege, None, what.into())
}

/// The one row of a query, as numbers.
pub(super) async fn numbers<const N: usize>(session: &mut dyn Session, sql: &'static str) -> Result<[i64; N], DbError> {
    let row = session.fetch(sql, &[]).await?.into_iter().next().unwrap_or_default();
    let numbers: Option<Vec<i64>> = row.iter().map(backends::Value::as_int).collect();
    let numbers = numbers.and_then(|numbers| <[i64; N]>::try_from(numbers).ok());
    numbers.ok_or_else(|| missing(format!("`{sql}` does not give one row of {N} integer{}", if N == 1 { "" } else { "s" })))
}

/// The value of a status variable of MySQL and MariaDB, by the query that shows it.
pub(super) async fn status(session: &mut dyn Session, show: &'static str) -> Result<i64, DbError> {
    let row = session.fetch(show, &[]).await?.into_iter().next().unwrap_or_default();
    row.get(1).and_then(backends::Value::as_int).ok_or_else(|| missing(format!("`{show}` gives nothing")))
}
