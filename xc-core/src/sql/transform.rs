//! The backfill by a Rust function and its verification: rows out as text, rows in as one JSON text. See [`crate::plan::Transform`].

use super::backfill::{Key, estimate, session};
use super::expression::same;
use super::watch::Log;
use super::{Backfill, Call, Parity, Target, Transform, quote, text};
use crate::plan::Dialect;
use crate::schema::Column;
use crate::schema::types::{Class, Type};
use crate::steps::Watch;

pub(super) fn backfill(watch: &Watch, dialect: Dialect) -> Backfill {
    let table = quote(&watch.table.name, dialect);
    let keys: Vec<&Column> = watch.table.key_columns().collect();
    let key = Key { table: &table, prefix: "", columns: &keys, dialect };
    let statements = Statements { watch, log: Log { watch, dialect }, table: &table, key: &key, dialect };
    let range = key.range();
    let (order, limit) = (key.order(""), key.parameter(2 * keys.len() + 1));
    let behind = format!("EXISTS ({})", statements.in_log(&format!(" AND {LOG}.xc_side = 'old'")));
    let nulls =
        watch.not_null.iter().map(|column| format!(", COUNT(CASE WHEN {} IS NULL AND NOT {behind} THEN 1 END)", quote(column, dialect)));
    Backfill {
        table: watch.table.name.clone(),
        key_columns: keys.len(),
        whole_number: key.is_whole_number(),
        parity: String::new(),
        estimate: estimate(&watch.table.name, dialect),
        lowest: format!("SELECT {} FROM {table} ORDER BY {order} LIMIT 1", key.as_text()),
        highest: format!("SELECT {} FROM {table} ORDER BY {} LIMIT 1", key.as_text(), key.order(" DESC")),
        cut: format!("SELECT {} FROM {table} WHERE {range} ORDER BY {order} LIMIT 2 OFFSET {limit}", key.as_text()),
        lock: Vec::new(),
        fill: Vec::new(),
        reverse: Vec::new(),
        unfit: None,
        compared: Vec::new(),
        mend: None,
        interleave: None,
        verify: format!("SELECT COUNT(*), COUNT(CASE WHEN {behind} THEN 1 END){} FROM {table} WHERE {range}", nulls.collect::<String>()),
        examine: format!("SELECT {} FROM {table} WHERE {range} AND {behind} ORDER BY {order} LIMIT {limit}", key.as_text()),
        not_null: watch.not_null.clone(),
        session: sessions(dialect),
        transform: Some(statements.all()),
    }
}

/// Points in time are given to the function, and taken from it, in UTC, whatever the server's settings are.
fn sessions(dialect: Dialect) -> Vec<String> {
    let mut settings = session(dialect);
    if dialect == Dialect::Postgres {
        settings.extend(["SET TIME ZONE 'UTC'".into(), "SET DateStyle = 'ISO'".into()]);
    }
    settings
}

/// What a row of the parameter is called.
const ROW: &str = "xc_row";
/// What the change log is called.
const LOG: &str = "xc_log";

struct Statements<'a> {
    watch: &'a Watch,
    log: Log<'a>,
    table: &'a str,
    key: &'a Key<'a>,
    dialect: Dialect,
}

impl Statements<'_> {
    fn all(&self) -> Transform {
        let (table, log) = (self.table, self.log.quoted());
        let transform = &self.watch.transform;
        let items_name = transform.items_name(&self.watch.migration);
        let (range, order) = (self.key.range(), self.key.order(""));
        let not_in_log = format!("NOT EXISTS ({})", self.in_log(""));
        let row = format!("{}, {}", self.key.as_text(), self.values().join(", "));
        let log_keys: Vec<&Column> = self.log.keys();
        let log_key = Key { table: LOG, prefix: "", columns: &log_keys, dialect: self.dialect };
        Transform {
            function: transform.call.path(),
            call: Call { item: format!("__xc_call_{items_name}"), awaited: transform.call.awaited.is_some() },
            parity: transform.parity.as_ref().map(|judge| Parity {
                function: judge.path(),
                call: Call { item: format!("__xc_judge_{items_name}"), awaited: judge.awaited.is_some() },
            }),
            on_error: transform.on_error,
            reads: self.reads().iter().map(|column| column.name.clone()).collect(),
            writes: self.watch.new.iter().map(|column| Target { name: column.name.clone(), max_chars: max_chars(&column.ty) }).collect(),
            log: self.log.name(),
            log_there: self.log_there(),
            log_lowest: format!("SELECT {} FROM {log} AS {LOG} ORDER BY {} LIMIT 1", self.text_keys(LOG), log_key.order("")),
            logged: self.logged(&log_key),
            behind: format!(
                "SELECT {}, {LOG}.xc_error FROM {log} AS {LOG} WHERE {LOG}.xc_side = 'old' ORDER BY CASE WHEN {LOG}.xc_error IS NULL THEN 1 ELSE 0 END, {} LIMIT {}",
                self.text_keys(LOG),
                log_key.order(""),
                self.key.parameter(1)
            ),
            unfilled: format!("SELECT {row} FROM {table} WHERE {range} AND {} AND {not_in_log} ORDER BY {order}", self.log.unfilled(table)),
            in_step: format!("SELECT {row} FROM {table} WHERE {range} AND {not_in_log} ORDER BY {order}"),
            write: self.write(),
            differ: self.differ(),
            settle: self.settle(),
            fail: self.fail(),
            mute: (self.dialect == Dialect::Sqlite).then(|| {
                let mute = quote(&self.log.own("mute"), self.dialect);
                (format!("INSERT INTO {mute} (on_) VALUES (1)"), format!("DELETE FROM {mute}"))
            }),
        }
    }

    /// The arguments, in their order.
    fn reads(&self) -> Vec<&Column> {
        self.watch.transform.call.arguments.iter().filter_map(|argument| self.watch.table.column(&argument.node)).collect()
    }

    /// What the function reads and writes, as text.
    fn values(&self) -> Vec<String> {
        self.reads().into_iter().chain(&self.watch.new).map(|column| self.as_text(column)).collect()
    }

    fn of_table(&self, column: &Column) -> String {
        format!("{}.{}", self.table, quote(&column.name, self.dialect))
    }

    /// A column of the table as text, without loss.
    fn as_text(&self, column: &Column) -> String {
        let sql = self.of_table(column);
        match (self.dialect, &column.ty) {
            (Dialect::Postgres, Type::Boolean) => format!("{sql}::int::text"),
            (Dialect::Postgres, Type::Bytes) => format!("encode({sql}, 'hex')"),
            (Dialect::Postgres, _) => format!("{sql}::text"),
            (Dialect::MySql | Dialect::MariaDb, Type::Bytes) => format!("LOWER(HEX({sql}))"),
            // A FLOAT's own text has six digits ("Problems with Floating-Point Values").
            (Dialect::MySql | Dialect::MariaDb, Type::Real | Type::Double) => format!("CAST({sql} + 0E0 AS CHAR)"),
            (Dialect::MySql | Dialect::MariaDb, Type::Varchar(_) | Type::Text) => format!("CONVERT({sql} USING utf8mb4)"),
            (Dialect::MySql | Dialect::MariaDb, _) => format!("CAST({sql} AS CHAR)"),
            (Dialect::Sqlite, Type::Bytes) => format!("lower(hex({sql}))"),
            // CAST gives 15 digits (sqlite.org, "Floating Point Numbers").
            (Dialect::Sqlite, Type::Real | Type::Double) => format!("CASE WHEN {sql} IS NOT NULL THEN printf('%!.17g', {sql}) END"),
            (Dialect::Sqlite, _) => format!("CAST({sql} AS TEXT)"),
        }
    }

    /// A text as a value of a column: to be assigned to it.
    fn value(&self, ty: &Type, sql: &str) -> String {
        match (self.dialect, ty) {
            (_, Type::Varchar(_) | Type::Text | Type::Unknown) => sql.into(),
            (Dialect::Postgres, Type::Bytes) => format!("decode({sql}, 'hex')"),
            (Dialect::Postgres, _) => format!("{sql}::{}", ty.ddl(self.dialect)),
            (Dialect::MySql | Dialect::MariaDb, Type::Bytes) => format!("UNHEX({sql})"),
            // An assignment converts, and refuses what does not fit (sql_mode is strict on the executor's sessions).
            (Dialect::MySql | Dialect::MariaDb, _) => sql.into(),
            (Dialect::Sqlite, Type::Bytes) => format!("unhex({sql})"),
            (Dialect::Sqlite, Type::SmallInt | Type::Int | Type::BigInt | Type::Boolean) => format!("CAST({sql} AS INTEGER)"),
            (Dialect::Sqlite, Type::Real | Type::Double) => format!("CAST({sql} AS REAL)"),
            (Dialect::Sqlite, Type::Decimal(..)) => format!("CAST({sql} AS NUMERIC)"),
            (Dialect::Sqlite, _) => sql.into(),
        }
    }

    /// Whether a column holds what a text says, as the column's type compares.
    fn holds(&self, column: &Column, sql: &str) -> String {
        let (held, class) = (self.of_table(column), column.ty.class());
        match (self.dialect, &column.ty) {
            (Dialect::MySql | Dialect::MariaDb, Type::Real | Type::Double) => format!("{held} + 0E0 <=> {sql} + 0E0"),
            (Dialect::MySql | Dialect::MariaDb, Type::SmallInt | Type::Int | Type::BigInt | Type::Boolean) => {
                format!("{held} <=> CAST({sql} AS SIGNED)")
            }
            (Dialect::MySql | Dialect::MariaDb, Type::Decimal(precision, scale)) => {
                format!("{held} <=> CAST({sql} AS DECIMAL({precision}, {scale}))")
            }
            (Dialect::MySql | Dialect::MariaDb, Type::Date) => format!("{held} <=> CAST({sql} AS DATE)"),
            (Dialect::MySql | Dialect::MariaDb, Type::Timestamp(digits) | Type::TimestampTz(digits)) => {
                format!("{held} <=> CAST({sql} AS DATETIME({digits}))")
            }
            (Dialect::MySql, Type::Json) => format!("{held} <=> CAST({sql} AS JSON)"),
            (Dialect::MariaDb, Type::Json) | (Dialect::MySql | Dialect::MariaDb, Type::Uuid) => same(&held, sql, Class::Text, self.dialect),
            (_, ty) => same(&held, &self.value(ty, sql), class, self.dialect),
        }
    }

    /// By the key's index whatever the statistics say: another plan would lock the whole table. A unique constraint's index has no name that
    /// is known here.
    fn by_key(&self) -> &'static str {
        if self.watch.table.primary_key.is_empty() { "" } else { " FORCE INDEX (PRIMARY)" }
    }

    /// Whether the table's row is in the log: what to ask EXISTS for.
    fn in_log(&self, and: &str) -> String {
        format!("SELECT 1 FROM {} AS {LOG} WHERE {}{and}", self.log.quoted(), self.log.key_is(LOG, self.table))
    }

    fn text_keys(&self, of: &str) -> String {
        let keys = self.key.columns.iter().map(|key| {
            let name = format!("{of}.{}", quote(&key.name, self.dialect));
            match self.dialect {
                Dialect::Postgres => format!("{name}::text"),
                Dialect::MySql | Dialect::MariaDb => format!("CAST({name} AS CHAR)"),
                Dialect::Sqlite => format!("CAST({name} AS TEXT)"),
            }
        });
        keys.collect::<Vec<_>>().join(", ")
    }

    fn log_there(&self) -> String {
        let name = self.log.name();
        match self.dialect {
            Dialect::Postgres => {
                format!("SELECT count(*) FROM pg_class WHERE oid = to_regclass({})", text(&self.log.quoted(), self.dialect))
            }
            Dialect::MySql | Dialect::MariaDb => format!(
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = {}",
                text(&name, self.dialect)
            ),
            Dialect::Sqlite => format!("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = {}", text(&name, self.dialect)),
        }
    }

    fn logged(&self, log_key: &Key<'_>) -> String {
        let count = log_key.columns.len();
        let row = |parts: Vec<String>| if parts.len() == 1 { parts.concat() } else { format!("({})", parts.join(", ")) };
        let names = log_key.columns.iter().map(|key| format!("{LOG}.{}", quote(&key.name, self.dialect)));
        let from = log_key.columns.iter().enumerate().map(|(index, key)| log_key.typed(&key.ty, index + 1));
        format!(
            "SELECT {keys}, {version}, {values}, CASE WHEN {there} IS NULL THEN NULL ELSE 1 END FROM {log} AS {LOG} LEFT JOIN {table} ON {on} \
             WHERE {names} >= {from} AND {LOG}.xc_side = {side} ORDER BY {order} LIMIT {limit}",
            keys = self.text_keys(LOG),
            version = match self.dialect {
                Dialect::Postgres => format!("{LOG}.xc_version::text"),
                Dialect::MySql | Dialect::MariaDb => format!("CAST({LOG}.xc_version AS CHAR)"),
                Dialect::Sqlite => format!("CAST({LOG}.xc_version AS TEXT)"),
            },
            values = self.values().join(", "),
            there = self.key.columns.first().map(|key| self.of_table(key)).unwrap_or_default(),
            log = self.log.quoted(),
            table = self.table,
            on = self.log.key_is(self.table, LOG),
            names = row(names.collect()),
            from = row(from.collect()),
            side = self.key.parameter(count + 1),
            order = log_key.order(""),
            limit = self.key.parameter(count + 2),
        )
    }

    /// The rows of the parameter as a table: `k0` and so on for the key, `v`, `s0` for what was given, `o0` for what was held, `n0` for what was
    /// computed, `e`. Of these, the ones that begin with one of the letters.
    fn rows(&self, letters: &[char]) -> String {
        let fields = self.fields();
        let wanted = fields.iter().enumerate().filter(|(_, field)| field.starts_with(letters));
        match self.dialect {
            Dialect::Postgres => {
                let fields = wanted.map(|(index, field)| format!("xc_json.v ->> {index} AS {field}"));
                format!(
                    "(SELECT {} FROM jsonb_array_elements($1::text::jsonb) AS xc_json(v)) AS {ROW}",
                    fields.collect::<Vec<_>>().join(", ")
                )
            }
            Dialect::Sqlite => {
                let fields = wanted.map(|(index, field)| format!("json_extract(xc_json.value, '$[{index}]') AS {field}"));
                format!("(SELECT {} FROM json_each($1) AS xc_json) AS {ROW}", fields.collect::<Vec<_>>().join(", "))
            }
            Dialect::MySql | Dialect::MariaDb => {
                // The key is taken out of the whole: see `has_key`.
                let fields = wanted.filter(|(_, field)| !field.starts_with('k'));
                let fields = fields.map(|(index, field)| format!(", {field} LONGTEXT CHARACTER SET utf8mb4 PATH '$[{index}]'"));
                format!("JSON_TABLE(?, '$[*]' COLUMNS (j JSON PATH '$'{})) AS {ROW}", fields.collect::<String>())
            }
        }
    }

    fn fields(&self) -> Vec<String> {
        let numbered = |letter: &'static str, count: usize| (0..count).map(move |index| format!("{letter}{index}"));
        let mut fields: Vec<String> = numbered("k", self.key.columns.len()).collect();
        fields.push("v".into());
        fields.extend(numbered("s", self.reads().len()));
        fields.extend(numbered("o", self.watch.new.len()));
        fields.extend(numbered("n", self.watch.new.len()));
        fields.push("e".into());
        fields
    }

    /// Whether a row of a table has the key of the parameter's row.
    fn has_key(&self, of: &str) -> String {
        let alike = |(index, key): (usize, &&Column)| {
            let value = match (self.dialect, key.ty.class()) {
                (Dialect::Postgres, Class::Text) => format!("{ROW}.k{index}"),
                (Dialect::Postgres, _) => format!("{ROW}.k{index}::{}", key.ty.ddl(self.dialect)),
                (Dialect::Sqlite, Class::Integer) => format!("CAST({ROW}.k{index} AS INTEGER)"),
                (Dialect::Sqlite, _) => format!("{ROW}.k{index}"),
                // A column of JSON_TABLE would have a collation as strong as the key's own, and perhaps another; this one gives way ("Collation
                // Coercibility in Expressions"), so that the key's index serves.
                (Dialect::MySql | Dialect::MariaDb, class) => {
                    let value = format!("JSON_UNQUOTE(JSON_EXTRACT({ROW}.j, '$[{index}]'))");
                    match class {
                        Class::Integer => format!("CAST({value} AS SIGNED)"),
                        Class::Date => format!("CAST({value} AS DATE)"),
                        Class::Timestamp => format!("CAST({value} AS DATETIME(6))"),
                        _ => value,
                    }
                }
            };
            format!("{of}.{} = {value}", quote(&key.name, self.dialect))
        };
        self.key.columns.iter().enumerate().map(alike).collect::<Vec<_>>().join(" AND ")
    }

    fn has_version(&self, of: &str) -> String {
        let version = match self.dialect {
            Dialect::Postgres => format!("{ROW}.v::bigint"),
            Dialect::Sqlite => format!("CAST({ROW}.v AS INTEGER)"),
            Dialect::MySql | Dialect::MariaDb => format!("CAST({ROW}.v AS SIGNED)"),
        };
        format!("{of}.xc_version = {version}")
    }

    /// Whether a column of the table still holds the text that was read of it.
    fn is_still(&self, column: &Column, read: &str) -> String {
        let held = self.as_text(column);
        match self.dialect {
            // Both are in utf8mb4 already.
            Dialect::MySql | Dialect::MariaDb => format!("CAST({held} AS BINARY) <=> CAST({read} AS BINARY)"),
            Dialect::Postgres | Dialect::Sqlite => same(&held, read, Class::Text, self.dialect),
        }
    }

    /// Whether the table's row still holds what the function was given.
    fn as_given(&self) -> String {
        let alike = self.reads().into_iter().enumerate().map(|(index, column)| self.is_still(column, &format!("{ROW}.s{index}")));
        alike.collect::<Vec<_>>().join(" AND ")
    }

    /// Whether it still holds what it held where the function writes.
    fn as_held(&self) -> String {
        let alike = self.watch.new.iter().enumerate().map(|(index, column)| self.is_still(column, &format!("{ROW}.o{index}")));
        alike.collect::<Vec<_>>().join(" AND ")
    }

    /// Whether the table's row holds what was computed.
    fn as_computed(&self) -> String {
        let alike = self.watch.new.iter().enumerate().map(|(index, column)| self.holds(column, &format!("{ROW}.n{index}")));
        format!("({})", alike.collect::<Vec<_>>().join(" AND "))
    }

    fn write(&self) -> String {
        let (table, rows) = (self.table, self.rows(&['k', 's', 'o', 'n']));
        let set = |of: &str| {
            let set = |(index, column): (usize, &Column)| {
                format!("{of}{} = {}", quote(&column.name, self.dialect), self.value(&column.ty, &format!("{ROW}.n{index}")))
            };
            self.watch.new.iter().enumerate().map(set).collect::<Vec<_>>().join(", ")
        };
        let (key, by_key, still) = (self.has_key(table), self.by_key(), format!("{} AND {}", self.as_given(), self.as_held()));
        match self.dialect {
            Dialect::Postgres | Dialect::Sqlite => {
                format!("UPDATE {table} SET {} FROM {rows} WHERE {key} AND {still}", set(""))
            }
            // In the order of the rows.
            Dialect::MySql | Dialect::MariaDb => {
                format!("UPDATE {rows} STRAIGHT_JOIN {table}{by_key} ON {key} SET {} WHERE {still}", set(&format!("{table}.")))
            }
        }
    }

    fn differ(&self) -> String {
        let known = format!(
            "(({ROW}.v IS NULL AND NOT EXISTS ({})) OR EXISTS ({}))",
            self.in_log(""),
            self.in_log(&format!(" AND {}", self.has_version(LOG)))
        );
        let rows = self.rows(&['k', 'v', 's', 'n']);
        let join = match self.dialect {
            Dialect::Postgres | Dialect::Sqlite => format!("{rows} JOIN {}", self.table),
            Dialect::MySql | Dialect::MariaDb => format!("{rows} STRAIGHT_JOIN {}{}", self.table, self.by_key()),
        };
        format!(
            "SELECT {} FROM {join} ON {} WHERE {} AND NOT {} AND {known} ORDER BY {}",
            self.text_keys(self.table),
            self.has_key(self.table),
            self.as_given(),
            self.as_computed(),
            self.key.order("")
        )
    }

    fn settle(&self) -> String {
        let (table, log, rows) = (self.table, self.log.quoted(), self.rows(&['k', 'v', 's', 'n']));
        let row_there = format!("SELECT 1 FROM {table} WHERE {}", self.log.key_is(table, LOG));
        let settled = format!(
            "{} AND (NOT EXISTS ({row_there}) OR EXISTS ({row_there} AND {} AND {}))",
            self.has_version(LOG),
            self.as_given(),
            self.as_computed()
        );
        let key = self.has_key(LOG);
        match self.dialect {
            Dialect::Postgres => format!("DELETE FROM {log} AS {LOG} USING {rows} WHERE {key} AND {settled}"),
            Dialect::Sqlite => {
                format!("DELETE FROM {log} WHERE rowid IN (SELECT {LOG}.rowid FROM {rows} JOIN {log} AS {LOG} ON {key} WHERE {settled})")
            }
            Dialect::MySql | Dialect::MariaDb => {
                format!("DELETE {LOG} FROM {rows} STRAIGHT_JOIN {log} AS {LOG} FORCE INDEX (PRIMARY) ON {key} WHERE {settled}")
            }
        }
    }

    fn fail(&self) -> Vec<String> {
        let (table, log, names) = (self.table, self.log.quoted(), self.log.key_names());
        let rows = self.rows(&['k', 'v', 'e']);
        let (key, version) = (self.has_key(LOG), self.has_version(LOG));
        let known = match self.dialect {
            Dialect::Postgres | Dialect::Sqlite => {
                format!("UPDATE {log} AS {LOG} SET xc_error = {ROW}.e FROM {rows} WHERE {key} AND {version}")
            }
            Dialect::MySql | Dialect::MariaDb => format!(
                "UPDATE {rows} STRAIGHT_JOIN {log} AS {LOG} FORCE INDEX (PRIMARY) ON {key} SET {LOG}.xc_error = {ROW}.e WHERE {version}"
            ),
        };
        let keys = self.key.columns.iter().map(|key| self.of_table(key)).collect::<Vec<_>>().join(", ");
        let into = format!("INSERT INTO {log} ({names}, xc_side, xc_version, xc_error)");
        let rows = self.rows(&['k', 'v', 's', 'e']);
        let (key, by_key) = (self.has_key(table), self.by_key());
        let still = format!("{ROW}.v IS NULL AND {} AND {}", self.log.unfilled(table), self.as_given());
        let unknown = match self.dialect {
            Dialect::Postgres | Dialect::Sqlite => {
                format!("{into} SELECT {keys}, 'old', 1, {ROW}.e FROM {rows} JOIN {table} ON {key} WHERE {still} ON CONFLICT DO NOTHING")
            }
            Dialect::MySql | Dialect::MariaDb => format!(
                "{into} SELECT {keys}, 'old', 1, {ROW}.e FROM {rows} STRAIGHT_JOIN {table}{by_key} ON {key} WHERE {still} \
                 ON DUPLICATE KEY UPDATE xc_version = xc_version"
            ),
        };
        vec![known, unknown]
    }
}

fn max_chars(ty: &Type) -> Option<u32> {
    match ty {
        Type::Varchar(size) => Some(*size),
        _ => None,
    }
}
