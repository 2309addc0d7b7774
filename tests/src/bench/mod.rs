//! What `cargo xtask bench` runs on servers: xc's backfill, what the application notices of the phases, and what each change locks.

pub mod backfill;
pub mod foreground;
pub mod locks;
mod machine;
mod measure;
mod numbers;
mod report;

pub use report::Report;

/// A bench.
#[derive(clap::Subcommand, Clone, Debug)]
pub enum Bench {
    /// xc's backfill beside one plain UPDATE of the same rows
    Backfill(backfill::Arguments),
    /// What an application of so many requests a second notices of each phase
    Foreground(foreground::Arguments),
    /// How long a change keeps an application from writing, beside the plain statements
    Locks(locks::Arguments),
}

/// Measures.
///
/// # Errors
/// A server's, or a result that is not right, whatever it took.
pub async fn run(bench: &Bench) -> anyhow::Result<Report> {
    match bench {
        Bench::Backfill(arguments) => backfill::run(arguments).await,
        Bench::Foreground(arguments) => foreground::run(arguments).await,
        Bench::Locks(arguments) => locks::run(arguments).await,
    }
}
