//! `cargo xtask bench`: what xc costs.

mod backfill;
mod compile;
mod measure;
mod project;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// What 300 migrations add to `cargo check`, beside `sqlx::migrate!`; fails when a budget is exceeded
    Compile(compile::Arguments),
    /// xc's backfill beside one plain UPDATE of the same rows, on real servers
    Backfill(backfill::Arguments),
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
        Bench::Backfill(arguments) => backfill::run(arguments),
        Bench::Measure { command } => measure::stand_between(command).map(|()| ExitCode::SUCCESS),
    }
}
