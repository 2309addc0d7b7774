//! `plan`: what would be run, before anything is.
//!
//! Rows come from the database's own statistics, where it has them; times are of the order of magnitude: they assume [`WRITTEN`] and [`SCANNED`].

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use xc_core::plan::{Backfill, Change, Dialect, Migration, Phase, Plan, Step, When};

use crate::backends::{DbError, Session};
use crate::cli::arguments::command_of;
use crate::cli::connection::Connection;
use crate::cli::find;
use crate::cli::outcome::{Outcome, Problem};
use crate::cli::output::amount::{count, time};
use crate::cli::output::indented;
use crate::error::Error;
use crate::journal::Reached;
use crate::phase;
use crate::size;
use crate::steps::number;

/// Rows a second that a backfill is taken to fill, pauses included: less than half of what a small machine does on an idle server, for a server that has
/// other work. `watch` shows the real rate.
const WRITTEN: u64 = 30_000;

/// How much of a line is shown without `--full`, in characters.
const LONGEST_LINE: usize = 160;

/// Rows a second that a scan or an index build is taken to read.
const SCANNED: u64 = 500_000;

pub(super) async fn run(connection: &Connection, name: Option<&str>, to: Option<Phase>, full: bool) -> Result<Outcome, Problem> {
    let inner = &connection.executor.inner;
    let last = to.unwrap_or(Phase::Contract);
    let mut sizes = Sizes { connection, session: None, known: BTreeMap::new() };
    let (mut lines, mut listed) = (Vec::new(), Vec::new());
    for (migration, reached) in find::reached(connection).await? {
        if name.is_some_and(|name| name != migration.name) || reached >= Reached::after(last) {
            continue;
        }
        let plan = phase::plan_of(inner, migration)?;
        let (text, fields) = one(migration, plan, reached, last, &mut sizes).await?;
        lines.push(text);
        listed.push(fields);
    }
    if lines.is_empty() {
        lines.push(format!("nothing to do: everything is through {}", command_of(last)));
    }
    let fields =
        json!({ "to": last.keyword(), "assumed": { "written_rows_per_s": WRITTEN, "scanned_rows_per_s": SCANNED }, "migrations": listed });
    let text = lines.join("\n\n");
    Ok(Outcome::new(if full { text } else { shortened(&text) }, fields))
}

async fn one(
    migration: &Migration,
    plan: &'static Plan,
    reached: Reached,
    last: Phase,
    sizes: &mut Sizes<'_>,
) -> Result<(String, Value), Problem> {
    let version = sizes.connection.executor.inner.database.version();
    let mut lines = vec![format!("{} ({}), now {}", migration.name, migration.declared_at, reached.name())];
    lines.extend(plan.requires.iter().map(|needed| format!("  requires {} to be through {}", needed.migration, command_of(needed.phase))));
    lines.extend(migration.overrides.iter().map(|one| format!("  overridden: {} {} at {}: {}", one.code, one.rule, one.at, one.reason)));
    let retiring = retires(migration, plan, sizes).await;
    let mut phases = Vec::new();
    for phase in Phase::ALL.into_iter().filter(|phase| *phase <= last && Reached::after(*phase) > reached) {
        let steps: Vec<&'static Step> =
            plan.steps(phase).iter().filter(|step| step.servers.contain(version) && retiring.runs(step.when)).collect();
        let backfills: &'static [Backfill] = if phase == Phase::Migrate { plan.migrate } else { &[] };
        let empty = steps.is_empty() && backfills.is_empty();
        lines.push(format!("\n  {}{}", command_of(phase), if empty { ": nothing to do" } else { "" }));
        let (mut filled, mut changed) = (Vec::new(), Vec::new());
        for backfill in backfills {
            let (text, fields) = fill(backfill, sizes).await?;
            lines.push(indented(&text, 4));
            filled.push(fields);
        }
        for step in steps {
            let (text, fields) = change(step, sizes).await?;
            lines.push(indented(&text, 4));
            changed.push(fields);
        }
        phases.push(json!({ "phase": phase.keyword(), "steps": changed, "backfills": filled }));
    }
    let mut purged = Vec::new();
    if last == Phase::Contract && retiring == Goes::Retired {
        lines.push("\n  purge, when the old shape need not be kept any longer".to_owned());
        for step in plan.contract.iter().filter(|step| step.servers.contain(version) && step.when == When::Purging) {
            let (text, fields) = change(step, sizes).await?;
            lines.push(indented(&text, 4));
            purged.push(fields);
        }
    }
    let requires = plan
        .requires
        .iter()
        .map(|needed| json!({ "migration": needed.migration, "phase": needed.phase.keyword(), "because": needed.because }));
    let overrides = migration.overrides.iter().map(|one| json!({ "code": one.code, "rule": one.rule, "reason": one.reason, "at": one.at }));
    let fields = json!({
        "name": migration.name,
        "declared_at": migration.declared_at,
        "state": reached.name(),
        "requires": requires.collect::<Vec<Value>>(),
        "overrides": overrides.collect::<Vec<Value>>(),
        "phases": phases,
        "retires": retiring == Goes::Retired,
        "purge": purged,
    });
    Ok((lines.join("\n"), fields))
}

async fn fill(backfill: &'static Backfill, sizes: &mut Sizes<'_>) -> Result<(String, Value), Problem> {
    let rows = sizes.of(backfill.table).await?;
    let (fill, verify) = (rows.map(|rows| at(rows, WRITTEN)), rows.map(|rows| at(rows, SCANNED)));
    let mut lines = vec![format!("backfill of {}: {}", backfill.table, amount(rows, fill))];
    let lock = match sizes.connection.executor.dialect() {
        Dialect::Sqlite => "the write lock during one batch at a time; in WAL mode reads go on",
        Dialect::Postgres | Dialect::MySql | Dialect::MariaDb => "row locks on one batch at a time; reads go on, and writes to other rows",
    };
    lines.push(format!("  lock: {lock}"));
    lines.extend(backfill.fill.iter().map(|sql| indented(sql, 2)));
    if let Some(transform) = &backfill.transform {
        lines.push(format!("  the values come from {}", transform.function));
        lines.extend(transform.parity.as_ref().map(|judge| format!("  a row is in step where {} says so", judge.function)));
    }
    lines.push("  undo: none needed; rows that are filled stay so until expand is taken back".to_owned());
    lines.push(format!("verification of {}: {}", backfill.table, amount(rows, verify)));
    lines.push("  reads the table in ranges, locks nothing".to_owned());
    let fields = json!({
        "table": backfill.table,
        "rows": rows,
        "seconds": fill.map(|time| time.as_secs()),
        "verify_seconds": verify.map(|time| time.as_secs()),
        "lock": lock,
        "sql": backfill.fill,
        "verify_sql": backfill.verify,
        "function": backfill.transform.as_ref().map(|transform| transform.function),
        "parity": backfill.transform.as_ref().and_then(|transform| transform.parity.as_ref()).map(|judge| judge.function),
    });
    Ok((lines.join("\n"), fields))
}

async fn change(step: &'static Step, sizes: &mut Sizes<'_>) -> Result<(String, Value), Problem> {
    let reads = Reads::of(step);
    let rows = if reads == Reads::Nothing { None } else { sizes.of(step.table).await? };
    let takes = rows.map(|rows| at(rows, if reads == Reads::Rewrites { WRITTEN } else { SCANNED }));
    let how_long = if reads == Reads::Nothing { String::new() } else { format!(" [{}]", amount(rows, takes)) };
    let mut lines = vec![format!("{}{how_long}", step.name), format!("  lock: {}", step.cost)];
    if step.concurrent {
        lines.push("  by itself, outside of a transaction".to_owned());
    }
    if let Some(gate) = &step.run.refuse_if {
        lines.push(format!("  refused if: {}", gate.reason));
    }
    lines.extend(statements(&step.run).map(|sql| indented(sql, 2)));
    lines.extend(fallbacks(&step.run).map(|sql| format!("  or, where the server refuses the algorithm:\n{}", indented(sql, 2))));
    let mut undo = statements(&step.undo).peekable();
    lines.push(if undo.peek().is_some() { "  undo:".to_owned() } else { "  undo: none".to_owned() });
    lines.extend(undo.map(|sql| indented(sql, 4)));
    let fields = json!({
        "step": step.name,
        "table": step.table,
        "lock": step.cost,
        "concurrent": step.concurrent,
        "scans": reads == Reads::Scans,
        "rewrites": reads == Reads::Rewrites,
        "rows": rows,
        "seconds": takes.map(|time| time.as_secs()),
        "refused_if": step.run.refuse_if.as_ref().map(|gate| gate.reason),
        "sql": statements(&step.run).collect::<Vec<_>>(),
        "fallback": fallbacks(&step.run).collect::<Vec<_>>(),
        "undo": statements(&step.undo).collect::<Vec<_>>(),
    });
    Ok((lines.join("\n"), fields))
}

fn statements(change: &'static Change) -> impl Iterator<Item = &'static str> {
    change.statements.iter().map(|statement| statement.sql)
}

/// What is sent where the server does not have the algorithm for it.
fn fallbacks(change: &'static Change) -> impl Iterator<Item = &'static str> {
    change.statements.iter().filter_map(|statement| statement.fallback)
}

/// Triggers have lines that nobody reads in a terminal.
fn shortened(text: &str) -> String {
    let line = |line: &str| match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{} ... (--full)", &line[..end]),
        None => line.to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// How the old shape goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Goes {
    Retired,
    Dropped,
}

impl Goes {
    /// Whether contract runs such a step.
    fn runs(self, when: When) -> bool {
        match when {
            When::Always => true,
            When::Retiring => self == Goes::Retired,
            When::Dropping => self == Goes::Dropped,
            When::Purging => false,
        }
    }
}

/// As contract would decide it now: there is something to keep, and time to keep it. A table that is not there yet is taken for one that will have rows.
async fn retires(migration: &Migration, plan: &Plan, sizes: &mut Sizes<'_>) -> Goes {
    let options = &sizes.connection.executor.inner.options;
    let time = migration.retire.map_or(options.retire, Duration::from_secs);
    if time.is_zero() {
        return Goes::Dropped;
    }
    for retired in plan.retired {
        let rows = async { number(sizes.session().await?, retired.rows).await }.await;
        if rows.is_ok_and(|rows| rows == 0) {
            continue;
        }
        return Goes::Retired;
    }
    Goes::Dropped
}

/// What a step reads of its table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    Nothing,
    Scans,
    Rewrites,
}

impl Reads {
    /// By the words that the plan has for its cost.
    fn of(step: &Step) -> Reads {
        let says = |words: &[&str]| words.iter().any(|word| step.cost.contains(word));
        match () {
            () if step.run.rebuilds.is_some() || says(&["a rebuild", "is copied"]) => Reads::Rewrites,
            () if says(&["during a scan", "a scan beside", "reads the table", "reads both tables"]) => Reads::Scans,
            () => Reads::Nothing,
        }
    }
}

fn at(rows: u64, rate: u64) -> Duration {
    Duration::from_millis(rows.saturating_mul(1000) / rate)
}

fn amount(rows: Option<u64>, takes: Option<Duration>) -> String {
    match (rows, takes) {
        (Some(rows), Some(takes)) => format!("about {} rows, of the order of {}", count(rows), time(takes)),
        _ => "rows not known".to_owned(),
    }
}

/// How many rows tables have, each asked once.
struct Sizes<'a> {
    connection: &'a Connection,
    session: Option<Box<dyn Session>>,
    known: BTreeMap<&'static str, Option<u64>>,
}

impl Sizes<'_> {
    async fn session(&mut self) -> Result<&mut dyn Session, DbError> {
        let open = match self.session.take() {
            Some(open) => open,
            None => self.connection.executor.inner.database.open().await?,
        };
        Ok(self.session.insert(open).as_mut())
    }

    async fn of(&mut self, table: &'static str) -> Result<Option<u64>, Problem> {
        if let Some(known) = self.known.get(table) {
            return Ok(*known);
        }
        let inner = &self.connection.executor.inner;
        let estimates =
            inner.migrations.iter().filter_map(|migration| migration.plan(inner.database.dialect())).flat_map(|plan| plan.migrate);
        let estimate = estimates.filter(|backfill| backfill.table == table).map(|backfill| backfill.estimate).next();
        let session = self.session().await.map_err(Error::database("can't open a connection"))?;
        let rows = size::rows(session, inner.database.dialect(), table, estimate).await;
        self.known.insert(table, rows);
        Ok(rows)
    }
}
