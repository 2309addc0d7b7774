//! The test runner, cargo-nextest.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace_root;

/// A command that runs `cargo nextest`, installed into `target/tools` first if the machine doesn't have it.
///
/// # Errors
/// When it is missing and can't be built.
pub fn runner() -> Result<Command> {
    let cargo = cargo();
    let probe = Command::new(&cargo).args(["nextest", "--version"]).output();
    if probe.is_ok_and(|output| output.status.success()) {
        let mut command = Command::new(&cargo);
        command.arg("nextest");
        return Ok(command);
    }
    let tools = workspace_root().join("target").join("tools");
    let program = tools.join("bin").join("cargo-nextest");
    if !program.is_file() {
        eprintln!("installing cargo-nextest into {}", tools.display());
        // A debug build: its own speed doesn't matter here, and it builds in a third of the time.
        let status = Command::new(&cargo)
            .args(["install", "--locked", "--debug", "cargo-nextest", "--version", "^0.9", "--root"])
            .arg(&tools)
            .status()
            .context("can't start cargo")?;
        if !status.success() {
            bail!("cargo install cargo-nextest ended with {status}");
        }
    }
    let mut command = Command::new(program);
    command.arg("nextest");
    Ok(command)
}

/// The cargo that runs this, else the one in `PATH`.
pub fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
