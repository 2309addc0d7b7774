//! Rows that look values up in another table: many detail rows to one main row, whose value each of them has.
//!
//! # Locks
//! A detail row takes the value when it is written, and must not take one that is just being changed. So its trigger holds on to the main row as
//! the check of a foreign key does, and whoever changes the value there waits for that, and then finds the detail row. On PostgreSQL that is `FOR KEY
//! SHARE`, which keeps no other UPDATE of the main row waiting (a counter of its rows, say): only a change of the value takes the lock that conflicts
//! with it. MySQL and MariaDB have one kind of shared lock, the one that their foreign keys take too. SQLite has one writer.
//!
//! An UPDATE of a detail row that goes on referring to the same main row looks nothing up: it holds the detail row, which whoever changes the value may wait
//! for. What the row has is right, or about to be set right; what v2 writes in its place is not taken,
//! but where there is no main row to be in step with.
//!
//! At REPEATABLE READ on PostgreSQL, who changes the value sees no detail row that was made since their transaction began. Such a row is out of parity, which
//! verification finds.

pub(super) mod mysql;
pub(super) mod postgres;
pub(super) mod sqlite;

use super::super::Backfill;
use super::PairMapping;
use super::backfill::Walk;
use crate::plan::Dialect;
use crate::resolve::Assignment;

impl PairMapping<'_> {
    /// `"tenant" = value, ...`: all that a detail row looks up.
    fn looked_up(&self, main: &str, set: &dyn Fn(&str) -> String) -> String {
        let assign = |assignment: &Assignment| format!("{} = {}", set(&assignment.column), self.value(assignment, main));
        self.install.down().map(assign).collect::<Vec<_>>().join(", ")
    }

    /// Which detail rows differ from the main row that is being written.
    fn behind_new(&self) -> String {
        format!("{} AND NOT {}", self.join(&self.detail_row(), "NEW."), self.parity("NEW.", &self.detail_row()))
    }

    /// They follow it.
    fn follow_new(&self) -> String {
        format!("UPDATE {} SET {} WHERE {}", self.detail(), self.looked_up("NEW.", &|column| self.name(column)), self.behind_new())
    }
}

/// The walk of the detail table.
pub(super) fn backfill(mapping: &PairMapping<'_>) -> Backfill {
    let install = mapping.install;
    let walk = Walk::new(&install.detail, mapping.dialect);
    let (main, detail) = (mapping.main(), mapping.detail());
    let (main_row, detail_row) = (mapping.main_row(), mapping.detail_row());
    let join = mapping.join(&detail_row, &main_row);
    let there = mapping.column(&main_row, install.main_key()[0]);
    // A row that refers to none has nothing to look up.
    let parity = format!("(CASE WHEN {there} IS NULL THEN TRUE ELSE {} END)", mapping.parity(&main_row, &detail_row));
    let out_of_step = format!("{} AND NOT {}", walk.range(), mapping.parity(&main_row, &detail_row));
    let (lock, fill) = match mapping.dialect {
        Dialect::Postgres => (Vec::new(), postgres::fill(mapping, &walk, &out_of_step)),
        Dialect::MySql | Dialect::MariaDb => {
            let set = mapping.looked_up(&main_row, &|column| mapping.column(&detail_row, column));
            let fill = format!("UPDATE {detail} STRAIGHT_JOIN {main} ON {join} SET {set} WHERE {out_of_step}");
            (mysql::lock(mapping, &walk), fill)
        }
        Dialect::Sqlite => {
            let set = mapping.looked_up(&main_row, &|column| mapping.name(column));
            (Vec::new(), format!("UPDATE {detail} SET {set} FROM {main} WHERE {join} AND {out_of_step}"))
        }
    };
    let nulls: Vec<String> = install.not_null.iter().map(|column| mapping.column(&detail_row, column)).collect();
    Backfill { lock, fill: vec![fill], ..walk.backfill(parity, &format!("{detail} LEFT JOIN {main} ON {join}"), &install.not_null, &nulls) }
}
