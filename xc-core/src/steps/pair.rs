//! Dual write of two tables, dialect-neutral: which of the two is the main one, and what each gives the other.

use super::group::{self, Group};
use crate::plan::Phase;
use crate::resolve::{Assignment, Migration, Pair, Presence, Rows};
use crate::schema::{Column, Table};

/// A sync of two tables to install, to backfill, and to verify.
///
/// The main table's rows stand by themselves; each has at most one row in the detail table. Triggers on the main table make, change and
/// delete the detail row; triggers on the detail table change the main row. Where rows look values up ([`Rows::LookedUp`]), each of the main table
/// may have many in the detail table, and triggers change the detail rows only.
#[derive(Debug)]
pub struct InstallPair {
    /// The migration that it is of.
    pub migration: String,
    /// The main table, after expand.
    pub main: Table,
    /// The detail table, after expand.
    pub detail: Table,
    /// The columns of the join: of the detail table, of the main table.
    pub on: Vec<(String, String)>,
    /// Which rows the detail table has.
    pub rows: Rows,
    /// The columns of the join that the database numbers, of the detail table and of the main table: both draw from the main table's numbers.
    pub numbered: Option<(String, String)>,
    /// What they give each other, in parts that have no column in common.
    pub groups: Vec<Group>,
    /// Columns of the main table that v2 leaves out of its inserts though they are NOT NULL without a default; one that says whether there is a detail row,
    /// with what it holds without one.
    pub left_out: Vec<Column>,
    /// Whether migrate backfills it.
    pub backfill: bool,
    /// The columns of the detail table that contract makes NOT NULL.
    pub not_null: Vec<String>,
    /// Whether a foreign key refers to the detail table.
    pub referred: bool,
    /// Whether contract ends it.
    pub ends: bool,
}

impl InstallPair {
    /// What the detail table is given.
    pub fn down(&self) -> impl Iterator<Item = &Assignment> {
        self.groups.iter().flat_map(|group| &group.down)
    }

    /// What the main table is given.
    pub fn up(&self) -> impl Iterator<Item = &Assignment> {
        self.groups.iter().flat_map(|group| &group.up)
    }

    /// The main table's synced columns.
    pub fn main_columns(&self) -> Vec<&str> {
        self.groups.iter().flat_map(Group::main_columns).collect()
    }

    /// The detail table's synced columns.
    pub fn detail_columns(&self) -> Vec<&str> {
        self.groups.iter().flat_map(Group::detail_columns).collect()
    }

    /// The main table's columns that say whether there is something to keep in a detail row: those that it gives, where it gives any.
    pub fn telling_columns(&self) -> Vec<&str> {
        let given: Vec<&str> = self.up().map(|assignment| assignment.column.as_str()).collect();
        if given.is_empty() { self.main_columns() } else { given }
    }

    /// Whether each row of the one table has a row in the other, whichever version made it.
    pub fn is_one_to_one(&self) -> bool {
        self.rows == Rows::Each
    }

    /// Whether the sync itself makes and deletes rows of the detail table.
    pub fn makes_rows(&self) -> bool {
        !matches!(self.rows, Rows::ByApplication | Rows::LookedUp)
    }

    /// Whether the detail table's rows look their values up in the main table, many of them in one row of it.
    pub fn looks_up(&self) -> bool {
        self.rows == Rows::LookedUp
    }

    /// Whether a row of the detail table may be there before its row of the main table is.
    pub fn may_come_first(&self) -> bool {
        let of_detail = self.detail_key();
        !self
            .detail
            .foreign_keys
            .iter()
            .any(|key| key.table == self.main.name && key.columns.iter().all(|column| of_detail.contains(&column.as_str())))
    }

    /// The main table's column that says whether there is a detail row.
    pub fn presence(&self) -> Option<&Presence> {
        match &self.rows {
            Rows::Where(presence) => Some(presence),
            _ => None,
        }
    }

    /// Whether what is written to the detail table reaches the main table.
    pub fn has_up(&self) -> bool {
        self.up().next().is_some()
    }

    /// The detail table's columns of the join.
    pub fn detail_key(&self) -> Vec<&str> {
        self.on.iter().map(|(detail, _)| detail.as_str()).collect()
    }

    /// The main table's columns of the join.
    pub fn main_key(&self) -> Vec<&str> {
        self.on.iter().map(|(_, main)| main.as_str()).collect()
    }
}

/// The pairs of a migration that broke no rule.
pub(super) fn pairs(migration: &Migration) -> Vec<InstallPair> {
    migration.pairs.iter().filter_map(|at| install(migration, &at.node)).collect()
}

fn install(migration: &Migration, pair: &Pair) -> Option<InstallPair> {
    let (main, detail) = (migration.expanded.table(&pair.source)?, migration.expanded.table(&pair.target)?);
    let rows = migration.rows_of(pair);
    // Who knows the detail table alone inserts into no other.
    let inserts_both = rows != Rows::Each;
    let numbers = |table: &Table, column: &str| table.column(column).is_some_and(|column| column.auto_increment);
    let numbered = pair.on.iter().find(|on| rows == Rows::Each && numbers(detail, &on.target) && numbers(main, &on.source));
    let given_back = pair.reverse.iter().filter_map(|assignment| main.column(&assignment.column));
    let with_stand_in = |column: &Column| match &pair.presence {
        Some(presence) if presence.column == column.name => Column { default: Some(presence.gone.clone()), ..column.clone() },
        _ => column.clone(),
    };
    Some(InstallPair {
        migration: migration.name.node.to_string(),
        main: main.clone(),
        detail: detail.clone(),
        on: pair.on.iter().map(|on| (on.target.clone(), on.source.clone())).collect(),
        numbered: numbered.map(|on| (on.target.clone(), on.source.clone())),
        groups: group::of_two_tables(&pair.forward, &pair.reverse),
        left_out: given_back.filter(|column| inserts_both && !column.may_be_left_out()).map(with_stand_in).collect(),
        backfill: migration.backfills(pair.walked()),
        referred: migration.expanded.tables.iter().flat_map(|table| &table.foreign_keys).any(|key| key.table == detail.name),
        rows,
        not_null: migration.not_null.iter().filter(|at| at.node.table == detail.name).map(|at| at.node.column.clone()).collect(),
        ends: migration.has(Phase::Contract),
    })
}
