//! The application's statements, on any of the databases. Column lists are explicit everywhere.

use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use sqlx::any::{AnyArguments, AnyPoolOptions, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyPool, AssertSqlSafe, Row};

use crate::servers::{Kind, TestDatabase};

/// The table `users`, as both versions of the application use it.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    kind: Kind,
    resends: bool,
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
        let store = Store::connect_to(database.kind, &database.url, connections).await?;
        Ok(Store { resends: database.clustered, ..store })
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
        Ok(Store { pool, kind, resends: false })
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
        let sql = self.spelled(sql);
        loop {
            match bound(&sql, values).execute(&self.pool).await {
                Err(error) if self.rejected(&error).await => {}
                done => return Ok(done?.rows_affected()),
            }
        }
    }

    /// Runs statements with `?` for their parameters in one transaction.
    ///
    /// # Errors
    /// The database's.
    pub async fn transaction(&self, statements: &[(&str, &[Value<'_>])]) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for (sql, values) in statements {
            bound(&self.spelled(sql), values).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Rows of a query with `?` for its parameters.
    ///
    /// # Errors
    /// The database's.
    pub async fn rows(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<AnyRow>> {
        let sql = self.spelled(sql);
        loop {
            match bound(&sql, values).fetch_all(&self.pool).await {
                Err(error) if self.rejected(&error).await => {}
                done => return Ok(done?),
            }
        }
    }

    /// Inserts a row and returns its `id`.
    ///
    /// # Errors
    /// The database's.
    pub async fn insert(&self, sql: &str, values: &[&str]) -> Result<i64> {
        let texts: Vec<Value<'_>> = values.iter().map(|text| Value::Text(text)).collect();
        if self.kind == Kind::MySql {
            loop {
                match bound(sql, &texts).execute(&self.pool).await {
                    Err(error) if self.rejected(&error).await => {}
                    done => return done?.last_insert_id().ok_or_else(|| anyhow!("no id was given")),
                }
            }
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

    /// Whether a table has the row with this `id`.
    pub(super) async fn has_row(&self, table: &str, id: i64) -> Result<bool> {
        Ok(!self.rows(&format!("select id from {table} where id = ?"), &[Value::Int(id)]).await?.is_empty())
    }

    /// Whether a statement was rejected for the sake of another node's, and is to be sent again: on a cluster a write that was certified
    /// first ends others with error 1213 or 1317, and so does DDL (Galera documentation, "Certification-Based Replication").
    async fn rejected(&self, error: &sqlx::Error) -> bool {
        let rejected = self.resends
            && matches!(error, sqlx::Error::Database(error) if error.code().is_some_and(|state| ["40001", "70100"].contains(&state.as_ref())));
        if rejected {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        rejected
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

fn bound<'q>(sql: &str, values: &[Value<'q>]) -> Query<'q, Any, AnyArguments> {
    let query = sqlx::query(AssertSqlSafe(sql.to_owned()));
    values.iter().fold(query, |query, value| match value {
        Value::Text(text) => query.bind(*text),
        Value::Int(number) => query.bind(*number),
        Value::Null => query.bind(None::<String>),
    })
}
