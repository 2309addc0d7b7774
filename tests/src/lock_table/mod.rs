//! The lock table, measured: every operation is run on a server, and what it locked, read and wrote anew is looked up there.
//!
//! `cargo xtask lock-table` prints where the servers disagree with the table in `xc_core::locks`, and writes it anew with `--write`;
//! the test `lock_table` fails where they disagree.

mod mysql;
mod postgres;
mod sqlite;

use std::fmt::Write as _;

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection, SqliteConnection};
use xc_core::locks::{self, Access, Basis, Behaviour, Operation, Row};
use xc_core::plan::Dialect;

use crate::servers::{Kind, TestDatabase};

/// An operation to measure.
struct Case {
    operation: Operation,
    /// What must be there first, beside the tables that all cases have.
    setup: &'static [&'static str],
    /// The operation's statements.
    statements: &'static [&'static str],
    /// Whether it is the other table, which foreign keys refer to, that is looked at.
    referenced: bool,
}

/// A case about the table itself.
const fn case(operation: Operation, setup: &'static [&'static str], statements: &'static [&'static str]) -> Case {
    Case { operation, setup, statements, referenced: false }
}

/// A case about the table that is referred to.
const fn referenced(operation: Operation, setup: &'static [&'static str], statements: &'static [&'static str]) -> Case {
    Case { operation, setup, statements, referenced: true }
}

impl Case {
    /// The name of the table that is looked at.
    const fn table(&self) -> &'static str {
        if self.referenced { "p" } else { "t" }
    }
}

/// What a server did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The operation.
    pub operation: Operation,
    /// The statements that were run, parted by `; `.
    pub statement: String,
    /// What it did, or `None` where the server refused it.
    pub behaviour: Option<Behaviour>,
}

/// One server's answers.
#[derive(Clone, Debug)]
pub struct Measurements {
    /// The database.
    pub dialect: Dialect,
    /// The server's version, in the form of `xc_core::plan::Servers`.
    pub version: u32,
    /// Each operation that the database could have, in the order of the table.
    pub operations: Vec<Measured>,
}

/// Runs every operation on this database's server.
///
/// # Errors
/// When an operation fails for another reason than that the server does not have it, or something could not be measured.
pub async fn measure(database: &TestDatabase) -> Result<Measurements> {
    let mut measurements = match database.kind {
        Kind::Postgres => postgres::measure(&database.url).await,
        Kind::MariaDb | Kind::MySql => mysql::measure(&database.url, database.kind).await,
        Kind::Sqlite => sqlite::measure(&database.url).await,
    }
    .with_context(|| format!("on {}", database.release))?;
    measurements.operations.sort_by_key(|measured| measured.operation);
    Ok(measurements)
}

impl Measurements {
    /// One line for each operation about which the table says something else.
    pub fn differences(&self) -> Vec<String> {
        let server = format!("{} {}", self.dialect, self.dialect.version_text(self.version));
        let mut lines = Vec::new();
        for measured in &self.operations {
            let row = locks::row(measured.operation, self.dialect, self.version);
            if row.is_none_or(|row| row.behaviour != measured.behaviour) {
                lines.push(format!(
                    "{server}: {} ({})\n    the table: {}\n    the server: {}",
                    measured.operation,
                    measured.statement,
                    row.map_or("no row".into(), |row| in_full(row.behaviour)),
                    in_full(measured.behaviour)
                ));
            }
        }
        let rows = locks::rows().iter().filter(|row| row.dialect == self.dialect && row.basis == Basis::Measured);
        for row in rows.filter(|row| self.operations.iter().all(|measured| measured.operation != row.operation)) {
            lines.push(format!("{server}: {} has a row that says it was measured, and nothing measures it", row.operation));
        }
        lines.dedup();
        lines
    }
}

fn in_full(behaviour: Option<Behaviour>) -> String {
    behaviour.map_or("refused".into(), |behaviour| {
        let yes = |word: bool| if word { "yes" } else { "no" };
        format!(
            "{}, a read {}, a write {}, scan {}, rewrite {}, {}",
            behaviour.lock,
            behaviour.reads.name(),
            behaviour.writes.name(),
            yes(behaviour.scan),
            yes(behaviour.rewrite),
            behaviour.online.map_or("no clause".into(), |online| online.to_string())
        )
    })
}

/// The table's text with these servers' answers in place of what it said about their databases.
///
/// A row says 'since': minor releases do not change what is locked, so it is PostgreSQL's major and the others' first two numbers that
/// stand there; and a row that says the same as the one of the version before it is left out.
pub fn table(all: &[Measurements]) -> String {
    let dialects: Vec<Dialect> = all.iter().map(|one| one.dialect).collect();
    let kept = locks::rows().iter().filter(|row| row.basis == Basis::Measured && !dialects.contains(&row.dialect));
    let mut rows: Vec<Row> = kept.cloned().collect();
    let mut all: Vec<&Measurements> = all.iter().collect();
    all.sort_by_key(|one| (one.dialect, one.version));
    for one in all {
        let unit = if one.dialect == Dialect::Postgres { 10_000 } else { 100 };
        for measured in &one.operations {
            let before = rows.iter().rfind(|row| row.operation == measured.operation && row.dialect == one.dialect);
            if before.is_none_or(|row| row.behaviour != measured.behaviour) {
                rows.push(Row {
                    operation: measured.operation,
                    dialect: one.dialect,
                    since: one.version / unit * unit,
                    behaviour: measured.behaviour,
                    basis: Basis::Measured,
                    statement: measured.statement.clone(),
                });
            }
        }
    }
    rows.sort_by_key(|row| (row.operation, row.dialect, row.since));
    let mut text =
        String::from("# Measured on real servers, and written, by `cargo xtask lock-table --write`. A test runs it all again.\n");
    let _ = writeln!(text, "{}", Row::header());
    for row in &rows {
        let _ = writeln!(text, "{}", row.line());
    }
    text
}

/// The page for people that goes with this text of the table.
///
/// # Errors
/// When the text is not understood.
pub fn page(table: &str) -> Result<String> {
    let mut rows = locks::parse(table).map_err(anyhow::Error::msg)?;
    rows.extend(locks::rows().iter().filter(|row| row.basis != Basis::Measured).cloned());
    rows.sort_by_key(|row| (row.operation, row.dialect, row.since));
    Ok(locks::page(&rows))
}

/// How others fare who would have to wait: for how long depends on whether the operation goes through the table.
fn access(waits: bool, long: bool) -> Access {
    match (waits, long) {
        (false, _) => Access::GoesOn,
        (true, false) => Access::WaitsForAMoment,
        (true, true) => Access::Waits,
    }
}

/// What the three databases' connections have in common here.
#[allow(async_fn_in_trait)]
trait Run {
    /// Runs SQL that the tests wrote.
    async fn run(&mut self, sql: &str) -> Result<(), sqlx::Error>;

    /// Runs statements, one after the other.
    async fn run_all(&mut self, statements: &[&str]) -> Result<(), sqlx::Error> {
        for statement in statements {
            self.run(statement).await?;
        }
        Ok(())
    }
}

macro_rules! run {
    ($($connection:ty),+) => {
        $(impl Run for $connection {
            async fn run(&mut self, sql: &str) -> Result<(), sqlx::Error> {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(self).await.map(|_| ())
            }
        })+
    };
}

run!(PgConnection, MySqlConnection, SqliteConnection);

/// A connection, for sessions that are set up alike.
async fn connect<C: Connection>(url: &str) -> Result<C> {
    Ok(C::connect(url).await?)
}
