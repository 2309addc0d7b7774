//! The backfill of a pair walks the main table, to make and mend detail rows, then the detail table, for the rows whose main row is gone.

use super::super::backfill::{Key, estimate, session};
use super::super::{Backfill, Mend, quote, quoted};
use super::{PairMapping, lookup};
use crate::plan::Dialect;
use crate::schema::{Column, Table};
use crate::steps::InstallPair;

/// The two walks.
pub(in crate::sql) fn backfills(install: &InstallPair, dialect: Dialect) -> Vec<Backfill> {
    let mapping = PairMapping::new(install, dialect);
    if install.looks_up() {
        return vec![lookup::backfill(&mapping)];
    }
    let mut walks = vec![by_main(&mapping)];
    // Rows that the application makes are its own, with a main row or without.
    walks.extend(install.makes_rows().then(|| by_detail(&mapping)));
    walks
}

fn by_main(mapping: &PairMapping<'_>) -> Backfill {
    let install = mapping.install;
    let walk = Walk::new(&install.main, mapping.dialect);
    let (main_row, detail_row) = (mapping.main_row(), mapping.detail_row());
    let there = mapping.column(&detail_row, install.detail_key()[0]);
    let parity = format!(
        "(CASE WHEN {there} IS NULL THEN {} ELSE {} END)",
        // Without a detail row, there must be nothing to keep in one.
        mapping.nothing(&main_row),
        mapping.parity(&main_row, &detail_row)
    );
    let join = mapping.join(&detail_row, &main_row);
    let from = format!("{} LEFT JOIN {} ON {join}", mapping.main(), mapping.detail());
    // SQLite has one writer: nobody else has a row of the range locked.
    let at_once = mapping.has_down() && mapping.dialect == Dialect::Sqlite;
    Backfill {
        lock: lock(mapping, &walk),
        fill: install.makes_rows().then(|| make(mapping, &walk)).into_iter().chain(at_once.then(|| mend(mapping, &walk))).collect(),
        mend: (mapping.has_down() && !at_once).then(|| Mend {
            find: format!(
                "SELECT {} FROM {} JOIN {} ON {join} WHERE {} AND NOT {}",
                walk.key().as_text(),
                mapping.main(),
                mapping.detail(),
                walk.range(),
                mapping.parity(&main_row, &detail_row)
            ),
            lock: lock_both(mapping, &walk),
            fill: mend(mapping, &walk),
        }),
        ..walk.backfill(parity, &from, &[], &[])
    }
}

/// Detail rows without a main row: a dual write that was taken back has left them, and v1 has deleted their main rows since. While it is in
/// place, there can be none: its triggers delete them, and refuse to make any.
fn by_detail(mapping: &PairMapping<'_>) -> Backfill {
    let install = mapping.install;
    let walk = Walk::new(&install.detail, mapping.dialect);
    let there = mapping.column(&mapping.main_row(), install.main_key()[0]);
    let mut join = mapping.join(&mapping.detail_row(), &mapping.main_row());
    if install.presence().is_some() {
        // A main row that says it has none is as good as gone.
        join += &format!(" AND {}", mapping.given(&mapping.main_row()));
    }
    let from = format!("{} LEFT JOIN {} ON {join}", mapping.detail(), mapping.main());
    let nulls: Vec<String> = install.not_null.iter().map(|column| mapping.column(&mapping.detail_row(), column)).collect();
    let range = walk.range();
    Backfill {
        mend: Some(Mend {
            find: format!("SELECT {} FROM {from} WHERE {range} AND {there} IS NULL", walk.key().as_text()),
            lock: Vec::new(),
            fill: format!("DELETE FROM {} WHERE {range} AND NOT EXISTS (SELECT 1 FROM {} WHERE {join})", mapping.detail(), mapping.main()),
        }),
        ..walk.backfill(format!("({there} IS NOT NULL)"), &from, &install.not_null, &nulls)
    }
}

/// MySQL and MariaDB lock the main rows before detail rows are made of them, against whoever would make the same row, or delete its main row,
/// meanwhile. PostgreSQL locks them as it reads them.
///
/// A main row that has its detail row is not held: v2 may have locked that one and wait for the main row, while the row that is being made waits for a
/// gap before it. Locks of records become locks of gaps where a page is split ("InnoDB Locking"; seen on MySQL 9.7), and an INSERT can't be told not
/// to wait. Such a row is in step from the moment on in which it is seen. What a WHERE clause leaves out is let go of again at READ COMMITTED; the
/// count keeps the optimizer from making a join of it, which holds on to both.
fn lock(mapping: &PairMapping<'_>, walk: &Walk<'_>) -> Vec<String> {
    match mapping.dialect {
        Dialect::MySql | Dialect::MariaDb => vec![format!(
            "SELECT 1 FROM {} WHERE {} AND (SELECT COUNT(*) FROM {} WHERE {}) = 0 LOCK IN SHARE MODE",
            mapping.main(),
            walk.range(),
            mapping.detail(),
            mapping.join(&mapping.detail_row(), &mapping.main_row())
        )],
        Dialect::Postgres | Dialect::Sqlite => Vec::new(),
    }
}

/// Before a row is mended: the main row, as a trigger would lock it; then the detail row, without waiting for it. Its holder may be a v2 that
/// waits for the main row, and must not be the one that a deadlock ends.
fn lock_both(mapping: &PairMapping<'_>, walk: &Walk<'_>) -> Vec<String> {
    let install = mapping.install;
    let of_main = install.main.key().into_iter().filter_map(|key| install.on.iter().find(|(_, of_main)| of_main == key));
    let of_detail: Vec<&Column> = of_main.filter_map(|(of_detail, _)| install.detail.column(of_detail)).collect();
    let (detail, prefix) = (mapping.detail(), mapping.detail_row());
    let same_row = Key { table: &detail, prefix: &prefix, columns: &of_detail, dialect: mapping.dialect }.range();
    let (main, range) = (mapping.main(), walk.range());
    match mapping.dialect {
        Dialect::Postgres => vec![
            format!("SELECT 1 FROM {main} WHERE {range} FOR NO KEY UPDATE"),
            format!("SELECT 1 FROM {detail} WHERE {same_row} FOR NO KEY UPDATE NOWAIT"),
        ],
        // Nor for the main row, now that the batch has made rows, which others may wait for.
        Dialect::MySql | Dialect::MariaDb => vec![
            format!("SELECT 1 FROM {main} WHERE {range} FOR UPDATE NOWAIT"),
            format!("SELECT 1 FROM {detail} WHERE {same_row} FOR UPDATE NOWAIT"),
        ],
        Dialect::Sqlite => Vec::new(),
    }
}

/// The detail rows that are missing.
fn make(mapping: &PairMapping<'_>, walk: &Walk<'_>) -> String {
    let (main, detail, row) = (mapping.main(), mapping.detail(), mapping.main_row());
    let (columns, values) = mapping.new_detail(&row);
    let insert = format!(
        "INSERT INTO {detail} ({columns}) SELECT {values} FROM {main} WHERE {} AND {} AND NOT EXISTS (SELECT 1 FROM {detail} WHERE {})",
        walk.range(),
        mapping.given(&row),
        mapping.join(&mapping.detail_row(), &row)
    );
    match mapping.dialect {
        // Against v1's UPDATE and DELETE, which would not see the row that is being made: one that leaves nothing to keep would leave that row as it
        // was. Whoever made it in the meantime was right.
        Dialect::Postgres => {
            format!("{insert} FOR NO KEY UPDATE ON CONFLICT ({}) DO NOTHING", quoted(mapping.install.detail_key(), mapping.dialect))
        }
        Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => insert,
    }
}

/// A detail row that is out of parity.
fn mend(mapping: &PairMapping<'_>, walk: &Walk<'_>) -> String {
    let (main, detail, row) = (mapping.main(), mapping.detail(), mapping.main_row());
    let install = mapping.install;
    let detail_row = mapping.detail_row();
    let join = mapping.join(&detail_row, &row);
    let alike = |group: usize| mapping.group_parity(&install.groups[group], &row, &detail_row);
    let out_of_step = format!("{} AND NOT {}", walk.range(), mapping.parity(&row, &detail_row));
    match mapping.dialect {
        // SQLite since 3.33 ("UPDATE FROM").
        Dialect::Postgres | Dialect::Sqlite => {
            format!("UPDATE {detail} SET {} FROM {main} WHERE {join} AND {out_of_step}", mapping.set_down(&row, &detail_row, &alike))
        }
        Dialect::MySql | Dialect::MariaDb => {
            let numbered = install.groups.iter().enumerate();
            let set = numbered.flat_map(|(index, group)| group.down.iter().map(move |assignment| (index, assignment))).map(
                |(index, assignment)| {
                    let (column, value) = (mapping.column(&detail_row, &assignment.column), mapping.value(assignment, &row));
                    format!("{column} = CASE WHEN {} THEN {column} ELSE {value} END", alike(index))
                },
            );
            let set: Vec<String> = set.collect();
            format!("UPDATE {detail} JOIN {main} ON {join} SET {} WHERE {out_of_step}", set.join(", "))
        }
    }
}

/// A walk of a table by its key.
pub(super) struct Walk<'a> {
    table: &'a Table,
    quoted: String,
    prefix: String,
    pub(super) columns: Vec<&'a Column>,
    dialect: Dialect,
}

impl<'a> Walk<'a> {
    pub(super) fn new(table: &'a Table, dialect: Dialect) -> Walk<'a> {
        let quoted = quote(&table.name, dialect);
        Walk { table, prefix: format!("{quoted}."), quoted, columns: table.key_columns().collect(), dialect }
    }

    fn key(&self) -> Key<'_> {
        Key { table: &self.quoted, prefix: &self.prefix, columns: &self.columns, dialect: self.dialect }
    }

    pub(super) fn range(&self) -> String {
        self.key().range()
    }

    /// Everything but what fills.
    pub(super) fn backfill(&self, parity: String, from: &str, not_null: &[String], nulls: &[String]) -> Backfill {
        let (key, table) = (self.key(), &self.quoted);
        let (text, range) = (key.as_text(), key.range());
        let nulls = nulls.iter().map(|column| format!(", COUNT(CASE WHEN {column} IS NULL THEN 1 END)"));
        let number = key.parameter(2 * self.columns.len() + 1);
        Backfill {
            table: self.table.name.clone(),
            key_columns: self.columns.len(),
            whole_number: key.is_whole_number(),
            estimate: estimate(&self.table.name, self.dialect),
            lowest: format!("SELECT {text} FROM {table} ORDER BY {} LIMIT 1", key.order("")),
            highest: format!("SELECT {text} FROM {table} ORDER BY {} LIMIT 1", key.order(" DESC")),
            cut: format!("SELECT {text} FROM {table} WHERE {range} ORDER BY {} LIMIT 2 OFFSET {number}", key.order("")),
            lock: Vec::new(),
            fill: Vec::new(),
            reverse: Vec::new(),
            unfit: None,
            compared: Vec::new(),
            mend: None,
            interleave: None,
            transform: None,
            verify: format!(
                "SELECT COUNT(*), COUNT(CASE WHEN NOT {parity} THEN 1 END){} FROM {from} WHERE {range}",
                nulls.collect::<String>()
            ),
            examine: format!("SELECT {text} FROM {from} WHERE {range} AND NOT {parity} ORDER BY {} LIMIT {number}", key.order("")),
            not_null: not_null.to_vec(),
            session: session(self.dialect),
            parity,
        }
    }
}
