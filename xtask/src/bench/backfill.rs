//! `cargo xtask bench backfill`: the servers of the bench, set up as in production where it matters to what is compared.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use clap::Args;
use xtask::servers::{Kind, Release, Server, Settings};
use xtask::{install, workspace_root};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Only these: sqlite, postgres-13, postgres, postgres-18, mariadb, mysql
    #[arg(long, value_name = "NAME", value_delimiter = ',', default_values_t = [Release::Postgres, Release::MySql, Release::MariaDb, Release::Sqlite])]
    only: Vec<Release>,
    /// How many rows the table has
    #[arg(long, default_value_t = 2_000_000)]
    rows: u64,
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

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    crate::complete(install::servers(&arguments.only))?;
    let mut bench = Command::new(install::cargo());
    bench.current_dir(workspace_root()).args(["run", "--quiet", "--package", "xc-tests", "--bin", "xc-bench-backfill"]);
    if !arguments.debug {
        bench.arg("--release");
    }
    let only: Vec<&str> = arguments.only.iter().map(|release| release.as_str()).collect();
    bench.args(["--", "--only", &only.join(","), "--rows", &arguments.rows.to_string()]);
    if arguments.json {
        bench.arg("--json");
    }
    bench.args(&arguments.further);
    let servers: Vec<Server> = arguments.only.iter().filter_map(|release| start(*release).transpose()).collect::<Result<_>>()?;
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
fn start(release: Release) -> Result<Option<Server>> {
    let arguments: &[&str] = match release.kind() {
        Kind::Sqlite => return Ok(None),
        Kind::Postgres => &["-c", "shared_buffers=1GB", "-c", "max_wal_size=4GB", "-c", "checkpoint_timeout=1h", "-c", "autovacuum=off"],
        Kind::MySql => &["--innodb-buffer-pool-size=2G", "--innodb-redo-log-capacity=2G"],
        Kind::MariaDb => &["--innodb-buffer-pool-size=2G", "--innodb-log-file-size=2G"],
    };
    let settings = Settings { durable: true, arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect() };
    Server::start_with(release, &settings).map(Some).with_context(|| format!("{release} does not start"))
}
