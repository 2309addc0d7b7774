//! `cargo xtask lock-table`: what each operation locks, scans and rewrites, measured on the servers of the matrix.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};
use clap::Args;
use xtask::{install, workspace_root};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    databases: super::Databases,
    /// Write the table, and the page made of it, with what was measured, in place of printing where the servers disagree with it
    #[arg(long)]
    write: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let releases = &arguments.databases.only;
    super::complete(install::servers(releases))?;
    let servers = super::start(releases)?;
    // The measuring needs drivers of the databases, which this program does not: it builds in seconds.
    let mut measure = Command::new(install::cargo());
    measure.current_dir(workspace_root()).args(["run", "--quiet", "--package", "xc-tests", "--bin", "xc-lock-table", "--"]);
    let only: Vec<&str> = releases.iter().map(|release| release.as_str()).collect();
    measure.args(["--only", &only.join(",")]);
    if arguments.write {
        measure.arg("--write");
    }
    for server in &servers {
        if let Some(name) = server.release().url_variable() {
            measure.env(name, server.url());
        }
    }
    let status = measure.status().context("can't start cargo")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
