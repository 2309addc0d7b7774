//! What a database says of itself before and after.

use std::time::Duration;

use anyhow::{Context, Result};
use sqlx::Row;

use crate::servers::{Kind, TestDatabase};
use crate::workload::Store;

/// What the bench compares beside the time. `None` where the database does not tell.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Footprint {
    /// Position in the write-ahead log, in bytes.
    pub(super) wal: Option<f64>,
    /// The table, in bytes; on MySQL and MariaDB with its indexes, which are in the same file.
    pub(super) heap: Option<f64>,
    /// Its indexes, in bytes.
    pub(super) indexes: Option<f64>,
    /// Rows updated so far.
    pub(super) updated: Option<f64>,
    /// Those of them whose new version is on the same page and in no index anew.
    pub(super) hot: Option<f64>,
}

impl Footprint {
    pub(super) async fn of(database: &TestDatabase) -> Result<Footprint> {
        match database.kind {
            Kind::Postgres => {
                // Sessions hand in their counts when they end, or a second later.
                tokio::time::sleep(Duration::from_millis(1_200)).await;
                let query = "select cast(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as float8), \
                    cast(pg_relation_size('users') as float8), cast(pg_indexes_size('users') as float8), \
                    cast(n_tup_upd as float8), cast(n_tup_hot_upd as float8) from pg_stat_user_tables where relname = 'users'";
                let row = one(database, query).await?;
                let number = |column: usize| row.try_get::<f64, _>(column).map(Some);
                Ok(Footprint { wal: number(0)?, heap: number(1)?, indexes: number(2)?, updated: number(3)?, hot: number(4)? })
            }
            Kind::MySql | Kind::MariaDb => {
                let table = if database.kind == Kind::MariaDb { "innodb_sys_tablespaces" } else { "innodb_tablespaces" };
                let query =
                    format!("select cast(file_size as signed) from information_schema.{table} where name = '{}/users'", database.name);
                Ok(Footprint { heap: Some(one(database, &query).await?.try_get::<i64, _>(0)? as f64), ..Footprint::default() })
            }
            Kind::Sqlite => Ok(Footprint::default()),
        }
    }
}

/// The server's version, in its own words.
pub(super) async fn version(database: &TestDatabase) -> Result<String> {
    let query = match database.kind {
        Kind::Postgres => "select current_setting('server_version')",
        Kind::Sqlite => "select sqlite_version()",
        Kind::MySql | Kind::MariaDb => "select version()",
    };
    Ok(one(database, query).await?.try_get(0)?)
}

/// Brings to disk what earlier work has left, so that nobody pays for it later.
pub(super) async fn settle(database: &TestDatabase) -> Result<()> {
    match database.kind {
        Kind::Postgres => database.execute("checkpoint").await,
        Kind::Sqlite | Kind::MySql | Kind::MariaDb => Ok(()),
    }
}

pub(super) async fn one(database: &TestDatabase, query: &str) -> Result<sqlx::any::AnyRow> {
    let store = Store::connect(database, 1).await?;
    let rows = store.rows(query, &[]).await;
    store.close().await;
    rows?.into_iter().next().context("no row came back")
}
