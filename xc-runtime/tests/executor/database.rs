//! A database file of a test's own.

use anyhow::Result;
use sqlx::{AssertSqlSafe, Connection, Executor as _, Row, SqliteConnection};
use tempfile::TempDir;
use xc_runtime::{Executor, ExecutorBuilder};

use crate::plans::{CREATE_USERS, MIGRATIONS};

/// Goes with its folder when it is dropped.
pub(crate) struct Database {
    folder: TempDir,
}

impl Database {
    /// An empty file.
    pub(crate) fn empty() -> Result<Database> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("app.db"), "")?;
        Ok(Database { folder })
    }

    /// With `create_users` done, and so many users in it.
    pub(crate) async fn with_users(users: u32) -> Result<(Database, Executor)> {
        let database = Database::empty()?;
        let executor = database.executor().await?;
        executor.up_to(&CREATE_USERS, xc_core::plan::Phase::Contract).await?;
        database
            .run(&format!(
                "with recursive n (i) as (select 1 union all select i + 1 from n where i < {users})
                 insert into users (id, name) select i, 'user ' || i from n where i <= {users}"
            ))
            .await?;
        Ok((database, executor))
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite://{}", self.folder.path().join("app.db").display())
    }

    pub(crate) async fn executor(&self) -> Result<Executor> {
        Ok(quick(Executor::builder(MIGRATIONS)).connect(&self.url()).await?)
    }

    pub(crate) async fn run(&self, sql: &str) -> Result<()> {
        let mut connection = SqliteConnection::connect(&self.url()).await?;
        connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await?;
        Ok(())
    }

    pub(crate) async fn number(&self, sql: &'static str) -> Result<i64> {
        let mut connection = SqliteConnection::connect(&self.url()).await?;
        Ok(connection.fetch_one(sql).await?.try_get(0)?)
    }

    /// What the catalogue has of the application: name and SQL, in order of names.
    pub(crate) async fn schema(&self) -> Result<Vec<(String, String)>> {
        let mut connection = SqliteConnection::connect(&self.url()).await?;
        let rows = connection
            .fetch_all("select name, sql from sqlite_schema where sql is not null and name not like 'xc%' and name not like 'sqlite%' order by name")
            .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }
}

/// Without the patience of production.
pub(crate) fn quick(builder: ExecutorBuilder) -> ExecutorBuilder {
    use std::time::Duration;
    builder.pause(Duration::from_millis(1)).lock_timeout(Duration::from_millis(50)).lease_wait(Duration::from_millis(500))
}
