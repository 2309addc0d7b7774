//! What the database itself says about its tables.

use crate::store::{Product, Store};

/// A column, as the database's catalogue describes it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Column {
    pub(crate) table: String,
    pub(crate) name: String,
    pub(crate) sql_type: String,
    pub(crate) nullable: bool,
}

impl Product {
    /// Queries for indexes and for foreign keys. What is not finished (PostgreSQL: an index that is not valid) does not count.
    fn keys(self, table: &str) -> [String; 2] {
        match self {
            Product::Postgres => [
                format!(
                    "SELECT CASE WHEN i.indisunique THEN 'unique (' ELSE 'index (' END || string_agg(a.attname, ', ' ORDER BY k.place) || ')'
                     FROM pg_index i
                     CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
                     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                     WHERE i.indrelid = to_regclass('{table}') AND NOT i.indisprimary AND i.indisvalid AND k.place <= i.indnkeyatts
                     GROUP BY i.indexrelid, i.indisunique
                     ORDER BY 1"
                ),
                format!(
                    "SELECT 'foreign key (' || string_agg(a.attname, ', ' ORDER BY k.place) || ') references ' || c.confrelid::regclass::text
                     FROM pg_constraint c
                     CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k (attnum, place)
                     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
                     WHERE c.conrelid = to_regclass('{table}') AND c.contype = 'f' AND c.convalidated
                     GROUP BY c.oid, c.confrelid
                     ORDER BY 1"
                ),
            ],
            Product::MySql => [
                format!(
                    "SELECT CAST(CONCAT(IF(MIN(non_unique) = 0, 'unique (', 'index ('),
                                        GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ', '), ')') AS CHAR)
                     FROM information_schema.statistics
                     WHERE table_schema = database() AND table_name = '{table}' AND index_name <> 'PRIMARY'
                     GROUP BY index_name
                     ORDER BY 1"
                ),
                format!(
                    "SELECT CAST(CONCAT('foreign key (', GROUP_CONCAT(column_name ORDER BY ordinal_position SEPARATOR ', '),
                                        ') references ', MIN(referenced_table_name)) AS CHAR)
                     FROM information_schema.key_column_usage
                     WHERE table_schema = database() AND table_name = '{table}' AND referenced_table_name IS NOT NULL
                     GROUP BY constraint_name
                     ORDER BY 1"
                ),
            ],
            Product::Sqlite => [
                format!(
                    r#"SELECT CASE WHEN l."unique" THEN 'unique (' ELSE 'index (' END
                              || (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) || ')'
                       FROM pragma_index_list('{table}') l
                       WHERE l.origin <> 'pk'
                       ORDER BY 1"#
                ),
                format!(
                    r#"SELECT 'foreign key (' || group_concat("from", ', ') || ') references ' || "table"
                       FROM (SELECT * FROM pragma_foreign_key_list('{table}') ORDER BY id, seq)
                       GROUP BY id
                       ORDER BY 1"#
                ),
            ],
        }
    }
}

impl Store {
    /// The columns of these tables, in order. None of a table that is not there.
    pub(crate) async fn columns(&self, tables: &[&'static str]) -> sqlx::Result<Vec<Column>> {
        let mut columns = Vec::new();
        for table in tables {
            let query = match self.product() {
                Product::Postgres => format!(
                    "SELECT attname::text, format_type(atttypid, atttypmod), (NOT attnotnull)::int::bigint
                     FROM pg_attribute
                     WHERE attrelid = to_regclass('{table}') AND attnum > 0 AND NOT attisdropped
                     ORDER BY attnum"
                ),
                Product::MySql => format!(
                    "SELECT CAST(column_name AS CHAR), CAST(column_type AS CHAR), CAST(is_nullable = 'YES' AS SIGNED)
                     FROM information_schema.columns
                     WHERE table_schema = database() AND table_name = '{table}'
                     ORDER BY ordinal_position"
                ),
                Product::Sqlite => {
                    format!(r#"SELECT name, type, "notnull" = 0 AND pk = 0 FROM pragma_table_info('{table}') ORDER BY cid"#)
                }
            };
            for (name, sql_type, nullable) in self.typed::<(String, String, i64)>(&query).await? {
                columns.push(Column { table: (*table).to_owned(), name, sql_type, nullable: nullable != 0 });
            }
        }
        Ok(columns)
    }

    /// The indexes, unique constraints and foreign keys of these tables, as `table: unique (a, b)`; without primary keys.
    pub(crate) async fn keys(&self, tables: &[&'static str]) -> sqlx::Result<Vec<String>> {
        let mut keys = Vec::new();
        for table in tables {
            for query in self.product().keys(table) {
                keys.extend(self.texts(&query).await?.into_iter().map(|key| format!("{table}: {key}")));
            }
        }
        Ok(keys)
    }

    /// Which of these tables are there, and all tables whose names begin with `xc_`: xc makes them.
    pub(crate) async fn leftovers(&self, tables: &[&'static str]) -> sqlx::Result<Vec<String>> {
        let query = match self.product() {
            Product::Postgres => {
                "SELECT relname::text FROM pg_class
                 WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm') ORDER BY relname"
            }
            Product::MySql => {
                "SELECT CAST(table_name AS CHAR) FROM information_schema.tables WHERE table_schema = database() ORDER BY table_name"
            }
            Product::Sqlite => "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name",
        };
        let mut found = self.texts(query).await?;
        found.retain(|table| table.starts_with("xc_") || tables.contains(&table.as_str()));
        Ok(found)
    }

    /// The database's name and version, for people.
    pub(crate) async fn product_name(&self) -> sqlx::Result<String> {
        Ok(match self.product() {
            Product::Postgres => {
                let version = self.text("SELECT current_setting('server_version')").await?;
                format!("PostgreSQL {}", version.split(' ').next().unwrap_or_default())
            }
            Product::MySql => {
                let version = self.text("SELECT CAST(version() AS CHAR)").await?;
                match version.split_once("-MariaDB") {
                    Some((version, _)) => format!("MariaDB {version}"),
                    None => format!("MySQL {version}"),
                }
            }
            Product::Sqlite => format!("SQLite {}", self.text("SELECT sqlite_version()").await?),
        })
    }
}
