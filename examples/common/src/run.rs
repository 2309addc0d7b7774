//! An example from the command line to the verdict.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;
use indicatif::HumanCount;
use xc::{Executor, Phase};

use crate::change::Change;
use crate::measurements::Version;
use crate::progress::{self, Progress, say};
use crate::setup;
use crate::store::Store;
use crate::story::{Size, Story};
use crate::summary::{self, PhaseSummary, Summary};

/// Tasks that send requests. With [`THINK_TIME_MS`] this makes about 500 requests a second.
const TASKS: u32 = 6;

/// Between two requests of a task, in ms.
const THINK_TIME_MS: std::ops::Range<u64> = 4..18;

/// Takes a live table through expand, dual write, migrate and contract, under load.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// The database: postgres://, mysql:// or sqlite://. Without it, a temporary SQLite file
    #[arg(long)]
    url: Option<String>,
    /// Rows in the table before the application starts
    #[arg(long, value_parser = clap::value_parser!(u64).range(..=1_000_000_000))]
    rows: Option<u64>,
    /// How long the application runs in each phase, beside the time that xc works
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    soak: Option<Duration>,
    /// Print the summary as JSON, one object on one line
    #[arg(long)]
    json: bool,
    /// Drop what an earlier run of this example left in the database
    #[arg(long)]
    fresh: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().map_err(|error| error.to_string())?;
    Duration::try_from_secs_f64(seconds).ok().filter(|soak| soak.as_secs() <= 86_400).ok_or_else(|| "from 0 to 86400".to_owned())
}

/// Runs an example: `cargo run --example rename_column -- --help` says how. It succeeds if nobody noticed the change.
pub fn run(change: &'static Change) -> ExitCode {
    let args = Args::parse();
    // RUST_LOG=xc_runtime=debug shows what xc does, statement by statement.
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            say(&format!("error: can't start: {error}"));
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(until_interrupted(change, &args))
}

async fn until_interrupted(change: &'static Change, args: &Args) -> ExitCode {
    let outcome = tokio::select! {
        outcome = tell(change, args) => outcome,
        _ = tokio::signal::ctrl_c() => {
            say(match args.url {
                None => "\nInterrupted. The database was a temporary file and is gone.",
                Some(_) => "\nInterrupted. The table is whole, and xc's journal in the database knows how far it came.\nTo begin again: --fresh",
            });
            return ExitCode::from(130);
        }
    };
    match outcome.and_then(|summary| print(&summary, args.json).map(|()| summary.is_clean())) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("error: {}", progress::in_one_line(&error)));
            ExitCode::FAILURE
        }
    }
}

fn print(summary: &Summary, json: bool) -> Result<()> {
    let mut stdout = std::io::stdout();
    match json {
        true => writeln!(stdout, "{}", serde_json::to_string(summary)?)?,
        false => writeln!(stdout, "\n{summary}")?,
    }
    Ok(())
}

/// The story, from the top to the bottom.
async fn tell(change: &'static Change, args: &Args) -> Result<Summary> {
    let (rows, soak) = (args.rows.unwrap_or(change.rows), args.soak.unwrap_or(change.soak));

    // A database that is ours.
    let folder = tempfile::tempdir().context("can't make a temporary folder")?;
    let url = args.url.clone().unwrap_or_else(|| format!("sqlite://{}", folder.path().join("example.db").display()));
    let store = Store::connect(&url, TASKS + 2).await?;
    setup::check_encoding(&store).await?;
    setup::clear(&store, change, args.fresh).await?;

    // xc gets the list of migrations and the database's URL. It opens connections of its own.
    let progress = Progress::new();
    let shown = progress.clone();
    let executor = Executor::builder(change.migrations).on_event(move |event| shown.show(event)).connect(&url).await?;
    let bar = Progress::bar("seed", rows);
    let size = Size { rows, tasks: TASKS, think_time_ms: THINK_TIME_MS };
    let mut story = Story::begin(change, executor, store.clone(), size, |rows| bar.inc(rows)).await?;
    bar.finish_and_clear();
    let product = store.product_name().await?;
    say(&format!("{product}: {} rows", HumanCount(rows)));
    let tables = setup::tables(change);
    let (schema_before, keys_before) = (store.columns(&tables).await?, store.keys(&tables).await?);

    // Version 1 has been in production for years.
    say(&format!("\nversion 1 runs: it reads and writes {}", change.v1.uses));
    story.load.deploy(Version::V1);
    tokio::time::sleep(soak).await;

    // Expand: the new shape appears beside the old one.
    phase(&mut story, Phase::Expand, "the new shape appears beside the old one").await?;
    tokio::time::sleep(soak).await;

    // Dual write: triggers keep the two shapes in step. From here on version 2 may run.
    phase(&mut story, Phase::DualWrite, "each version's writes reach the other's columns").await?;
    deploy_v2(&story, Phase::DualWrite);
    tokio::time::sleep(soak).await;

    // Migrate: the rows that were there before are filled. When it returns, every row is, and xc has counted.
    phase(&mut story, Phase::Migrate, "the rows that were there before are filled in").await?;
    deploy_v2(&story, Phase::Migrate);
    tokio::time::sleep(soak).await;

    // Version 1 must be gone before contract.
    story.load.drain(Version::V1).await?;
    say("version 1 is drained");
    let mut lost_writes = story.load.lost_writes(Version::V1).await?;
    let verification = story.executor.verify(change.migration()).await?;

    // Contract: the new shape becomes strict, the old one goes. Version 2 runs on.
    phase(&mut story, Phase::Contract, "the new shape becomes strict, the old one goes").await?;
    tokio::time::sleep(soak).await;
    story.load.drain(Version::V2).await?;
    lost_writes += story.load.lost_writes(Version::V2).await?;
    story.load.check_count().await?;
    story.load.stop().await?;

    let measurements = &story.load.service.measurements;
    let requests_by = summary::requests_by(measurements);
    let backfill = progress.backfill();
    Ok(Summary {
        version: env!("CARGO_PKG_VERSION"),
        database: product,
        rows,
        requests: requests_by.iter().map(|count| count.requests).sum(),
        failed_requests: requests_by.iter().map(|count| count.failed).sum(),
        lost_writes,
        out_of_parity: verification.out_of_parity,
        null_violations: measurements.null_violations() + verification.null_violations(),
        rows_backfilled: backfill.rows,
        backfill_rows_per_s: backfill.rows_per_s.round(),
        before: PhaseSummary::new(None, Duration::ZERO, measurements.latency(None)),
        phases: story
            .worked
            .iter()
            .map(|(phase, worked)| PhaseSummary::new(Some(*phase), *worked, measurements.latency(Some(*phase))))
            .collect(),
        requests_by,
        schema_before,
        schema_after: store.columns(&tables).await?,
        keys_before,
        keys_after: store.keys(&tables).await?,
        failures: measurements.failures(),
    })
}

/// Deploys version 2 if it may run from this phase on.
fn deploy_v2(story: &Story, phase: Phase) {
    let change = story.change;
    if change.v2_from == phase {
        say(&format!("version 2 is deployed beside version 1: it reads and writes {}", change.v2.uses));
        story.load.deploy(Version::V2);
    }
}

/// Lets xc do its work of a phase, while the application goes on.
async fn phase(story: &mut Story, phase: Phase, what: &str) -> Result<()> {
    let plan = story.change.migration().plan(story.executor.dialect());
    let works = plan.is_some_and(|plan| !plan.steps(phase).is_empty() || (phase == Phase::Migrate && !plan.migrate.is_empty()));
    say(&format!("\n{phase}: {}", if works { what } else { "nothing to do" }));
    let before = story.refusal.is_some();
    let outcome = story.forward(phase).await;
    if let Some(refusal) = story.refusal.as_ref().filter(|_| !before) {
        say(&format!("  refused at first, before anything was built: {refusal}"));
        story.change.mend.iter().for_each(|statement| say(&format!("  mended: {statement}")));
    }
    if outcome.is_err() {
        // What the application saw may say more than what xc did.
        story.load.service.measurements.failures().iter().for_each(|failure| say(&format!("  failed request: {failure}")));
    }
    outcome
}
