//! The project's chores: `cargo xtask test`, `bench`, `fuzz`, `lock-table`, `servers`, `install`.

mod bench;
mod fuzz;
mod lock_table;
mod test;

use std::process::ExitCode;
use std::thread;

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};
use xtask::install;
use xtask::servers::{Release, Server};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's chores")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Run all tests on real servers; install or fetch the servers that are missing
    Test(test::Arguments),
    /// Measure what xc costs, against its budgets
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Run every operation on the servers, and compare what it locks, scans and rewrites with the table in xc-core/src/locks
    LockTable(lock_table::Arguments),
    /// Put inputs by chance to the compiler of the language: no panic, no hang, no mistake without a place
    Fuzz(fuzz::Arguments),
    /// Start the servers, print their URLs, and stop them on Ctrl-C
    Servers(Databases),
    /// Install or fetch the servers and the test runner that are missing, and stop there
    Install(Databases),
}

#[derive(Args)]
struct Databases {
    /// Only these: sqlite, postgres-13, postgres, postgres-18, mariadb, mysql
    #[arg(long, value_name = "NAME", value_delimiter = ',', default_values = Release::ALL.map(Release::as_str))]
    only: Vec<Release>,
}

fn main() -> Result<ExitCode> {
    match Arguments::parse().chore {
        Chore::Test(arguments) => test::run(&arguments),
        Chore::Bench(bench) => bench::run(&bench),
        Chore::LockTable(arguments) => lock_table::run(&arguments),
        Chore::Fuzz(arguments) => fuzz::run(&arguments),
        Chore::Servers(databases) => servers(&databases),
        Chore::Install(databases) => {
            complete(install::servers(&databases.only))?;
            install::runner()?;
            install::analyzer()?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn servers(databases: &Databases) -> Result<ExitCode> {
    complete(install::servers(&databases.only))?;
    let servers = start(&databases.only)?;
    for server in &servers {
        if let Some(variable) = server.release().url_variable() {
            println!("export {variable}='{}'", server.url());
        }
    }
    eprintln!("{} running; Ctrl-C stops them", servers.len());
    // Ctrl-C ends this process, and each server's guard ends its server.
    loop {
        thread::park();
    }
}

/// An error that names every server that is missing still.
fn complete(missing: Vec<(Release, anyhow::Error)>) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = missing.into_iter().map(|(release, error)| format!("{release}: {error:#}")).collect();
    bail!("servers that can't be had:\n{}", lines.join("\n"))
}

/// Starts these servers, all at once; SQLite has none.
fn start(releases: &[Release]) -> Result<Vec<Server>> {
    let starting: Vec<_> = releases
        .iter()
        .copied()
        .filter(|release| release.url_variable().is_some())
        .map(|release| (release, thread::spawn(move || Server::start(release))))
        .collect();
    // All are joined before the first error is returned: a server still starting would otherwise be left to its guard.
    let started: Vec<_> = starting
        .into_iter()
        .map(|(release, thread)| match thread.join() {
            Ok(server) => server.with_context(|| format!("{release} does not start")),
            Err(_) => bail!("starting {release} panicked"),
        })
        .collect();
    started.into_iter().collect()
}
