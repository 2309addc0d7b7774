//! The plan, dialect-neutral: what is done in each phase, whatever the database.

use crate::plan::Phase;
use crate::resolve::{Migration, Sync};
use crate::schema::{Column, Table};

/// What a migration does.
#[derive(Debug)]
pub struct Steps {
    /// The tables that it changes and that were there before.
    pub expects: Vec<Table>,
    /// Expand: new tables and columns.
    pub widen: Vec<Widen>,
    /// Dual write: the syncs to install. Migrate backfills their tables.
    pub syncs: Vec<InstallSync>,
    /// Contract: one change for each table.
    pub narrow: Vec<Narrow>,
}

/// A step of expand.
#[derive(Debug)]
pub enum Widen {
    /// A new table.
    CreateTable(Table),
    /// New columns of a table that has rows.
    AddColumns {
        /// The table.
        table: String,
        /// The columns.
        columns: Vec<Column>,
    },
}

/// A sync to install, to backfill, and to verify.
#[derive(Debug)]
pub struct InstallSync {
    /// The migration that it is of.
    pub migration: String,
    /// The mapping.
    pub sync: Sync,
    /// Its table after expand.
    pub table: Table,
    /// Columns that v2 leaves out of its inserts though they are NOT NULL without a default: reverse fills them.
    pub left_out: Vec<Column>,
    /// Whether migrate backfills the table.
    pub backfill: bool,
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
    /// The columns that become NOT NULL, as they shall be.
    pub not_null: Vec<Column>,
    /// The columns that are dropped.
    pub drops: Vec<String>,
    /// The index in [`Steps::syncs`] of the sync that ends here.
    pub ends: Option<usize>,
}

/// Plans a migration that broke no rule.
pub fn plan(migration: &Migration) -> Steps {
    let mut steps = Steps { expects: expects(migration), widen: widen(migration), syncs: syncs(migration), narrow: Vec::new() };
    for name in changed_tables(migration) {
        let (Some(before), Some(after)) = (migration.expanded.table(name), migration.after.table(name)) else { continue };
        let drops: Vec<String> = migration.drops.iter().filter(|at| at.node.table == name).map(|at| at.node.column.clone()).collect();
        let not_null =
            after.columns.iter().filter(|column| before.column(&column.name).is_some_and(|was| was.nullable && !column.nullable));
        let not_null: Vec<Column> = not_null.cloned().collect();
        // A migration that has no contract yet keeps its sync until one is written.
        let ends = steps.syncs.iter().position(|install| install.sync.table == name).filter(|_| migration.has(Phase::Contract));
        if !drops.is_empty() || !not_null.is_empty() || ends.is_some() {
            steps.narrow.push(Narrow { before: before.clone(), after: after.clone(), not_null, drops, ends });
        }
    }
    steps
}

/// The tables that the migration touches, in the order in which they were declared.
fn changed_tables(migration: &Migration) -> impl Iterator<Item = &str> {
    let touched = |name: &str| {
        migration.columns.iter().any(|at| at.node.table == name)
            || migration.syncs.iter().any(|at| at.node.table == name)
            || migration.not_null.iter().chain(&migration.drops).any(|at| at.node.table == name)
    };
    migration.expanded.tables.iter().map(|table| table.name.as_str()).filter(move |name| touched(name))
}

fn expects(migration: &Migration) -> Vec<Table> {
    changed_tables(migration).filter_map(|name| migration.before.table(name)).cloned().collect()
}

fn widen(migration: &Migration) -> Vec<Widen> {
    let mut widen: Vec<Widen> = migration.tables.iter().map(|at| Widen::CreateTable(at.node.clone())).collect();
    // Several columns of one table are one statement: one lock, and one row version on MySQL.
    for at in &migration.columns {
        let same = widen.iter_mut().find_map(|step| match step {
            Widen::AddColumns { table, columns } if *table == at.node.table => Some(columns),
            _ => None,
        });
        match same {
            Some(columns) => columns.push(at.node.column.clone()),
            None => widen.push(Widen::AddColumns { table: at.node.table.clone(), columns: vec![at.node.column.clone()] }),
        }
    }
    widen
}

fn syncs(migration: &Migration) -> Vec<InstallSync> {
    let install = |sync: &Sync| {
        let table = migration.expanded.table(&sync.table)?;
        let reversed = sync.reverse.iter().filter_map(|assignment| table.column(&assignment.column));
        Some(InstallSync {
            migration: migration.name.node.to_string(),
            sync: sync.clone(),
            table: table.clone(),
            left_out: reversed.filter(|column| !column.may_be_left_out()).cloned().collect(),
            backfill: migration.backfills(&sync.table),
            not_null: migration.not_null.iter().filter(|at| at.node.table == sync.table).map(|at| at.node.column.clone()).collect(),
        })
    };
    migration.syncs.iter().filter_map(|at| install(&at.node)).collect()
}
