//! What the schema that a migration leaves remembers of it.

use super::footprint::{Footprint, index_phase};
use crate::plan::Phase;
use crate::resolve::{EnumWork, Migration, Operation};
use crate::schema::history::{Flight, History, PartKind, Since, Uses};
use crate::schema::{Gone, Table};

pub(super) fn stamp(migration: &mut Migration, footprints: &[Footprint]) {
    let own = migration.before.migrations.len();
    let mut histories: Vec<(String, History)> = Vec::new();
    for table in &migration.after.tables {
        let before = migration.before.table(&table.name);
        let footprint = footprints.iter().find(|footprint| footprint.table == table.name);
        if footprint.is_some() || before.is_none() {
            histories.push((table.name.clone(), history(migration, own, before, table, footprint)));
        }
    }
    for (name, history) in histories {
        if let Some(table) = migration.after.table_mut(&name) {
            table.history = history;
        }
    }
    for at in migration.enums.iter().filter(|at| at.node.work != EnumWork::Drop) {
        let known = migration.after.enums.iter_mut().find(|known| known.ty.name == at.node.ty.name);
        known.into_iter().for_each(|known| known.since = Some(Since { migration: own, phase: Phase::Expand }));
    }
    for at in migration.namespaces.iter().filter(|at| at.node.makes) {
        let known = migration.after.namespaces.iter_mut().find(|known| known.name == at.node.name);
        known.into_iter().for_each(|known| known.since = Some(Since { migration: own, phase: Phase::Expand }));
    }
    // A name that was given again is not free any more.
    let after = &migration.after;
    let given = |kind: Gone, table: &str, name: &str| {
        let part = |table: &Table| {
            table.indexes.iter().any(|index| index.name == name) || table.constraints().any(|constraint| constraint.name() == name)
        };
        after.table(name).is_some() && kind == Gone::Table
            || kind == Gone::Schema && after.namespace(name).is_some()
            || kind == Gone::Enum && after.enumeration(name).is_some()
            || kind == Gone::Column && after.table(table).is_some_and(|table| table.column(name).is_some())
            || matches!(kind, Gone::Index | Gone::Constraint) && after.tables.iter().any(part)
            // Of a table that was made again, the columns that are not there have never been.
            || kind == Gone::Column && migration.tables.iter().any(|at| at.node.name == table) && after.table(table).is_some()
    };
    let kept = after.dropped.iter().filter(|gone| !given(gone.kind, &gone.table, &gone.name)).cloned().collect();
    migration.after.dropped = kept;
}

fn history(migration: &Migration, own: usize, before: Option<&Table>, after: &Table, footprint: Option<&Footprint>) -> History {
    let since = |phase| Some(Since { migration: own, phase });
    let mut history = match before {
        Some(before) => before.history.clone(),
        None => History { since: since(Phase::Expand), ..History::default() },
    };
    history.parts.retain(|part| match part.kind {
        PartKind::Column => after.column(&part.name).is_some(),
        PartKind::Index => after.indexes.iter().any(|index| index.name == part.name),
        PartKind::Constraint => after.constraints().any(|constraint| constraint.name() == part.name),
    });
    if let Some(before) = before {
        for column in after.columns.iter().filter(|column| before.column(&column.name).is_none()) {
            history.part_mut(PartKind::Column, &column.name).since = since(Phase::Expand);
        }
    }
    for at in migration.swaps.iter().filter(|at| at.node.table == after.name) {
        let part = history.part_mut(PartKind::Column, &at.node.column);
        (part.since, part.filled) = (since(Phase::Contract), None);
    }
    for at in migration.operations.iter().filter(|at| at.node.table == after.name) {
        match &at.node.operation {
            Operation::CreateIndex(index) => {
                let phase = index_phase(migration, &after.name, &index.columns, at.phase);
                if phase != Phase::Expand || before.is_some() {
                    history.part_mut(PartKind::Index, &index.name).since = since(phase);
                }
            }
            Operation::AddConstraint(constraint) => {
                history.part_mut(PartKind::Constraint, constraint.name()).since = since(at.phase);
            }
            _ => {}
        }
    }
    let Some(footprint) = footprint else { return history };
    // The old side has its values; the new side gets them.
    let is_filled = |column: &str| migration.mapping_into(&after.name, column).is_some() || migration.is_transformed(&after.name, column);
    for used in footprint.uses.iter().filter(|used| used.uses.filled && is_filled(&used.column) && after.column(&used.column).is_some()) {
        history.part_mut(PartKind::Column, &used.column).filled = since(Phase::Migrate);
    }
    if footprint.touches {
        // Whoever comes later waits for this migration's expand, and this one has waited for theirs.
        let is_done = |flight: &Flight| {
            let phases = migration.dialects.iter().map(|dialect| migration.needs.of(*dialect).phase(flight.migration));
            migration.dialects.is_empty() || phases.into_iter().all(|phase| phase.is_some_and(|phase| phase >= flight.ends))
        };
        history.flights.retain(|flight| !is_done(flight));
    }
    if footprint.touches || footprint.uses.iter().any(|used| used.uses != Uses::default()) {
        history.flights.push(footprint.flight(own));
    }
    history
}
