//! Plan to SQL. The writers see the steps and the dialect, never the rules or the tokens.
//!
//! The types here are [`crate::plan`]'s with owned text: [`crate::emit`] turns one into the other.

mod backfill;
mod ddl;
pub mod expression;
mod mapping;
mod mysql;
mod postgres;
mod sqlite;

use crate::plan::{Dialect, Servers};
use crate::schema::Table;
use crate::steps::{Steps, Widen};

/// See [`crate::plan::Plan`].
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// The dialects that it serves.
    pub dialects: Vec<Dialect>,
    /// What must be there.
    pub expects: Vec<TableShape>,
    /// DDL of expand.
    pub expand: Vec<Step>,
    /// DDL of dual write.
    pub dual_write: Vec<Step>,
    /// Backfills.
    pub migrate: Vec<Backfill>,
    /// DDL of contract.
    pub contract: Vec<Step>,
}

/// See [`crate::plan::TableShape`].
#[derive(Debug, PartialEq, Eq)]
pub struct TableShape {
    /// The table.
    pub table: String,
    /// Name, type in the catalogue's spelling, whether it may be null.
    pub columns: Vec<(String, String, bool)>,
    /// The primary key.
    pub primary_key: Vec<String>,
    /// The unique constraints.
    pub uniques: Vec<Vec<String>>,
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
    pub cost: String,
}

/// See [`crate::plan::Change`].
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Statement and fallback.
    pub statements: Vec<(String, Option<String>)>,
    /// The table that is made anew.
    pub rebuilds: Option<String>,
    /// Query and text.
    pub refuse_if: Option<(String, String)>,
}

/// See [`crate::plan::Backfill`].
#[derive(Debug, PartialEq, Eq)]
pub struct Backfill {
    /// The table.
    pub table: String,
    /// The key's columns.
    pub key_columns: usize,
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
    /// The update.
    pub fill: String,
    /// The counts.
    pub verify: String,
    /// The columns that must hold no null.
    pub not_null: Vec<String>,
    /// Keys out of parity.
    pub examine: String,
    /// The session's settings.
    pub session: Vec<String>,
}

impl Change {
    fn of(statements: impl IntoIterator<Item = String>) -> Change {
        Change { statements: statements.into_iter().map(|sql| (sql, None)).collect(), ..Change::default() }
    }
}

/// What a database's writer provides.
trait Writer {
    /// Adding a table or columns.
    fn widen(&self, step: &Widen) -> Step;
    /// Installing a sync.
    fn install(&self, install: &crate::steps::InstallSync) -> Vec<Step>;
    /// Narrowing a table, and ending its sync.
    fn narrow(&self, narrow: &crate::steps::Narrow, ends: Option<&crate::steps::InstallSync>) -> Vec<Step>;
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
    let expand: Vec<Step> = steps.widen.iter().map(|step| writer.widen(step)).collect();
    let dual_write: Vec<Step> = steps.syncs.iter().flat_map(|install| writer.install(install)).collect();
    let contract: Vec<Step> =
        steps.narrow.iter().flat_map(|narrow| writer.narrow(narrow, narrow.ends.map(|index| &steps.syncs[index]))).collect();
    let rebuilt = |table: &Table| {
        [&expand, &dual_write, &contract].into_iter().flatten().any(|step| step.run.rebuilds.as_deref() == Some(&table.name))
    };
    Plan {
        dialects: Vec::new(),
        expects: steps.expects.iter().map(|table| shape(table, dialect, rebuilt(table))).collect(),
        migrate: steps.syncs.iter().filter(|install| install.backfill).map(|install| backfill::backfill(install, dialect)).collect(),
        expand,
        dual_write,
        contract,
    }
}

fn shape(table: &Table, dialect: Dialect, closed: bool) -> TableShape {
    let catalog_type = |column: &crate::schema::Column| {
        if dialect == Dialect::Sqlite && column.auto_increment { "integer".into() } else { column.ty.catalog(dialect) }
    };
    TableShape {
        table: table.name.clone(),
        columns: table.columns.iter().map(|column| (column.name.clone(), catalog_type(column), column.nullable)).collect(),
        primary_key: table.primary_key.clone(),
        uniques: table.uniques.clone(),
        closed,
    }
}

/// An identifier, quoted.
fn quote(name: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::MySql | Dialect::MariaDb => format!("`{}`", name.replace('`', "``")),
        Dialect::Postgres | Dialect::Sqlite => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// Identifiers, quoted, with commas.
fn quoted<'a>(names: impl IntoIterator<Item = &'a str>, dialect: Dialect) -> String {
    names.into_iter().map(|name| quote(name, dialect)).collect::<Vec<_>>().join(", ")
}

/// A text literal.
fn text(value: &str, dialect: Dialect) -> String {
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

/// `xc_<migration>_<table>_<suffix>`; where that is longer than any database takes, cut, with a hash of the whole.
fn own_name(install: &crate::steps::InstallSync, suffix: &str) -> String {
    fit(format!("xc_{}_{}_{suffix}", install.migration, install.table.name))
}

/// PostgreSQL's limit of 63 bytes is the narrowest.
fn fit(name: String) -> String {
    const LIMIT: usize = 63;
    if name.len() <= LIMIT {
        return name;
    }
    let hash = format!("_{:08x}", crate::hash::fnv1a(name.as_bytes()) as u32);
    let mut cut = LIMIT - hash.len();
    while !name.is_char_boundary(cut) {
        cut -= 1;
    }
    format!("{}{hash}", &name[..cut])
}

/// `users.first_name, users.last_name`.
fn column_list<'a>(table: &str, columns: impl IntoIterator<Item = &'a str>) -> String {
    columns.into_iter().map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(", ")
}

fn add_columns_name(table: &str, columns: &[&str]) -> String {
    format!("add {} {}", plural("column", columns.len()), column_list(table, columns.iter().copied()))
}

fn finish_name(narrow: &crate::steps::Narrow) -> String {
    let table = &narrow.before.name;
    match narrow.drops.as_slice() {
        [] => format!("tighten {table}"),
        drops => format!("drop {} {}", plural("column", drops.len()), column_list(table, drops.iter().map(String::as_str))),
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

fn triggers_already(table: &str) -> String {
    format!(
        "table {table} has triggers of this name already, and the journal does not know them: they are left from another journal; drop them"
    )
}

fn finish_already(narrow: &crate::steps::Narrow) -> String {
    format!(
        "{} is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed",
        column_list(&narrow.before.name, narrow.drops.iter().map(String::as_str))
    )
}
