//! What `cargo xtask bench backfill` runs: measures on the servers of the environment.

use anyhow::Result;
use clap::Parser;
use xc_tests::backfill_bench::{self, Arguments};

#[derive(Parser)]
struct Command {
    #[command(flatten)]
    arguments: Arguments,
    /// End with one JSON object in place of the table
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let command = Command::parse();
    let report = backfill_bench::run(&command.arguments).await?;
    if command.json {
        println!("{}", report.json()?);
    } else {
        print!("{report}");
    }
    Ok(())
}
