//! An application's own pool, as a database that lends its connections: for the heartbeat, which needs no settings of its own.
//!
//! Its statements are single ones that commit by themselves, so that a borrowed connection goes back as it came.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::Executor as _;
use sqlx::pool::{Pool, PoolConnection};
use xc_core::plan::Dialect;

use super::{Database, DbError, DbErrorKind, Row, Session, Value};
use crate::error::Error;

/// How long a pool that is used up may take.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

struct Lender<DB: sqlx::Database> {
    pool: Pool<DB>,
    dialect: Dialect,
    version: u32,
}

macro_rules! lends {
    ($feature:literal, $database:ty, $backend:ident) => {
        #[cfg(feature = $feature)]
        #[async_trait]
        impl Database for Lender<$database> {
            fn dialect(&self) -> Dialect {
                self.dialect
            }

            fn version(&self) -> u32 {
                self.version
            }

            fn lends(&self) -> bool {
                true
            }

            async fn open(&self) -> Result<Box<dyn Session>, DbError> {
                match tokio::time::timeout(ACQUIRE_TIMEOUT, self.pool.acquire()).await {
                    Ok(Ok(connection)) => Ok(Box::new(connection)),
                    Ok(Err(error)) => Err(super::$backend::from_driver(error)),
                    Err(_) => {
                        let problem = format!("the pool had no connection to lend within {} s", ACQUIRE_TIMEOUT.as_secs());
                        Err(DbError::new(DbErrorKind::ConnectionLost, None, problem))
                    }
                }
            }
        }

        #[cfg(feature = $feature)]
        #[async_trait]
        impl Session for PoolConnection<$database> {
            async fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64, DbError> {
                let done = (**self).execute(super::$backend::bind(sql, params)).await.map_err(super::$backend::from_driver)?;
                Ok(done.rows_affected())
            }

            async fn fetch(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>, DbError> {
                let rows = (**self).fetch_all(super::$backend::bind(sql, params)).await.map_err(super::$backend::from_driver)?;
                rows.iter().map(super::$backend::decode).collect::<Result<_, _>>().map_err(super::$backend::from_driver)
            }

            async fn raw(&mut self, sql: &'static str) -> Result<(), DbError> {
                (**self).execute(sqlx::raw_sql(sql)).await.map_err(super::$backend::from_driver)?;
                Ok(())
            }

            async fn begin(&mut self) -> Result<(), DbError> {
                Err(DbError::new(DbErrorKind::Other, None, "a borrowed connection begins no transaction".to_owned()))
            }
        }
    };
}

lends!("postgres", sqlx::Postgres, postgres);
lends!("mysql", sqlx::MySql, mysql);
lends!("sqlite", sqlx::Sqlite, sqlite);

#[cfg(feature = "postgres")]
pub(crate) async fn postgres(pool: sqlx::PgPool) -> Result<Arc<dyn Database>, Error> {
    let mut lender = Lender { pool, dialect: Dialect::Postgres, version: 0 };
    let version = ask(&lender, super::postgres::VERSION).await?;
    lender.version = version.parse().unwrap_or(0);
    oldest(lender.dialect, lender.version, &version)?;
    Ok(Arc::new(lender))
}

#[cfg(feature = "mysql")]
pub(crate) async fn mysql(pool: sqlx::MySqlPool) -> Result<Arc<dyn Database>, Error> {
    let mut lender = Lender { pool, dialect: Dialect::MySql, version: 0 };
    let version = ask(&lender, "select version()").await?;
    (lender.dialect, lender.version) = super::mysql::parse_version(&version);
    oldest(lender.dialect, lender.version, &version)?;
    Ok(Arc::new(lender))
}

#[cfg(feature = "sqlite")]
pub(crate) async fn sqlite(pool: sqlx::SqlitePool) -> Result<Arc<dyn Database>, Error> {
    let mut lender = Lender { pool, dialect: Dialect::Sqlite, version: 0 };
    let version = ask(&lender, "select sqlite_version()").await?;
    lender.version = super::sqlite::parse_version(&version);
    oldest(lender.dialect, lender.version, &version)?;
    Ok(Arc::new(lender))
}

/// Asks the server who it is.
async fn ask(database: &dyn Database, question: &'static str) -> Result<String, Error> {
    let answer = async { database.open().await?.fetch(question, &[]).await };
    let rows = answer.await.map_err(Error::database("the pool's database can't be reached"))?;
    Ok(rows.into_iter().flatten().next().and_then(Value::into_text).unwrap_or_default())
}

fn oldest(dialect: Dialect, version: u32, text: &str) -> Result<(), Error> {
    match version < dialect.minimum_version() {
        true => Err(Error::old_server(dialect, text)),
        false => Ok(()),
    }
}
