//! What every row must hold, so that every read can be checked: by either version, whichever of them wrote.
//!
//! A row belongs to one task, which alone writes it. Still it can't always be told what a row holds: a write that was under way while the
//! triggers were installed may have met them or not, and the backfill comes to a row at a time of its own. So the ledger keeps, for each
//! row, all the states that it may be in. A read must find one of them, and rules out the others.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use fastrand::Rng;

use crate::change::Change;
use crate::measurements::Version;
use crate::row::Row;
use crate::statement::{Statement, Verb};

/// Whether a write by one version reaches the other's columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DualWrite {
    #[default]
    Off,
    /// The triggers are being installed, or taken away.
    Changing,
    /// The old columns are being renamed out of the way, or back, and there is a moment without any trigger: what version 2 writes reaches them at
    /// once, or by the comparison of the whole table that comes last.
    Retiring,
    On,
}

/// How far the change is, as far as it matters for what a row holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stage {
    pub(crate) dual_write: DualWrite,
    /// The backfill has begun: any row may be filled.
    pub(crate) backfilling: bool,
    /// The backfill is done: every row is filled.
    pub(crate) whole: bool,
    /// Version 1 is gone, and its columns may be: those of a row follow all the same, for contract retires them.
    pub(crate) narrow: bool,
    /// Counts the changes of stage.
    number: u64,
}

/// See the module's documentation.
pub(crate) struct Ledger {
    change: &'static Change,
    /// What makes a row of version 1.
    inserts: Vec<Statement>,
    /// How many rows there are from the beginning, with ids from 1 on.
    seeded: i64,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    stage: Stage,
    /// The states that each row that was written to may be in. Empty: the row was deleted.
    written: HashMap<i64, Vec<Row>>,
    inserted: u64,
    deleted: u64,
}

/// The states of a row at a time.
pub(crate) struct Snapshot {
    states: Vec<Row>,
    /// What the ledger had then; nothing of a row that nobody wrote.
    entered: Option<Vec<Row>>,
    stage: Stage,
}

/// A write to a row.
pub(crate) enum Write {
    Insert(Row),
    Update(Row),
    Delete,
}

impl Ledger {
    pub(crate) fn new(change: &'static Change, seeded: i64) -> Ledger {
        let inserts = change.v1.parsed().into_iter().filter(|statement| statement.verb == Verb::Insert).collect();
        Ledger { change, inserts, seeded, inner: Mutex::default() }
    }

    /// What version 1 wrote before anything began: always the same for an id, so that it need not be remembered to be checked.
    pub(crate) fn seed(&self, id: i64) -> Row {
        let mut rng = Rng::with_seed(id.unsigned_abs());
        self.inserts.iter().flat_map(|insert| insert.values(self.change, Version::V1, id, &mut rng)).collect()
    }

    /// The change enters another stage.
    pub(crate) fn enter(&self, change: impl FnOnce(&mut Stage)) {
        let mut inner = self.inner();
        let was = inner.stage;
        change(&mut inner.stage);
        inner.stage.number += 1;
        if was.dual_write == DualWrite::Retiring && inner.stage.dual_write != DualWrite::Retiring {
            for states in inner.written.values_mut() {
                *states = distinct(states.drain(..).map(|row| self.change.compared(row)));
            }
        }
        if inner.stage.whole && !was.whole {
            for states in inner.written.values_mut() {
                *states = distinct(states.drain(..).map(|row| self.change.complete(row)));
            }
        }
    }

    /// The states that a row may be in now. None: it was deleted.
    pub(crate) fn states(&self, id: i64) -> Snapshot {
        let inner = self.inner();
        let stage = inner.stage;
        let entered = inner.written.get(&id).cloned();
        drop(inner);
        let known = entered.clone().unwrap_or_else(|| {
            let row = self.seed(id);
            vec![if stage.whole { self.change.complete(row) } else { row }]
        });
        let complete = stage.backfilling && !stage.whole && !stage.narrow;
        let states = known.into_iter().flat_map(|row| if complete { vec![row.clone(), self.change.complete(row)] } else { vec![row] });
        Snapshot { states: distinct(states), entered, stage }
    }

    /// Enters a write that has taken effect. `before` is what the row was when it began.
    pub(crate) fn wrote(&self, id: i64, before: &Snapshot, write: Write, by: Version) {
        let mut inner = self.inner();
        let stage = inner.stage;
        let steady = stage.number == before.stage.number && stage.dual_write != DualWrite::Changing;
        let ways: &[bool] = match stage.dual_write {
            DualWrite::On if steady => &[true],
            DualWrite::Off if steady => &[false],
            _ => &[true, false],
        };
        let mut after: Vec<Row> = match &write {
            Write::Delete => Vec::new(),
            Write::Insert(row) => ways.iter().map(|dual_written| self.change.inserted(row.clone(), by, *dual_written)).collect(),
            Write::Update(set) => {
                let updated = |row: &Row, dual_written: bool| {
                    // Every row is filled by then: one that is out of parity is so because version 2 wrote to it.
                    if stage.narrow && dual_written && by == Version::V2 {
                        return self.change.kept(row.clone(), set);
                    }
                    self.change.updated(row.clone(), set, by, dual_written)
                };
                // An upsert that changes nothing of a row that is not filled yet may fill it: it makes the row of the other table.
                let upserts = by == Version::V2 && ways.contains(&true) && !stage.whole;
                let made = |row: &Row| (upserts && set.is_part_of(row)).then(|| self.change.complete(row.clone()));
                let of = |row: &Row| ways.iter().map(|dual_written| updated(row, *dual_written)).chain(made(row)).collect::<Vec<_>>();
                before.states.iter().flat_map(of).collect()
            }
        };
        if before.stage.dual_write == DualWrite::Retiring && stage.dual_write != DualWrite::Retiring {
            after = after.into_iter().map(|row| self.change.compared(row)).collect();
        }
        if stage.whole && !stage.narrow {
            after = after.into_iter().map(|row| self.change.complete(row)).collect();
        }
        inner.inserted += u64::from(matches!(write, Write::Insert(_)));
        inner.deleted += u64::from(matches!(write, Write::Delete));
        inner.written.insert(id, distinct(after));
    }

    /// Forgets what a row holds: a write to it failed, and may have taken effect nevertheless.
    pub(crate) fn lost_track(&self, id: i64) {
        self.inner().written.insert(id, Vec::new());
    }

    /// Enters what a read found, if it is what the row may hold.
    ///
    /// # Errors
    /// The state that the row should be in, if the read found none of those that it may be in.
    pub(crate) fn read(&self, id: i64, before: &Snapshot, found: &Row) -> Result<(), Row> {
        let (whole, narrow) = (before.stage.whole, before.stage.narrow);
        // What the trigger or the backfill has or has not come to yet.
        let may_be = |row: &&Row| found.is_part_of(row) || (!whole && !narrow && found.is_part_of(&self.change.complete((*row).clone())));
        let right: Vec<Row> = before.states.iter().filter(may_be).cloned().collect();
        if right.is_empty() && !before.states.is_empty() {
            return Err(before.states[0].clone());
        }
        let mut inner = self.inner();
        // A row that nobody wrote need not be remembered; and what was written since, this read has not seen.
        if before.entered.is_some() && inner.stage.number == before.stage.number && inner.written.get(&id) == before.entered.as_ref() {
            inner.written.insert(id, right);
        }
        Ok(())
    }

    /// Every row that was written to and is there still.
    pub(crate) fn written(&self) -> Vec<i64> {
        self.inner().written.iter().filter(|(_, states)| !states.is_empty()).map(|(id, _)| *id).collect()
    }

    /// How many rows there must be.
    pub(crate) fn rows(&self) -> i64 {
        let inner = self.inner();
        self.seeded + i64::try_from(inner.inserted).unwrap_or(i64::MAX) - i64::try_from(inner.deleted).unwrap_or(i64::MAX)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("no task panics while it holds the ledger")
    }
}

impl Snapshot {
    /// Whether the row is there.
    pub(crate) fn is_there(&self) -> bool {
        !self.states.is_empty()
    }

    /// Whether version 1's columns can hold the row after an update: after contract too, for it may be taken back.
    pub(crate) fn fits(&self, change: &Change, set: &Row, by: Version) -> bool {
        self.states.iter().all(|row| (change.fits)(&change.updated(row.clone(), set, by, true)))
    }
}

fn distinct(rows: impl IntoIterator<Item = Row>) -> Vec<Row> {
    let mut seen: Vec<Row> = Vec::new();
    for row in rows {
        if !seen.contains(&row) {
            seen.push(row);
        }
    }
    seen
}
