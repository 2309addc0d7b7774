//! The application's connection to its database. xc opens connections of its own and shares nothing with it.

use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use sqlx::any::{AnyArguments, AnyPoolOptions, AnyRow, AnyTypeInfoKind};
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::query::Query;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Any, AnyPool, AssertSqlSafe, Column, ConnectOptions, Connection, FromRow, Row as _, Transaction, ValueRef};

use crate::row::{Row, Value};

/// How long to wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Of each connection to SQLite: readers do not wait for the writer, and writers wait for each other, for 20 s at most.
const SQLITE_PRAGMAS: &str = "PRAGMA busy_timeout = 20000; PRAGMA synchronous = NORMAL";

/// A database, as far as the application's statements differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
    /// SQLite.
    Sqlite,
}

/// A pool of connections to the application's database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    product: Product,
}

impl Store {
    /// Connects, with so many connections at most, and makes the file if the database is SQLite's.
    ///
    /// # Errors
    /// The URL is not one of a database that xc knows, or the database can't be reached.
    pub async fn connect(url: &str, connections: u32) -> Result<Store> {
        sqlx::any::install_default_drivers();
        let Some((scheme, rest)) = url.split_once(':') else {
            bail!("a database's URL begins with postgres://, mysql:// or sqlite://");
        };
        // The URL itself stays out of the messages: it may hold a password.
        let refused = || format!("can't connect to the database of this {scheme}:// URL");
        let malformed = || format!("this {scheme}:// URL is malformed");
        let product = match scheme {
            "postgres" | "postgresql" => {
                reach(&PgConnectOptions::from_str(url).with_context(malformed)?).await.with_context(refused)?;
                Product::Postgres
            }
            "mysql" | "mariadb" => {
                reach(&MySqlConnectOptions::from_str(url).with_context(malformed)?).await.with_context(refused)?;
                Product::MySql
            }
            "sqlite" => {
                // The mode of the journal is the file's, and stays.
                let options = SqliteConnectOptions::from_str(url).with_context(malformed)?.create_if_missing(true);
                reach(&options.journal_mode(SqliteJournalMode::Wal).busy_timeout(CONNECT_TIMEOUT)).await.with_context(refused)?;
                Product::Sqlite
            }
            _ => bail!("`{scheme}://` is none of the databases that xc knows: postgres://, mysql://, sqlite://"),
        };
        let options =
            AnyPoolOptions::new().max_connections(connections).acquire_timeout(CONNECT_TIMEOUT).after_connect(move |connection, _| {
                Box::pin(async move {
                    if product == Product::Sqlite {
                        sqlx::raw_sql(SQLITE_PRAGMAS).execute(connection).await?;
                    }
                    Ok(())
                })
            });
        let scheme = if scheme == "mariadb" { "mysql" } else { scheme };
        Ok(Store { pool: options.connect(&format!("{scheme}:{rest}")).await.with_context(refused)?, product })
    }

    /// Which database it is.
    pub fn product(&self) -> Product {
        self.product
    }

    /// Runs a statement in the database's own notation. How many rows it changed.
    ///
    /// # Errors
    /// The database's.
    pub async fn run(&self, sql: &str, values: &[&Value]) -> sqlx::Result<u64> {
        Ok(bound(sql, values).execute(&self.pool).await?.rows_affected())
    }

    /// Runs statements in one transaction. How many rows each of them changed.
    ///
    /// # Errors
    /// The database's; none of them has taken effect then.
    pub async fn run_together(&self, statements: &[(String, Vec<&Value>)]) -> sqlx::Result<Vec<u64>> {
        let mut transaction = self.begin().await?;
        let mut changed = Vec::new();
        for (sql, values) in statements {
            changed.push(bound(sql, values).execute(&mut *transaction).await?.rows_affected());
        }
        transaction.commit().await?;
        Ok(changed)
    }

    /// The row that a query gives, with the names that `columns` knows.
    ///
    /// # Errors
    /// The database's; [`sqlx::Error::RowNotFound`] where there is none.
    pub(crate) async fn read(&self, sql: &str, values: &[&Value], columns: &[&'static str]) -> sqlx::Result<Row> {
        let row = bound(sql, values).fetch_one(&self.pool).await?;
        let known = |column: &str| columns.iter().copied().find(|known| *known == column);
        let named = row.columns().iter().filter_map(|column| known(column.name()).map(|name| (name, column.ordinal())));
        named.map(|(name, place)| Ok((name, value(&row, place)?))).collect()
    }

    /// Runs a statement and takes it back.
    ///
    /// # Errors
    /// The database's: it does not take the statement.
    pub async fn try_out(&self, sql: &str) -> sqlx::Result<()> {
        let mut transaction = self.begin().await?;
        bound(sql, &[]).execute(&mut *transaction).await?;
        transaction.rollback().await
    }

    /// One number.
    ///
    /// # Errors
    /// The database's.
    pub async fn number(&self, sql: &str) -> sqlx::Result<i64> {
        bound(sql, &[]).fetch_one(&self.pool).await?.try_get(0)
    }

    /// One text.
    pub(crate) async fn text(&self, sql: &str) -> sqlx::Result<String> {
        bound(sql, &[]).fetch_one(&self.pool).await?.try_get(0)
    }

    /// One text a row.
    pub(crate) async fn texts(&self, sql: &str) -> sqlx::Result<Vec<String>> {
        Ok(self.typed::<(String,)>(sql).await?.into_iter().map(|(text,)| text).collect())
    }

    /// Rows of a type.
    pub(crate) async fn typed<R: for<'r> FromRow<'r, AnyRow> + Send + Unpin>(&self, sql: &str) -> sqlx::Result<Vec<R>> {
        sqlx::query_as(AssertSqlSafe(sql.to_owned())).fetch_all(&self.pool).await
    }

    async fn begin(&self) -> sqlx::Result<Transaction<'static, Any>> {
        let begin = match self.product {
            // A transaction that reads first could not become a writer while there is another.
            Product::Sqlite => "BEGIN IMMEDIATE",
            _ => "BEGIN",
        };
        self.pool.begin_with(begin).await
    }

    /// Ends all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

fn bound<'q>(sql: &str, values: &[&'q Value]) -> Query<'q, Any, AnyArguments> {
    let query = sqlx::query(AssertSqlSafe(sql.to_owned()));
    values.iter().fold(query, |query, value| match value {
        Value::Text(text) => query.bind(text.clone()),
        Value::Int(number) => query.bind(*number),
    })
}

fn value(row: &AnyRow, place: usize) -> sqlx::Result<Value> {
    let kind = row.try_get_raw(place)?.type_info().kind();
    Ok(match kind {
        AnyTypeInfoKind::SmallInt | AnyTypeInfoKind::Integer | AnyTypeInfoKind::BigInt => Value::Int(row.try_get(place)?),
        AnyTypeInfoKind::Bool => Value::Int(row.try_get::<Option<bool>, _>(place)?.map(i64::from)),
        _ => Value::Text(row.try_get(place)?),
    })
}

/// Connects once, to say at once what is wrong: a pool would go on trying for a while, and then know no reason.
async fn reach<C: Connection>(options: &impl ConnectOptions<Connection = C>) -> Result<()> {
    let connection = tokio::time::timeout(CONNECT_TIMEOUT, options.connect()).await.context("no answer")??;
    Ok(connection.close().await?)
}
