//! Two tables kept in step: the mapping between them as conditions and values, and for each database the triggers that are made of these.
//!
//! # Locks
//! v1 writes a row of the main table and its trigger then needs the detail row; v2 writes the detail row and its trigger then needs the main
//! row. A database locks the row that a statement writes before any row trigger sees it, so the two can't take their locks in one order, and
//! would deadlock. Instead, one of them yields: a trigger of the detail table that must wait for the main row says so first (an advisory
//! lock); a trigger of the main table never waits for a detail row whose holder has said so, and leaves it as it is. The holder is let
//! through when v1's transaction ends, finds v1's value in the main row, and completes its own row from it.
//!
//! An INSERT of a detail row takes the main row's lock in its BEFORE trigger, when there is no detail row to be locked yet. SQLite has one
//! writer, and none of this. MySQL and MariaDB can't look at a row in a trigger without waiting for it: there, the server ends the deadlock.

mod backfill;
mod lookup;
pub(super) mod mysql;
pub(super) mod postgres;
pub(super) mod sqlite;

use super::cost::{self, Cost};
use super::expression::{assigned, literal, same, write};
use super::mapping::stand_in;
use super::{Change, Step, quote};
use crate::locks::Operation;
use crate::plan::{Dialect, Servers, When};
use crate::resolve::{Assignment, Presence};
use crate::schema::{Column, Table};
use crate::steps::{Group, InstallPair};
use crate::syntax::{DefaultValue, Literal};

pub(super) use backfill::backfills;

/// The mapping of a pair, on a dialect. A row is named by what stands before its columns: `NEW.`, `OLD.`, the table and a point.
pub(super) struct PairMapping<'a> {
    pub(super) install: &'a InstallPair,
    pub(super) dialect: Dialect,
}

impl<'a> PairMapping<'a> {
    pub(super) fn new(install: &'a InstallPair, dialect: Dialect) -> PairMapping<'a> {
        PairMapping { install, dialect }
    }

    pub(super) fn name(&self, name: &str) -> String {
        quote(name, self.dialect)
    }

    /// The main table.
    pub(super) fn main(&self) -> String {
        self.name(&self.install.main.name)
    }

    /// The detail table.
    pub(super) fn detail(&self) -> String {
        self.name(&self.install.detail.name)
    }

    /// The main table's row at hand, in a statement.
    pub(super) fn main_row(&self) -> String {
        format!("{}.", self.main())
    }

    /// The detail table's row at hand, in a statement.
    pub(super) fn detail_row(&self) -> String {
        format!("{}.", self.detail())
    }

    /// A column of a row.
    pub(super) fn column(&self, row: &str, column: &str) -> String {
        format!("{row}{}", self.name(column))
    }

    /// The value of an assignment, computed from a row.
    pub(super) fn value(&self, assignment: &Assignment, row: &str) -> String {
        let column = |column: &str| self.column(row, column);
        let is_down = self.install.down().any(|each| std::ptr::eq(each, assignment));
        let into = if is_down { &self.install.detail } else { &self.install.main };
        let into = into.column(&assignment.column).map(|column| &column.ty);
        assigned(write(&assignment.value, self.dialect, &column), &assignment.value, into, self.dialect, &column)
    }

    /// Whether two rows belong together.
    pub(super) fn join(&self, detail: &str, main: &str) -> String {
        let pairs = self
            .install
            .on
            .iter()
            .map(|(of_detail, of_main)| format!("{} = {}", self.column(detail, of_detail), self.column(main, of_main)));
        pairs.collect::<Vec<_>>().join(" AND ")
    }

    /// The parity predicate for two rows that belong together: never null.
    pub(super) fn parity(&self, main: &str, detail: &str) -> String {
        let groups: Vec<String> = self.install.groups.iter().map(|group| self.group_parity(group, main, detail)).collect();
        if let [one] = groups.as_slice() { one.clone() } else { format!("({})", groups.join(" AND ")) }
    }

    /// The parity predicate of one group: the detail row has what the main row gives, or the main row what the detail row gives.
    pub(super) fn group_parity(&self, group: &Group, main: &str, detail: &str) -> String {
        let down = self.alike(&group.down, &self.install.detail, detail, main);
        let up = self.alike(&group.up, &self.install.main, main, detail);
        match (group.down.is_empty(), group.up.is_empty()) {
            (false, true) => down,
            (true, _) => up,
            (false, false) => format!("({down} OR {up})"),
        }
    }

    fn alike(&self, assignments: &[Assignment], table: &Table, row: &str, from: &str) -> String {
        let alike = |assignment: &Assignment| {
            self.same(table, &assignment.column, &self.column(row, &assignment.column), &self.value(assignment, from))
        };
        format!("({})", assignments.iter().map(alike).collect::<Vec<_>>().join(" AND "))
    }

    pub(super) fn same(&self, table: &Table, column: &str, a: &str, b: &str) -> String {
        let class = table.column(column).map_or(crate::schema::types::Class::Any, |column| column.ty.class());
        same(a, b, class, self.dialect)
    }

    /// Whether an UPDATE left these columns as they were.
    pub(super) fn unchanged(&self, table: &Table, columns: &[&str]) -> String {
        let alike = |column: &&str| self.same(table, column, &self.column("NEW.", column), &self.column("OLD.", column));
        format!("({})", columns.iter().map(alike).collect::<Vec<_>>().join(" AND "))
    }

    /// Whether a main row holds anything that a detail row should hold. One that does not may be without: that is how v2's insert of a main
    /// row, which leaves the old columns out, differs from v1's, and why v2 can insert the detail row itself.
    pub(super) fn given(&self, row: &str) -> String {
        match self.install.presence() {
            Some(Presence { column, there: Literal::Bool(true), .. }) => format!("({} IS TRUE)", self.column(row, column)),
            Some(Presence { column, there, .. }) => {
                format!("({})", self.same(&self.install.main, column, &self.column(row, column), &literal(there, self.dialect)))
            }
            None => format!("NOT {}", self.nothing(row)),
        }
    }

    /// Whether the sync makes a detail row for a main row that has none.
    pub(super) fn makes(&self, row: &str) -> String {
        if self.install.makes_rows() { self.given(row) } else { "FALSE".into() }
    }

    /// Whether it holds nothing.
    pub(super) fn nothing(&self, row: &str) -> String {
        if self.install.is_one_to_one() {
            return "FALSE".into();
        }
        if self.install.presence().is_some() {
            return format!("(NOT {})", self.given(row));
        }
        let columns = self.install.telling_columns();
        let omitted = columns.iter().filter_map(|column| self.install.main.column(column)).map(|column| self.omitted(row, column));
        format!("({})", omitted.collect::<Vec<_>>().join(" AND "))
    }

    /// Whether a column holds what it holds when an INSERT leaves it out.
    pub(super) fn omitted(&self, row: &str, column: &Column) -> String {
        let value = self.column(row, &column.name);
        match self.default_of(column) {
            None => format!("{value} IS NULL"),
            Some(default) => format!("({value} IS NULL OR {})", same(&value, &default, column.ty.class(), self.dialect)),
        }
    }

    /// The same for a column of the detail table, by its name.
    pub(super) fn detail_omitted(&self, row: &str, column: &str) -> String {
        self.install.detail.column(column).map_or_else(|| "FALSE".into(), |column| self.omitted(row, column))
    }

    /// What a column holds when an INSERT leaves it out, if not null. While dual write is in place, every NOT NULL column that v2 leaves out
    /// has a default: nothing can fill it before the detail row is there.
    fn default_of(&self, column: &Column) -> Option<String> {
        match &column.default {
            Some(DefaultValue::Literal(value)) => Some(literal(value, self.dialect)),
            _ => {
                let left_out = self.install.left_out.iter().find(|left_out| left_out.name == column.name);
                left_out.map(|column| literal(&stand_in(column), self.dialect))
            }
        }
    }

    /// What the main row's columns become when its detail row goes.
    pub(super) fn absent(&self) -> String {
        let set = |assignment: &Assignment| {
            let column = self.install.main.column(&assignment.column)?;
            if let Some(presence) = self.install.presence().filter(|presence| presence.column == column.name) {
                let gone = match &presence.gone {
                    DefaultValue::Literal(gone) => literal(gone, self.dialect),
                    _ => "NULL".into(),
                };
                return Some(format!("{} = {gone}", self.name(&column.name)));
            }
            Some(format!("{} = {}", self.name(&column.name), self.default_of(column).unwrap_or_else(|| "NULL".into())))
        };
        self.install.up().filter_map(set).collect::<Vec<_>>().join(", ")
    }

    /// `"bio" = value, ...`: what the detail row takes from the main row, in the groups that are out of parity. `alike` says of a group whether
    /// it is in parity.
    pub(super) fn set_down(&self, main: &str, kept: &str, alike: &dyn Fn(usize) -> String) -> String {
        self.set(|group| &group.down, &|assignment| self.value(assignment, main), kept, alike)
    }

    /// What the main row takes from the detail row.
    pub(super) fn set_up(&self, detail: &str, kept: &str, alike: &dyn Fn(usize) -> String) -> String {
        self.set(|group| &group.up, &|assignment| self.value(assignment, detail), kept, alike)
    }

    /// Assignments of all groups. A group that is in parity keeps what it has; the statement is only run where one is not.
    pub(super) fn set(
        &self,
        of: fn(&Group) -> &[Assignment],
        value: &dyn Fn(&Assignment) -> String,
        kept: &str,
        alike: &dyn Fn(usize) -> String,
    ) -> String {
        let groups = &self.install.groups;
        let set = groups.iter().enumerate().flat_map(|(index, group)| {
            of(group).iter().map(move |assignment| {
                let (column, value) = (self.name(&assignment.column), value(assignment));
                match groups.len() {
                    1 => format!("{column} = {value}"),
                    _ => format!("{column} = CASE WHEN {} THEN {kept}{column} ELSE {value} END", alike(index)),
                }
            })
        });
        set.collect::<Vec<_>>().join(", ")
    }

    /// Whether the main row gives the detail row anything but its key.
    pub(super) fn has_down(&self) -> bool {
        self.install.down().next().is_some()
    }

    /// The columns and values of a new detail row: those of the join, then those that the mapping gives.
    pub(super) fn new_detail(&self, main: &str) -> (String, String) {
        let key = self.install.on.iter().map(|(of_detail, of_main)| (of_detail.as_str(), self.column(main, of_main)));
        let down = self.install.down().map(|assignment| (assignment.column.as_str(), self.value(assignment, main)));
        let (columns, values): (Vec<&str>, Vec<String>) = key.chain(down).unzip();
        (super::quoted(columns, self.dialect), values.join(", "))
    }

    /// The columns and values of a new main row.
    pub(super) fn new_main(&self, detail: &str) -> (String, String) {
        let key = self.install.on.iter().map(|(of_detail, of_main)| (of_main.as_str(), self.column(detail, of_detail)));
        let up = self.install.up().map(|assignment| (assignment.column.as_str(), self.value(assignment, detail)));
        let (columns, values): (Vec<&str>, Vec<String>) = key.chain(up).unzip();
        (super::quoted(columns, self.dialect), values.join(", "))
    }

    /// `"id" = NEW."id"`: the main row's columns of the join, set to those of a detail row.
    pub(super) fn main_key_from(&self, detail: &str) -> String {
        let set = |(of_detail, of_main): &(String, String)| format!("{} = {}", self.name(of_main), self.column(detail, of_detail));
        self.install.on.iter().map(set).collect::<Vec<_>>().join(", ")
    }

    /// The columns that concern this sync in an UPDATE of the main table: the synced ones, and those of the join.
    pub(super) fn main_untouched(&self) -> String {
        let mut columns = self.install.main_columns();
        columns.extend(self.install.main_key());
        self.unchanged(&self.install.main, &columns)
    }

    /// The same of the detail table.
    pub(super) fn detail_untouched(&self) -> String {
        let mut columns = self.install.detail_columns();
        columns.extend(self.install.detail_key());
        self.unchanged(&self.install.detail, &columns)
    }

    /// Whether an UPDATE of the main table left the columns of the join as they were.
    pub(super) fn main_key_unchanged(&self) -> String {
        self.unchanged(&self.install.main, &self.install.main_key())
    }

    /// The same of the detail table.
    pub(super) fn detail_key_unchanged(&self) -> String {
        self.unchanged(&self.install.detail, &self.install.detail_key())
    }

    /// `"user_id" = NEW."id"`: the detail row's columns of the join, set to those of a main row.
    pub(super) fn detail_key_from(&self, main: &str) -> String {
        let set = |(of_detail, of_main): &(String, String)| format!("{} = {}", self.name(of_detail), self.column(main, of_main));
        self.install.on.iter().map(set).collect::<Vec<_>>().join(", ")
    }

    /// Whether the detail row at hand has the columns of the join of another.
    pub(super) fn detail_key_is(&self, other: &str) -> String {
        let row = self.detail_row();
        let alike = |column: &&str| format!("{} = {}", self.column(&row, column), self.column(other, column));
        self.install.detail_key().iter().map(alike).collect::<Vec<_>>().join(" AND ")
    }

    /// What to say where a detail row has no main row.
    pub(super) fn without_main(&self) -> String {
        format!("no row of {} belongs to this row of {}: insert that one first", self.install.main.name, self.install.detail.name)
    }
}

/// What to say where a row is inserted that the other table has already, and the backfill has not copied yet.
pub(super) fn not_copied(install: &InstallPair) -> String {
    format!("duplicate key: {} has this row already, and the backfill has not copied it to {} yet", install.main.name, install.detail.name)
}

/// `xc_<migration>_<main>_<detail>_<suffix>`, within every database's limit.
pub(super) fn own_name(install: &InstallPair, suffix: &str) -> String {
    super::fit(format!("xc_{}_{}_{}_{suffix}", install.migration, install.main.name, install.detail.name))
}

/// What a step is called that puts the triggers of one side in place.
fn step_name(install: &InstallPair, from: &str) -> String {
    if install.looks_up() && from == install.detail.name {
        return format!("look up of {} in {}", install.detail.name, install.main.name);
    }
    let to = if from == install.main.name { &install.detail.name } else { &install.main.name };
    format!("dual write of {from} to {to}")
}

/// Before dual write, and after it was taken back: nobody uses the table then, and what is left in it of an earlier dual write would stand in the
/// way of its unique keys.
fn begin_empty(install: &InstallPair, dialect: Dialect) -> Step {
    let table = quote(&install.detail.name, dialect);
    let empty = || {
        // A table that foreign keys refer to can't be truncated on PostgreSQL, MySQL and MariaDB; SQLite does it by itself.
        Change::of([if install.referred || dialect == Dialect::Sqlite {
            format!("DELETE FROM {table}")
        } else {
            format!("TRUNCATE TABLE {table}")
        }])
    };
    Step {
        name: format!("begin with an empty {}", install.detail.name),
        table: install.detail.name.clone(),
        servers: Servers::ALL,
        run: empty(),
        undo: empty(),
        // Emptied again, it is as empty.
        probe: "SELECT 0".into(),
        already: String::new(),
        // TRUNCATE locks as DROP TABLE does; nobody waits for a table that is not in use yet.
        cost: Cost { text: "empties a table that nobody uses yet".into(), ..cost::of(&[Operation::DropTable], &[dialect], Servers::ALL) },
        concurrent: false,
        when: When::Always,
    }
}

fn triggers_gone(table: &str) -> String {
    format!(
        "the triggers of xc on {table} are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there"
    )
}

fn default_already(table: &str, column: &str) -> String {
    format!("column {table}.{column} has a default that the migrations do not know: drop it, or declare it")
}
