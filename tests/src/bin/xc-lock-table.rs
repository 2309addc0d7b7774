//! What `cargo xtask lock-table` runs: measures the lock table on the servers of the environment, and prints where they disagree with it.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use xc_tests::lock_table::{self, Measurements};
use xc_tests::servers::{self, Release};
use xtask::workspace_root;

#[derive(Parser)]
struct Arguments {
    /// Only these servers
    #[arg(long, value_delimiter = ',', default_values = Release::ALL.map(Release::as_str))]
    only: Vec<Release>,
    /// Write the table with what was measured
    #[arg(long)]
    write: bool,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let mut all: Vec<Measurements> = Vec::new();
    for release in arguments.only {
        let database = servers::database(release).await?.with_context(|| format!("{release} can't be had"))?;
        let start = std::time::Instant::now();
        let measurements = lock_table::measure(&database).await?;
        eprintln!("{release}: {} operations in {:.1} s", measurements.operations.len(), start.elapsed().as_secs_f64());
        all.push(measurements);
    }
    if arguments.write {
        ensure!(!all.is_empty(), "nothing was measured");
        let table = lock_table::table(&all);
        write("docs/LOCKS.md", &lock_table::page(&table)?)?;
        write("xc-core/src/locks/measured.tsv", &table)?;
        return Ok(ExitCode::SUCCESS);
    }
    let differences: Vec<String> = all.iter().flat_map(Measurements::differences).collect();
    for difference in &differences {
        println!("{difference}");
    }
    Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn write(file: &str, text: &str) -> Result<()> {
    fs::write(workspace_root().join(file), text).with_context(|| format!("can't write {file}"))?;
    eprintln!("{file} is written");
    Ok(())
}
