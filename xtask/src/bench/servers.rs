//! The benches that run on servers, `cargo xtask bench backfill|foreground|locks`: the servers, set up as in production where it matters to
//! what is compared. The measuring needs drivers of the databases, which this program does not: it builds in seconds.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use clap::Args;
use xtask::servers::{Kind, Release, Server, Settings};
use xtask::{install, workspace_root};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Only these: sqlite, postgres-13, postgres, postgres-18, mariadb, mysql
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<Release>,
    /// How many rows the table has
    #[arg(long)]
    rows: Option<u64>,
    /// End with one JSON object in place of the table
    #[arg(long)]
    json: bool,
    /// Without optimisation: builds sooner, and is right for all but SQLite, which is linked in
    #[arg(long)]
    debug: bool,
    /// Further arguments of the bench; `-- --help` lists them
    #[arg(last = true, value_name = "ARGUMENTS")]
    further: Vec<String>,
}

#[derive(Args)]
pub(crate) struct Paced {
    /// Requests a second
    #[arg(long)]
    rate: Option<f64>,
    #[command(flatten)]
    arguments: Arguments,
}

#[derive(Args)]
pub(crate) struct Backfill {
    /// Another tool on the same table: reshape=PATH
    #[arg(long, value_name = "NAME=PATH")]
    peer: Vec<String>,
    #[command(flatten)]
    arguments: Arguments,
}

/// Those that each server does, and those of which PostgreSQL alone tells.
pub(crate) const EACH: &[Release] = &[Release::Postgres, Release::MySql, Release::MariaDb, Release::Sqlite];
pub(crate) const LOCKS: &[Release] = &[Release::Postgres];

pub(crate) fn run_paced(bench: &str, paced: &Paced, releases: &[Release]) -> Result<ExitCode> {
    let rate = paced.rate.map(|rate| vec!["--rate".to_owned(), rate.to_string()]);
    start(bench, &paced.arguments, releases, &rate.unwrap_or_default())
}

pub(crate) fn run_backfill(backfill: &Backfill) -> Result<ExitCode> {
    let peers: Vec<String> = backfill.peer.iter().flat_map(|peer| ["--peer".to_owned(), peer.clone()]).collect();
    start("backfill", &backfill.arguments, EACH, &peers)
}

fn start(name: &str, arguments: &Arguments, releases: &[Release], more: &[String]) -> Result<ExitCode> {
    let only = if arguments.only.is_empty() { releases } else { &arguments.only };
    crate::complete(install::servers(only))?;
    let mut bench = Command::new(install::cargo());
    bench.current_dir(workspace_root()).args(["run", "--quiet", "--package", "xc-tests", "--bin", "xc-bench"]);
    if !arguments.debug {
        bench.arg("--release");
    }
    let names: Vec<&str> = only.iter().map(|release| release.as_str()).collect();
    bench.args(["--", name, "--only", &names.join(",")]).args(more);
    if let Some(rows) = arguments.rows {
        bench.args(["--rows", &rows.to_string()]);
    }
    if arguments.json {
        bench.arg("--json");
    }
    bench.args(&arguments.further);
    let servers: Vec<Server> = only.iter().filter_map(|release| server(*release).transpose()).collect::<Result<_>>()?;
    for server in &servers {
        if let Some(name) = server.release().url_variable() {
            bench.env(name, server.url());
        }
    }
    let status = bench.status().context("can't start cargo")?;
    if !status.success() {
        bail!("the bench ended with {status}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Commits reach the disk, the table fits into memory, and no checkpoint falls into one case and not into another.
fn server(release: Release) -> Result<Option<Server>> {
    let arguments: &[&str] = match release.kind() {
        Kind::Sqlite => return Ok(None),
        Kind::Postgres => &["-c", "shared_buffers=1GB", "-c", "max_wal_size=4GB", "-c", "checkpoint_timeout=1h", "-c", "autovacuum=off"],
        Kind::MySql => &["--innodb-buffer-pool-size=2G", "--innodb-redo-log-capacity=2G"],
        Kind::MariaDb => &["--innodb-buffer-pool-size=2G", "--innodb-log-file-size=2G"],
    };
    let settings = Settings { durable: true, arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect() };
    Server::start_with(release, &settings).map(Some).with_context(|| format!("{release} does not start"))
}
