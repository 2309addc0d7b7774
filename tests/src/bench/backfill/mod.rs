//! The bench of the backfill: xc's, with dual-write triggers in place, beside one plain `UPDATE` of the same rows on the same server.

mod peer;
mod tables;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use xc::{Event, Executor, Phase, plan::Dialect};

use super::measure::{self, Footprint};
use super::numbers::median;
use super::report::{Case, Column, Report};
use crate::bench::machine;
use crate::servers::{self, Kind, Release, TestDatabase};
use crate::workload::Store;
pub use peer::Peer;
pub use tables::Key;

/// What to run.
#[derive(clap::Args, Clone, Debug)]
pub struct Arguments {
    /// Only these servers
    #[arg(long, value_delimiter = ',', default_values_t = [Release::Postgres, Release::MySql, Release::MariaDb, Release::Sqlite])]
    pub only: Vec<Release>,
    /// How many rows the table has
    #[arg(long, default_value_t = 2_000_000)]
    pub rows: u64,
    /// So many times is each case measured, in turn with the others; the median counts
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
    /// Kinds of keys
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Key::Int])]
    pub keys: Vec<Key>,
    /// Numbers of workers
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2])]
    pub workers: Vec<usize>,
    /// Another tool on the same table, where it knows the database: reshape=PATH
    #[arg(long, value_name = "NAME=PATH")]
    pub peer: Vec<Peer>,
    /// With the pauses between batches that are the default; without this there are none
    #[arg(long)]
    pub pauses: bool,
}

/// One way to fill the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// One `UPDATE`, no triggers.
    Plain,
    /// xc, with so many workers.
    Xc(usize),
    /// Another tool, the one with this number.
    Peer(usize),
}

/// What one run of a case came to.
#[derive(Clone, Copy, Debug)]
struct Run {
    rows_per_s: f64,
    /// CPU seconds of the server and this process, for a million rows.
    cpu: Option<f64>,
    verify: Option<Duration>,
    wal: Option<f64>,
    heap: Option<f64>,
    indexes: Option<f64>,
    hot: Option<f64>,
}

const COLUMNS: &[Column] = &[
    ("rows/s", "rows_per_s", 0),
    ("ratio", "ratio", 2),
    ("WAL", "wal_ratio", 2),
    ("heap", "heap_ratio", 2),
    ("indexes", "index_ratio", 2),
    ("HOT", "hot_share", 2),
    ("verify s", "verify_s", 2),
    ("CPU s/1M", "cpu_s_per_million", 2),
];

/// Measures everything.
///
/// # Errors
/// A server's, or a run that did not fill all rows.
pub async fn run(arguments: &Arguments) -> Result<Report> {
    ensure!(arguments.rows > 0 && arguments.rounds > 0, "--rows and --rounds want one at least");
    let words = format!(
        "the median of {} rounds; xc {} between batches, dual-write triggers in place; the plain UPDATE without triggers",
        arguments.rounds,
        if arguments.pauses { "with pauses" } else { "without pauses" },
    );
    let settings = [("rounds", arguments.rounds.into()), ("pauses", arguments.pauses.into())];
    let mut report = Report::new("backfill", arguments.rows, COLUMNS).settings(settings, words);
    let mut ways = vec![Way::Plain];
    ways.extend(arguments.workers.iter().copied().map(Way::Xc));
    ways.extend((0..arguments.peer.len()).map(Way::Peer));
    for &release in &arguments.only {
        for &key in &arguments.keys {
            let mut runs: Vec<Vec<Run>> = vec![Vec::new(); ways.len()];
            for round in 0..arguments.rounds {
                for step in 0..ways.len() {
                    // Each round begins with another one: what the machine does at the same time hits none of them always.
                    let case = (step + round) % ways.len();
                    let left_out = match ways[case] {
                        Way::Plain => false,
                        // One writer is all that SQLite has.
                        Way::Xc(workers) => workers > 1 && release.kind() == Kind::Sqlite,
                        Way::Peer(number) => !arguments.peer[number].knows(release.kind()),
                    };
                    if left_out {
                        continue;
                    }
                    let database = servers::database(release).await?.with_context(|| format!("{release} can't be had"))?;
                    report.server(release, &database).await?;
                    let run = one(&database, key, ways[case], arguments).await.with_context(|| format!("{release}, {:?}", ways[case]))?;
                    eprintln!("{release} {key:?} {:?}: {:.0} rows/s", ways[case], run.rows_per_s);
                    runs[case].push(run);
                }
            }
            for (way, of_way) in ways.iter().zip(&runs).filter(|(_, runs)| !runs.is_empty()) {
                report.case(case(release, key, &spelled(*way, arguments), of_way, &runs[0]));
            }
        }
    }
    Ok(report)
}

fn spelled(way: Way, arguments: &Arguments) -> String {
    match way {
        Way::Plain => "plain UPDATE".to_owned(),
        Way::Xc(1) => "xc, 1 worker".to_owned(),
        Way::Xc(workers) => format!("xc, {workers} workers"),
        Way::Peer(number) => arguments.peer[number].name().to_owned(),
    }
}

/// The median of a case's runs. Ratios are to the plain `UPDATE` of the same round, those of sizes to the size before.
fn case(release: Release, key: Key, way: &str, runs: &[Run], plain: &[Run]) -> Case {
    let key = match key {
        Key::Int => "int",
        Key::Uuid => "uuid",
        Key::Text => "text",
        Key::Composite => "composite",
    };
    let beside = |of: fn(&Run) -> Option<f64>| runs.iter().zip(plain).filter_map(|(run, plain)| Some(of(run)? / of(plain)?)).collect();
    let of = |of: fn(&Run) -> Option<f64>| median(runs.iter().filter_map(of).collect());
    let ratios: Vec<f64> = beside(|run| Some(run.rows_per_s));
    Case {
        name: format!("{release}, {key}, {way}"),
        rows_per_s: of(|run| Some(run.rows_per_s)),
        ratio: median(ratios.clone()),
        wal_ratio: median(beside(|run| run.wal)),
        heap_ratio: of(|run| run.heap),
        index_ratio: of(|run| run.indexes),
        more: [
            // Of the single rounds.
            ("ratios", ratios.into()),
            ("hot_share", of(|run| run.hot).into()),
            ("verify_s", of(|run| run.verify.map(|verify| verify.as_secs_f64())).into()),
            // Of the server and of xc, verification included.
            ("cpu_s_per_million", of(|run| run.cpu).into()),
        ]
        .into(),
        ..Case::default()
    }
}

async fn one(database: &TestDatabase, key: Key, way: Way, arguments: &Arguments) -> Result<Run> {
    let (create, split) = key.pair()?;
    let marks: Arc<Mutex<Marks>> = Arc::default();
    let mut builder = Executor::builder(key.migrations()).on_event({
        let marks = Arc::clone(&marks);
        move |event| {
            if let Ok(mut marks) = marks.lock() {
                marks.note(event);
            }
        }
    });
    if !arguments.pauses {
        builder = builder.pause(Duration::ZERO);
    }
    if let Way::Xc(workers) = way {
        builder = builder.workers(workers);
    }
    let executor = builder.connect(&database.url).await?;
    executor.up_to(create, Phase::Contract).await?;
    key.fill(database, arguments.rows).await?;
    match way {
        Way::Plain => executor.up_to(split, Phase::Expand).await?,
        Way::Xc(_) => executor.up_to(split, Phase::DualWrite).await?,
        // It adds its own columns.
        Way::Peer(_) => {}
    }
    measure::settle(database).await?;
    let before = Footprint::of(database).await?;
    let cpu_before = machine::cpu(database).await;
    let (elapsed, cpu_after, verify) = match way {
        Way::Plain => {
            let statement = plain(split, executor.dialect())?;
            let store = Store::connect(database, 1).await?;
            let started = Instant::now();
            let filled = store.run(&statement, &[]).await?;
            let elapsed = started.elapsed();
            store.close().await;
            ensure!(filled == arguments.rows, "the plain UPDATE changed {filled} rows");
            (elapsed, machine::cpu(database).await, None)
        }
        Way::Xc(_) => {
            executor.up_to(split, Phase::Migrate).await?;
            let cpu_after = machine::cpu(database).await;
            let marks = marks.lock().map_err(|_| anyhow::anyhow!("an event was not noted"))?;
            ensure!(marks.filled == arguments.rows, "xc filled {} rows", marks.filled);
            (marks.between(marks.started, marks.done)?, cpu_after, Some(marks.between(marks.done, marks.verified)?))
        }
        Way::Peer(number) => {
            let elapsed = arguments.peer[number].fill(database).await?;
            (elapsed, machine::cpu(database).await, None)
        }
    };
    let after = Footprint::of(database).await?;
    if let Way::Peer(number) = way {
        arguments.peer[number].check(database, arguments.rows).await?;
    }
    let grown = |of: fn(&Footprint) -> Option<f64>| Some(of(&after)? - of(&before)?);
    let ratio = |of: fn(&Footprint) -> Option<f64>| Some(of(&after)? / of(&before)?);
    Ok(Run {
        rows_per_s: arguments.rows as f64 / elapsed.as_secs_f64(),
        cpu: cpu_after.zip(cpu_before).map(|(after, before)| (after - before) * 1e6 / arguments.rows as f64),
        verify,
        wal: grown(|footprint| footprint.wal),
        heap: ratio(|footprint| footprint.heap),
        indexes: ratio(|footprint| footprint.indexes),
        hot: grown(|footprint| footprint.hot).zip(grown(|footprint| footprint.updated)).map(|(hot, updated)| hot / updated),
    })
}

/// The backfill's own statement, without the range and without the question whether a row needs it.
fn plain(split: &xc::Migration, dialect: Dialect) -> Result<String> {
    let plan = split.plan(dialect).context("no plan")?;
    let fill = plan.migrate.first().and_then(|backfill| backfill.fill.first()).context("no backfill")?;
    let (update, _) = fill.split_once(" WHERE ").context("a backfill without a range")?;
    Ok(update.to_owned())
}

/// When what happened.
#[derive(Debug, Default)]
struct Marks {
    started: Option<Instant>,
    done: Option<Instant>,
    verified: Option<Instant>,
    filled: u64,
}

impl Marks {
    fn note(&mut self, event: &Event) {
        match event {
            Event::PhaseStarted { phase: Phase::Migrate, .. } => self.started = Some(Instant::now()),
            Event::BackfillProgress(progress) if progress.finished => {
                self.done = Some(Instant::now());
                self.filled = progress.filled;
            }
            Event::Verified { .. } => self.verified = Some(Instant::now()),
            _ => {}
        }
    }

    fn between(&self, from: Option<Instant>, to: Option<Instant>) -> Result<Duration> {
        Ok(to.context("an end without a mark")?.duration_since(from.context("a beginning without a mark")?))
    }
}
