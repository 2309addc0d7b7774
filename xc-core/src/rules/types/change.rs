//! Changes of a column's type, and the way to make one that can't be made in place.

use crate::diagnostic::{Diagnostic, Place};
use crate::resolve::{Migration, Operation};
use crate::rules::swaps::can_swap;
use crate::schema::retype::is_wider;
use crate::schema::types::Type;
use crate::schema::{Column, Table};

/// `alter column c type t`.
pub(super) struct TypeChange<'a> {
    /// The table, as it was before this migration if it was there.
    pub(super) table: &'a Table,
    /// The column.
    pub(super) column: &'a Column,
    /// The type that it had.
    pub(super) from: &'a Type,
    /// The type that it is given.
    pub(super) to: &'a Type,
    /// The migration.
    pub(super) migration: &'a Migration,
    /// Where.
    pub(super) place: Place,
}

/// Those of a migration whose types are known.
pub(super) fn all(migration: &Migration) -> impl Iterator<Item = TypeChange<'_>> {
    migration.operations.iter().filter_map(|at| {
        let Operation::SetType { column, from, to } = &at.node.operation else { return None };
        let table = migration.before.table(&at.node.table).or_else(|| migration.expanded.table(&at.node.table))?;
        let is_known = *from != Type::Unknown && *to != Type::Unknown;
        table.column(column).filter(|_| is_known).map(|column| TypeChange { table, column, from, to, migration, place: at.place })
    })
}

impl TypeChange<'_> {
    /// Adds the whole migration to write: a new column beside the old one.
    pub(super) fn with_the_way(&self, error: Diagnostic) -> Diagnostic {
        let (table, old, to) = (&self.table.name, &self.column.name, self.to.spelled());
        let new = format!("new_{old}");
        // What becomes of values that do not fit is for the developer to say.
        let forward = if is_wider(self.from, self.to) { old.as_str() } else { "..." };
        if self.table.is_in_key(old) || self.table.hangs_on(old) {
            let error = error.note(format!("`{old}` is in a key, a constraint or an index, which a column of another name would not have"));
            if !can_swap(self.migration, table, old) {
                return error.note("MySQL and MariaDB can't exchange it with another in one step (XC0505); PostgreSQL and SQLite can");
            }
            return error.help(format!(
                "take along what hangs on it, and exchange the two at the end, with the columns that refer to it:\n\
                 expand     {{ alter table {table} add column {new} {to} like {old}; }}\n\
                 dual_write {{ sync {table} {{ forward {{ {new} = {forward} }} }} }}\n\
                 migrate    {{ backfill {table}; }}\n\
                 contract   {{ alter table {table} swap column {old} with {new}, drop column {new}; }}"
            ));
        }
        let reverse = if self.from.class() == self.to.class() { new.as_str() } else { "..." };
        let tighten = if self.column.nullable { String::new() } else { format!("alter column {new} set not null, ") };
        let blocks = [
            format!("expand     {{ alter table {table} add column {new} {to} null; }}"),
            format!("dual_write {{ sync {table} {{ forward {{ {new} = {forward} }} reverse {{ {old} = {reverse} }} }} }}"),
            format!("migrate    {{ backfill {table}; }}"),
            format!("contract   {{ alter table {table} {tighten}drop column {old}; }}"),
        ];
        error.help(format!("add a column of the new type beside the old one:\n{}", blocks.join("\n")))
    }
}
