//! An executor in a process of its own, for tests that kill it: `xc-test-executor URL PHASE`.

use std::time::Duration;

use anyhow::{Context, Result};
use xc_tests::migrations::{MIGRATIONS, split_user_name};

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().context("the first argument is the database's URL")?;
    let phase = arguments.next().context("the second argument is the phase to reach")?;
    let phase = xc::Phase::ALL.into_iter().find(|known| known.keyword() == phase).context("no such phase")?;
    let executor = xc::Executor::builder(MIGRATIONS)
        .lease_ttl(Duration::from_secs(1))
        .target_batch_time(Duration::from_millis(5))
        .connect(&url)
        .await?;
    executor.up_to(split_user_name, phase).await?;
    Ok(())
}
