//! What a command costs: CPU time of it and of all that it starts, and the memory of the largest of them.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

/// What a command cost.
#[derive(Clone, Copy)]
pub(super) struct Cost {
    /// User and system time.
    pub(super) cpu: Duration,
    /// The largest resident set of one process, in bytes.
    pub(super) memory: u64,
}

/// Runs cargo in a folder and measures it. A process of its own stands between, whose only child it is: the kernel adds up what the
/// children of a process have cost, and keeps no other account.
pub(super) fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> Result<Cost> {
    let this = env::current_exe().context("the path of this program")?;
    let mut command = Command::new(this);
    command.args(["bench", "measure", "--"]).arg(xtask::install::cargo()).args(arguments).current_dir(folder);
    // The flags of whoever runs the bench would measure something else.
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_INCREMENTAL", "CARGO_BUILD_JOBS"] {
        command.env_remove(name);
    }
    command.env("CARGO_TARGET_DIR", target).stderr(Stdio::piped());
    let output = command.output().context("can't start the measuring process")?;
    if !output.status.success() {
        bail!("cargo {} failed:\n{}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout)?;
    let numbers: Vec<u64> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>().context("not a measurement")?;
    match numbers[..] {
        [micros, memory] => Ok(Cost { cpu: Duration::from_micros(micros), memory }),
        _ => bail!("not a measurement: {text}"),
    }
}

/// The process between: runs the command, and prints its microseconds and bytes.
pub(super) fn stand_between(command: &[String]) -> Result<()> {
    let (program, arguments) = command.split_first().context("no command")?;
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).status().with_context(|| format!("can't start {program}"))?;
    if !status.success() {
        bail!("{program} ended with {status}");
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    // Linux counts kibibytes, macOS bytes (getrusage(2) of each).
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    println!("{micros} {}", usage.max_rss() * unit);
    Ok(())
}
