//! The application's connection to its database. xc opens connections of its own and shares nothing with it.

use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, bail};
use sqlx::mysql::{MySqlConnectOptions, MySqlPool, MySqlPoolOptions, MySqlRow};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, FromRow};

/// As many as both versions' tasks together, and some to spare.
const CONNECTIONS: u32 = 10;

/// How long to wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a writer waits for another one on SQLite, where there is one writer at a time.
const BUSY_TIMEOUT: Duration = Duration::from_secs(9);

/// A pool of connections to one of the three databases.
pub(crate) enum Database {
    Postgres(PgPool),
    MySql(MySqlPool),
    Sqlite(SqlitePool),
}

/// A statement in both notations for parameters.
pub(crate) struct Statement {
    /// For PostgreSQL and SQLite.
    pub(crate) numbered: &'static str,
    /// For MySQL and MariaDB, which have no `RETURNING` in common either.
    pub(crate) mysql: &'static str,
}

/// A row type that each of the three databases can be read into.
pub(crate) trait Row:
    for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, MySqlRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin
{
}

impl<R> Row for R where R: for<'r> FromRow<'r, PgRow> + for<'r> FromRow<'r, MySqlRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin {}

impl Database {
    /// Connects, and makes the file if the database is SQLite's.
    pub(crate) async fn connect(url: &str) -> anyhow::Result<Database> {
        let Some((scheme, _)) = url.split_once(':') else {
            bail!("`--url` takes a database URL, which begins with postgres://, mysql:// or sqlite://");
        };
        // The URL itself stays out of the messages: it may hold a password.
        let refused = || format!("can't connect to the database of this {scheme}:// URL");
        let malformed = || format!("this {scheme}:// URL is malformed");
        Ok(match scheme {
            "postgres" | "postgresql" => {
                let options = PgConnectOptions::from_str(url).with_context(malformed)?;
                reach(&options).await.with_context(refused)?;
                Database::Postgres(PgPoolOptions::new().max_connections(CONNECTIONS).connect_lazy_with(options))
            }
            "mysql" | "mariadb" => {
                let options = MySqlConnectOptions::from_str(url).with_context(malformed)?;
                reach(&options).await.with_context(refused)?;
                Database::MySql(MySqlPoolOptions::new().max_connections(CONNECTIONS).connect_lazy_with(options))
            }
            "sqlite" => {
                let options = SqliteConnectOptions::from_str(url)
                    .with_context(malformed)?
                    .create_if_missing(true)
                    // Readers do not wait for the writer, nor it for them.
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Normal)
                    .busy_timeout(BUSY_TIMEOUT);
                reach(&options).await.with_context(refused)?;
                Database::Sqlite(SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_lazy_with(options))
            }
            _ => bail!("`{scheme}://` is none of the databases that xc knows: postgres://, mysql://, sqlite://"),
        })
    }

    /// Runs an `INSERT` and returns the new row's id.
    pub(crate) async fn insert(&self, statement: &Statement, texts: &[&str]) -> sqlx::Result<i64> {
        match self {
            Database::Postgres(pool) => {
                let query = sqlx::query_scalar(statement.numbered);
                texts.iter().fold(query, |query, text| query.bind(*text)).fetch_one(pool).await
            }
            Database::MySql(pool) => {
                let query = sqlx::query(statement.mysql);
                let done = texts.iter().fold(query, |query, text| query.bind(*text)).execute(pool).await?;
                i64::try_from(done.last_insert_id()).map_err(|error| sqlx::Error::Decode(error.into()))
            }
            Database::Sqlite(pool) => {
                let query = sqlx::query(statement.numbered);
                let done = texts.iter().fold(query, |query, text| query.bind(*text)).execute(pool).await?;
                Ok(done.last_insert_rowid())
            }
        }
    }

    /// Runs an `UPDATE` of the one row that has this id.
    pub(crate) async fn update(&self, statement: &Statement, texts: &[&str], id: i64) -> sqlx::Result<()> {
        let rows = match self {
            Database::Postgres(pool) => {
                let query = sqlx::query(statement.numbered);
                texts.iter().fold(query, |query, text| query.bind(*text)).bind(id).execute(pool).await?.rows_affected()
            }
            Database::MySql(pool) => {
                let query = sqlx::query(statement.mysql);
                texts.iter().fold(query, |query, text| query.bind(*text)).bind(id).execute(pool).await?.rows_affected()
            }
            Database::Sqlite(pool) => {
                let query = sqlx::query(statement.numbered);
                texts.iter().fold(query, |query, text| query.bind(*text)).bind(id).execute(pool).await?.rows_affected()
            }
        };
        if rows == 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
    }

    /// Reads the one row that has this id.
    pub(crate) async fn read<R: Row>(&self, statement: &Statement, id: i64) -> sqlx::Result<R> {
        match self {
            Database::Postgres(pool) => sqlx::query_as(statement.numbered).bind(id).fetch_one(pool).await,
            Database::MySql(pool) => sqlx::query_as(statement.mysql).bind(id).fetch_one(pool).await,
            Database::Sqlite(pool) => sqlx::query_as(statement.numbered).bind(id).fetch_one(pool).await,
        }
    }
}

/// Connects once, to say at once what is wrong: a pool would go on trying for a while, and then know no reason.
async fn reach<C: Connection>(options: &impl ConnectOptions<Connection = C>) -> anyhow::Result<()> {
    let connection = tokio::time::timeout(CONNECT_TIMEOUT, options.connect()).await.context("no answer")??;
    Ok(connection.close().await?)
}
