//! The throttle: what holds a backfill back so that the application, the replicas and vacuum keep up.
//!
//! Each signal is a file of its own. They are read about each second (`control::POLL`) while a run is under way, on connections of their own; between two
//! batches the first one that is over its limit holds the run, and its reason is shown. **A signal that is stale (`control::STALE`) or can't be read
//! holds too**: a throttle that lets go when it is blind is none.

mod board;
mod heartbeat;
mod lag;
mod pace;
mod query;
mod replicas;
mod sessions;
mod signal;
mod transactions;
mod window;
mod writes;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use xc_core::plan::Dialect;

use crate::control::{Tunable, Tuning, millis};
use crate::error::{Error, Kind};
use crate::url::DatabaseUrl;

pub(crate) use board::Board;
pub(crate) use pace::Pace;
pub(crate) use signal::sources;
use window::Window;

/// What holds a backfill back: [`ExecutorBuilder::throttle`](crate::ExecutorBuilder::throttle).
///
/// Without a limit nothing is asked. Signals are read about each second; one that could not be read for 5 s holds the backfill until it can
/// be read again. Limits can be changed while it runs ([`Executor::tune`](crate::Executor::tune)); the first reason that holds is shown
/// ([`Event::Throttled`](crate::Event::Throttled)).
///
/// | limit | PostgreSQL | MySQL, MariaDB | SQLite |
/// |---|---|---|---|
/// | replica lag in time | all replicas, and named ones | named ones | |
/// | replica lag in bytes | all replicas, and named ones | | |
/// | active sessions | `pg_stat_activity` | `Threads_running` | |
/// | write rate | WAL | `Innodb_os_log_written` | |
/// | transaction age | `pg_stat_activity`, prepared ones | `innodb_trx` | |
/// | row rate, time window, query | yes | yes | yes |
///
/// On PostgreSQL the user needs the role `pg_monitor` for what is about other users' sessions; on MySQL and MariaDB the right `PROCESS` for the
/// age of transactions.
///
/// ```
/// use std::time::Duration;
/// use xc_runtime::{Executor, Throttle};
///
/// let gentle = Executor::builder(&[]).throttle(
///     Throttle::new()
///         .replica_lag(Duration::from_secs(2))
///         .active_sessions(30)
///         .only_between("01:00", "05:00"),
/// );
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Throttle {
    limits: BTreeMap<Tunable, u64>,
    replicas: Vec<String>,
    except: Vec<String>,
    queries: Vec<(&'static str, i64)>,
    windows: Vec<(String, String)>,
}

impl Throttle {
    /// Nothing holds.
    pub fn new() -> Throttle {
        Throttle::default()
    }

    /// Holds while a replica is further behind than this, in time.
    ///
    /// On PostgreSQL every replica that the server knows counts (`pg_stat_replication`, and physical slots that nobody reads), and those that are
    /// [named](Throttle::replica); on MySQL and MariaDB those that are named. Measured by what the executor wrote down when, not by `replay_lag`
    /// or `Seconds_Behind_Source`: the first stands still while replay is paused (PostgreSQL, "pg_stat_replication"), the second is 0 while the
    /// replica's receiver is behind (MySQL, "SHOW REPLICA STATUS"). Its resolution is 1 s; gh-ost's default limit is 1.5 s.
    pub fn replica_lag(self, most: Duration) -> Throttle {
        self.limit(Tunable::ReplicaLag, millis(most))
    }

    /// Holds while a replica has more than so many bytes of WAL still to replay. PostgreSQL only.
    pub fn replica_lag_bytes(self, most: u64) -> Throttle {
        self.limit(Tunable::ReplicaLagBytes, most)
    }

    /// A replica that is asked itself, by its URL. On MySQL and MariaDB it must replicate the table `xc_control`, into which the executor then
    /// writes a heartbeat each second, as gh-ost and pt-heartbeat do.
    pub fn replica(mut self, url: impl Into<String>) -> Throttle {
        self.replicas.push(url.into());
        self
    }

    /// A replica that may be behind, by its `application_name` (PostgreSQL): one that is delayed on purpose.
    pub fn except_replica(mut self, application_name: impl Into<String>) -> Throttle {
        self.except.push(application_name.into());
        self
    }

    /// Holds while more sessions than this are at work. On PostgreSQL the executor's own do not count.
    pub fn active_sessions(self, most: u32) -> Throttle {
        self.limit(Tunable::ActiveSessions, most.into())
    }

    /// Holds while the whole server has written more than so many bytes a second, of WAL or redo log, since the last look.
    pub fn write_rate(self, bytes_per_second: u64) -> Throttle {
        self.limit(Tunable::WriteRate, bytes_per_second)
    }

    /// Walks over at most so many rows a second, all workers together. A single batch is not slowed down; the pause behind it is longer.
    pub fn row_rate(self, rows_per_second: u64) -> Throttle {
        self.limit(Tunable::RowRate, rows_per_second)
    }

    /// Holds while a transaction is older than this: until it ends, what the backfill leaves behind can't be cleared away (PostgreSQL: vacuum and
    /// pruning; InnoDB: purge).
    pub fn transaction_age(self, most: Duration) -> Throttle {
        self.limit(Tunable::TransactionAge, millis(most))
    }

    /// Holds while a query of your own gives more than the limit. It gives one row with one integer (on PostgreSQL of a type `smallint` to
    /// `bigint`), and should be quick: it is run each second.
    pub fn query(mut self, sql: &'static str, most: i64) -> Throttle {
        self.queries.push((sql, most));
        self
    }

    /// Holds outside of these hours, `"01:00"` to `"05:00"`, in UTC and by the executor's clock. `"22:00"` to `"04:00"` goes over midnight. Given
    /// several times, each of them is open.
    pub fn only_between(mut self, from: impl Into<String>, to: impl Into<String>) -> Throttle {
        self.windows.push((from.into(), to.into()));
        self
    }

    pub(crate) fn limit(mut self, tunable: Tunable, most: u64) -> Throttle {
        self.limits.insert(tunable, most);
        self
    }

    /// Reads what was given as text, and refuses what this database can't tell.
    pub(crate) fn check(&self, dialect: Dialect) -> Result<Checked, Error> {
        for tunable in self.limits.keys() {
            check_known(*tunable, dialect)?;
        }
        let windows = self.windows.iter().map(|(from, to)| Window::parse(from, to)).collect::<Result<_, _>>();
        let windows = windows.map_err(|problem| Error::from(Kind::Setting { problem }))?;
        let replicas = self.replicas.iter().map(|url| DatabaseUrl::parse(url)).collect::<Result<Vec<_>, _>>()?;
        if dialect == Dialect::Sqlite && !replicas.is_empty() {
            return Err(Kind::Setting { problem: "SQLite has no replicas".to_owned() }.into());
        }
        let lags = [Tunable::ReplicaLag, Tunable::ReplicaLagBytes];
        if matches!(dialect, Dialect::MySql | Dialect::MariaDb) && self.limits.contains_key(&Tunable::ReplicaLag) && replicas.is_empty() {
            let problem = format!("`replica_lag` on {dialect} needs the replicas by name: add `.replica(\"mysql://...\")` for each");
            return Err(Kind::Setting { problem }.into());
        }
        if !replicas.is_empty() && !lags.iter().any(|lag| self.limits.contains_key(lag)) {
            return Err(Kind::Setting { problem: "a replica is named and no limit: add `.replica_lag(...)`".to_owned() }.into());
        }
        Ok(Checked { throttle: self.clone(), windows, replicas })
    }
}

/// Without the replicas' URLs, which hold passwords.
impl fmt::Debug for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Throttle");
        shown.field("limits", &self.limits).field("replicas", &self.replicas.len()).field("windows", &self.windows);
        shown.field("queries", &self.queries).finish_non_exhaustive()
    }
}

/// Whether this database tells what the limit is on.
pub(crate) fn check_known(tunable: Tunable, dialect: Dialect) -> Result<(), Error> {
    let problem = match (tunable, dialect) {
        (Tunable::ReplicaLagBytes, Dialect::MySql | Dialect::MariaDb) => {
            format!("`{tunable}` is known on PostgreSQL only; on {dialect} limit `replica_lag`, in ms")
        }
        (
            Tunable::ReplicaLag | Tunable::ReplicaLagBytes | Tunable::ActiveSessions | Tunable::WriteRate | Tunable::TransactionAge,
            Dialect::Sqlite,
        ) => format!("SQLite has nothing like `{tunable}`; limit `row_rate`"),
        _ => return Ok(()),
    };
    Err(Kind::Setting { problem }.into())
}

/// A throttle that makes sense on the database at hand.
#[derive(Default)]
pub(crate) struct Checked {
    throttle: Throttle,
    windows: Vec<Window>,
    replicas: Vec<DatabaseUrl>,
}

impl Checked {
    /// A limit as it is now.
    pub(crate) fn limit(&self, tunable: Tunable, tuning: &Tuning) -> Option<u64> {
        tuning.limit(tunable, self.throttle.limits.get(&tunable).copied())
    }

    /// Why the time of day holds, if it does.
    pub(crate) fn closed(&self) -> Option<String> {
        window::closed(&self.windows)
    }
}
