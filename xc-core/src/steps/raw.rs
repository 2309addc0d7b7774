//! Raw statements, with what the catalogue must show once each took effect.

use super::{Narrow, Steps, Task, operations, widen};
use crate::diagnostic::Place;
use crate::locks::Lock;
use crate::plan::{Dialect, Phase};
use crate::resolve::{At, Migration, Raw, Said};
use crate::schema::Column;

/// A raw statement.
#[derive(Debug)]
pub struct RawStep {
    /// Why it is raw, which is what it is called.
    pub why: String,
    /// The table that it is about.
    pub table: Option<String>,
    /// What it is on each database on which there is something to do.
    pub on: Vec<RawOn>,
    /// What xc would do for the same effect on the schema: never run, but asked how one tells that it is there.
    pub effect: Vec<Task>,
    /// The same, of what contract does to a table.
    pub narrows: Vec<Narrow>,
}

/// A raw statement on one database.
#[derive(Debug)]
pub struct RawOn {
    /// The database.
    pub dialect: Dialect,
    /// The statement.
    pub run: String,
    /// What takes it back.
    pub inverse: Option<String>,
    /// The query that tells whether it took effect.
    pub done: Option<String>,
    /// The strongest lock that it takes.
    pub lock: Lock,
}

/// The raw statements of a phase: those that lead it, or those that end it.
pub(super) fn steps(migration: &Migration, phase: Phase, lead: bool) -> Vec<Task> {
    let here = migration.raws.iter().filter(|at| at.phase == phase && at.node.leads == lead);
    here.map(|at| Task::Raw(Box::new(step(migration, at)))).collect()
}

fn step(migration: &Migration, at: &At<Raw>) -> RawStep {
    let text = |said: &Said| said.text().map(|text| text.node.clone());
    let on = at.node.on.iter().filter_map(|on| {
        Some(RawOn {
            dialect: on.dialect,
            run: text(&on.run)?,
            inverse: text(&on.inverse),
            done: text(&on.done),
            lock: on.lock.as_ref().map_or(Lock::Writer, |lock| lock.node),
        })
    });
    let stated = |place: Place| at.place.contains(place);
    let mut effect = Steps { widen: widen(migration, &stated), ..Steps::default() };
    operations::widen(migration, &mut effect, &stated);
    effect.widen.append(&mut effect.settle);
    effect.widen.extend(operations::drops(migration, &stated));
    RawStep {
        why: at.node.why.node.clone(),
        table: at.node.table.clone(),
        on: on.collect(),
        effect: effect.widen,
        narrows: narrows(migration, &stated),
    }
}

fn narrows(migration: &Migration, stated: &dyn Fn(Place) -> bool) -> Vec<Narrow> {
    let mut narrows = Vec::new();
    for before in &migration.expanded.tables {
        let of_table = |table: &str, place: Place| table == before.name && stated(place);
        let tasks = operations::narrow(migration, before, stated);
        let drops: Vec<String> =
            migration.drops.iter().filter(|at| of_table(&at.node.table, at.place)).map(|at| at.node.column.clone()).collect();
        let not_null: Vec<Column> = migration
            .not_null
            .iter()
            .filter(|at| of_table(&at.node.table, at.place))
            .filter_map(|at| before.column(&at.node.column))
            .map(|column| Column { nullable: false, ..column.clone() })
            .collect();
        if tasks.is_empty() && drops.is_empty() && not_null.is_empty() {
            continue;
        }
        let after = migration.after.table(&before.name).unwrap_or(before).clone();
        narrows.push(Narrow {
            before: before.clone(),
            after,
            tasks,
            not_null,
            drops,
            ends: None,
            ends_watch: None,
            swaps: Vec::new(),
            unit: 0,
        });
    }
    narrows
}
