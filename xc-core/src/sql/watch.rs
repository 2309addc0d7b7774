//! The watch over a table to which the application writes both shapes: the change log, and the conditions of its triggers. They write down what
//! they see, and never touch the row.
//!
//! A trigger tells by what a statement changed which version has written: see [`crate::plan::Transform`] for the sides. The conditions
//! compare values, for MySQL does not tell a trigger which columns a statement named: a value that is written again as it was counts as not
//! written.

use super::expression::{literal, same};
use super::mapping::zero;
use super::{Gate, gate, own, quote, quoted};
use crate::plan::Dialect;
use crate::schema::{Column, Table};
use crate::steps::Watch;
use crate::syntax::DefaultValue;

/// The change log of a watch, on a dialect.
pub(super) struct Log<'a> {
    pub(super) watch: &'a Watch,
    pub(super) dialect: Dialect,
}

impl Log<'_> {
    /// One of xc's own names for this watch.
    pub(super) fn own(&self, suffix: &str) -> String {
        own(&self.watch.migration, &self.watch.table.name, suffix)
    }

    /// The log's name, unquoted.
    pub(super) fn name(&self) -> String {
        self.own("changes")
    }

    /// The log's name, quoted.
    pub(super) fn quoted(&self) -> String {
        quote(&self.name(), self.dialect)
    }

    pub(super) fn keys(&self) -> Vec<&Column> {
        self.watch.table.key_columns().collect()
    }

    /// What it has beside the key.
    pub(super) fn columns(&self) -> String {
        let varchar = if self.dialect == Dialect::Sqlite { "TEXT" } else { "VARCHAR(8)" };
        // Strict mode asks for defaults where the rest of the row comes from a SELECT, also where that has no row.
        format!(
            "xc_side {varchar} NOT NULL DEFAULT 'old', xc_version BIGINT NOT NULL DEFAULT 0, xc_error TEXT, PRIMARY KEY ({})",
            quoted(self.keys().into_iter().map(|key| key.name.as_str()), self.dialect)
        )
    }

    /// `CREATE TABLE`, with the key's types written out.
    pub(super) fn create(&self) -> String {
        let keys = self.keys().into_iter().map(|key| format!("{} {} NOT NULL", quote(&key.name, self.dialect), key.ty.ddl(self.dialect)));
        format!("CREATE TABLE {} ({}, {})", self.quoted(), keys.collect::<Vec<_>>().join(", "), self.columns())
    }

    /// `users.id = l.id`, for each column of the key.
    pub(super) fn key_is(&self, left: &str, right: &str) -> String {
        let alike = |key: &Column| {
            let name = quote(&key.name, self.dialect);
            format!("{left}.{name} = {right}.{name}")
        };
        self.keys().into_iter().map(alike).collect::<Vec<_>>().join(" AND ")
    }

    fn of(&self, row: &str, column: &Column) -> String {
        format!("{row}.{}", quote(&column.name, self.dialect))
    }

    fn unchanged(&self, columns: &[Column]) -> String {
        let alike = |column: &Column| same(&self.of("NEW", column), &self.of("OLD", column), column.ty.class(), self.dialect);
        format!("({})", columns.iter().map(alike).collect::<Vec<_>>().join(" AND "))
    }

    /// Whether an UPDATE left the old shape as it was.
    pub(super) fn old_unchanged(&self) -> String {
        self.unchanged(&self.watch.old)
    }

    /// Whether an UPDATE left the new shape as it was.
    pub(super) fn new_unchanged(&self) -> String {
        self.unchanged(&self.watch.new)
    }

    /// Whether an UPDATE left the other arguments as they were; `None` where there are none.
    pub(super) fn inputs_unchanged(&self) -> Option<String> {
        (!self.watch.inputs.is_empty()).then(|| self.unchanged(&self.watch.inputs))
    }

    /// Whether the new columns of a row are all null.
    pub(super) fn unfilled(&self, row: &str) -> String {
        let null = |column: &Column| format!("{} IS NULL", self.of(row, column));
        format!("({})", self.watch.new.iter().map(null).collect::<Vec<_>>().join(" AND "))
    }

    /// The side of an inserted row, as an expression; null where it is in step.
    ///
    /// What gives neither shape is of v2 where v1 could not have left the old one out, and is to be transformed otherwise: the function may
    /// give a value for null.
    pub(super) fn side_of_insert(&self) -> String {
        let omitted = |column: &Column| {
            let value = self.of("NEW", column);
            let default = match &column.default {
                Some(DefaultValue::Literal(default)) => Some(literal(default, self.dialect)),
                _ => self.is_left_out(column).then(|| literal(&zero(column), self.dialect)),
            };
            match default {
                None => format!("{value} IS NULL"),
                Some(default) => format!("({value} IS NULL OR {})", same(&value, &default, column.ty.class(), self.dialect)),
            }
        };
        let old_omitted = self.watch.old.iter().map(omitted).collect::<Vec<_>>().join(" AND ");
        let neither = if self.watch.left_out.is_empty() { "old" } else { "new" };
        format!(
            "CASE WHEN {} THEN CASE WHEN {old_omitted} THEN '{neither}' ELSE 'old' END WHEN {old_omitted} THEN 'new' END",
            self.unfilled("NEW")
        )
    }

    fn is_left_out(&self, column: &Column) -> bool {
        self.watch.left_out.iter().any(|left_out| left_out.name == column.name)
    }

    /// The key of a trigger's new row, as values.
    pub(super) fn new_key(&self) -> String {
        self.keys().into_iter().map(|key| self.of("NEW", key)).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn key_names(&self) -> String {
        quoted(self.keys().into_iter().map(|key| key.name.as_str()), self.dialect)
    }

    /// Writes the new row into the log, where `only_if` holds. Each write has a version of its own, so that whoever has read the row before
    /// knows that there was another.
    pub(super) fn note(&self, side: &str, only_if: &str) -> String {
        let (log, names, key) = (self.quoted(), self.key_names(), self.new_key());
        let into = format!("INSERT INTO {log} ({names}, xc_side, xc_version)");
        match self.dialect {
            Dialect::Postgres => format!(
                "{into} SELECT {key}, {side}, 1 WHERE {only_if} \
                 ON CONFLICT ({names}) DO UPDATE SET xc_side = excluded.xc_side, xc_version = {log}.xc_version + 1, xc_error = NULL"
            ),
            Dialect::Sqlite => format!(
                "{into} SELECT {key}, {side}, 1 WHERE {only_if} \
                 ON CONFLICT ({names}) DO UPDATE SET xc_side = excluded.xc_side, xc_version = xc_version + 1, xc_error = NULL"
            ),
            // The new values stand in a variable or in the statement itself: VALUES() is deprecated in MySQL 8.0.20, its successor not in MariaDB.
            Dialect::MySql | Dialect::MariaDb => {
                format!(
                    "{into} VALUES ({key}, {side}, 1) ON DUPLICATE KEY UPDATE xc_side = {side}, xc_version = xc_version + 1, xc_error = NULL"
                )
            }
        }
    }

    /// Writes down that another argument alone has changed; that one version alone has written the row says more.
    pub(super) fn note_input(&self, only_if: &str) -> String {
        let kept = |log: &str| format!("CASE WHEN {log}xc_side IN ('old', 'new') THEN {log}xc_side ELSE 'input' END");
        let (log, names, key) = (self.quoted(), self.key_names(), self.new_key());
        let into = format!("INSERT INTO {log} ({names}, xc_side, xc_version)");
        match self.dialect {
            Dialect::Postgres => format!(
                "{into} SELECT {key}, 'input', 1 WHERE {only_if} ON CONFLICT ({names}) DO UPDATE SET xc_side = {}, xc_version = {log}.xc_version + 1",
                kept(&format!("{log}."))
            ),
            Dialect::Sqlite => format!(
                "{into} SELECT {key}, 'input', 1 WHERE {only_if} ON CONFLICT ({names}) DO UPDATE SET xc_side = {}, xc_version = xc_version + 1",
                kept("")
            ),
            Dialect::MySql | Dialect::MariaDb => {
                format!("{into} VALUES ({key}, 'input', 1) ON DUPLICATE KEY UPDATE xc_side = {}, xc_version = xc_version + 1", kept(""))
            }
        }
    }

    /// Takes the new row out of the log, where `only_if` holds.
    pub(super) fn forget(&self, only_if: &str) -> String {
        format!("DELETE FROM {} WHERE {} AND {only_if}", self.quoted(), self.key_is(&self.quoted(), "NEW"))
    }

    /// Rows on a side, of those that are still there.
    pub(super) fn of_side(&self, side: &str) -> String {
        let table = quote(&self.watch.table.name, self.dialect);
        format!("FROM {log} JOIN {table} ON {} WHERE {log}.xc_side = '{side}'", self.key_is(&table, &self.quoted()), log = self.quoted())
    }

    fn gate(&self, side: &str, reason: String) -> Gate {
        let keys: Vec<String> = self.keys().into_iter().map(|key| self.of(&self.quoted(), key)).collect();
        Gate {
            count: format!("SELECT COUNT(*) {}", self.of_side(side)),
            show: Some(format!("SELECT {} {} LIMIT {}", gate::joined(&keys, self.dialect), self.of_side(side), gate::SHOWN)),
            reason,
        }
    }

    /// Why dual write is not taken back.
    pub(super) fn ahead(&self) -> Gate {
        let (table, log) = (&self.watch.table.name, self.name());
        self.gate(
            "new",
            format!(
                "rows of {table} were written in the new shape alone, and v1 would read what they held before: write their old columns too, or \
                 delete them from {log} if v1 may do without (shown: the keys)"
            ),
        )
    }

    /// Why contract does not go on.
    pub(super) fn behind(&self) -> Gate {
        let table = &self.watch.table.name;
        self.gate(
            "old",
            format!(
                "rows of {table} were written in the old shape alone since they were verified: v1 is still running. End it, and run contract again, \
                 which fills them first (shown: the keys)"
            ),
        )
    }

    /// The table as it is during dual write: v2 may leave the old shape out of its inserts.
    pub(super) fn relaxed(&self) -> Table {
        let mut table = self.watch.table.clone();
        for column in &self.watch.left_out {
            if let Some(column) = table.column_mut(&column.name) {
                column.default = Some(DefaultValue::Literal(zero(column)));
            }
        }
        table
    }
}
