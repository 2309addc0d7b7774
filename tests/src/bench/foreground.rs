//! The bench of the foreground: what an application of so many requests a second notices of each phase, in which v1 and v2 read and write
//! the table that is changed.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::time::sleep;
use xc::{Executor, Phase};

use super::machine::Busy;
use super::measure;
use super::numbers::{ms, p99};
use super::report::{Case, Column, Report};
use crate::migrations::{MIGRATIONS, create_users, split_user_name};
use crate::servers::{self, Kind, Release, TestDatabase};
use crate::workload::{Served, Workload};

/// What to run.
#[derive(clap::Args, Clone, Debug)]
pub struct Arguments {
    /// Only these servers
    #[arg(long, value_delimiter = ',', default_values_t = [Release::Postgres, Release::MySql, Release::MariaDb, Release::Sqlite])]
    pub only: Vec<Release>,
    /// How many rows the table has
    #[arg(long, default_value_t = 500_000)]
    pub rows: usize,
    /// Requests a second: 30 % reads, 40 % updates of what the migration is about, 5 % other updates, 5 % deletes, 20 % inserts
    #[arg(long, default_value_t = 800.0)]
    pub rate: f64,
    /// Connections of the application; on SQLite, which has one writer, two
    #[arg(long, default_value_t = 16)]
    pub connections: usize,
    /// Seconds that are measured before each phase, and at least from its beginning on
    #[arg(long, default_value_t = 10.0)]
    pub window: f64,
    /// How long a batch of the backfill is to take, in ms; xc's default where this is not given
    #[arg(long)]
    pub batch_ms: Option<u64>,
}

const COLUMNS: &[Column] = &[
    ("p99 before ms", "p99_before_ms", 1),
    ("p99 ms", "p99_ms", 1),
    ("ratio", "p99_ratio", 2),
    ("longest before ms", "max_before_ms", 1),
    ("longest ms", "max_stall_ms", 1),
    ("failed", "failed", 0),
    ("requests", "requests", 0),
    ("phase s", "phase_s", 1),
    ("cores of others", "others_cores", 1),
];

/// After this the load is more than the machine can take.
const CAUGHT_UP_WITHIN: Duration = Duration::from_secs(60);

/// In turn: what is deployed changes between them.
const PHASES: [Phase; 4] = [Phase::Expand, Phase::DualWrite, Phase::Migrate, Phase::Contract];

/// Measures everything.
///
/// # Errors
/// A server's; the machine does not keep up with the load before anything is done; a row that is not what its last write made it.
pub async fn run(arguments: &Arguments) -> Result<Report> {
    let window = Duration::try_from_secs_f64(arguments.window).ok().filter(|window| !window.is_zero());
    let window = window.with_context(|| format!("--window {}: give seconds, above zero", arguments.window))?;
    ensure!(arguments.rows > 0, "--rows wants one at least");
    ensure!(arguments.connections > 0, "--connections wants one at least");
    let batch = arguments.batch_ms.map_or_else(|| "xc as by default".into(), |batch| format!("batches of {batch} ms"));
    let words = format!(
        "{} requests/s, each counted from when it was due; v1 to dual_write, then v1 and v2, v2 from contract on; \
         {:.1} s before each phase and at least from its beginning on; {batch}",
        arguments.rate, arguments.window,
    );
    let settings = [
        ("requests_per_s", arguments.rate.into()),
        ("connections", arguments.connections.into()),
        ("window_s", arguments.window.into()),
        ("batch_ms", arguments.batch_ms.into()),
    ];
    let mut report = Report::new("foreground", arguments.rows as u64, COLUMNS).settings(settings, words);
    for &release in &arguments.only {
        let database = servers::database(release).await?.with_context(|| format!("{release} can't be had"))?;
        report.server(release, &database).await?;
        one(&database, arguments, window, &mut report).await.with_context(|| release.to_string())?;
    }
    Ok(report)
}

/// A phase beside the time just before it.
struct Measured {
    phase: Phase,
    before: Instant,
    began: Instant,
    ended: Instant,
    /// The phase itself, which may be shorter than what is measured.
    took: Duration,
    others: Option<f64>,
}

async fn one(database: &TestDatabase, arguments: &Arguments, window: Duration, report: &mut Report) -> Result<()> {
    let mut builder = Executor::builder(MIGRATIONS);
    if let Some(batch) = arguments.batch_ms {
        builder = builder.target_batch_time(Duration::from_millis(batch));
    }
    let executor = builder.connect(&database.url).await?;
    executor.up_to(create_users, Phase::Contract).await?;
    let connections = if database.kind == Kind::Sqlite { arguments.connections.min(2) } else { arguments.connections };
    let app = Workload::paced(database, arguments.rows, connections, arguments.rate).await?;
    let mut measured = Vec::new();
    let outcome = phases(database, &executor, &app, arguments, window, &mut measured).await;
    let (rows, failures) = app.end().await?;
    // What the application saw may say more than what xc did.
    outcome.with_context(|| format!("{} requests failed: {:?}", failures.len(), failures.first()))?;
    for phase in &measured {
        report.case(case(database.release, phase, &rows.served));
    }
    let is_whole = failures.is_empty();
    report.failed(failures.into_iter().map(|failure| format!("{}: {failure}", database.release)));
    if is_whole {
        rows.check_as_v2().await.context("a row is not what its last write made it")?;
    }
    rows.store.close().await;
    Ok(())
}

async fn phases(
    database: &TestDatabase,
    executor: &Executor,
    app: &Workload,
    arguments: &Arguments,
    window: Duration,
    measured: &mut Vec<Measured>,
) -> Result<()> {
    if database.kind == Kind::Postgres {
        database.execute("vacuum (freeze, analyze) users").await?;
    }
    measure::settle(database).await?;
    // Caches and connections fill, and whatever filled the table comes to rest.
    sleep(window).await;
    for phase in PHASES {
        match phase {
            Phase::Migrate => app.deploy_v2(),
            Phase::Contract => {
                app.rely_on_new_columns();
                app.drain_v1().await;
            }
            _ => {}
        }
        // What waits from before would make the time just before look slow, and the phase beside it quick.
        let patience = Instant::now() + CAUGHT_UP_WITHIN;
        while app.waiting() > arguments.connections as u64 {
            ensure!(
                Instant::now() < patience,
                "{} requests wait before {}: this machine does not keep up with {} requests/s, give a lower --rate",
                app.waiting(),
                phase.keyword(),
                arguments.rate
            );
            sleep(Duration::from_millis(100)).await;
        }
        let before = Instant::now();
        sleep(window).await;
        let (busy, began) = (Busy::now(database).await, Instant::now());
        executor.up_to(split_user_name, phase).await?;
        let took = began.elapsed();
        sleep(window.saturating_sub(took)).await;
        let ended = Instant::now();
        let others = Busy::now(database).await.zip(busy).map(|(now, then)| now.by_others(then));
        eprintln!("{} {}: {:.1} s", database.release, phase.keyword(), took.as_secs_f64());
        measured.push(Measured { phase, before, began, ended, took, others });
    }
    Ok(())
}

/// Of the requests that were due in the phase, and of those that were due just before.
fn case(release: Release, measured: &Measured, served: &[Served]) -> Case {
    let due = |from: Instant, to: Instant| served.iter().filter(move |request| request.due >= from && request.due < to);
    let took = |from, to| due(from, to).map(|request| request.took).collect::<Vec<_>>();
    let (before, during) = (took(measured.before, measured.began), took(measured.began, measured.ended));
    let longest = |times: &[Duration]| times.iter().max().copied().map(ms);
    let (p99_before, p99_during) = (p99(&before), p99(&during));
    Case {
        name: format!("{release}, {}", measured.phase.keyword()),
        p99_ratio: p99_during.zip(p99_before).map(|(during, before)| during / before),
        max_stall_ms: longest(&during),
        failed: Some(due(measured.before, measured.ended).filter(|request| request.failed).count()),
        more: [
            ("p99_before_ms", p99_before.into()),
            ("p99_ms", p99_during.into()),
            ("max_before_ms", longest(&before).into()),
            ("requests", during.len().into()),
            ("phase_s", measured.took.as_secs_f64().into()),
            ("others_cores", measured.others.into()),
        ]
        .into(),
        ..Case::default()
    }
}
