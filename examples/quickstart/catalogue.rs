//! What the database itself says about its tables.

use crate::application::database::Database;

/// A column, as the database's catalogue describes it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) sql_type: String,
    pub(crate) nullable: bool,
}

impl Database {
    /// The columns of `users`, in order. Empty if there is no such table.
    pub(crate) async fn columns_of_users(&self) -> sqlx::Result<Vec<Column>> {
        let columns: Vec<(String, String, i64)> = match self {
            Database::Postgres(pool) => {
                sqlx::query_as(
                    "SELECT attname::text, format_type(atttypid, atttypmod), (NOT attnotnull)::int::bigint
                     FROM pg_attribute
                     WHERE attrelid = to_regclass('users') AND attnum > 0 AND NOT attisdropped
                     ORDER BY attnum",
                )
                .fetch_all(pool)
                .await?
            }
            Database::MySql(pool) => {
                sqlx::query_as(
                    "SELECT CAST(column_name AS CHAR), CAST(column_type AS CHAR), CAST(is_nullable = 'YES' AS SIGNED)
                     FROM information_schema.columns
                     WHERE table_schema = database() AND table_name = 'users'
                     ORDER BY ordinal_position",
                )
                .fetch_all(pool)
                .await?
            }
            Database::Sqlite(pool) => {
                sqlx::query_as(r#"SELECT name, type, "notnull" = 0 AND pk = 0 FROM pragma_table_info('users') ORDER BY cid"#)
                    .fetch_all(pool)
                    .await?
            }
        };
        let column = |(name, sql_type, nullable)| Column { name, sql_type, nullable: nullable != 0 };
        Ok(columns.into_iter().map(column).collect())
    }

    /// The tables that this example makes, or xc for it: `users` and those whose names begin with `xc_`.
    pub(crate) async fn leftovers(&self) -> sqlx::Result<Vec<String>> {
        match self {
            Database::Postgres(pool) => {
                sqlx::query_scalar(
                    r"SELECT relname::text FROM pg_class
                      WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
                        AND (relname = 'users' OR relname LIKE 'xc\_%')
                      ORDER BY relname",
                )
                .fetch_all(pool)
                .await
            }
            Database::MySql(pool) => {
                sqlx::query_scalar(
                    "SELECT CAST(table_name AS CHAR) FROM information_schema.tables
                     WHERE table_schema = database() AND (table_name = 'users' OR LEFT(table_name, 3) = 'xc_')
                     ORDER BY table_name",
                )
                .fetch_all(pool)
                .await
            }
            Database::Sqlite(pool) => {
                sqlx::query_scalar(
                    "SELECT name FROM sqlite_schema
                     WHERE type IN ('table', 'view') AND (name = 'users' OR substr(name, 1, 3) = 'xc_')
                     ORDER BY name",
                )
                .fetch_all(pool)
                .await
            }
        }
    }

    /// The database's name and version, for people.
    pub(crate) async fn product(&self) -> sqlx::Result<String> {
        Ok(match self {
            Database::Postgres(pool) => {
                let version: String = sqlx::query_scalar("SELECT current_setting('server_version')").fetch_one(pool).await?;
                format!("PostgreSQL {}", version.split(' ').next().unwrap_or_default())
            }
            Database::MySql(pool) => {
                let version: String = sqlx::query_scalar("SELECT version()").fetch_one(pool).await?;
                match version.split_once("-MariaDB") {
                    Some((version, _)) => format!("MariaDB {version}"),
                    None => format!("MySQL {version}"),
                }
            }
            Database::Sqlite(pool) => {
                let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await?;
                format!("SQLite {version}")
            }
        })
    }
}
