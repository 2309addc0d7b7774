//! A live table changes its shape, and the two versions of the application that use it do not notice.
//!
//! ```text
//! cargo run --example quickstart                                            on SQLite, no server needed
//! cargo run --example quickstart -- --url postgres://me@localhost/playground
//! cargo run --example quickstart -- --rows 2000000 --json
//! ```
//!
//! Where to read on:
//!
//! - `migrations/split_user_name.rs`: the migration. This is what one writes with xc.
//! - `run` in this file: how a migration is taken through its phases, and what is deployed in between.
//! - `application/`: the two versions of the application, with every statement that they send.
//!
//! The rest is for measuring: `load.rs` and `people.rs` (the users), `ledger.rs` (is every read right?),
//! `measurements.rs`, `summary.rs`, `setup.rs`, `catalogue.rs` and `progress.rs`.

mod application;
mod catalogue;
mod ledger;
mod load;
mod measurements;
mod migrations;
mod people;
mod progress;
mod setup;
mod summary;

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Parser;
use indicatif::HumanCount;
use xc::Phase;

use application::database::Database;
use ledger::Ledger;
use load::{Deployment, Service};
use measurements::{Measurements, Version};
use migrations::{MIGRATIONS, create_users, split_user_name};
use progress::{Progress, say};
use summary::{PhaseSummary, Summary};

/// Takes a live table through expand, dual write, migrate and contract, under load.
#[derive(Parser)]
#[command(name = "quickstart", version)]
struct Args {
    /// The database: postgres://, mysql:// or sqlite://. Without it, a temporary SQLite file
    #[arg(long)]
    url: Option<String>,
    /// Users in the table before the application starts
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u64).range(..=1_000_000_000))]
    rows: u64,
    /// How long the application runs in each phase, beside the time that xc works
    #[arg(long, value_name = "SECONDS", default_value_t = 1, value_parser = clap::value_parser!(u64).range(..=86_400))]
    soak: u64,
    /// Print the summary as JSON, one object on one line
    #[arg(long)]
    json: bool,
    /// Drop what an earlier run of this example left in the database
    #[arg(long)]
    fresh: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    // RUST_LOG=xc_runtime=debug shows what xc does, statement by statement.
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).with_writer(std::io::stderr).init();

    let outcome = tokio::select! {
        outcome = run(&args) => outcome,
        _ = tokio::signal::ctrl_c() => {
            say(&match args.url {
                None => "\nInterrupted. The database was a temporary file and is gone.".to_owned(),
                Some(_) => "\nInterrupted. The table is whole, and xc's journal in the database knows how far it came.\n\
                            To begin again: --fresh"
                    .to_owned(),
            });
            return ExitCode::from(130);
        }
    };
    let printed = outcome.and_then(|summary| {
        let mut stdout = std::io::stdout();
        match args.json {
            true => writeln!(stdout, "{}", serde_json::to_string(&summary)?)?,
            false => writeln!(stdout, "\n{summary}")?,
        }
        Ok(summary.is_clean())
    });
    match printed {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("error: {}", progress::in_one_line(&error)));
            ExitCode::FAILURE
        }
    }
}

/// The story, from the top to the bottom.
async fn run(args: &Args) -> anyhow::Result<Summary> {
    // A database that is ours.
    let folder = tempfile::tempdir().context("can't make a temporary folder")?;
    let url = match &args.url {
        Some(url) => url.clone(),
        None => format!("sqlite://{}", folder.path().join("quickstart.db").display()),
    };
    let database = Database::connect(&url).await?;
    database.check_encoding().await?;
    database.clear(args.fresh).await?;

    // xc gets the list of migrations and the database's URL. It opens connections of its own.
    let progress = Progress::new();
    let shown = progress.clone();
    let executor = xc::Executor::builder(MIGRATIONS).on_event(move |event: &xc::Event| shown.show(event)).connect(&url).await?;

    // The first migration makes the table. There is no application yet, so nothing has to be waited for between its phases.
    executor.up_to(create_users, Phase::Contract).await?;
    let seeding = Instant::now();
    let seeded = database.seed(args.rows, &Progress::bar("seed", args.rows)).await?;
    let product = database.product().await?;
    say(&format!("{product}: a table of {} users, made in {:.1} s", HumanCount(args.rows), seeding.elapsed().as_secs_f64()));
    let schema_before = database.columns_of_users().await?;

    // Version 1 has been in production for years.
    let service = Arc::new(Service {
        database,
        ledger: Ledger::new(seeded),
        measurements: Measurements::default(),
        backfilled: AtomicBool::new(false),
    });
    let mut timeline = Timeline { service: Arc::clone(&service), soak: Duration::from_secs(args.soak), phases: Vec::new() };
    say("\nversion 1 runs: it reads and writes users.name");
    let v1 = Deployment::start(Version::V1, &service);
    timeline.soak().await;

    // Expand: the new columns appear beside the old one.
    let pending = executor.begin(split_user_name).await?;
    let expanded = timeline.take(Phase::Expand, "the new columns appear", pending.expand()).await?;
    timeline.soak().await;

    // Dual write: triggers keep the two shapes in step. From here on version 2 may run.
    let dual_writing = timeline.take(Phase::DualWrite, "each version's writes reach the other's columns", expanded.dual_write()).await?;
    service.ledger.dual_write_began();
    say("version 2 is deployed beside version 1: it reads and writes first_name and last_name");
    let v2 = Deployment::start(Version::V2, &service);
    timeline.soak().await;

    // Migrate: the rows that were there before are filled. When it returns, every row is, and xc has counted.
    let migrated = timeline.take(Phase::Migrate, "the users that were there before are filled in", dual_writing.migrate()).await?;
    service.backfilled.store(true, Ordering::Relaxed);
    say("version 2 takes its columns for NOT NULL from here on");
    timeline.soak().await;

    // Version 1 must be gone before contract.
    v1.drain().await?;
    say("version 1 is drained");
    let mut lost_writes = service.lost_writes(Version::V1).await?;
    let verification = executor.verify(split_user_name).await?;

    // Contract: the new columns become NOT NULL, the old one goes. Version 2 runs on.
    let _contracted: xc::Contracted = timeline.take(Phase::Contract, "the old column goes", migrated.contract()).await?;
    timeline.soak().await;
    v2.drain().await?;
    lost_writes += service.lost_writes(Version::V2).await?;

    let requests_by = summary::requests_by(&service.measurements);
    let backfill = progress.backfill();
    Ok(Summary {
        version: env!("CARGO_PKG_VERSION"),
        database: product,
        rows: args.rows,
        requests: requests_by.iter().map(|count| count.requests).sum(),
        failed_requests: requests_by.iter().map(|count| count.failed).sum(),
        lost_writes,
        out_of_parity: verification.out_of_parity,
        null_violations: service.measurements.null_violations() + verification.null_violations(),
        rows_backfilled: backfill.rows,
        backfill_rows_per_s: backfill.rows_per_s.round(),
        before: PhaseSummary::new(None, Duration::ZERO, service.measurements.latency(None)),
        phases: timeline.phases(),
        requests_by,
        schema_before,
        schema_after: service.database.columns_of_users().await?,
        failures: service.measurements.failures(),
    })
}

/// The phases as they pass, and how long xc worked in each.
struct Timeline {
    service: Arc<Service>,
    soak: Duration,
    phases: Vec<(Phase, Duration)>,
}

impl Timeline {
    /// Lets xc do its work of a phase, while the application goes on.
    async fn take<Handle>(
        &mut self,
        phase: Phase,
        what: &str,
        work: impl Future<Output = Result<Handle, xc::Error>>,
    ) -> anyhow::Result<Handle> {
        say(&format!("\n{phase}: {what}"));
        self.service.measurements.enter(phase);
        let started = Instant::now();
        let outcome = work.await;
        self.phases.push((phase, started.elapsed()));
        if outcome.is_err() {
            // What the application saw may say more than what xc did.
            self.service.measurements.failures().iter().for_each(|failure| say(&format!("  failed request: {failure}")));
        }
        Ok(outcome?)
    }

    /// Lets the application run for a while.
    async fn soak(&self) {
        tokio::time::sleep(self.soak).await;
    }

    fn phases(&self) -> Vec<PhaseSummary> {
        let summary =
            |&(phase, worked): &(Phase, Duration)| PhaseSummary::new(Some(phase), worked, self.service.measurements.latency(Some(phase)));
        self.phases.iter().map(summary).collect()
    }
}
