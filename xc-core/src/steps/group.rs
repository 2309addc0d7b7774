//! The columns of a sync in groups: what is kept in step by itself, apart from the others.

use crate::resolve::Assignment;

/// Assignments that are in parity, or out of it, together: `first_name` and `last_name` with `name`, and apart from them `bio` with `bio`. What
/// v1 writes to one group leaves what v2 wrote to another.
///
/// Within a table, the old side stands for the main table and the new side for the detail table.
#[derive(Debug, Default)]
pub struct Group {
    /// Columns of the detail table, from columns of the main table.
    pub down: Vec<Assignment>,
    /// Columns of the main table, from columns of the detail table.
    pub up: Vec<Assignment>,
}

impl Group {
    /// The main table's columns, or the old side's: those that are written, and those that are read.
    pub fn main_columns(&self) -> Vec<&str> {
        written_and_read(&self.up, &self.down)
    }

    /// The detail table's columns, or the new side's, likewise.
    pub fn detail_columns(&self) -> Vec<&str> {
        written_and_read(&self.down, &self.up)
    }

    /// The new side of a sync within a table: what forward writes, as in [`Sync::new_columns`](crate::resolve::Sync::new_columns). Reverse may read
    /// old columns as well, and these stay what they are.
    pub fn new_columns(&self) -> impl Iterator<Item = &str> {
        self.down.iter().map(|assignment| assignment.column.as_str())
    }

    /// Whether reverse gives a value to every old column also where the new side has none (`case stage when 1 then "new" else "sent" end`), which may by
    /// chance be the old one: by that alone, a row that is not filled yet looks as if v2 had written it.
    pub fn always_gives_back(&self) -> bool {
        self.may_give_back(&|_| false)
    }

    /// Whether what reverse gives where the new side has nothing may be what the old side holds, of which these columns may be null.
    pub fn may_give_back(&self, may_be_null: &dyn Fn(&str) -> bool) -> bool {
        let new: Vec<&str> = self.new_columns().collect();
        let is_value = |assignment: &Assignment| assignment.value.null_source(&|name: &str| new.contains(&name)).is_none();
        self.up.iter().all(|assignment| is_value(assignment) || may_be_null(&assignment.column))
    }

    fn has_one_of(&self, columns: &[String]) -> bool {
        self.new_columns().any(|name| columns.iter().any(|column| column == name))
    }

    /// Of two tables.
    fn is_tied_to(&self, other: &Group) -> bool {
        have_common(&self.main_columns(), &other.main_columns()) || have_common(&self.detail_columns(), &other.detail_columns())
    }

    /// Within a table, where a name is the same column on both sides.
    fn is_tied_within(&self, other: &Group) -> bool {
        let crosswise =
            have_common(&self.main_columns(), &other.detail_columns()) || have_common(&self.detail_columns(), &other.main_columns());
        crosswise || self.is_tied_to(other)
    }

    fn add(&mut self, other: Group) {
        self.down.extend(other.down);
        self.up.extend(other.up);
    }
}

fn written_and_read<'a>(written: &'a [Assignment], read: &'a [Assignment]) -> Vec<&'a str> {
    let mut columns: Vec<&str> = written.iter().map(|assignment| assignment.column.as_str()).collect();
    for assignment in read {
        assignment.value.columns(&mut |column, _| {
            if !columns.contains(&column) {
                columns.push(column);
            }
        });
    }
    columns
}

fn have_common(ours: &[&str], theirs: &[&str]) -> bool {
    ours.iter().any(|column| theirs.contains(column))
}

/// The groups of a sync of two tables.
pub(super) fn of_two_tables(down: &[Assignment], up: &[Assignment]) -> Vec<Group> {
    parted(down, up, Group::is_tied_to)
}

/// The groups of a sync within a table, of which contract makes some columns NOT NULL.
///
/// A group in which a row that is not filled yet can't be told from one that v2 wrote goes with one in which it can: by a column that contract makes
/// NOT NULL, or else by a reverse that has no value without the new side.
pub(super) fn of_one_table(down: &[Assignment], up: &[Assignment], not_null: &[String]) -> Vec<Group> {
    let is_told = |group: &Group| group.has_one_of(not_null) || !group.always_gives_back();
    let groups = parted(down, up, Group::is_tied_within);
    let (mut told, rest): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(|group| group.up.is_empty() || is_told(group));
    for group in rest {
        let by_not_null = told.iter().position(|other| !other.up.is_empty() && other.has_one_of(not_null));
        match by_not_null.or_else(|| told.iter().position(|other| !other.up.is_empty())) {
            Some(index) => told[index].add(group),
            None => told.push(group),
        }
    }
    told
}

/// Parts an assignment at a time from the others, and joins what is tied.
fn parted(down: &[Assignment], up: &[Assignment], are_tied: impl Fn(&Group, &Group) -> bool) -> Vec<Group> {
    let down = down.iter().map(|assignment| Group { down: vec![assignment.clone()], up: Vec::new() });
    let up = up.iter().map(|assignment| Group { down: Vec::new(), up: vec![assignment.clone()] });
    let mut groups: Vec<Group> = Vec::new();
    for mut group in down.chain(up) {
        while let Some(index) = groups.iter().position(|other| are_tied(other, &group)) {
            let mut other = groups.remove(index);
            other.add(group);
            group = other;
        }
        groups.push(group);
    }
    groups
}
