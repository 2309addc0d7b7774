//! The three databases behind one narrow trait: a [`Database`] opens [`Session`]s, a session runs static SQL with bound
//! parameters and returns rows of plain [`Value`]s. Nothing of a driver appears in the signatures, so that the rest of the
//! executor is written once.

mod failure;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
pub(crate) mod pool;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::time::Duration;

use async_trait::async_trait;
use xc_core::plan::Dialect;

use crate::error::Error;
use crate::url::DatabaseUrl;

pub(crate) use failure::{DbError, DbErrorKind};

/// How long a server may take to answer a new connection.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What goes in and out of a statement: the plan binds and returns keys as text and counts as 64-bit integers, nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// SQL null.
    Null,
    /// A 64-bit integer.
    Int(i64),
    /// Text.
    Text(String),
}

impl Value {
    /// The integer, also where the server sends it as text (MySQL's `sum()` is a DECIMAL).
    pub(crate) fn as_int(&self) -> Option<i64> {
        match self {
            Value::Null => None,
            Value::Int(value) => Some(*value),
            Value::Text(text) => text.trim().parse().ok(),
        }
    }

    /// The text, or `None` for null.
    pub(crate) fn into_text(self) -> Option<String> {
        match self {
            Value::Null => None,
            Value::Int(value) => Some(value.to_string()),
            Value::Text(text) => Some(text),
        }
    }
}

/// A branch of a database's history: on another one, what was committed on this may be lacking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Branch {
    /// PostgreSQL's number: each promotion of a replica begins another ("Timelines").
    Timeline(i64),
    /// What names the server, of MySQL and MariaDB: the replicas of a server have others.
    Server(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

/// A row of a result.
pub(crate) type Row = Vec<Value>;

/// A server that was reached, and how to reach it again.
#[async_trait]
pub(crate) trait Database: Send + Sync {
    /// Its dialect; MySQL and MariaDB are told apart by what the server says of itself.
    fn dialect(&self) -> Dialect;

    /// Its version, as [`xc_core::plan::Servers`] counts.
    fn version(&self) -> u32;

    /// Whether its connections are an application's, and go back after use.
    fn lends(&self) -> bool {
        false
    }

    /// Opens a connection of its own, set up as the executor needs it. Dropping it closes the connection, and with that
    /// rolls back whatever transaction is open on it.
    async fn open(&self) -> Result<Box<dyn Session>, DbError>;
}

/// One connection.
#[async_trait]
pub(crate) trait Session: Send {
    /// Runs one statement with parameters; the number of rows it changed.
    async fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64, DbError>;

    /// Runs one query with parameters.
    async fn fetch(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>, DbError>;

    /// Runs a statement without preparing it: MySQL prepares no CREATE TRIGGER (error 1295), and DDL gains nothing by it.
    async fn raw(&mut self, sql: &'static str) -> Result<(), DbError>;

    /// The server's number of this connection; `None` where it has none.
    async fn number(&mut self) -> Result<Option<i64>, DbError> {
        Ok(None)
    }

    /// Which branch of the database's history the server writes. `None` where there is one alone, or the database does not tell.
    async fn branch(&mut self) -> Option<Branch> {
        None
    }

    /// Begins a transaction; on SQLite one that may write from the start, for an upgrade from reading fails at once when another
    /// connection has written in between.
    async fn begin(&mut self) -> Result<(), DbError>;

    /// Commits.
    async fn commit(&mut self) -> Result<(), DbError> {
        self.raw("commit").await
    }

    /// Rolls back.
    async fn rollback(&mut self) -> Result<(), DbError> {
        self.raw("rollback").await
    }

    /// Waits longer for locks from now on, or as long as before: a concurrent index build waits for transactions that began before it, and
    /// blocks nobody while it does (PostgreSQL, "CREATE INDEX").
    async fn wait_longer(&mut self, _longer: bool) -> Result<(), DbError> {
        Ok(())
    }

    /// Before the transaction of a step that drops a table and makes it anew (SQLite): connection settings for it.
    async fn prepare_rebuild(&mut self) -> Result<(), DbError> {
        Ok(())
    }

    /// Reads what would go with the table and is to be made again ([`xc_core::plan::Change::rebuilds`]).
    async fn set_aside(&mut self, _table: &'static str) -> Result<SetAside, DbError> {
        Ok(SetAside::default())
    }

    /// Makes again what was set aside, and checks that the table is as full as it was.
    async fn put_back(&mut self, _table: &'static str, _aside: SetAside) -> Result<(), DbError> {
        Ok(())
    }
}

/// What hung on a table before it was dropped and made anew.
#[derive(Debug, Default)]
pub(crate) struct SetAside {
    /// How many rows it had.
    pub(crate) rows: i64,
    /// How many of its rows violated a foreign key.
    pub(crate) violations: i64,
    /// Name and SQL of its indexes and triggers, as the catalogue has them.
    pub(crate) objects: Vec<(String, String)>,
}

/// What [`connect`] needs to know besides the URL.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionOptions {
    /// The longest wait for a lock; `None` means the dialect's default.
    pub(crate) lock_timeout: Option<Duration>,
}

/// Reaches the server and asks who it is.
pub(crate) async fn connect(url: &DatabaseUrl, options: SessionOptions) -> Result<Box<dyn Database>, Error> {
    use crate::url::Scheme;
    match url.scheme {
        #[cfg(feature = "postgres")]
        Scheme::Postgres => postgres::connect(url, options).await,
        #[cfg(feature = "mysql")]
        Scheme::MySql => mysql::connect(url, options).await,
        #[cfg(feature = "sqlite")]
        Scheme::Sqlite => sqlite::connect(url, options).await,
        // Unreachable only where all of them are built in.
        #[allow(unreachable_patterns)]
        scheme => {
            let _ = options;
            Err(Error::missing_feature(url, scheme))
        }
    }
}

/// A connection that is not there after [`CONNECT_TIMEOUT`] is an error like any other.
#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
async fn within_timeout<T>(opening: impl Future<Output = Result<T, DbError>>) -> Result<T, DbError> {
    match tokio::time::timeout(CONNECT_TIMEOUT, opening).await {
        Ok(result) => result,
        Err(_) => Err(DbError::new(DbErrorKind::ConnectionLost, None, format!("no answer within {} s", CONNECT_TIMEOUT.as_secs()))),
    }
}
