//! Plan to SQL. The writers see the steps and the dialect, never the rules or the tokens.
//!
//! The types here are [`crate::plan`]'s with owned text: [`crate::emit`] turns one into the other.

mod backfill;
mod cost;
mod ddl;
pub mod expression;
mod gate;
mod mapping;
mod mysql;
mod pair;
mod postgres;
mod raw;
mod retire;
mod sqlite;
mod transform;
mod watch;

pub use cost::Cost;

use crate::flight::NeedsOf;
use crate::plan::{Dialect, Generated, OnError, Phase, Servers, When};
use crate::schema::enumeration::EnumType;
use crate::schema::{Table, fit};
use crate::steps::{InstallPair, InstallSync, Narrow, Steps, Task, Watch};

/// See [`crate::plan::Plan`].
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// The dialects that it serves.
    pub dialects: Vec<Dialect>,
    /// What earlier migrations must have done.
    pub requires: Vec<Requirement>,
    /// What must be there.
    pub expects: Vec<TableShape>,
    /// DDL of expand.
    pub expand: Vec<Step>,
    /// DDL of dual write.
    pub dual_write: Vec<Step>,
    /// Backfills.
    pub migrate: Vec<Backfill>,
    /// DDL of migrate.
    pub settle: Vec<Step>,
    /// DDL of contract and purge.
    pub contract: Vec<Step>,
    /// What contract retires.
    pub retired: Vec<Retired>,
    /// What it takes away.
    pub old: Vec<(String, Vec<String>)>,
}

/// See [`crate::plan::Retired`].
#[derive(Debug, PartialEq, Eq)]
pub struct Retired {
    /// The table.
    pub table: String,
    /// Its name when it is retired as a whole.
    pub renamed: Option<String>,
    /// Columns, and their names when they are retired.
    pub columns: Vec<(String, String)>,
    /// Whether there are rows.
    pub rows: String,
    /// Comparison and repair.
    pub in_step: Option<Backfill>,
}

/// See [`crate::plan::Requirement`].
#[derive(Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The migration.
    pub migration: String,
    /// The phase.
    pub phase: Phase,
    /// Why.
    pub because: String,
}

/// See [`crate::plan::TableShape`].
#[derive(Debug, PartialEq, Eq)]
pub struct TableShape {
    /// The table.
    pub table: String,
    /// Name, type in the catalogue's spelling, whether it may be null, whether the database computes it.
    pub columns: Vec<(String, String, bool, Generated)>,
    /// The primary key.
    pub primary_key: Vec<String>,
    /// The unique constraints.
    pub uniques: Vec<Vec<String>>,
    /// The foreign keys.
    pub foreign_keys: Vec<(Vec<String>, String)>,
    /// The conditions of its checks.
    pub checks: Vec<String>,
    /// Whether more is an error.
    pub closed: bool,
}

/// See [`crate::plan::Step`].
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub name: String,
    /// The table.
    pub table: String,
    /// The servers that need it.
    pub servers: Servers,
    /// What to run.
    pub run: Change,
    /// What takes it back.
    pub undo: Change,
    /// Whether it is in effect.
    pub probe: String,
    /// What to say when it is before it was tried.
    pub already: String,
    /// Its lock.
    pub cost: Cost,
    /// Whether it runs outside a transaction.
    pub concurrent: bool,
    /// In which way of contract.
    pub when: When,
}

/// See [`crate::plan::Change`].
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Statement and fallback.
    pub statements: Vec<(String, Option<String>)>,
    /// The table that is made anew.
    pub rebuilds: Option<String>,
    /// What the data must look like.
    pub refuse_if: Option<Gate>,
    /// Query and statement.
    pub clear: Option<(String, String)>,
    /// Run in any case.
    pub afterwards: Vec<String>,
    /// Why it can't be.
    pub never: Option<String>,
    /// Run before the old columns are brought in step.
    pub repairs: Vec<String>,
}

/// See [`crate::plan::Gate`].
#[derive(Debug, PartialEq, Eq)]
pub struct Gate {
    /// How many stand in the way.
    pub count: String,
    /// Which.
    pub show: Option<String>,
    /// Why.
    pub reason: String,
}

/// See [`crate::plan::Backfill`].
#[derive(Debug, PartialEq, Eq)]
pub struct Backfill {
    /// The table.
    pub table: String,
    /// The key's columns.
    pub key_columns: usize,
    /// Whether the key is one whole number.
    pub whole_number: bool,
    /// The predicate.
    pub parity: String,
    /// About how many rows.
    pub estimate: String,
    /// The lowest key.
    pub lowest: String,
    /// The highest key.
    pub highest: String,
    /// Where a range ends.
    pub cut: String,
    /// What is locked before.
    pub lock: Vec<String>,
    /// What fills.
    pub fill: Vec<String>,
    /// What fills the other way round.
    pub reverse: Vec<String>,
    /// What marks rows that the old shape can't hold.
    pub unfit: Option<String>,
    /// What mends.
    pub mend: Option<Mend>,
    /// The counts.
    pub verify: String,
    /// The columns that must hold no null.
    pub not_null: Vec<String>,
    /// Rows out of parity.
    pub examine: String,
    /// What of them is shown.
    pub compared: Vec<String>,
    /// In passes.
    pub interleave: Option<Interleave>,
    /// The session's settings.
    pub session: Vec<String>,
    /// Where a Rust function gives the values.
    pub transform: Option<Transform>,
}

/// See [`crate::plan::Interleave`].
#[derive(Debug, PartialEq, Eq)]
pub struct Interleave {
    /// What the table looks like.
    pub layout: String,
    /// Where a range begins.
    pub page: String,
    /// A set of slots, by pages.
    pub fill: String,
    /// A setting.
    pub bitmap: String,
    /// How many rows, and how many of them in no index.
    pub updated: String,
}

/// See [`crate::plan::Transform`].
#[derive(Debug, PartialEq, Eq)]
pub struct Transform {
    /// The function's path.
    pub function: String,
    /// What the executor calls.
    pub call: Call,
    /// The function that says whether a row is in step.
    pub parity: Option<Parity>,
    /// What a row that it fails on leads to.
    pub on_error: OnError,
    /// The columns that it is given.
    pub reads: Vec<String>,
    /// The columns that it gives.
    pub writes: Vec<Target>,
    /// The change log.
    pub log: String,
    /// Whether it is there.
    pub log_there: String,
    /// Its lowest key.
    pub log_lowest: String,
    /// A page of it.
    pub logged: String,
    /// Its rows whose old shape is newer.
    pub behind: String,
    /// Rows to fill.
    pub unfilled: String,
    /// Rows to verify.
    pub in_step: String,
    /// Filling.
    pub write: String,
    /// Comparing.
    pub differ: String,
    /// Taking out of the log.
    pub settle: String,
    /// Writing failures into the log.
    pub fail: Vec<String>,
    /// Before and after writes.
    pub mute: Option<(String, String)>,
}

/// See [`crate::plan::Target`].
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The column.
    pub name: String,
    /// How many characters it takes.
    pub max_chars: Option<u32>,
}

/// See [`crate::plan::Parity`].
#[derive(Debug, PartialEq, Eq)]
pub struct Parity {
    /// The function's path.
    pub function: String,
    /// How it is called.
    pub call: Call,
}

/// See [`crate::transform::Call`].
#[derive(Debug, PartialEq, Eq)]
pub struct Call {
    /// The function of xc's own, beside the migration, that calls the user's.
    pub item: String,
    /// Whether it is awaited.
    pub awaited: bool,
}

/// See [`crate::plan::Mend`].
#[derive(Debug, PartialEq, Eq)]
pub struct Mend {
    /// The keys.
    pub find: String,
    /// What is locked before.
    pub lock: Vec<String>,
    /// The statement.
    pub fill: String,
}

impl Change {
    fn of(statements: impl IntoIterator<Item = String>) -> Change {
        Change { statements: statements.into_iter().map(|sql| (sql, None)).collect(), ..Change::default() }
    }

    /// What can't be taken back, and why.
    fn never(why: impl Into<String>) -> Change {
        Change { never: Some(why.into()), ..Change::default() }
    }
}

/// What a database's writer provides.
trait Writer {
    /// One task.
    fn task(&self, task: &Task) -> Vec<Step>;
    /// A table that goes: at once, or retired by the migration of this name first.
    fn drop_table(&self, table: &Table, retire: Option<&str>) -> Vec<Step>;
    /// An enum that goes, when the columns that this contract takes away are gone; `retires` where they may be kept until they are purged. Databases
    /// without types of their own have nothing to do.
    fn drop_enum(&self, _: &EnumType, _leaving: &[(&str, Vec<&str>)], _retires: bool) -> Vec<Step> {
        Vec::new()
    }
    /// Installing a sync.
    fn install(&self, install: &InstallSync) -> Vec<Step>;
    /// Watching a table to which the application writes both shapes.
    fn watch(&self, watch: &Watch) -> Vec<Step>;
    /// Installing a sync of two tables.
    fn install_pair(&self, install: &InstallPair) -> Vec<Step>;
    /// Ending it.
    fn end_pair(&self, install: &InstallPair) -> Vec<Step>;
    /// Narrowing the tables of a unit, and ending what kept their shapes in step.
    fn narrow(&self, unit: &[Ending<'_>]) -> Vec<Step>;
}

/// A table that is narrowed, with what kept its shapes in step until then.
#[derive(Clone, Copy)]
struct Ending<'a> {
    narrow: &'a Narrow,
    sync: Option<&'a InstallSync>,
    watch: Option<&'a Watch>,
    /// The migration's name, where it retires what it drops.
    retire: Option<&'a str>,
}

impl<'a> Ending<'a> {
    fn of(narrow: &'a Narrow, steps: &'a Steps, retire: Option<&'a str>) -> Ending<'a> {
        let sync = narrow.ends.and_then(|index| steps.syncs.get(index));
        Ending { narrow, sync, watch: narrow.ends_watch.and_then(|index| steps.watches.get(index)), retire }
    }
}

/// Writes the plans of all dialects. Dialects whose plans are alike share one.
pub fn write(steps: &Steps, dialects: &[Dialect]) -> Vec<Plan> {
    let mut plans: Vec<Plan> = Vec::new();
    for &dialect in dialects {
        let mut plan = write_one(steps, dialect);
        let same = plans.iter_mut().find(|known| {
            plan.dialects.clone_from(&known.dialects);
            **known == plan
        });
        match same {
            Some(known) => known.dialects.push(dialect),
            None => {
                plan.dialects = vec![dialect];
                plans.push(plan);
            }
        }
    }
    plans
}

fn write_one(steps: &Steps, dialect: Dialect) -> Plan {
    let writer: &dyn Writer = match dialect {
        Dialect::Postgres => &postgres::Postgres,
        Dialect::MySql | Dialect::MariaDb => &mysql::MySql(dialect),
        Dialect::Sqlite => &sqlite::Sqlite,
    };
    let tasks = |tasks: &[Task]| -> Vec<Step> { tasks.iter().flat_map(|task| writer.task(task)).collect() };
    let expand = tasks(&steps.widen);
    let dual_write: Vec<Step> = steps
        .syncs
        .iter()
        .flat_map(|install| writer.install(install))
        .chain(steps.watches.iter().flat_map(|watch| writer.watch(watch)))
        .chain(steps.pairs.iter().flat_map(|install| writer.install_pair(install)))
        .collect();
    let obstacle = retire::obstacle(steps, dialect);
    let retire = obstacle.is_none().then_some(steps.migration.as_str());
    let units = steps.narrow.chunk_by(|one, next| one.unit == next.unit);
    let ended = steps.pairs.iter().filter(|install| install.ends).flat_map(|install| writer.end_pair(install));
    // What refers to a table that is about to go must refer to the other one before its rows are no longer kept in step.
    let (refers, narrows): (Vec<&[Narrow]>, Vec<&[Narrow]>) = units.partition(|unit| unit.iter().all(|narrow| steps.only_refers(narrow)));
    let narrow = |unit: &[Narrow]| writer.narrow(&unit.iter().map(|narrow| Ending::of(narrow, steps, retire)).collect::<Vec<_>>());
    let referred = refers.into_iter().flat_map(narrow);
    let opening = tasks(&steps.opening).into_iter().chain(referred);
    let mut contract: Vec<Step> = opening.chain(ended).chain(narrows.into_iter().flat_map(narrow)).collect();
    let dropped: Vec<&Table> =
        steps.drops.iter().filter_map(|task| if let Task::DropTable(table) = task { Some(table) } else { None }).collect();
    contract.extend(dropped.iter().flat_map(|table| writer.drop_table(table, retire)));
    let retires = obstacle.is_none() && steps.narrow.iter().any(|narrow| Ending::of(narrow, steps, retire).retiring(dialect).is_some());
    let retires = retires || (obstacle.is_none() && !dropped.is_empty());
    let leaving = leaving(steps, &dropped);
    contract.extend(steps.enum_drops.iter().flat_map(|ty| writer.drop_enum(ty, &leaving, retires)));
    contract.extend(tasks(&steps.schema_drops));
    contract.extend(tasks(&steps.closing));
    let mut retired: Vec<Retired> = steps
        .narrow
        .iter()
        .filter_map(|narrow| Ending::of(narrow, steps, retire).retiring(dialect))
        .map(|retiring| retiring.data())
        .collect();
    match &obstacle {
        None => retired.extend(dropped.iter().map(|table| retire::table(&steps.migration, table, dialect))),
        Some(obstacle) => retire::mark(&mut contract, obstacle),
    }
    let pairs = steps.pairs.iter().filter(|install| install.backfill).flat_map(|install| pair::backfills(install, dialect));
    let rebuilt = |table: &Table| {
        [&expand, &dual_write, &contract].into_iter().flatten().any(|step| step.run.rebuilds.as_deref() == Some(&table.name))
    };
    let needs = steps.needs.of(dialect);
    Plan {
        dialects: Vec::new(),
        requires: requires(needs),
        expects: steps.expects.iter().map(|table| shape(table, steps, dialect, rebuilt(table))).collect(),
        migrate: steps
            .syncs
            .iter()
            .filter(|install| install.backfill)
            .map(|install| backfill::backfill(install, dialect))
            .chain(steps.watches.iter().map(|watch| transform::backfill(watch, dialect)))
            .chain(pairs)
            .collect(),
        settle: tasks(&steps.settle),
        expand,
        dual_write,
        contract,
        retired,
        old: old(steps),
    }
}

/// The tables and columns that contract takes away.
fn old(steps: &Steps) -> Vec<(String, Vec<String>)> {
    let columns = steps.narrow.iter().map(|narrow| {
        let swapped = narrow.swaps.iter().map(|swap| swap.old.name.clone());
        (narrow.before.name.clone(), narrow.drops.iter().cloned().chain(swapped).collect::<Vec<String>>())
    });
    let tables = steps.drops.iter().filter_map(|task| match task {
        Task::DropTable(table) => Some((table.name.clone(), Vec::new())),
        _ => None,
    });
    columns.filter(|(_, columns)| !columns.is_empty()).chain(tables).collect()
}

/// The columns that contract takes away.
fn leaving<'a>(steps: &'a Steps, dropped: &[&'a Table]) -> Vec<(&'a str, Vec<&'a str>)> {
    let columns = steps.narrow.iter().map(|narrow| {
        let swapped = narrow.swaps.iter().map(|swap| swap.old.name.as_str());
        (narrow.before.name.as_str(), narrow.drops.iter().map(String::as_str).chain(swapped).collect())
    });
    let tables = dropped.iter().map(|table| (table.name.as_str(), table.columns.iter().map(|column| column.name.as_str()).collect()));
    columns.chain(tables).filter(|(_, columns): &(&str, Vec<&str>)| !columns.is_empty()).collect()
}

fn requires(needs: &NeedsOf) -> Vec<Requirement> {
    let requirement = |needed: &crate::flight::Requirement| Requirement {
        migration: needed.name.clone(),
        phase: needed.phase,
        because: needed.because.clone(),
    };
    needs.requires.iter().map(requirement).collect()
}

fn shape(table: &Table, steps: &Steps, dialect: Dialect, closed: bool) -> TableShape {
    let needs = steps.needs.of(dialect);
    let catalog_type = |column: &crate::schema::Column| {
        let of = |column: &crate::schema::Column| {
            if dialect == Dialect::Sqlite && column.auto_increment { "integer".into() } else { column.ty.catalog(dialect) }
        };
        // A rollback leaves a wider type as it is: narrowing it again would rewrite the table.
        let wider = steps.widen.iter().find_map(|task| match task {
            Task::AlterColumn { before, after, column: name } if before.name == table.name && *name == column.name => after.column(name),
            _ => None,
        });
        let mut types = vec![of(column)];
        if let (Dialect::Postgres, Some(was), Some(shall)) = (dialect, column.ty.as_enum(), wider.and_then(|wider| wider.ty.as_enum())) {
            // Each value is a step of its own there, and one that is taken back after some of them leaves these.
            types.extend((was.values.len() + 1..shall.values.len()).map(|count| shall.first(count).catalog()));
        }
        types.extend(wider.map(of).filter(|wider| *wider != types[0]));
        if steps.spared_enums.iter().any(|(of, name)| *of == table.name && *name == column.name) && dialect != Dialect::Sqlite {
            types.push("more".into());
        }
        types.join(" or ")
    };
    let generated = |column: &crate::schema::Column| match &column.generated {
        None => Generated::No,
        Some(generated) if generated.stored => Generated::Stored,
        Some(_) => Generated::Virtual,
    };
    // What an earlier migration may change at any time is not looked at.
    let settled = table.columns.iter().filter(|column| !needs.unsettled.iter().any(|(of, name)| *of == table.name && *name == column.name));
    TableShape {
        table: table.name.clone(),
        columns: settled.map(|column| (column.name.clone(), catalog_type(column), column.nullable, generated(column))).collect(),
        primary_key: table.primary_key.clone(),
        uniques: table.uniques.iter().map(|unique| unique.columns.clone()).collect(),
        foreign_keys: table.foreign_keys.iter().map(|key| (key.columns.clone(), key.table.clone())).collect(),
        checks: table
            .checks
            .iter()
            .map(|check| ddl::source(table, &check.source, dialect))
            .chain(table.columns.iter().filter_map(|column| ddl::enum_check(column, dialect)))
            .collect(),
        closed,
    }
}

/// An identifier, quoted.
fn quote(name: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::MySql | Dialect::MariaDb => format!("`{}`", name.replace('`', "``")),
        // A schema and a table. No identifier of the language has a point in it.
        Dialect::Postgres => format!("\"{}\"", name.replace('"', "\"\"").replace('.', "\".\"")),
        Dialect::Sqlite => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// Identifiers, quoted, with commas.
fn quoted<'a>(names: impl IntoIterator<Item = &'a str>, dialect: Dialect) -> String {
    names.into_iter().map(|name| quote(name, dialect)).collect::<Vec<_>>().join(", ")
}

/// A text literal.
pub(crate) fn text(value: &str, dialect: Dialect) -> String {
    let value = value.replace('\'', "''");
    match dialect {
        // Without NO_BACKSLASH_ESCAPES, which the executor's sessions do not set.
        Dialect::MySql | Dialect::MariaDb => format!("'{}'", value.replace('\\', "\\\\")),
        Dialect::Postgres | Dialect::Sqlite => format!("'{value}'"),
    }
}

/// Text literals with commas.
fn texts<'a>(values: impl IntoIterator<Item = &'a str>, dialect: Dialect) -> String {
    values.into_iter().map(|value| text(value, dialect)).collect::<Vec<_>>().join(", ")
}

fn own_name(install: &InstallSync, suffix: &str) -> String {
    own(&install.migration, &install.table.name, suffix)
}

/// `xc_<migration>_<table>_<suffix>`; where that is longer than any database takes, cut, with a hash of the whole.
fn own(migration: &str, table: &str, suffix: &str) -> String {
    fit(format!("xc_{migration}_{table}_{suffix}"))
}

/// `users.first_name, users.last_name`.
fn column_list<'a>(table: &str, columns: impl IntoIterator<Item = &'a str>) -> String {
    columns.into_iter().map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(", ")
}

fn add_columns_name(table: &str, columns: &[&str]) -> String {
    format!("add {} {}", plural("column", columns.len()), column_list(table, columns.iter().copied()))
}

fn finish_name(narrow: &Narrow) -> String {
    let table = &narrow.before.name;
    if !narrow.swaps.is_empty() {
        let swapped: Vec<String> = narrow.swaps.iter().map(|swap| format!("{table}.{} with {}", swap.old.name, swap.new.name)).collect();
        return format!("swap {}", swapped.join(", "));
    }
    match narrow.drops.as_slice() {
        [] => format!("tighten {table}"),
        drops => drop_name(table, &drops.iter().map(String::as_str).collect::<Vec<_>>()),
    }
}

/// The name of what stands on a shadow, as another stands on its column, until it takes the place of that.
fn twin(of: &str) -> String {
    fit(format!("xc_swap_{of}"))
}

fn drop_name(table: &str, columns: &[&str]) -> String {
    format!("drop {} {}", plural("column", columns.len()), column_list(table, columns.iter().copied()))
}

fn retire_name(narrow: &Narrow) -> String {
    finish_name(narrow).replacen("drop", "retire", 1)
}

fn purge_name(narrow: &Narrow) -> String {
    format!("{}, which {} retired", finish_name(narrow), if narrow.drops.len() == 1 { "was" } else { "were" })
}

fn purge_already(narrow: &Narrow) -> String {
    format!("what was retired of {} is gone already, and not by xc", narrow.before.name)
}

fn alter_column_name(was: &crate::schema::Column, shall: &crate::schema::Column, table: &str) -> String {
    let column = &shall.name;
    match (&shall.default, was.nullable == shall.nullable) {
        _ if was.ty.as_enum().is_some() && was.ty != shall.ty => {
            format!("let {table}.{column} hold all values of {}, where a rollback leaves them", shall.ty.spelled())
        }
        _ if was.ty != shall.ty => format!("widen {table}.{column} to {}", shall.ty.spelled()),
        (_, false) => format!("drop not null of {table}.{column}"),
        (None, true) => format!("drop default of {table}.{column}"),
        (Some(value), true) => format!("set default {} of {table}.{column}", value.spelled()),
    }
}

fn plural(noun: &str, count: usize) -> String {
    if count == 1 { noun.into() } else { format!("{noun}s") }
}

fn table_already(table: &Table) -> String {
    format!("there is a table {} already, and xc has not made it: drop or rename it, or give the new table another name", table.name)
}

fn columns_already(table: &str, columns: &[&str]) -> String {
    format!(
        "table {table} has one of the columns {} already, and xc has not added it: drop or rename it, or give the new column another name",
        columns.join(", ")
    )
}

fn index_name(table: &str, index: &str) -> String {
    format!("create index {index} on {table}")
}

fn index_already(table: &str, index: &str) -> String {
    format!("table {table} has an index {index} already, and xc has not built it: drop or rename it, or give the new one another name")
}

fn constraint_already(table: &str, constraint: &crate::schema::constraint::Constraint) -> String {
    format!("table {table} has {} already, and xc has not added it: drop it, or declare it", constraint.spelled())
}

fn triggers_already(table: &str) -> String {
    format!(
        "table {table} has triggers of this name already, and the journal does not know them: they are left from another journal; drop them"
    )
}

fn finish_already(narrow: &Narrow) -> String {
    if narrow.drops.is_empty() {
        return String::new();
    }
    format!(
        "{} is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed",
        column_list(&narrow.before.name, narrow.drops.iter().map(String::as_str))
    )
}
