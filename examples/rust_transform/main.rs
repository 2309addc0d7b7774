//! A column that only Rust can compute: phones as people typed them become phones as the network writes them.
//!
//! ```text
//! cargo run --example rust_transform                                            on SQLite, no server needed
//! cargo run --example rust_transform -- --url postgres://me@localhost/playground
//! ```
//!
//! Where to read on:
//!
//! - `migrations.rs`: the migration, and the function that it uses.
//! - `application/`: the application in three versions. `between.rs` is the one that writes both shapes.
//! - `main` in this file: what is deployed when.

mod application;
mod database;
mod migrations;

use anyhow::ensure;
use clap::Parser;
use xc::{Event, Phase};

use application::{Deployment, Version};
use database::{Args, Playground};
use migrations::{MIGRATIONS, create_contacts, phones_in_e164};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let playground = Playground::open(&args, &["contacts"]).await?;
    let database = &playground.database;
    let executor = xc::Executor::builder(MIGRATIONS).on_event(show).connect(&playground.url).await?;
    executor.up_to(create_contacts, Phase::Contract).await?;
    application::seed(database, args.rows).await?;
    println!("{} contacts, and version 1: it reads and writes contacts.phone", args.rows);
    let v1 = Deployment::start(Version::One, database);

    let dual_writing = executor.begin(phones_in_e164).await?.expand().await?.dual_write().await?;
    println!("expanded and watched: deploy the version in between, which writes phone and phone_e164, and reads phone");
    let between = Deployment::start(Version::Between { reads_new: false }, database);
    pause().await;
    v1.drain().await?;

    let migrated = dual_writing.migrate().await?;
    println!("migrated: let the version in between read phone_e164");
    let between_reading_new = Deployment::start(Version::Between { reads_new: true }, database);
    between.drain().await?;
    pause().await;

    println!("deploy version 2: it knows phone_e164 alone");
    let v2 = Deployment::start(Version::Two, database);
    pause().await;
    between_reading_new.drain().await?;

    migrated.contract().await?;
    println!("contracted: contacts.phone is gone");
    pause().await;
    v2.drain().await?;

    let unfilled = database.rows("select id from contacts where phone_e164 is null or phone_e164 not like '+%'", &[]).await?;
    ensure!(unfilled.is_empty(), "{} contacts have no phone in the new form", unfilled.len());
    println!("every contact has its phone in the new form, and no request failed");
    Ok(())
}

/// Lets the application work for a while.
async fn pause() {
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
}

/// What xc does meanwhile.
fn show(event: &Event) {
    match event {
        Event::BackfillProgress(progress) if progress.finished => println!("  filled {} of {} rows", progress.filled, progress.rows),
        Event::RowsFailed { examples, .. } => println!("  skipped {}", examples.join(", ")),
        Event::PhaseFinished { migration, phase, elapsed } => println!("  {migration}: {phase} in {:.1} s", elapsed.as_secs_f64()),
        _ => {}
    }
}
