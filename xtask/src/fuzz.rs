//! `cargo xtask fuzz`: the compiler of the language against inputs by chance, for as long as one likes.

use std::env;
use std::fs;
use std::process::{Command, ExitCode};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use clap::Args;
use xtask::{install, workspace_root};

#[derive(Args)]
pub(crate) struct Arguments {
    /// For so long
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// The inputs follow from it; the time of day if it is left out
    #[arg(long)]
    seed: Option<u64>,
    /// Only this input of the seed, as a failure names it
    #[arg(long, requires = "seed")]
    number: Option<u64>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let by_time = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let seed = arguments.seed.unwrap_or_else(by_time);
    let state = env::temp_dir().join(format!("xc-fuzz-{}", std::process::id()));
    let mut command = Command::new(install::cargo());
    // Optimized: the tests run the same without, and there a stack is sooner full.
    command.args([
        "test",
        "--quiet",
        "--release",
        "-p",
        "xc-core",
        "--test",
        "language",
        "inputs_by_chance_are_answered",
        "--",
        "--nocapture",
    ]);
    command.current_dir(workspace_root()).env("XC_FUZZ_SEED", seed.to_string()).env("XC_FUZZ_STATE", &state);
    command.env("XC_FUZZ_SECONDS", arguments.seconds.to_string());
    if let Some(number) = arguments.number {
        command.env("XC_FUZZ_CASE", number.to_string());
    }
    eprintln!("seed {seed}");
    let status = command.status().context("can't start cargo")?;
    let last = fs::read(&state).ok().and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
    let _ = fs::remove_file(&state);
    if !status.success()
        && let Some(last) = last
    {
        // A report names its input. What ends the process, as a full stack does, leaves none.
        eprintln!("the last input: cargo xtask fuzz --seed {seed} --number {last}");
    }
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
