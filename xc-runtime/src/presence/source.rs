//! Where presence finds the database: by a URL, or through a pool that the application has.

use std::fmt;
use std::sync::Arc;

use crate::backends::{self, Database, SessionOptions};
use crate::error::Error;
use crate::url::DatabaseUrl;

/// A URL, or a pool of `sqlx` 0.9: `&PgPool`, `&MySqlPool` (MariaDB too), `&SqlitePool`.
pub struct Source(Kind);

enum Kind {
    Url(String),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
    #[cfg(feature = "mysql")]
    MySql(sqlx::MySqlPool),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
}

impl Source {
    pub(super) async fn connect(self) -> Result<Arc<dyn Database>, Error> {
        match self.0 {
            Kind::Url(text) => {
                let url = DatabaseUrl::parse(&text)?;
                Ok(backends::connect(&url, SessionOptions { lock_timeout: None }).await?.into())
            }
            #[cfg(feature = "postgres")]
            Kind::Postgres(pool) => backends::pool::postgres(pool).await,
            #[cfg(feature = "mysql")]
            Kind::MySql(pool) => backends::pool::mysql(pool).await,
            #[cfg(feature = "sqlite")]
            Kind::Sqlite(pool) => backends::pool::sqlite(pool).await,
        }
    }
}

impl From<&str> for Source {
    fn from(url: &str) -> Self {
        Source(Kind::Url(url.to_owned()))
    }
}

impl From<String> for Source {
    fn from(url: String) -> Self {
        Source(Kind::Url(url))
    }
}

impl From<&String> for Source {
    fn from(url: &String) -> Self {
        Source(Kind::Url(url.clone()))
    }
}

#[cfg(feature = "postgres")]
impl From<&sqlx::PgPool> for Source {
    fn from(pool: &sqlx::PgPool) -> Self {
        Source(Kind::Postgres(pool.clone()))
    }
}

#[cfg(feature = "mysql")]
impl From<&sqlx::MySqlPool> for Source {
    fn from(pool: &sqlx::MySqlPool) -> Self {
        Source(Kind::MySql(pool.clone()))
    }
}

#[cfg(feature = "sqlite")]
impl From<&sqlx::SqlitePool> for Source {
    fn from(pool: &sqlx::SqlitePool) -> Self {
        Source(Kind::Sqlite(pool.clone()))
    }
}

/// Without the URL, which may hold a password.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Kind::Url(_) => "Source::Url",
            #[cfg(feature = "postgres")]
            Kind::Postgres(_) => "Source::Postgres",
            #[cfg(feature = "mysql")]
            Kind::MySql(_) => "Source::MySql",
            #[cfg(feature = "sqlite")]
            Kind::Sqlite(_) => "Source::Sqlite",
        })
    }
}
