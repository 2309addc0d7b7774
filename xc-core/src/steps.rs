//! The plan, dialect-neutral: what is done in each phase, whatever the database.

mod group;
mod operations;
mod pair;
mod raw;
mod swaps;

use crate::diagnostic::Place;
use crate::flight::Needs;
use crate::plan::Phase;
use crate::resolve::{Assignment, ByApplication, EnumWork, Migration, Sync, Transform};
use crate::schema::constraint::{Constraint, Index, Unique};
use crate::schema::enumeration::EnumType;
use crate::schema::{Column, Table};

pub use group::Group;
pub use pair::InstallPair;
pub use raw::{RawOn, RawStep};

/// What a migration does.
#[derive(Debug, Default)]
pub struct Steps {
    /// The migration's name: what it retires is called after it.
    pub migration: String,
    /// What earlier migrations must have done.
    pub needs: Needs,
    /// The tables that it changes and that were there before.
    pub expects: Vec<Table>,
    /// Of these, the columns of an enum that it neither maps nor alters: what values a later migration has left there does not matter to it.
    pub spared_enums: Vec<(String, String)>,
    /// Expand: new tables, columns, indexes.
    pub widen: Vec<Task>,
    /// Dual write: the syncs to install. Migrate backfills their tables.
    pub syncs: Vec<InstallSync>,
    /// Dual write: the tables to watch while the application writes both shapes. Migrate backfills them.
    pub watches: Vec<Watch>,
    /// Dual write of two tables: likewise.
    pub pairs: Vec<InstallPair>,
    /// Migrate, once the backfills are verified: indexes on columns that they fill. Built before, each batch would have to keep them up.
    pub settle: Vec<Task>,
    /// Contract: raw statements that run before everything else.
    pub opening: Vec<Task>,
    /// Contract: one change for each table.
    pub narrow: Vec<Narrow>,
    /// Contract, at its end: tables that go.
    pub drops: Vec<Task>,
    /// Contract, behind that: enums that go.
    pub enum_drops: Vec<EnumType>,
    /// Contract, behind that: schemas that go.
    pub schema_drops: Vec<Task>,
    /// Contract: raw statements that run after everything else.
    pub closing: Vec<Task>,
}

/// Something to do to one table.
#[derive(Debug)]
pub enum Task {
    /// A new schema.
    CreateSchema(String),
    /// A schema that goes.
    DropSchema(String),
    /// A new enum.
    CreateEnum(EnumType),
    /// A new value of an enum. The columns of it are altered by themselves.
    AddEnumValue {
        /// The enum's name.
        name: String,
        /// The value.
        value: String,
    },
    /// A new table.
    CreateTable(Table),
    /// New columns of a table that has rows.
    AddColumns {
        /// The table with them.
        table: Table,
        /// The columns.
        columns: Vec<Column>,
        /// Those of them that change places with another in contract.
        shadows: Vec<Swap>,
    },
    /// A new index.
    CreateIndex {
        /// The table.
        table: Table,
        /// The index.
        index: Index,
        /// Whether the table is new, and empty.
        fresh: bool,
    },
    /// An index that goes.
    DropIndex {
        /// The table.
        table: Table,
        /// The index.
        index: Index,
    },
    /// A new constraint.
    AddConstraint {
        /// The table with it.
        table: Table,
        /// The constraint.
        constraint: Constraint,
    },
    /// A unique constraint that takes over an index of its name and columns.
    AddUniqueUsingIndex {
        /// The table with both.
        table: Table,
        /// The constraint.
        unique: Unique,
    },
    /// A constraint that goes.
    DropConstraint {
        /// The table with it.
        table: Table,
        /// The constraint.
        constraint: Constraint,
    },
    /// A default that is set or dropped, a NOT NULL that is dropped.
    AlterColumn {
        /// The table as it was.
        before: Table,
        /// The table as it shall be.
        after: Table,
        /// The column.
        column: String,
    },
    /// One primary key in the place of another.
    SetPrimaryKey {
        /// The table as it was.
        before: Table,
        /// The columns of the new key.
        key: Unique,
    },
    /// A table that goes.
    DropTable(Table),
    /// A raw statement.
    Raw(Box<RawStep>),
}

/// A sync to install, to backfill, and to verify.
#[derive(Debug)]
pub struct InstallSync {
    /// The migration that it is of.
    pub migration: String,
    /// The mapping.
    pub sync: Sync,
    /// Its two sides, in parts that have no column in common.
    pub groups: Vec<Group>,
    /// Its table after expand.
    pub table: Table,
    /// Columns that v2 leaves out of its inserts though they are NOT NULL without a default: reverse fills them.
    pub left_out: Vec<Column>,
    /// New columns that are to change places with what they are copies of: no version of the application knows them.
    pub shadows: Vec<String>,
    /// Whether migrate backfills the table.
    pub backfill: bool,
    /// The columns that contract makes NOT NULL.
    pub not_null: Vec<String>,
}

/// A table to which the application writes both shapes: triggers write down which rows are not in step, and a Rust function fills them.
#[derive(Debug)]
pub struct Watch {
    /// The migration that it is of.
    pub migration: String,
    /// The function.
    pub transform: Transform,
    /// The table after expand.
    pub table: Table,
    /// The old shape: the arguments that the application lists.
    pub old: Vec<Column>,
    /// The other arguments, which both versions write.
    pub inputs: Vec<Column>,
    /// The new shape, which the function fills.
    pub new: Vec<Column>,
    /// Columns of the old shape that v2 leaves out of its inserts though they are NOT NULL without a default.
    pub left_out: Vec<Column>,
    /// The columns that contract makes NOT NULL.
    pub not_null: Vec<String>,
}

/// The changes of contract to one table. They are one change, because they must take effect together where the database can do that.
#[derive(Debug)]
pub struct Narrow {
    /// The table after expand.
    pub before: Table,
    /// The table as it shall be.
    pub after: Table,
    /// Indexes, constraints and defaults. SQLite has them in the table that it makes anew, but for the indexes.
    pub tasks: Vec<Task>,
    /// The columns that become NOT NULL, as they shall be.
    pub not_null: Vec<Column>,
    /// The columns that are dropped.
    pub drops: Vec<String>,
    /// The index in [`Steps::syncs`] of the sync that ends here.
    pub ends: Option<usize>,
    /// The index in [`Steps::watches`] of the watch that ends here.
    pub ends_watch: Option<usize>,
    /// Columns that change places with their shadows, which then go.
    pub swaps: Vec<Swap>,
    /// Tables with the same number, one after the other, finish together: they refer to each other by columns that change places.
    pub unit: usize,
}

/// A column and its shadow.
#[derive(Debug)]
pub struct Swap {
    /// The column whose name stays.
    pub old: Column,
    /// The column that takes its place.
    pub new: Column,
}

impl Steps {
    /// Whether a table is none of those that a sync keeps in step with one that goes.
    pub fn only_refers(&self, narrow: &Narrow) -> bool {
        let mut one_to_one = self.pairs.iter().filter(|install| install.is_one_to_one()).peekable();
        let name = &narrow.before.name;
        one_to_one.peek().is_some() && one_to_one.all(|install| install.main.name != *name && install.detail.name != *name)
    }
}

/// Plans a migration that broke no rule.
pub fn plan(migration: &Migration) -> Steps {
    if migration.declares {
        return Steps { expects: migration.expanded.tables.clone(), ..Steps::default() };
    }
    // What a raw statement does to the schema is its own text's to bring about.
    let generated = |place: Place| migration.raw_at(place).is_none();
    let mut steps = Steps {
        migration: migration.plain_name(),
        needs: migration.needs.clone(),
        expects: expects(migration),
        spared_enums: spared_enums(migration),
        widen: raw::steps(migration, Phase::Expand, true),
        syncs: syncs(migration),
        watches: watches(migration),
        pairs: pair::pairs(migration),
        settle: Vec::new(),
        opening: raw::steps(migration, Phase::Contract, true),
        narrow: Vec::new(),
        drops: operations::drops(migration, &generated),
        schema_drops: schemas(migration, false).map(Task::DropSchema).collect(),
        enum_drops: enums(migration, |work| *work == EnumWork::Drop).cloned().collect(),
        closing: raw::steps(migration, Phase::Contract, false),
    };
    steps.widen.extend(widen(migration, &generated));
    operations::widen(migration, &mut steps, &generated);
    steps.widen.extend(raw::steps(migration, Phase::Expand, false));
    for name in changed_tables(migration) {
        let (Some(before), Some(after)) = (migration.expanded.table(name), migration.after.table(name)) else { continue };
        let swaps = swaps::of(migration, before);
        let drops = migration.drops.iter().filter(|at| at.node.table == name && generated(at.place)).map(|at| at.node.column.clone());
        let drops: Vec<String> = drops.filter(|column| !swaps.iter().any(|swap| swap.new.name == *column)).collect();
        let stated =
            |column: &str| migration.not_null.iter().any(|at| at.node.table == name && at.node.column == column && !generated(at.place));
        let not_null = after
            .columns
            .iter()
            .filter(|column| before.column(&column.name).is_some_and(|was| was.nullable && !column.nullable) && !stated(&column.name));
        // A shadow takes over the NOT NULL of its column.
        let shadows = swaps.iter().filter(|swap| !swap.old.nullable).map(|swap| Column { nullable: false, ..swap.new.clone() });
        let not_null: Vec<Column> = not_null.cloned().chain(shadows).collect();
        // A migration that has no contract yet keeps its sync until one is written.
        let ends = steps.syncs.iter().position(|install| install.sync.table == name).filter(|_| migration.has(Phase::Contract));
        let ends_watch = steps.watches.iter().position(|watch| watch.table.name == name).filter(|_| migration.has(Phase::Contract));
        let tasks = operations::narrow(migration, before, &generated);
        if !drops.is_empty() || !not_null.is_empty() || !tasks.is_empty() || ends.is_some() || ends_watch.is_some() {
            let (before, after, unit) = (before.clone(), after.clone(), steps.narrow.len());
            steps.narrow.push(Narrow { before, after, tasks, not_null, drops, ends, ends_watch, swaps, unit });
        }
    }
    swaps::unite(&mut steps.narrow);
    steps
}

/// The tables that the migration touches, in the order in which they were declared.
fn changed_tables(migration: &Migration) -> impl Iterator<Item = &str> {
    let touched = |name: &str| {
        migration.columns.iter().any(|at| at.node.table == name)
            || migration.mappings().any(|mapping| mapping.from == name || mapping.to == name)
            || migration.application(name).is_some()
            || migration.not_null.iter().chain(&migration.drops).any(|at| at.node.table == name)
            || migration.operations.iter().any(|at| at.node.table == name)
    };
    migration.expanded.tables.iter().map(|table| table.name.as_str()).filter(move |name| touched(name))
}

fn expects(migration: &Migration) -> Vec<Table> {
    changed_tables(migration).filter_map(|name| migration.before.table(name)).cloned().collect()
}

fn spared_enums(migration: &Migration) -> Vec<(String, String)> {
    let spared = |table: &str, column: &str| {
        let is_it = |of: &str, name: &str| of == table && name == column;
        let touches = |assignment: &Assignment| assignment.column == column || assignment.value.reads(column);
        let mut mappings = migration.mappings().filter(|mapping| mapping.from == table || mapping.to == table);
        !mappings.any(|mapping| mapping.forward.iter().chain(mapping.reverse).chain(mapping.normalise).any(touches))
            && migration.application(table).is_none()
            && !migration.swaps.iter().any(|at| at.node.table == table)
            && !migration.not_null.iter().chain(&migration.drops).any(|at| is_it(&at.node.table, &at.node.column))
            && !migration.operations.iter().any(|at| at.node.operation.alters().is_some_and(|name| is_it(&at.node.table, name)))
    };
    let tables = changed_tables(migration).filter_map(|name| migration.before.table(name));
    let enums =
        tables.flat_map(|table| table.columns.iter().filter(|column| column.ty.as_enum().is_some()).map(move |column| (table, column)));
    enums.map(|(table, column)| (table.name.clone(), column.name.clone())).filter(|(table, column)| spared(table, column)).collect()
}

fn widen(migration: &Migration, wanted: &dyn Fn(Place) -> bool) -> Vec<Task> {
    let tables = migration.tables.iter().filter(|at| wanted(at.place));
    let mut widen: Vec<Task> = schemas(migration, true).map(Task::CreateSchema).collect();
    widen.extend(enums(migration, |work| *work == EnumWork::Create).cloned().map(Task::CreateEnum));
    widen.extend(migration.enums.iter().filter_map(|at| match &at.node.work {
        EnumWork::AddValue(value) => Some(Task::AddEnumValue { name: at.node.ty.name.clone(), value: value.clone() }),
        _ => None,
    }));
    widen.extend(tables.map(|at| Task::CreateTable(at.node.clone())));
    // Several columns of one table are one statement: one lock, and one row version on MySQL. Generated ones are another, behind those that they may
    // read: MySQL refuses both together ("Online DDL Operations", Generated Column Operations).
    let (generated, others): (Vec<_>, Vec<_>) =
        migration.columns.iter().filter(|at| wanted(at.place)).partition(|at| at.node.column.generated.is_some());
    for added in [others, generated] {
        let mut tasks: Vec<Task> = Vec::new();
        for at in added {
            let same = tasks.iter_mut().find_map(|task| match task {
                Task::AddColumns { table, columns, .. } if table.name == at.node.table => Some(columns),
                _ => None,
            });
            match (same, migration.expanded.table(&at.node.table)) {
                (Some(columns), _) => columns.push(at.node.column.clone()),
                (None, Some(table)) => {
                    let shadows = swaps::of(migration, table);
                    tasks.push(Task::AddColumns { table: table.clone(), columns: vec![at.node.column.clone()], shadows });
                }
                (None, None) => {}
            }
        }
        widen.extend(tasks);
    }
    widen
}

/// The schemas that are made, or those that go.
fn schemas(migration: &Migration, made: bool) -> impl Iterator<Item = String> {
    migration.namespaces.iter().filter(move |at| at.node.makes == made).map(|at| at.node.name.clone())
}

/// The enums that something is done to.
fn enums(migration: &Migration, wanted: fn(&EnumWork) -> bool) -> impl Iterator<Item = &EnumType> {
    migration.enums.iter().filter(move |at| wanted(&at.node.work)).map(|at| &at.node.ty)
}

fn syncs(migration: &Migration) -> Vec<InstallSync> {
    let install = |sync: &Sync| {
        let table = migration.expanded.table(&sync.table)?;
        let reversed = sync.reverse.iter().filter_map(|assignment| table.column(&assignment.column));
        let not_null: Vec<String> =
            migration.not_null.iter().filter(|at| at.node.table == sync.table).map(|at| at.node.column.clone()).collect();
        Some(InstallSync {
            migration: migration.plain_name(),
            sync: sync.clone(),
            groups: group::of_one_table(&sync.forward, &sync.reverse, &not_null),
            table: table.clone(),
            left_out: reversed.filter(|column| !column.may_be_left_out()).cloned().collect(),
            shadows: migration.shadows(sync),
            backfill: migration.backfills(&sync.table),
            not_null,
        })
    };
    migration.syncs.iter().filter_map(|at| install(&at.node)).collect()
}

fn watches(migration: &Migration) -> Vec<Watch> {
    let watch = |transform: &Transform| {
        let by: &ByApplication = &migration.application(&transform.table)?.node;
        let table = migration.expanded.table(&transform.table)?;
        let columns = |wanted: &dyn Fn(&str) -> bool| -> Vec<Column> {
            table.columns.iter().filter(|column| wanted(&column.name)).cloned().collect()
        };
        let dropped = |name: &str| migration.drops.iter().any(|at| at.node.table == table.name && at.node.column == name);
        let old = columns(&|name| transform.is_given(name) && by.lists(name));
        Some(Watch {
            migration: migration.name.node.to_string(),
            transform: transform.clone(),
            left_out: old.iter().filter(|column| dropped(&column.name) && !column.may_be_left_out()).cloned().collect(),
            old,
            inputs: columns(&|name| transform.is_given(name) && !by.lists(name)),
            new: transform.targets.iter().filter_map(|target| table.column(&target.node)).cloned().collect(),
            not_null: migration.not_null.iter().filter(|at| at.node.table == table.name).map(|at| at.node.column.clone()).collect(),
            table: table.clone(),
        })
    };
    migration.transforms.iter().filter_map(|at| watch(&at.node)).collect()
}
