//! The schema of a test's database as text, to be compared before and after: everything but xc's own tables.

use anyhow::Result;
use sqlx::Row;

use crate::servers::{Kind, TestDatabase};
use crate::workload::Store;

const POSTGRES: &[&str] = &[
    "select concat_ws(' ', table_name, column_name, data_type, character_maximum_length::text, is_nullable, column_default)
       from information_schema.columns where table_schema = 'public' and table_name not like 'xc\\_%' order by table_name, ordinal_position",
    "select concat_ws(' ', conrelid::regclass::text, conname, pg_get_constraintdef(oid)) from pg_constraint
      where connamespace = 'public'::regnamespace and conrelid::regclass::text not like 'xc\\_%' order by conrelid::regclass::text, conname",
    "select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by tgname",
    "select proname::text from pg_proc where pronamespace = 'public'::regnamespace order by proname",
];

const MYSQL: &[&str] = &[
    "select concat_ws(' ', table_name, column_name, column_type, is_nullable, coalesce(column_default, 'none'), extra)
       from information_schema.columns where table_schema = database() and table_name not like 'xc\\_%' order by table_name, ordinal_position",
    "select concat_ws(' ', table_name, index_name, seq_in_index, column_name)
       from information_schema.statistics where table_schema = database() and table_name not like 'xc\\_%' order by table_name, index_name, seq_in_index",
    "select trigger_name from information_schema.triggers where trigger_schema = database() order by trigger_name",
];

const SQLITE: &[&str] = &["select coalesce(sql, name) from sqlite_schema where tbl_name not like 'xc\\_%' escape '\\' order by type, name"];

/// One line for each column, constraint, trigger and function.
///
/// # Errors
/// The database's.
pub async fn describe(database: &TestDatabase) -> Result<String> {
    let store = Store::connect(database, 1).await?;
    let queries = match database.kind {
        Kind::Postgres => POSTGRES,
        Kind::MariaDb | Kind::MySql => MYSQL,
        Kind::Sqlite => SQLITE,
    };
    let mut lines = Vec::new();
    for query in queries {
        for row in store.rows(query, &[]).await? {
            lines.push(row.try_get::<String, _>(0)?);
        }
    }
    store.close().await;
    Ok(lines.join("\n"))
}
