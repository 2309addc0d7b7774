//! `cargo xtask bench`: what xc costs.

mod compile;
mod measure;
mod project;
mod servers;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// What 300 migrations add to `cargo check`, beside `sqlx::migrate!`; fails when a budget is exceeded
    Compile(compile::Arguments),
    /// xc's backfill beside one plain UPDATE of the same rows, on real servers
    Backfill(servers::Backfill),
    /// What an application of 800 requests a second notices of each phase: p99 beside that just before, longest stall, failed requests
    Foreground(servers::Paced),
    /// How long a change keeps the application from writing, in xc's way and in plain statements; on PostgreSQL
    Locks(servers::Paced),
    /// Runs a command and prints what it cost, for the other benches
    #[command(hide = true)]
    Measure {
        #[arg(last = true)]
        command: Vec<String>,
    },
}

pub(crate) fn run(bench: &Bench) -> Result<ExitCode> {
    match bench {
        Bench::Compile(arguments) => compile::run(arguments),
        Bench::Backfill(backfill) => servers::run_backfill(backfill),
        Bench::Foreground(paced) => servers::run_paced("foreground", paced, servers::EACH),
        Bench::Locks(paced) => servers::run_paced("locks", paced, servers::LOCKS),
        Bench::Measure { command } => measure::stand_between(command).map(|()| ExitCode::SUCCESS),
    }
}
