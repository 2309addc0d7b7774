//! The application's statements, on any of the databases. Column lists are explicit everywhere.

use anyhow::{Context, Result, anyhow};
use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::{AnyPool, AssertSqlSafe, Row};

use crate::servers::{Kind, TestDatabase};

/// The table `users`, as both versions of the application use it.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    kind: Kind,
}

/// A value that a statement is given.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// A text.
    Text(&'a str),
    /// A number.
    Int(i64),
    /// No text.
    Null,
}

impl Store {
    /// Connects, with connections for so many tasks.
    ///
    /// # Errors
    /// The database's.
    pub async fn connect(database: &TestDatabase, connections: u32) -> Result<Store> {
        Store::connect_to(database.kind, &database.url, connections).await
    }

    /// Connects to a URL, as another user for example.
    ///
    /// # Errors
    /// The database's.
    pub async fn connect_to(kind: Kind, url: &str, connections: u32) -> Result<Store> {
        sqlx::any::install_default_drivers();
        let pool = AnyPoolOptions::new()
            .max_connections(connections)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if kind == Kind::Sqlite {
                        sqlx::raw_sql("pragma busy_timeout = 20000; pragma journal_mode = wal").execute(connection).await?;
                    }
                    Ok(())
                })
            })
            .connect(url)
            .await?;
        Ok(Store { pool, kind })
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Runs a statement with `?` for its parameters.
    ///
    /// # Errors
    /// The database's.
    pub async fn run(&self, sql: &str, values: &[Value<'_>]) -> Result<u64> {
        let mut query = sqlx::query(AssertSqlSafe(self.spelled(sql)));
        for value in values {
            query = match value {
                Value::Text(text) => query.bind(*text),
                Value::Int(number) => query.bind(*number),
                Value::Null => query.bind(None::<String>),
            };
        }
        Ok(query.execute(&self.pool).await?.rows_affected())
    }

    /// Runs statements with `?` for their parameters in one transaction.
    ///
    /// # Errors
    /// The database's.
    pub async fn transaction(&self, statements: &[(&str, &[Value<'_>])]) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for (sql, values) in statements {
            let mut query = sqlx::query(AssertSqlSafe(self.spelled(sql)));
            for value in *values {
                query = match value {
                    Value::Text(text) => query.bind(*text),
                    Value::Int(number) => query.bind(*number),
                    Value::Null => query.bind(None::<String>),
                };
            }
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Rows of a query with `?` for its parameters.
    ///
    /// # Errors
    /// The database's.
    pub async fn rows(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<AnyRow>> {
        let mut query = sqlx::query(AssertSqlSafe(self.spelled(sql)));
        for value in values {
            query = match value {
                Value::Text(text) => query.bind(*text),
                Value::Int(number) => query.bind(*number),
                Value::Null => query.bind(None::<String>),
            };
        }
        Ok(query.fetch_all(&self.pool).await?)
    }

    /// Inserts a row and returns its `id`.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert(&self, sql: &str, values: &[&str]) -> Result<i64> {
        let texts: Vec<Value<'_>> = values.iter().map(|text| Value::Text(text)).collect();
        if self.kind == Kind::MySql {
            let mut query = sqlx::query(AssertSqlSafe(self.spelled(sql)));
            for text in values {
                query = query.bind(*text);
            }
            return query.execute(&self.pool).await?.last_insert_id().ok_or_else(|| anyhow!("no id was given"));
        }
        let rows = self.rows(&format!("{sql} returning id"), &texts).await?;
        Ok(rows.first().context("no row came back")?.try_get(0)?)
    }

    /// One number.
    ///
    /// # Errors
    /// The database's.
    pub async fn number(&self, sql: &str) -> Result<i64> {
        Ok(self.rows(sql, &[]).await?.first().context("no row came back")?.try_get(0)?)
    }

    /// PostgreSQL numbers its parameters.
    fn spelled(&self, sql: &str) -> String {
        if self.kind != Kind::Postgres {
            return sql.to_owned();
        }
        let mut parts = sql.split('?');
        let mut spelled = parts.next().unwrap_or_default().to_owned();
        for (index, part) in parts.enumerate() {
            spelled += &format!("${}{part}", index + 1);
        }
        spelled
    }

    /// Ends all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
