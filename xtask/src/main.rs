//! The project's chores: `cargo xtask test`, `cargo xtask servers`, `cargo xtask install`.

mod test;

use std::process::ExitCode;
use std::thread;

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};
use xtask::install;
use xtask::servers::{Kind, Server};

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
    /// Start the servers, print their URLs, and stop them on Ctrl-C
    Servers(Databases),
    /// Install or fetch the servers and the test runner that are missing, and stop there
    Install(Databases),
}

#[derive(Args)]
struct Databases {
    /// Only these databases: sqlite, postgres, mariadb, mysql
    #[arg(long, value_name = "NAME", value_delimiter = ',', default_values = Kind::ALL.map(Kind::as_str))]
    only: Vec<Kind>,
}

fn main() -> Result<ExitCode> {
    match Arguments::parse().chore {
        Chore::Test(arguments) => test::run(&arguments),
        Chore::Servers(databases) => servers(&databases),
        Chore::Install(databases) => {
            complete(install::servers(&databases.only))?;
            install::runner()?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn servers(databases: &Databases) -> Result<ExitCode> {
    complete(install::servers(&databases.only))?;
    let servers = start(&databases.only)?;
    for server in &servers {
        if let Some(variable) = server.kind().url_variable() {
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
fn complete(missing: Vec<(Kind, anyhow::Error)>) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = missing.into_iter().map(|(kind, error)| format!("{kind}: {error:#}")).collect();
    bail!("servers that can't be had:\n{}", lines.join("\n"))
}

/// Starts the servers of these kinds, all at once; SQLite has none.
fn start(kinds: &[Kind]) -> Result<Vec<Server>> {
    let starting: Vec<_> = kinds
        .iter()
        .copied()
        .filter(|kind| kind.url_variable().is_some())
        .map(|kind| (kind, thread::spawn(move || Server::start(kind))))
        .collect();
    // All are joined before the first error is returned: a server still starting would otherwise be left to its guard.
    let started: Vec<_> = starting
        .into_iter()
        .map(|(kind, thread)| match thread.join() {
            Ok(server) => server.with_context(|| format!("{kind} does not start")),
            Err(_) => bail!("starting {kind} panicked"),
        })
        .collect();
    started.into_iter().collect()
}
