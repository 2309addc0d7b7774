//! What a migration does to each table, and what it needs of others.

use crate::diagnostic::Place;
use crate::expression::Expression;
use crate::plan::Phase;
use crate::resolve::{At, ByApplication, Migration, Operation, Pair, Sync, Transform};
use crate::schema::Table;
use crate::schema::constraint::{Constraint, ForeignKey};
use crate::schema::history::{Flight, PartKind, Uses};

/// What a migration does to a table.
#[derive(Debug)]
pub struct Footprint {
    /// The table.
    pub table: String,
    /// Whether it changes the table at all, or what it does elsewhere needs columns of it.
    pub touches: bool,
    /// The last phase in which it does.
    pub ends: Phase,
    /// Its sync, else the first thing that it does there.
    pub place: Place,
    /// What is about all of the table.
    pub whole: bool,
    /// Whether SQLite makes the table anew for it.
    pub reshapes: bool,
    /// Whether its triggers and its backfill make rows, and delete them.
    pub makes_rows: bool,
    /// What keeps columns in step, and is ended by no contract.
    pub endless: bool,
    /// The columns that it is about, and where first.
    pub uses: Vec<Used>,
    /// Indexes and constraints that it drops.
    pub objects: Vec<(PartKind, String, Place)>,
    /// Columns that foreign keys of other tables, or syncs with them, refer to.
    pub referred: Vec<(Vec<String>, Place)>,
}

/// A column that is used.
#[derive(Debug)]
pub struct Used {
    /// The column.
    pub column: String,
    /// How.
    pub uses: Uses,
    /// Where first.
    pub place: Place,
}

impl Footprint {
    /// How a column is used.
    pub fn used(&self, column: &str) -> Option<&Used> {
        self.uses.iter().find(|used| used.column == column)
    }

    /// The same, as later migrations need to know of it.
    pub fn flight(&self, migration: usize) -> Flight {
        Flight {
            migration,
            ends: self.ends,
            at: self.place.location(),
            touches: self.touches,
            whole: self.whole,
            reshapes: self.reshapes,
            makes_rows: self.makes_rows,
            endless: self.endless,
            columns: self.uses.iter().filter(|used| used.uses != Uses::default()).map(|used| (used.column.clone(), used.uses)).collect(),
        }
    }

    fn uses(&mut self, column: &str, uses: Uses, place: Place) {
        match self.uses.iter_mut().find(|used| used.column == column) {
            Some(used) => used.uses = used.uses.and(uses),
            None => self.uses.push(Used { column: column.into(), uses, place }),
        }
    }

    /// A sync or a watch, from dual write on.
    fn keeps_in_step(&mut self, migration: &Migration, place: Place) {
        self.place = place;
        self.reshapes = true;
        self.endless = !migration.has(Phase::Contract);
        self.ends = Phase::Contract;
    }
}

/// The footprints of a migration, one for each table.
pub(super) fn footprints(migration: &Migration) -> Vec<Footprint> {
    let mut footprints = Footprints { migration, all: Vec::new() };
    footprints.gather();
    footprints.all
}

struct Footprints<'a> {
    migration: &'a Migration,
    all: Vec<Footprint>,
}

impl Footprints<'_> {
    fn gather(&mut self) {
        // A field that is not named here does not compile: what a migration does must be known to those that come after it.
        let Migration {
            name: _,
            doc: _,
            enums: _,
            namespaces: _,
            declared_at: _,
            dialects: _,
            minimum: _,
            retire: _,
            phases: _,
            before: _,
            expanded: _,
            after: _,
            tables,
            columns,
            generated,
            // Each is of a new table or among the new columns.
            written: _,
            syncs,
            applications,
            pairs,
            // Each has a sync or an application beside it.
            backfills: _,
            transforms,
            not_null,
            drops,
            swaps,
            operations,
            raws,
            needs: _,
            declares: _,
            incomplete: _,
            guesses: _,
        } = self.migration;
        for at in tables {
            self.touched(&at.node.name, at.phase, at.place);
            self.foreign_keys(&at.node, at.phase, at.place, false);
        }
        for at in columns {
            let footprint = self.touched(&at.node.table, at.phase, at.place);
            if let Some(like) = &at.node.like {
                footprint.uses(like, Uses::LEANED, at.place);
            }
        }
        for at in generated.iter().filter(|at| !at.node.fresh) {
            let footprint = self.touched(&at.node.table, at.phase, at.place);
            reads(&at.node.value, &mut |column, place| footprint.uses(column, Uses::LEANED, place));
        }
        syncs.iter().for_each(|at| self.sync(at));
        applications.iter().for_each(|at| self.application(at));
        transforms.iter().for_each(|at| self.transform(at));
        pairs.iter().for_each(|at| self.pair(at));
        for at in not_null {
            let footprint = self.touched(&at.node.table, at.phase, at.place);
            footprint.uses(&at.node.column, Uses::CHANGED, at.place);
            footprint.reshapes = true;
        }
        for at in drops {
            let footprint = self.touched(&at.node.table, at.phase, at.place);
            footprint.uses(&at.node.column, Uses::CHANGED, at.place);
            footprint.reshapes = true;
        }
        for at in swaps {
            let footprint = self.touched(&at.node.table, at.phase, at.place);
            footprint.uses(&at.node.column, Uses::CHANGED, at.place);
            footprint.uses(&at.node.with, Uses::CHANGED, at.place);
            (footprint.whole, footprint.reshapes) = (true, true);
        }
        for at in operations {
            self.operation(&at.node.table, &at.node.operation, at.phase, at.place);
        }
        // What else it does is among the rest.
        for at in raws {
            if let Some(table) = &at.node.table {
                self.touched(table, at.phase, at.place);
            }
        }
    }

    fn of(&mut self, table: &str, phase: Phase, place: Place) -> &mut Footprint {
        let index = self.all.iter().position(|known| known.table == table).unwrap_or_else(|| {
            self.all.push(Footprint {
                table: table.into(),
                touches: false,
                ends: phase,
                place,
                whole: false,
                reshapes: false,
                makes_rows: false,
                endless: false,
                uses: Vec::new(),
                objects: Vec::new(),
                referred: Vec::new(),
            });
            self.all.len() - 1
        });
        let footprint = &mut self.all[index];
        footprint.ends = footprint.ends.max(phase);
        footprint
    }

    fn touched(&mut self, table: &str, phase: Phase, place: Place) -> &mut Footprint {
        let footprint = self.of(table, phase, place);
        footprint.touches = true;
        footprint
    }

    fn sync(&mut self, at: &At<Sync>) {
        let (migration, sync) = (self.migration, &at.node);
        let footprint = self.touched(&sync.table, at.phase, at.place);
        footprint.keeps_in_step(migration, at.place);
        for assignment in sync.forward.iter().chain(&sync.reverse).chain(&sync.normalise) {
            footprint.uses(&assignment.column, Uses::FILLED, assignment.place);
            reads(&assignment.value, &mut |column, place| footprint.uses(column, Uses::SYNCED, place));
        }
    }

    /// Triggers on either table write the other, its rows included.
    fn pair(&mut self, at: &At<Pair>) {
        let (migration, pair) = (self.migration, &at.node);
        let on = |columns: Vec<&str>| columns.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let sides = [
            (&pair.source, &pair.reverse, &pair.forward, on(pair.source_key().collect())),
            (&pair.target, &pair.forward, &pair.reverse, on(pair.target_key().collect())),
        ];
        for (table, written, read, key) in sides {
            let footprint = self.touched(table, at.phase, at.place);
            footprint.keeps_in_step(migration, at.place);
            footprint.makes_rows = true;
            for assignment in written {
                footprint.uses(&assignment.column, Uses::FILLED, assignment.place);
            }
            for assignment in read {
                reads(&assignment.value, &mut |column, place| footprint.uses(column, Uses::SYNCED, place));
            }
            key.iter().for_each(|column| footprint.uses(column, Uses::SYNCED, at.place));
            footprint.referred.push((key, at.place));
        }
    }

    fn application(&mut self, at: &At<ByApplication>) {
        let migration = self.migration;
        let footprint = self.touched(&at.node.table, at.phase, at.place);
        footprint.keeps_in_step(migration, at.place);
        for column in &at.node.columns {
            footprint.uses(&column.node, Uses::FILLED, column.place);
        }
    }

    fn transform(&mut self, at: &At<Transform>) {
        let footprint = self.touched(&at.node.table, at.phase, at.place);
        for column in &at.node.call.arguments {
            footprint.uses(&column.node, Uses::SYNCED, column.place);
        }
        for column in &at.node.targets {
            footprint.uses(&column.node, Uses::FILLED, column.place);
        }
    }

    fn operation(&mut self, table: &str, operation: &Operation, phase: Phase, place: Place) {
        let migration = self.migration;
        let footprint = self.touched(table, phase, place);
        match operation {
            Operation::CreateIndex(index) => {
                index.columns.iter().for_each(|column| footprint.uses(column, Uses::LEANED, place));
                footprint.ends = footprint.ends.max(index_phase(migration, table, &index.columns, phase));
            }
            Operation::DropIndex(index) => footprint.objects.push((PartKind::Index, index.name.clone(), place)),
            Operation::AddConstraint(constraint) => {
                footprint.reshapes = true;
                constraint.columns().iter().for_each(|column| footprint.uses(column, Uses::LEANED, place));
                if let Constraint::ForeignKey(key) = constraint {
                    self.refers(key, phase, place, false);
                }
            }
            Operation::DropConstraint(constraint) => {
                footprint.reshapes = true;
                footprint.objects.push((PartKind::Constraint, constraint.name().to_owned(), place));
                match constraint {
                    // What refers to the rows by these columns can't do so any more.
                    Constraint::Unique(unique) => unique.columns.iter().for_each(|column| footprint.uses(column, Uses::CHANGED, place)),
                    Constraint::Check(_) => {}
                    Constraint::ForeignKey(key) => self.refers(key, phase, place, true),
                }
            }
            Operation::SetDefault(column, _)
            | Operation::DropDefault(column)
            | Operation::DropNotNull(column)
            | Operation::SetType { column, .. } => {
                footprint.reshapes = true;
                footprint.uses(column, Uses::CHANGED, place);
            }
            Operation::SetPrimaryKey { from, to } => {
                (footprint.whole, footprint.reshapes) = (true, true);
                from.iter().chain(to).for_each(|column| footprint.uses(column, Uses::CHANGED, place));
            }
            Operation::DropTable => {
                (footprint.whole, footprint.reshapes) = (true, true);
                if let Some(table) = migration.expanded.table(table) {
                    self.foreign_keys(table, phase, place, true);
                }
            }
        }
    }

    fn foreign_keys(&mut self, table: &Table, phase: Phase, place: Place, drops: bool) {
        table.foreign_keys.iter().filter(|key| key.table != table.name).for_each(|key| self.refers(key, phase, place, drops));
    }

    /// What a foreign key refers to. One that is dropped is there until contract: whoever takes away what it refers to must wait for that.
    fn refers(&mut self, key: &ForeignKey, phase: Phase, place: Place, drops: bool) {
        let parent = self.of(&key.table, phase, place);
        if drops {
            key.references.iter().for_each(|column| parent.uses(column, Uses::LEANED, place));
        } else {
            parent.referred.push((key.references.clone(), place));
        }
    }
}

/// The phase that makes an index: one on columns that the backfill fills waits for it.
pub(super) fn index_phase(migration: &Migration, table: &str, columns: &[String], phase: Phase) -> Phase {
    let filled = |column: &String| migration.mapping_into(table, column).is_some_and(|mapping| migration.backfills(mapping.from));
    if phase == Phase::Expand && columns.iter().any(filled) { Phase::Migrate } else { phase }
}

/// The columns that an expression reads, and where.
fn reads(value: &Expression, to: &mut dyn FnMut(&str, Place)) {
    value.columns(&mut |column, place| to(column, place));
}
