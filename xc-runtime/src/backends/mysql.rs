//! MySQL and MariaDB.

use std::str::FromStr;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use sqlx::mysql::{MySqlArguments, MySqlConnectOptions, MySqlConnection, MySqlDatabaseError, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, MySql, Row as _, TypeInfo, ValueRef};
use xc_core::plan::Dialect;

use super::{Branch, Database, DbError, DbErrorKind, Row, Session, SessionOptions, Value, within_timeout};
use crate::error::Error;
use crate::url::DatabaseUrl;

/// The smallest that there is; both variables count whole seconds.
const DEFAULT_LOCK_TIMEOUT: Duration = Duration::from_secs(1);

struct Server {
    options: MySqlConnectOptions,
    dialect: Dialect,
    version: u32,
    lock_timeout: Duration,
}

struct MySqlSession {
    connection: MySqlConnection,
    /// The lock timeout, in seconds.
    lock_wait: i64,
    /// How far ahead of the clock triggers are dated; `None` on MySQL.
    triggers_ahead: Option<Duration>,
}

/// MariaDB prepares a statement again when a trigger of its table is newer than the statement (`TABLE_LIST::is_the_same_definition`). A trigger's age
/// counts from when CREATE TRIGGER was sent, not from when it had its lock, and is kept in hundredths of a second. A statement that the application
/// prepares in between knows the tables of the triggers that were there, holds itself for newer than this one, and fails with 1146, 'table doesn't exist',
/// for as long as its connection lives (10.11; MDEV-26048 shows the same). So each trigger is dated after the last moment in which it may get its
/// lock: it waits for the table once, then for those who read it, each time no longer than the lock timeout; and clocks of a cluster's nodes may differ by
/// this much. Until then, a statement is prepared once more whenever its table was taken out of the cache.
///
/// No longer than need be, for the binary log has the date too: a replica may report less lag than it has, and replaying the log up to a time of day
/// (`--stop-datetime`) ends at a trigger that is dated later.
const CLOCKS_DIFFER: Duration = Duration::from_secs(10);

const LOCK_WAIT: &str = "set session lock_wait_timeout = ?";

/// How long a brief change is sent again and again, before it waits for its lock. A change of a table that has a foreign key, and waits, ends transactions of the
/// application as deadlocks: who has written the parent holds the child's metadata lock too, and then waits for the change in order to write the child
/// (10.11). MySQL has no such setting; there, it is so for who has updated the parent.
const WITHOUT_WAITING: Duration = Duration::from_secs(3);
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);

pub(super) async fn connect(url: &DatabaseUrl, options: SessionOptions) -> Result<Box<dyn Database>, Error> {
    let connect_options = MySqlConnectOptions::from_str(&url.text)
        .map_err(|error| Error::unusable_url(url, from_driver(error)))?
        // The mode is baked into a trigger when it is created: `||` must mean what it means to the server.
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .charset("utf8mb4")
        .disable_statement_logging();
    if connect_options.get_database().is_none_or(str::is_empty) {
        return Err(Error::no_database_in_url(url));
    }
    let mut server = Server {
        options: connect_options,
        dialect: Dialect::MySql,
        version: 0,
        lock_timeout: options.lock_timeout.unwrap_or(DEFAULT_LOCK_TIMEOUT),
    };
    let mut session = server.open().await.map_err(|error| Error::unreachable(url, error))?;
    let rows = session.fetch("select version()", &[]).await.map_err(|error| Error::unreachable(url, error))?;
    let text = rows.into_iter().flatten().next().and_then(Value::into_text).unwrap_or_default();
    let (dialect, version) = parse_version(&text);
    (server.dialect, server.version) = (dialect, version);
    if version < dialect.minimum_version() {
        return Err(Error::old_server(dialect, &text));
    }
    Ok(Box::new(server))
}

/// What names a server, and whether it is one of a cluster. Servers that replicate have different ids; MySQL's have a UUID as well, which a copy of the data
/// directory keeps only where one forgets to delete it ("Replication and Binary Logging Options and Variables", `server_uuid`).
const IDENTITY: &str = "show variables where variable_name in ('server_uuid', 'server_id', 'wsrep_on', 'group_replication_group_name')";

/// `8.4.3`, `9.7.0-log`, `10.11.19-MariaDB-deb12`, and behind old proxies `5.5.5-10.11.19-MariaDB`.
pub(super) fn parse_version(text: &str) -> (Dialect, u32) {
    let dialect = if text.to_ascii_lowercase().contains("mariadb") { Dialect::MariaDb } else { Dialect::MySql };
    let text = match dialect {
        Dialect::MariaDb => text.strip_prefix("5.5.5-").unwrap_or(text),
        _ => text,
    };
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let (major, minor, patch) = (next(), next(), next());
    (dialect, major * 10_000 + minor * 100 + patch.min(99))
}

#[async_trait]
impl Database for Server {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn version(&self) -> u32 {
        self.version
    }

    async fn open(&self) -> Result<Box<dyn Session>, DbError> {
        let connection = within_timeout(async { MySqlConnection::connect_with(&self.options).await.map_err(from_driver) }).await?;
        let seconds = i64::try_from(self.lock_timeout.as_secs_f64().ceil() as u64).unwrap_or(1).max(1);
        let ahead = Duration::from_secs(seconds.unsigned_abs()).saturating_mul(2).saturating_add(CLOCKS_DIFFER);
        let triggers_ahead = (self.dialect == Dialect::MariaDb).then_some(ahead);
        let mut session = MySqlSession { connection, lock_wait: seconds, triggers_ahead };
        // Strict, or a value that does not fit is cut off in silence.
        session.raw("set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', autocommit = 1").await?;
        // REPEATABLE READ would lock the gaps between a batch's keys, and with them the application's inserts.
        session.raw("set session transaction isolation level read committed").await?;
        session.execute(LOCK_WAIT, &[Value::Int(seconds)]).await?;
        session.execute("set session innodb_lock_wait_timeout = ?", &[Value::Int(seconds)]).await?;
        // MariaDB's limit covers DDL too; MySQL does not have it and says so.
        let _ = session.raw("set session max_statement_time = 0").await;
        Ok(Box::new(session))
    }
}

#[async_trait]
impl Session for MySqlSession {
    async fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64, DbError> {
        let done = self.connection.execute(bind(sql, params)).await.map_err(|error| from_driver(error).of(sql))?;
        Ok(done.rows_affected())
    }

    async fn fetch(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        let rows = self.connection.fetch_all(bind(sql, params)).await.map_err(|error| from_driver(error).of(sql))?;
        rows.iter().map(decode).collect::<Result<_, _>>().map_err(from_driver)
    }

    async fn raw(&mut self, sql: &'static str) -> Result<(), DbError> {
        if self.triggers_ahead.is_some() && is_brief(sql) {
            match self.change_without_waiting(sql).await {
                Err(error) if error.kind() == DbErrorKind::LockTimeout => {}
                done => return done,
            }
        }
        self.change(sql).await
    }

    async fn branch(&mut self) -> Option<Branch> {
        // In a transaction: a proxy that has replicas read sends it to the primary all the same.
        self.raw("start transaction").await.ok()?;
        let settings = self.fetch(IDENTITY, &[]).await;
        self.raw("commit").await.ok()?;
        let setting = |row: Vec<Value>| {
            let [name, value] = <[Value; 2]>::try_from(row).ok()?;
            Some((name.into_text()?, value.into_text()?))
        };
        let settings: Vec<(String, String)> = settings.ok()?.into_iter().filter_map(setting).collect();
        let of = |name: &str| settings.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        // What one node of a cluster has committed, all of them have.
        let clustered =
            of("wsrep_on").is_some_and(|on| on == "ON") || of("group_replication_group_name").is_some_and(|group| !group.is_empty());
        let own = of("server_uuid").or_else(|| of("server_id")).filter(|_| !clustered)?;
        Some(Branch::Server(own.to_owned()))
    }

    async fn number(&mut self) -> Result<Option<i64>, DbError> {
        let rows = self.fetch("select connection_id()", &[]).await?;
        Ok(rows.into_iter().flatten().next().as_ref().and_then(Value::as_int))
    }

    async fn begin(&mut self) -> Result<(), DbError> {
        self.raw("start transaction").await
    }
}

impl MySqlSession {
    async fn send(&mut self, sql: &'static str) -> Result<(), DbError> {
        self.connection.execute(sqlx::raw_sql(sql)).await.map_err(|error| from_driver(error).of(sql))?;
        Ok(())
    }

    /// The date is the statement's alone (SET STATEMENT): whatever becomes of it, the session's clock goes right.
    async fn change(&mut self, sql: &'static str) -> Result<(), DbError> {
        match self.triggers_ahead {
            Some(ahead) if creates_trigger(sql) => self.create_trigger(sql, ahead).await,
            _ => self.send(sql).await,
        }
    }

    /// Sends a change until it has its lock at once (MariaDB since 10.3: `lock_wait_timeout = 0`). Nobody waits behind a lock that is not waited for.
    async fn change_without_waiting(&mut self, sql: &'static str) -> Result<(), DbError> {
        let until = Instant::now() + WITHOUT_WAITING;
        self.execute(LOCK_WAIT, &[Value::Int(0)]).await?;
        let done = loop {
            match self.change(sql).await {
                Err(error) if error.kind() == DbErrorKind::LockTimeout && Instant::now() < until => {
                    tokio::time::sleep(BETWEEN_LOOKS.mul_f64(0.5 + fastrand::f64())).await;
                }
                done => break done,
            }
        };
        self.execute(LOCK_WAIT, &[Value::Int(self.lock_wait)]).await?;
        done
    }

    async fn create_trigger(&mut self, sql: &'static str, ahead: Duration) -> Result<(), DbError> {
        let dated = format!("set statement timestamp = unix_timestamp(now(6)) + {} for {sql}", ahead.as_secs());
        let refused = match self.connection.execute(sqlx::raw_sql(AssertSqlSafe(dated))).await.map_err(|error| from_driver(error).of(sql)) {
            Ok(_) => return Ok(()),
            // The server's `secure_timestamp` lets nobody date a statement (1290), or only those who have BINLOG REPLAY (1227). Both have other causes,
            // which the second attempt meets as well.
            Err(error) if matches!(error.kind(), DbErrorKind::ReadOnly | DbErrorKind::Privilege) => error,
            Err(error) => return Err(error),
        };
        self.send(sql).await?;
        tracing::warn!(
            error = %refused,
            "secure_timestamp forbids dating a trigger ahead: what the application prepared while it waited for its lock may fail with 1146 until \
             its connection is closed"
        );
        Ok(())
    }
}

/// Whether a change has nothing to lose where it does not get its lock: it is done in a moment, or not begun.
fn is_brief(sql: &str) -> bool {
    let mut words = sql.split_whitespace().map(str::to_ascii_lowercase);
    match words.next().as_deref() {
        Some("create") => creates_trigger(sql),
        Some("drop" | "rename" | "truncate") => true,
        Some("alter") => sql.contains("ALGORITHM=INSTANT"),
        _ => false,
    }
}

/// Whether a statement makes a trigger: `CREATE [OR REPLACE] [DEFINER = ...] TRIGGER`.
fn creates_trigger(sql: &str) -> bool {
    let mut words = sql.split_whitespace();
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("create")) && words.take(6).any(|word| word.eq_ignore_ascii_case("trigger"))
}

/// Prepared once: MySQL prepares a statement again by itself when a table of it has changed, and closing one for each use costs the 40 ms
/// of a delayed acknowledgement, for the driver sends the close without waiting for an answer.
pub(super) fn bind(sql: &'static str, params: &[Value]) -> sqlx::query::Query<'static, MySql, MySqlArguments> {
    let mut query = sqlx::query(sql);
    for param in params {
        query = match param {
            Value::Null => query.bind(None::<String>),
            Value::Int(value) => query.bind(*value),
            Value::Text(text) => query.bind(text.clone()),
        };
    }
    query
}

pub(super) fn decode(row: &MySqlRow) -> Result<Row, sqlx::Error> {
    (0..row.len())
        .map(|i| {
            let raw = row.try_get_raw(i)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            let name = raw.type_info().name().to_owned();
            if name.contains("UNSIGNED") {
                let value = row.try_get::<u64, _>(i)?;
                return Ok(i64::try_from(value).map_or_else(|_| Value::Text(value.to_string()), Value::Int));
            }
            if name.contains("INT") || name == "BOOLEAN" {
                return Ok(Value::Int(row.try_get::<i64, _>(i)?));
            }
            // Text and DECIMAL both travel as text; the catalogue's columns are VARBINARY or BLOB on some versions.
            let bytes = row.try_get_unchecked::<Vec<u8>, _>(i)?;
            Ok(Value::Text(String::from_utf8_lossy(&bytes).into_owned()))
        })
        .collect()
}

pub(super) fn from_driver(error: sqlx::Error) -> DbError {
    DbError::from_driver(error, |answer| {
        let number = answer.try_downcast_ref::<MySqlDatabaseError>().map_or(0, MySqlDatabaseError::number);
        (classify(number, answer.code().as_deref()), Some(format!("error {number}")))
    })
}

/// MySQL "Server Error Message Reference" and MariaDB "Error Codes".
fn classify(number: u16, state: Option<&str>) -> DbErrorKind {
    match number {
        // 3572: NOWAIT on MySQL; MariaDB has 1205 for it.
        1205 | 3572 => DbErrorKind::LockTimeout,
        // 3101: the group certified another member's transaction first. Galera says 1213.
        1213 | 1020 | 3101 => DbErrorKind::Deadlock,
        // 1969 is MariaDB's max_statement_time.
        3024 | 1969 => DbErrorKind::StatementTimeout,
        1845 | 1846 | 4092 | 4080 => DbErrorKind::Algorithm,
        // 1290 has other causes too, but none that a statement of the executor's meets.
        1290 | 1792 | 1836 => DbErrorKind::ReadOnly,
        1419 => DbErrorKind::TriggerWithBinlog,
        1142 | 1143 | 1044 | 1227 | 1370 => DbErrorKind::Privilege,
        1045 | 1698 => DbErrorKind::Login,
        1049 => DbErrorKind::UnknownDatabase,
        1050 | 1060 | 1061 | 1359 | 1826 => DbErrorKind::Exists,
        1054 | 1146 | 1305 => DbErrorKind::Missing,
        1062 => DbErrorKind::Unique,
        // 4025 is MariaDB's failed CHECK; MySQL has another meaning for the number, with another SQLSTATE.
        1048 | 1364 | 1451 | 1452 | 3819 => DbErrorKind::Constraint,
        4025 if state == Some("23000") => DbErrorKind::Constraint,
        // 1366: incorrect value; 1406: too long; 1264: out of range; 1292: truncated; 1365: division by zero; 1644: SIGNAL.
        1264 | 1265 | 1292 | 1365 | 1366 | 1406 | 1411 | 1644 | 1690 | 3140 => DbErrorKind::Data,
        // 1047 and 1180: a Galera node that has lost the others; 3100: a member that left its group; 1927: MariaDB, connection killed; 1040: too many connections.
        1040 | 1047 | 1053 | 1077 | 1158..=1161 | 1180 | 1927 | 3100 => DbErrorKind::ConnectionLost,
        _ if state.is_some_and(|state| state.starts_with("22")) => DbErrorKind::Data,
        _ => DbErrorKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_make_triggers_are_known() {
        assert!(creates_trigger("CREATE TRIGGER `a` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.x = 1"));
        assert!(creates_trigger("create or replace definer = `a`@`b`\n trigger t before insert on u for each row set new.x = 1"));
        assert!(!creates_trigger("DROP TRIGGER `a`"));
        assert!(is_brief("DROP TRIGGER `a`") && is_brief("ALTER TABLE `a` ADD COLUMN `b` int, ALGORITHM=INSTANT"));
        assert!(!is_brief("ALTER TABLE `a` MODIFY COLUMN `b` int NOT NULL, ALGORITHM=INPLACE, LOCK=NONE") && !is_brief("SELECT 1"));
        assert!(!creates_trigger("CREATE TABLE `a` (`trigger` int)"));
    }

    #[test]
    fn versions_are_read_as_the_plan_counts_them() {
        assert_eq!(parse_version("8.0.29"), (Dialect::MySql, 80_029));
        assert_eq!(parse_version("9.7.0-log"), (Dialect::MySql, 90_700));
        assert_eq!(parse_version("10.11.19-MariaDB-0+deb12u1"), (Dialect::MariaDb, 101_119));
        assert_eq!(parse_version("5.5.5-10.11.6-MariaDB"), (Dialect::MariaDb, 101_106));
    }
}
