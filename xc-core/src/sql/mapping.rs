//! The mapping between old and new columns, as conditions and assignments. Triggers, backfill and verification are all made of these.

use super::expression::{assigned, literal, same, write};
use super::{ddl, quote};
use crate::expression::Kind;
use crate::expression::domain::Domain;
use crate::plan::Dialect;
use crate::resolve::Assignment;
use crate::schema::Column;
use crate::schema::types::{Class, Type};
use crate::steps::{Group, InstallSync};
use crate::syntax::{DefaultValue, Literal};

/// The mapping of a sync, on a dialect: all of it, or one group.
pub(super) struct Mapping<'a> {
    install: &'a InstallSync,
    groups: Vec<&'a Group>,
    normalise: &'a [Assignment],
    dialect: Dialect,
    /// Columns that have another name by now: contract has retired them.
    renamed: Vec<(String, String)>,
    /// Whether the old columns are as the table declares them. What is retired may hold a null that says that a value did not fit.
    is_live: bool,
}

/// Which row a column is of.
#[derive(Clone, Copy)]
pub(super) enum Row {
    /// The row at hand, in a statement.
    This,
    /// The trigger's old row.
    Old,
    /// The trigger's new row.
    New,
}

impl<'a> Mapping<'a> {
    pub(super) fn new(install: &'a InstallSync, dialect: Dialect) -> Mapping<'a> {
        let groups = install.groups.iter().collect();
        Mapping { install, groups, normalise: &install.sync.normalise, dialect, renamed: Vec::new(), is_live: true }
    }

    /// The mapping between the new columns and the old ones under the names that they are retired under, as far as something leads back to these. A
    /// column that follows from itself is v2's alone by then: what keeps the old shape leaves it.
    pub(super) fn retired(install: &'a InstallSync, dialect: Dialect, renamed: Vec<(String, String)>) -> Mapping<'a> {
        let groups = install.groups.iter().filter(|group| !group.up.is_empty()).collect();
        Mapping { groups, normalise: &[], renamed, is_live: false, ..Mapping::new(install, dialect) }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(super) fn install(&self) -> &'a InstallSync {
        self.install
    }

    /// A column under the name that it has, quoted.
    pub(super) fn name(&self, name: &str) -> String {
        let renamed = self.renamed.iter().find(|(was, _)| was == name).map_or(name, |(_, is)| is);
        quote(renamed, self.dialect)
    }

    /// The two sides in groups: what a statement does to one leaves the others alone.
    pub(super) fn groups(&self) -> impl Iterator<Item = Mapping<'a>> + '_ {
        self.groups.iter().map(|group| Mapping { groups: vec![*group], normalise: &[], renamed: self.renamed.clone(), ..*self })
    }

    /// The groups that are to be apart, and what is left.
    pub(super) fn split(&self, apart: impl Fn(&Mapping<'a>) -> bool) -> (Vec<Mapping<'a>>, Mapping<'a>) {
        let (apart, together): (Vec<_>, Vec<_>) = self.groups().partition(apart);
        let groups = together.iter().flat_map(|group| group.groups.iter().copied()).collect();
        (apart, Mapping { groups, renamed: self.renamed.clone(), ..*self })
    }

    /// A column of a row.
    pub(super) fn column(&self, row: Row, name: &str) -> String {
        let name = self.name(name);
        match row {
            Row::This => name,
            Row::Old => format!("OLD.{name}"),
            Row::New => format!("NEW.{name}"),
        }
    }

    fn class(&self, name: &str) -> Class {
        self.install.table.column(name).map_or(Class::Any, |column| column.ty.class())
    }

    /// The value of an assignment, computed from a row.
    pub(super) fn value(&self, assignment: &Assignment, row: Row) -> String {
        self.value_with(assignment, &|name| self.column(row, name))
    }

    /// The value of an assignment, with columns written in another way.
    pub(super) fn value_with(&self, assignment: &Assignment, column: &dyn Fn(&str) -> String) -> String {
        let value = write(&assignment.value, self.dialect, column);
        let into = self.install.table.column(&assignment.column).map(|column| &column.ty);
        let value = assigned(value, &assignment.value, into, self.dialect, column);
        match (self.dialect, into, &assignment.value.domain) {
            // Left to itself, PostgreSQL goes by the time zone of the session, which is the application's in a trigger and the executor's in the
            // backfill ("Date/Time Types", "Time Zones"). A point in time without a zone is UTC.
            (Dialect::Postgres, Some(Type::TimestampTz(_)), Domain::Timestamp { zone: false, .. })
            | (Dialect::Postgres, Some(Type::Timestamp(_)), Domain::Timestamp { zone: true, .. }) => {
                format!("({value} AT TIME ZONE 'UTC')")
            }
            _ => value,
        }
    }

    pub(super) fn forward(&self) -> impl Iterator<Item = &'a Assignment> + use<'a> {
        self.groups.clone().into_iter().flat_map(|group| &group.down)
    }

    /// The assignments to columns that are to change places with those that they are copies of.
    pub(super) fn shadows(&self) -> impl Iterator<Item = &'a Assignment> + use<'a> {
        let shadows = &self.install.shadows;
        self.forward().filter(|assignment| shadows.contains(&assignment.column))
    }

    pub(super) fn reverse(&self) -> impl Iterator<Item = &'a Assignment> + use<'a> {
        self.groups.clone().into_iter().flat_map(|group| &group.up)
    }

    pub(super) fn has_reverse(&self) -> bool {
        self.reverse().next().is_some()
    }

    pub(super) fn normalise(&self) -> &'a [Assignment] {
        self.normalise
    }

    /// Whether there are two sides at all.
    pub(super) fn has_sides(&self) -> bool {
        !self.groups.is_empty()
    }

    /// The columns that forward writes.
    pub(super) fn new_columns(&self) -> Vec<&'a str> {
        self.groups.iter().flat_map(|group| group.new_columns()).collect()
    }

    /// The columns that forward reads, and those that reverse writes.
    pub(super) fn old_columns(&self) -> Vec<&'a str> {
        self.groups.iter().flat_map(|group| group.main_columns()).collect()
    }

    /// The parity predicate of the whole row: of the two sides, and of the columns that follow from themselves.
    ///
    /// Nearly every row that a backfill comes to is not filled: the null in it tells that, before anything is computed.
    pub(super) fn whole_parity(&self, row: Row) -> String {
        let column = |name: &str| self.column(row, name);
        let told = self.groups.iter().find_map(|group| self.never_null_in_parity(group));
        let parity = match told {
            Some(name) => format!("({} IS NOT NULL AND {})", column(name), self.parity(row)),
            None => self.parity(row),
        };
        match (self.has_sides(), self.normalise().is_empty()) {
            (_, true) => parity,
            (false, false) => self.alike(self.normalise(), &column),
            (true, false) => format!("({parity} AND {})", self.alike(self.normalise(), &column)),
        }
    }

    /// A new column that is null in no row which is in parity: forward has a value for every row, and without the column reverse would have none for
    /// an old column that is NOT NULL.
    fn never_null_in_parity<'g>(&self, group: &'g Group) -> Option<&'g str> {
        if !self.is_live || is_copy(group) {
            return None;
        }
        let is_nullable = |name: &str| self.install.table.column(name).is_none_or(|column| column.nullable);
        let by_reverse_alone = self.install.sync.parity_by_reverse.is_some();
        let filled = self.looks_filled(group);
        let forward =
            |down: &Assignment| by_reverse_alone || (down.value.may_fail().is_none() && down.value.null_source(&is_nullable).is_none());
        let reverse = |column: &str| {
            group.up.is_empty()
                || filled.contains(&column)
                || group.up.iter().any(|up| !is_nullable(&up.column) && up.value.is_null_without(column))
        };
        group.down.iter().find(|down| forward(down) && reverse(&down.column)).map(|down| down.column.as_str())
    }

    /// Whether the columns that follow from themselves are in their form.
    pub(super) fn is_normal(&self, row: Row) -> String {
        self.alike(self.normalise(), &|name| self.column(row, name))
    }

    /// Whether all columns have the values that are assigned to them.
    fn alike(&self, assignments: &[Assignment], column: &dyn Fn(&str) -> String) -> String {
        let alike = |assignment: &Assignment| {
            let value = self.value_with(assignment, column);
            same(&column(&assignment.column), &value, self.class(&assignment.column), self.dialect)
        };
        format!("({})", assignments.iter().map(alike).collect::<Vec<_>>().join(" AND "))
    }

    /// The parity predicate of the two sides: never null.
    pub(super) fn parity(&self, row: Row) -> String {
        self.parity_with(&|name| self.column(row, name))
    }

    /// The parity predicate, with columns written in another way.
    pub(super) fn parity_with(&self, column: &dyn Fn(&str) -> String) -> String {
        let side = |assignments: &[Assignment]| self.alike(assignments, column);
        let group = |group: &Group| {
            if group.up.is_empty() || is_copy(group) {
                return side(&group.down);
            }
            let filled: String = self.looks_filled(group).iter().map(|name| format!("{} IS NOT NULL AND ", column(name))).collect();
            let reverse = side(&group.up);
            let reverse = if filled.is_empty() { reverse } else { format!("({filled}{reverse})") };
            if self.install.sync.parity_by_reverse.is_some() {
                return reverse;
            }
            let forward = side(&group.down);
            // Where the first of them holds, the second is not computed: the shorter one first, unless computing it may fail where forward holds.
            let reverse_first = reverse.len() < forward.len() && group.up.iter().all(|up| up.value.may_fail().is_none());
            if reverse_first { format!("({reverse} OR {forward})") } else { format!("({forward} OR {reverse})") }
        };
        match self.groups.as_slice() {
            [one] => group(one),
            groups => format!("({})", groups.iter().map(|of| group(of)).collect::<Vec<_>>().join(" AND ")),
        }
    }

    /// New columns by which a row that is not filled yet is told from one that v2 wrote, where reverse alone can't: those that contract makes NOT NULL.
    fn looks_filled<'g>(&self, group: &'g Group) -> Vec<&'g str> {
        if !group.may_give_back(&|name| self.install.table.column(name).is_some_and(|column| column.nullable)) {
            return Vec::new();
        }
        group.new_columns().filter(|name| self.install.not_null.iter().any(|column| column == name)).collect()
    }

    /// Whether parity leaves but one value to every new column: what is in parity need not be kept then.
    pub(super) fn is_determined(&self) -> bool {
        self.groups.iter().all(|group| group.up.is_empty() || is_copy(group))
    }

    /// Whether a group among others, of a row that is to be kept in step, has to be asked whether it is in parity itself: the row may be out of it in
    /// another group, and then what was written into this one stays.
    pub(super) fn is_asked_for_itself(&self, group: &Mapping<'_>) -> bool {
        let is_all = self.normalise.is_empty() && self.groups.len() == 1;
        !is_all && !group.is_determined()
    }

    /// Whether an UPDATE left the new side as it was.
    pub(super) fn new_side_unchanged(&self) -> String {
        self.unchanged(&self.new_columns())
    }

    /// Whether an UPDATE left the old side as it was.
    pub(super) fn old_side_unchanged(&self) -> String {
        self.unchanged(&self.old_columns())
    }

    /// Whether an UPDATE left these columns as they were.
    pub(super) fn unchanged(&self, columns: &[&str]) -> String {
        let alike = |name: &&str| same(&self.column(Row::New, name), &self.column(Row::Old, name), self.class(name), self.dialect);
        format!("({})", columns.iter().map(alike).collect::<Vec<_>>().join(" AND "))
    }

    /// Whether an INSERT left out the new side: every column is null or its default.
    pub(super) fn new_side_omitted(&self) -> String {
        self.omitted(self.forward())
    }

    /// The same of the columns that an application may write: no shadows. `None` where there are none.
    pub(super) fn new_side_omitted_but_for_shadows(&self) -> Option<String> {
        let shadows = &self.install.shadows;
        let mut written = self.forward().filter(|assignment| !shadows.contains(&assignment.column)).peekable();
        written.peek()?;
        Some(self.omitted(written))
    }

    /// Whether an INSERT left out the columns that reverse fills.
    pub(super) fn old_side_omitted(&self) -> String {
        self.omitted(self.reverse())
    }

    fn omitted(&self, assignments: impl Iterator<Item = &'a Assignment>) -> String {
        let columns = assignments.filter_map(|assignment| self.install.table.column(&assignment.column));
        let omitted = |column: &Column| {
            let value = self.column(Row::New, &column.name);
            match self.default_of(column) {
                None => format!("{value} IS NULL"),
                // What leaves it out gives the default, and a null is meant.
                Some(default) if column.nullable => same(&value, &default, column.ty.class(), self.dialect),
                Some(default) => format!("({value} IS NULL OR {})", same(&value, &default, column.ty.class(), self.dialect)),
            }
        };
        format!("({})", columns.map(omitted).collect::<Vec<_>>().join(" AND "))
    }

    /// What a column holds when an INSERT leaves it out, if not null.
    fn default_of(&self, column: &Column) -> Option<String> {
        match &column.default {
            Some(DefaultValue::Literal(value)) => Some(literal(value, self.dialect)),
            // The same for the whole statement, on every database. PostgreSQL compares it as the column keeps it.
            Some(DefaultValue::CurrentTimestamp) => {
                let now = ddl::default(column, self.dialect)?;
                Some(if self.dialect == Dialect::Postgres { format!("CAST({now} AS {})", column.ty.ddl(self.dialect)) } else { now })
            }
            _ if matches!(self.dialect, Dialect::MySql | Dialect::MariaDb) && self.is_left_out(&column.name) => {
                Some(literal(&zero(column), self.dialect))
            }
            _ => None,
        }
    }

    fn is_left_out(&self, name: &str) -> bool {
        self.install.left_out.iter().any(|column| column.name == name)
    }
}

/// Whether two columns hold the same: then each direction says what the other says.
fn is_copy(group: &Group) -> bool {
    let copies =
        |assignment: &Assignment, other: &Assignment| matches!(&assignment.value.kind, Kind::Column(name) if *name == other.column);
    matches!((group.down.as_slice(), group.up.as_slice()), ([down], [up]) if copies(down, up) && copies(up, down))
}

/// What stands in for a value that an INSERT leaves out: the column's own, or one that stands for nothing.
pub(super) fn stand_in(column: &Column) -> Literal {
    match &column.default {
        Some(DefaultValue::Literal(value)) => value.clone(),
        _ => zero(column),
    }
}

/// The value that stands for 'left out' in a NOT NULL column, where the database must have a default for it.
pub(super) fn zero(column: &Column) -> Literal {
    if let Some(of) = column.ty.as_enum() {
        return Literal::Text(of.values.first().cloned().unwrap_or_default());
    }
    match column.ty.class() {
        Class::Integer | Class::Number => Literal::Int(0),
        Class::Boolean => Literal::Bool(false),
        Class::Date => Literal::Text("1000-01-01".into()),
        Class::Timestamp => Literal::Text("1000-01-01 00:00:00".into()),
        Class::Uuid => Literal::Text("00000000-0000-0000-0000-000000000000".into()),
        Class::Json => Literal::Text("null".into()),
        Class::Text | Class::Enum | Class::Bytes | Class::Any => Literal::Text(String::new()),
    }
}
