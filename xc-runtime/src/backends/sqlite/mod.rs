//! SQLite.

mod rebuild;

use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{ConnectOptions, Connection, Executor, Row as _, Sqlite, TypeInfo, ValueRef};
use xc_core::plan::Dialect;

use super::{Database, DbError, DbErrorKind, Row, Session, SessionOptions, SetAside, Value, within_timeout};
use crate::error::Error;
use crate::url::DatabaseUrl;

/// SQLite's own wait. It holds nothing while it waits to begin; where the database is not in WAL mode it keeps new readers
/// out while it waits to commit, so it is short, and the executor's own retries do the rest.
const DEFAULT_LOCK_TIMEOUT: Duration = Duration::from_secs(1);

/// In KiB; SQLite's own default of 2,000 is less than a batch, whose pages are read to cut it off, to find its rows, and to change them.
const CACHE: &str = "-65536";

struct File {
    options: SqliteConnectOptions,
    version: u32,
}

struct SqliteSession {
    connection: SqliteConnection,
    /// Whether `legacy_alter_table` is on and has to go off again.
    rebuilding: bool,
}

pub(super) async fn connect(url: &DatabaseUrl, options: SessionOptions) -> Result<Box<dyn Database>, Error> {
    if url.text.contains(":memory:") || url.text.contains("mode=memory") {
        return Err(Error::memory_database(url));
    }
    let connect_options = SqliteConnectOptions::from_str(&url.text)
        .map_err(|error| Error::unusable_url(url, from_driver(error)))?
        // A table is rebuilt with foreign keys off, and the setting can't be changed within a transaction
        // (sqlite.org/pragma.html#pragma_foreign_keys). The executor deletes no rows, so it never needs the actions.
        .foreign_keys(false)
        .pragma("cache_size", CACHE)
        .busy_timeout(options.lock_timeout.unwrap_or(DEFAULT_LOCK_TIMEOUT))
        .disable_statement_logging();
    let path = connect_options.get_filename();
    if path.as_os_str().is_empty() || path.is_dir() {
        return Err(Error::not_a_database_file(url, path));
    }
    if !path.exists() && !url.text.contains("mode=rwc") {
        return Err(Error::missing_database_file(url, path));
    }
    let mut file = File { options: connect_options, version: 0 };
    let mut session = file.open().await.map_err(|error| Error::unreachable(url, error))?;
    // Reads the schema too, so that a file of another kind is found out now.
    let rows = session
        .fetch("select sqlite_version(), (select count(*) from sqlite_schema)", &[])
        .await
        .map_err(|error| Error::unreachable(url, error))?;
    let text = rows.into_iter().flatten().next().and_then(Value::into_text).unwrap_or_default();
    file.version = parse_version(&text);
    if file.version < Dialect::Sqlite.minimum_version() {
        return Err(Error::old_server(Dialect::Sqlite, &text));
    }
    Ok(Box::new(file))
}

pub(super) fn parse_version(text: &str) -> u32 {
    let mut parts = text.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let (major, minor, patch) = (next(), next(), next());
    major * 10_000 + minor * 100 + patch.min(99)
}

#[async_trait]
impl Database for File {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn version(&self) -> u32 {
        self.version
    }

    async fn open(&self) -> Result<Box<dyn Session>, DbError> {
        let connection = within_timeout(async { SqliteConnection::connect_with(&self.options).await.map_err(from_driver) }).await?;
        Ok(Box::new(SqliteSession { connection, rebuilding: false }))
    }
}

#[async_trait]
impl Session for SqliteSession {
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

    async fn begin(&mut self) -> Result<(), DbError> {
        self.raw("begin immediate").await
    }

    async fn commit(&mut self) -> Result<(), DbError> {
        self.raw("commit").await?;
        self.end_rebuild().await
    }

    async fn rollback(&mut self) -> Result<(), DbError> {
        // Some errors end the transaction by themselves (sqlite.org/lang_transaction.html, "Response To Errors Within A Transaction");
        // then there is nothing left to roll back, and SQLite says so.
        let _ = self.raw("rollback").await;
        self.end_rebuild().await
    }

    async fn prepare_rebuild(&mut self) -> Result<(), DbError> {
        // Or renaming the new table to the old name fails over every view that names it (sqlite.org/lang_altertable.html).
        self.raw("pragma legacy_alter_table = on").await?;
        self.rebuilding = true;
        Ok(())
    }

    async fn set_aside(&mut self, table: &'static str) -> Result<SetAside, DbError> {
        rebuild::set_aside(self, table).await
    }

    async fn put_back(&mut self, table: &'static str, aside: SetAside) -> Result<(), DbError> {
        rebuild::put_back(self, table, aside).await
    }
}

impl SqliteSession {
    async fn end_rebuild(&mut self) -> Result<(), DbError> {
        if self.rebuilding {
            self.raw("pragma legacy_alter_table = off").await?;
            self.rebuilding = false;
        }
        Ok(())
    }
}

pub(super) fn bind(sql: &'static str, params: &[Value]) -> sqlx::query::Query<'static, Sqlite, SqliteArguments> {
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

pub(super) fn decode(row: &SqliteRow) -> Result<Row, sqlx::Error> {
    (0..row.len())
        .map(|i| {
            let raw = row.try_get_raw(i)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            Ok(match raw.type_info().name() {
                "INTEGER" | "BOOLEAN" => Value::Int(row.try_get_unchecked::<i64, _>(i)?),
                _ => Value::Text(row.try_get_unchecked::<String, _>(i)?),
            })
        })
        .collect()
}

pub(super) fn from_driver(error: sqlx::Error) -> DbError {
    DbError::from_driver(error, |answer| {
        let code = answer.code().map(|code| code.into_owned());
        let number = code.as_deref().and_then(|code| code.parse::<i64>().ok()).unwrap_or(0);
        (classify(number, answer.message()), code.map(|code| format!("SQLite code {code}")))
    })
}

/// sqlite.org/rescode.html. The low byte is the primary code; the rest refines it.
fn classify(code: i64, message: &str) -> DbErrorKind {
    match (code & 0xff, code) {
        // BUSY and LOCKED.
        (5 | 6, _) => DbErrorKind::LockTimeout,
        // READONLY and PERM: the file or the folder may not be written.
        (3 | 8, _) => DbErrorKind::Privilege,
        // CONSTRAINT_PRIMARYKEY, CONSTRAINT_UNIQUE, CONSTRAINT_ROWID.
        (19, 1555 | 2067 | 2579) => DbErrorKind::Unique,
        // CONSTRAINT_TRIGGER is RAISE() in a trigger; CONSTRAINT_DATATYPE a STRICT table.
        (19, 1811 | 3091) => DbErrorKind::Data,
        (19, _) => DbErrorKind::Constraint,
        // TOOBIG and MISMATCH.
        (18 | 20, _) => DbErrorKind::Data,
        (1, _) if message.contains("already exists") || message.contains("duplicate column name") => DbErrorKind::Exists,
        (1, _) if message.starts_with("no such ") => DbErrorKind::Missing,
        (1, _) if message.contains("integer overflow") => DbErrorKind::Data,
        _ => DbErrorKind::Other,
    }
}
