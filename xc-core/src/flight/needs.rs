//! Which phase each earlier migration must have reached before a migration begins.

use super::footprint::{Footprint, Used};
use crate::diagnostic::Place;
use crate::plan::{Dialect, Phase};
use crate::resolve::{EnumWork, Migration, Operation};
use crate::schema::constraint::Constraint;
use crate::schema::history::{Flight, PartKind, Since, Uses};
use crate::schema::{Gone, Table, schema_of};

/// What a migration needs of those before it, on each dialect.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    common: NeedsOf,
    sqlite: NeedsOf,
}

impl Needs {
    /// What it needs on a dialect.
    pub fn of(&self, dialect: Dialect) -> &NeedsOf {
        if dialect == Dialect::Sqlite { &self.sqlite } else { &self.common }
    }
}

/// What a migration needs of those before it, on one dialect.
#[derive(Clone, Debug, Default)]
pub struct NeedsOf {
    /// In the order of the chain, each migration once.
    pub requires: Vec<Requirement>,
    /// Columns, by table and name, that an earlier migration may change while this one is in flight, and that this one does not use: whether they are
    /// nullable, say, depends on the moment.
    pub unsettled: Vec<(String, String)>,
    /// What can't be waited for.
    pub conflicts: Vec<Conflict>,
}

impl NeedsOf {
    /// The phase that a migration must have reached.
    pub fn phase(&self, migration: usize) -> Option<Phase> {
        self.requires.iter().find(|requirement| requirement.migration == migration).map(|requirement| requirement.phase)
    }
}

/// A phase that an earlier migration must have finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The migration, as an index into [`crate::schema::Schema::migrations`].
    pub migration: usize,
    /// The migration's name.
    pub name: String,
    /// The phase.
    pub phase: Phase,
    /// Why, with both places: a sentence.
    pub because: String,
}

/// Something that an earlier migration never ends, and that this one can't be beside.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Where this migration meets it.
    pub place: Place,
    /// The table.
    pub table: String,
    /// The earlier migration.
    pub name: String,
    /// Where it begins what it does not end: `file:line:column`.
    pub at: String,
    /// Why the two can't be beside each other: a sentence.
    pub because: String,
}

/// One reason to wait for a flight.
struct Reason {
    phase: Phase,
    /// Whether it is the end of what keeps columns in step that is waited for.
    for_its_end: bool,
    because: String,
    place: Place,
}

pub(super) fn of(migration: &Migration, footprints: &[Footprint]) -> Needs {
    let on = |dialect: Dialect| {
        let mut needs = NeedsOf::default();
        if migration.dialects.contains(&dialect) || dialect != Dialect::Sqlite {
            for footprint in footprints {
                of_table(migration, footprint, dialect, &mut needs);
            }
            enums(migration, &mut needs);
            namespaces(migration, &mut needs);
            freed_names(migration, &mut needs);
            needs.requires.sort_by_key(|requirement| requirement.migration);
        }
        needs
    };
    Needs { common: on(Dialect::Postgres), sqlite: on(Dialect::Sqlite) }
}

/// Asks for a phase, unless as much is asked for already.
fn require(migration: &Migration, needs: &mut NeedsOf, since: Since, because: String) {
    let Since { migration: index, phase } = since;
    let name = migration.before.migration(index);
    if name.is_empty() {
        return;
    }
    match needs.requires.iter_mut().find(|known| known.migration == index) {
        Some(known) if known.phase >= phase => {}
        Some(known) => (known.phase, known.because) = (phase, because),
        None => needs.requires.push(Requirement { migration: index, name: name.into(), phase, because }),
    }
}

fn of_table(migration: &Migration, footprint: &Footprint, dialect: Dialect, needs: &mut NeedsOf) {
    let Some(table) = migration.before.table(&footprint.table) else { return };
    for flight in &table.history.flights {
        let Some(reason) = reason(table, footprint, flight, dialect) else { continue };
        if flight.endless && reason.for_its_end {
            needs.conflicts.push(Conflict {
                place: reason.place,
                table: table.name.clone(),
                name: migration.before.migration(flight.migration).into(),
                at: flight.at.clone(),
                because: reason.because,
            });
            continue;
        }
        if reason.phase < flight.ends {
            let changed = flight.columns.iter().filter(|(column, uses)| uses.changed && table.column(column).is_some());
            needs.unsettled.extend(changed.map(|(column, _)| (table.name.clone(), column.clone())));
        }
        require(migration, needs, Since { migration: flight.migration, phase: reason.phase }, reason.because);
    }
    for (kind, name, place) in &footprint.objects {
        // What was made by a migration that is not among the flights is made when one of these is as far as it must be.
        let in_flight = |since: &Since| table.history.flights.iter().any(|flight| flight.migration == since.migration);
        if let Some(since) = table.history.since(*kind, name).filter(in_flight) {
            let because = format!("it makes `{name}`{}, which is dropped at {}", declared(table, *kind, name), place.location());
            require(migration, needs, since, because);
        }
    }
    for (columns, place) in &footprint.referred {
        referred(migration, table, columns, *place, needs);
    }
}

/// What a foreign key, or a sync of two tables, needs of the table that it refers to: the columns, their values, and what makes them unique.
fn referred(migration: &Migration, parent: &Table, columns: &[String], place: Place, needs: &mut NeedsOf) {
    let (history, name, at) = (&parent.history, &parent.name, place.location());
    let mut key = |since: Option<Since>, what: String| {
        if let Some(since) = since {
            require(migration, needs, since, format!("{what}, which is referred to at {at}"));
        }
    };
    key(history.since, format!("it makes table `{name}` (at {})", parent.declared_at));
    for column in columns {
        let declared = declared(parent, PartKind::Column, column);
        key(history.since(PartKind::Column, column), format!("it makes `{name}.{column}`{declared}"));
        key(history.filled(column), format!("it fills `{name}.{column}`{declared}"));
    }
    let alike = |candidate: &&crate::schema::constraint::Unique| {
        candidate.columns.len() == columns.len() && columns.iter().all(|column| candidate.columns.contains(column))
    };
    if let Some(unique) = parent.uniques.iter().find(alike) {
        key(
            history.since(PartKind::Constraint, &unique.name),
            format!("it makes `{name} ({})` unique (at {})", columns.join(", "), unique.declared_at),
        );
    }
    let unique = parent.indexes.iter().find(|index| index.unique && index.leading_columns() == columns);
    if let Some(index) = unique.filter(|_| parent.primary_key != columns) {
        let since = history.since(PartKind::Index, &index.name);
        key(since, format!("it makes `{name} ({})` unique (at {})", columns.join(", "), index.declared_at));
    }
}

/// Where a part of a table is declared, in parentheses.
fn declared(table: &Table, kind: PartKind, name: &str) -> String {
    let at = match kind {
        PartKind::Column => table.column(name).map(|column| column.declared_at.clone()),
        PartKind::Index => table.indexes.iter().find(|index| index.name == name).map(|index| index.declared_at.clone()),
        PartKind::Constraint => {
            table.constraints().find(|constraint| constraint.name() == name).map(|constraint| constraint.declared_at().to_owned())
        }
    };
    at.map(|at| format!(" (at {at})")).unwrap_or_default()
}

/// What makes an enum, or gives it its last value: a column of it can't be made before.
fn enums(migration: &Migration, needs: &mut NeedsOf) {
    let columns = migration.written.iter().filter_map(|at| Some((at.node.ty.node.as_enum()?, at.place)));
    let changed = migration.enums.iter().map(|at| (&at.node.ty, at.place));
    for (of, place) in columns.chain(changed) {
        let Some((known, since)) = migration.before.enumeration(&of.name).and_then(|known| Some((known, known.since?))) else { continue };
        let (name, at) = (&of.name, place.location());
        require(migration, needs, since, format!("it makes enum `{name}` what it is (at {}), which is used at {at}", known.declared_at));
    }
}

/// What makes a schema: a table can't be made in it before, and it can't be dropped.
fn namespaces(migration: &Migration, needs: &mut NeedsOf) {
    let tables = migration.tables.iter().filter_map(|at| Some((schema_of(&at.node.name)?, at.place)));
    let dropped = migration.namespaces.iter().map(|at| (at.node.name.as_str(), at.place));
    for (name, place) in tables.chain(dropped) {
        let Some((known, since)) = migration.before.namespace(name).and_then(|known| Some((known, known.since?))) else { continue };
        let at = place.location();
        require(migration, needs, since, format!("it makes schema `{name}` (at {}), which is used at {at}", known.declared_at));
    }
}

/// Why, and for how much of an earlier migration's work on a table, this one waits. Of several reasons, the first of the strongest.
fn reason(table: &Table, footprint: &Footprint, flight: &Flight, dialect: Dialect) -> Option<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    let (name, at) = (&table.name, &flight.at);
    let mut add = |phase: Phase, for_its_end: bool, place: Place, because: String| {
        reasons.push(Reason { phase: phase.min(flight.ends), for_its_end, because, place });
    };
    for Used { column, uses, place } in &footprint.uses {
        let here = place.location();
        let theirs = flight.columns.iter().find(|(theirs, _)| theirs == column).map_or(Uses::default(), |(_, uses)| *uses);
        if uses.synced && theirs.synced && (uses.filled || theirs.filled) {
            let because = format!("it keeps `{name}.{column}` in step (at {at}), and a sync reads or writes that column too (at {here})");
            add(Phase::Contract, true, *place, because);
        }
        if uses.changed && theirs != Uses::default() {
            let because = format!("it needs `{name}.{column}` as long as it is in flight (at {at}), which is changed at {here}");
            add(Phase::Contract, true, *place, because);
        }
        if flight.touches && theirs.changed && (uses.synced || uses.changed) {
            add(Phase::Contract, false, *place, format!("it changes `{name}.{column}` (at {at}), which is used at {here}"));
        }
        if theirs.leaned && uses.filled {
            let because = format!("it puts an index or a constraint on `{name}.{column}` (at {at}), which is written at {here}");
            add(Phase::Contract, false, *place, because);
        }
        if theirs.filled && uses.leaned {
            let because = format!("it fills `{name}.{column}` (at {at}), which is indexed or constrained at {here}");
            add(Phase::Migrate, false, *place, because);
        }
    }
    let here = footprint.place.location();
    // A backfill does not set off triggers: another sync would not see the rows that it makes.
    let minds_rows = footprint.uses.iter().any(|used| used.uses.synced || used.uses.leaned);
    let their_rows_mind = flight.columns.iter().any(|(_, uses)| uses.synced || uses.leaned);
    if flight.makes_rows && minds_rows || footprint.makes_rows && their_rows_mind {
        let because = format!("one of the two makes rows of `{name}`, which the other must see: at {at}, and at {here}");
        add(Phase::Contract, true, footprint.place, because);
    }
    if footprint.whole || (flight.whole && footprint.touches) {
        add(
            Phase::Contract,
            true,
            footprint.place,
            format!("table `{name}` as a whole is changed by one of the two: at {at}, and at {here}"),
        );
    }
    // What is only referred to is not changed.
    if footprint.touches && flight.touches {
        if dialect == Dialect::Sqlite && (footprint.reshapes || flight.reshapes) {
            let because = format!("both change table `{name}` (at {at}, and at {here}), which SQLite can do by making it anew only");
            add(Phase::Contract, footprint.reshapes, footprint.place, because);
        }
        let of_theirs =
            |column: &str| table.history.since(PartKind::Column, column).is_some_and(|since| since.migration == flight.migration);
        let because = match footprint.uses.iter().find(|used| of_theirs(&used.column)) {
            _ if table.history.since.is_some_and(|since| since.migration == flight.migration) => {
                format!("it makes table `{name}` (at {}), which is changed at {here}", table.declared_at)
            }
            Some(used) => {
                let (column, here) = (&used.column, used.place.location());
                format!("it adds `{name}.{column}`{}, which is used at {here}", declared(table, PartKind::Column, column))
            }
            None => format!("both change table `{name}` (at {at}, and at {here}), and expands of one table run in the order of the chain"),
        };
        add(Phase::Expand, false, footprint.place, because);
    }
    let strongest = reasons.iter().map(|reason| reason.phase).max()?;
    if strongest == Phase::Expand {
        // That the things are there says all.
        return reasons.pop();
    }
    // That nothing ends it is worth more than the order of the reasons.
    let of_those = |reason: &Reason| reason.phase == strongest;
    let index = reasons.iter().position(|reason| of_those(reason) && reason.for_its_end).or_else(|| reasons.iter().position(of_those))?;
    Some(reasons.swap_remove(index))
}

/// A name that an earlier contract frees is free once that is done; and with that, every version that knew its old meaning is gone.
fn freed_names(migration: &Migration, needs: &mut NeedsOf) {
    const NAMED: &[Gone] = &[Gone::Index, Gone::Constraint];
    let mut taken: Vec<(&[Gone], &str, &str, Place)> = Vec::new();
    for at in &migration.tables {
        let table = &at.node;
        taken.push((&[Gone::Table], &table.name, &table.name, at.place));
        let uniques = table.uniques.iter().map(|unique| unique.name.as_str());
        let checks = table.checks.iter().map(|check| check.name.as_str());
        let keys = table.foreign_keys.iter().map(|key| key.name.as_str());
        taken.extend(uniques.chain(checks).chain(keys).map(|name| (NAMED, table.name.as_str(), name, at.place)));
    }
    let made = migration.enums.iter().filter(|at| at.node.work == EnumWork::Create);
    taken.extend(made.map(|at| (&[Gone::Enum] as &[Gone], at.node.ty.name.as_str(), at.node.ty.name.as_str(), at.place)));
    let made = migration.namespaces.iter().filter(|at| at.node.makes);
    taken.extend(made.map(|at| (&[Gone::Schema] as &[Gone], at.node.name.as_str(), at.node.name.as_str(), at.place)));
    taken.extend(
        migration.columns.iter().map(|at| (&[Gone::Column] as &[Gone], at.node.table.as_str(), at.node.column.name.as_str(), at.place)),
    );
    for at in &migration.operations {
        let name = match &at.node.operation {
            Operation::CreateIndex(index) => &index.name,
            Operation::AddConstraint(Constraint::Unique(unique)) => &unique.name,
            Operation::AddConstraint(Constraint::Check(check)) => &check.name,
            Operation::AddConstraint(Constraint::ForeignKey(key)) => &key.name,
            _ => continue,
        };
        taken.push((NAMED, &at.node.table, name, at.place));
    }
    for (kinds, table, name, place) in taken {
        let Some(gone) = migration.before.dropped(kinds, table, name) else { continue };
        let Some(index) = migration.before.migrations.iter().position(|known| *known == gone.migration) else { continue };
        let what = if gone.kind == Gone::Column { format!("{}.{name}", gone.table) } else { name.to_owned() };
        let because = format!(
            "its contract drops {} `{what}` (at {}): until then a version that knows the old one may live, and the name is given again at {}",
            gone.kind.name(),
            gone.at,
            place.location()
        );
        require(migration, needs, Since { migration: index, phase: Phase::Contract }, because);
    }
}
