//! An executor in a process of its own, for tests that kill it: `xc-test-executor URL PHASE [split|transform|workers|parcels]`; `rollback` for a phase takes
//! contract back.

use std::time::Duration;

use anyhow::{Context, Result};
use xc_tests::{contacts, migrations, parcels};

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().context("the first argument is the database's URL")?;
    let goal = arguments.next().context("the second argument is the phase to reach, or `rollback`")?;
    let phase = xc::Phase::ALL.into_iter().find(|known| known.keyword() == goal);
    let chain = arguments.next();
    let (list, migration) = match chain.as_deref() {
        Some("transform") => (contacts::migrations::MIGRATIONS, contacts::migrations::phones_in_e164),
        Some("parcels") => (parcels::MIGRATIONS, parcels::parcel_states_anew),
        _ => (migrations::MIGRATIONS, migrations::split_user_name),
    };
    let mut builder = xc::Executor::builder(list).lease_ttl(Duration::from_secs(1)).target_batch_time(Duration::from_millis(5));
    if chain.as_deref() == Some("workers") {
        builder = builder.workers(3).fill_order(xc::FillOrder::Interleaved);
    }
    let executor = builder.connect(&url).await?;
    match (phase, executor.state(migration).await?) {
        (Some(phase), _) => executor.up_to(migration, phase).await?,
        (None, xc::State::Contracted(contracted)) if goal == "rollback" => drop(contracted.rollback().await?),
        // Whoever was here before has done it.
        (None, xc::State::Migrated(_)) if goal == "rollback" => {}
        (None, state) => anyhow::bail!("no way to `{goal}` from {state:?}"),
    }
    Ok(())
}
