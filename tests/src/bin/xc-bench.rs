//! What `cargo xtask bench` runs for the benches of servers: measures on the servers of the environment.

use anyhow::{Result, ensure};
use clap::Parser;
use xc_tests::bench::{self, Bench};

#[derive(Parser)]
struct Command {
    #[command(subcommand)]
    bench: Bench,
    /// End with one JSON object in place of the table
    #[arg(long, global = true)]
    json: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let command = Command::parse();
    let report = bench::run(&command.bench).await?;
    if command.json {
        println!("{}", report.json()?);
    } else {
        print!("{report}");
    }
    // What was measured is shown all the same.
    let failures = report.failures();
    ensure!(
        failures.is_empty(),
        "{} requests of the application failed, the first: {:#?}",
        failures.len(),
        &failures[..failures.len().min(5)]
    );
    Ok(())
}
