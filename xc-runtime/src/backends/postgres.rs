//! PostgreSQL.

use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgRow};
use sqlx::{ConnectOptions, Connection, Executor, Postgres, Row as _, TypeInfo, ValueRef};
use xc_core::plan::Dialect;

use super::{Branch, Database, DbError, DbErrorKind, Row, Session, SessionOptions, Value, within_timeout};
use crate::error::Error;
use crate::url::DatabaseUrl;

/// An exclusive lock that waits makes everyone behind it wait, readers included: this is the longest stall that the
/// application sees from one attempt.
const DEFAULT_LOCK_TIMEOUT: Duration = Duration::from_millis(50);

/// Asks for the version, as the plan counts.
pub(super) const VERSION: &str = "select current_setting('server_version_num')::bigint";

struct Server {
    options: PgConnectOptions,
    version: u32,
    lock_timeout: Duration,
}

/// A concurrent index build waits for the transactions that began before it, and a dump or a report may take this long.
const CONCURRENT_LOCK_TIMEOUT: Duration = Duration::from_secs(30 * 60);

struct PgSession {
    connection: PgConnection,
    lock_timeout: Duration,
}

impl PgSession {
    async fn set_lock_timeout(&mut self, timeout: Duration) -> Result<(), DbError> {
        let milliseconds = Value::Text(timeout.as_millis().max(1).to_string());
        self.execute("select set_config('lock_timeout', $1, false)", &[milliseconds]).await?;
        Ok(())
    }
}

pub(super) async fn connect(url: &DatabaseUrl, options: SessionOptions) -> Result<Box<dyn Database>, Error> {
    let connect_options = PgConnectOptions::from_str(&url.text)
        .map_err(|error| Error::unusable_url(url, from_driver(error)))?
        .application_name("xc")
        .disable_statement_logging();
    let mut server = Server { options: connect_options, version: 0, lock_timeout: options.lock_timeout.unwrap_or(DEFAULT_LOCK_TIMEOUT) };
    let mut session = server.open().await.map_err(|error| Error::unreachable(url, error))?;
    let rows = session.fetch(VERSION, &[]).await.map_err(|error| Error::unreachable(url, error))?;
    let version = rows.first().and_then(|row| row.first()).and_then(Value::as_int).unwrap_or(0);
    server.version = u32::try_from(version).unwrap_or(0);
    if server.version < Dialect::Postgres.minimum_version() {
        return Err(Error::old_server(Dialect::Postgres, &Dialect::Postgres.version_text(server.version)));
    }
    Ok(Box::new(server))
}

#[async_trait]
impl Database for Server {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn version(&self) -> u32 {
        self.version
    }

    async fn open(&self) -> Result<Box<dyn Session>, DbError> {
        let connection = within_timeout(async { PgConnection::connect_with(&self.options).await.map_err(from_driver) }).await?;
        let mut session = PgSession { connection, lock_timeout: self.lock_timeout };
        session.set_lock_timeout(self.lock_timeout).await?;
        // A database or role may carry limits of its own: a scan under a weak lock (VALIDATE) may take hours. An executor that stops in
        // the middle of a transaction must not keep its locks.
        session
            .execute(
                "select set_config('statement_timeout', '0', false), \
                 set_config('idle_in_transaction_session_timeout', '5000', false), set_config('standard_conforming_strings', 'on', false)",
                &[],
            )
            .await?;
        // From 14 on the server notices within a second that the executor is gone, even in the middle of a statement, and gives its
        // locks back. Some platforms don't have it, so it is no error when it is refused.
        let _ = session.execute("select set_config('client_connection_check_interval', '1000', false)", &[]).await;
        Ok(Box::new(session))
    }
}

#[async_trait]
impl Session for PgSession {
    async fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64, DbError> {
        let done = self.connection.execute(bind(sql, params)).await.map_err(|error| from_driver(error).of(sql))?;
        Ok(done.rows_affected())
    }

    async fn fetch(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        let rows = self.connection.fetch_all(bind(sql, params)).await.map_err(|error| from_driver(error).of(sql))?;
        rows.iter().map(decode).collect::<Result<_, _>>().map_err(from_driver)
    }

    async fn raw(&mut self, sql: &'static str) -> Result<(), DbError> {
        self.connection.execute(sqlx::raw_sql(sql)).await.map_err(|error| from_driver(error).of(sql))?;
        Ok(())
    }

    async fn wait_longer(&mut self, longer: bool) -> Result<(), DbError> {
        let lock_timeout = if longer { CONCURRENT_LOCK_TIMEOUT } else { self.lock_timeout };
        self.set_lock_timeout(lock_timeout).await
    }

    async fn number(&mut self) -> Result<Option<i64>, DbError> {
        let rows = self.fetch("select pg_backend_pid()::bigint", &[]).await?;
        Ok(rows.into_iter().flatten().next().as_ref().and_then(Value::as_int))
    }

    async fn branch(&mut self) -> Option<Branch> {
        // The control file names the new one only from the first checkpoint on; the name of the log's file, at once. A replica has none to write.
        let rows = self.fetch("select ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint", &[]).await.ok()?;
        rows.into_iter().flatten().next().as_ref().and_then(Value::as_int).map(Branch::Timeline)
    }

    async fn begin(&mut self) -> Result<(), DbError> {
        // A replica refuses with the code of a feature that it lacks.
        let begun = self.raw("begin isolation level read committed read write").await;
        begun.map_err(|error| match error.code() {
            Some("SQLSTATE 0A000") => error.of_kind(DbErrorKind::ReadOnly),
            _ => error,
        })
    }
}

/// Prepared for this one time: a statement that is kept may not survive the schema changes that the executor makes.
pub(super) fn bind(sql: &'static str, params: &[Value]) -> sqlx::query::Query<'static, Postgres, PgArguments> {
    let mut query = sqlx::query(sql).persistent(false);
    for param in params {
        query = match param {
            Value::Null => query.bind(None::<String>),
            Value::Int(value) => query.bind(*value),
            Value::Text(text) => query.bind(text.clone()),
        };
    }
    query
}

pub(super) fn decode(row: &PgRow) -> Result<Row, sqlx::Error> {
    (0..row.len())
        .map(|i| {
            let raw = row.try_get_raw(i)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            Ok(match raw.type_info().name() {
                "INT8" => Value::Int(row.try_get::<i64, _>(i)?),
                "INT4" => Value::Int(row.try_get::<i32, _>(i)?.into()),
                "INT2" => Value::Int(row.try_get::<i16, _>(i)?.into()),
                "BOOL" => Value::Int(row.try_get::<bool, _>(i)?.into()),
                _ => Value::Text(row.try_get::<String, _>(i)?),
            })
        })
        .collect()
}

pub(super) fn from_driver(error: sqlx::Error) -> DbError {
    DbError::from_driver(error, |answer| {
        let code = answer.code().map(|code| code.into_owned());
        (classify(code.as_deref().unwrap_or("")), code.map(|code| format!("SQLSTATE {code}")))
    })
}

/// PostgreSQL documentation, appendix A, "PostgreSQL Error Codes".
fn classify(code: &str) -> DbErrorKind {
    match code {
        "55P03" => DbErrorKind::LockTimeout,
        "40P01" | "40001" => DbErrorKind::Deadlock,
        "57014" => DbErrorKind::StatementTimeout,
        "25006" => DbErrorKind::ReadOnly,
        "42501" => DbErrorKind::Privilege,
        "23505" => DbErrorKind::Unique,
        "42P07" | "42710" | "42701" | "42723" => DbErrorKind::Exists,
        "42P01" | "42703" | "42704" | "42883" => DbErrorKind::Missing,
        "28000" | "28P01" => DbErrorKind::Login,
        "3D000" => DbErrorKind::UnknownDatabase,
        // 25P03: idle in transaction; 53300: too many connections; 57P0x: the server shuts down, crashed, or is starting.
        "25P03" | "53300" | "57P01" | "57P02" | "57P03" => DbErrorKind::ConnectionLost,
        _ if code.starts_with("08") => DbErrorKind::ConnectionLost,
        _ if code.starts_with("22") => DbErrorKind::Data,
        _ if code.starts_with("23") => DbErrorKind::Constraint,
        _ => DbErrorKind::Other,
    }
}
