//! A change of the examples, taken through its phases with all their ways back while both versions of its application work.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use xc::{Executor, Phase};
use xc_examples::{Change, Size, Store, Story, Version};

use crate::schema;
use crate::servers::TestDatabase;

/// Requests of each version that runs, between two moves of the change.
const BETWEEN: u64 = 25;

/// Enough rows for several batches, few enough for many tests.
const SIZE: Size = Size { rows: 400, tasks: 4, think_time_ms: 1..5 };

/// Takes a change through its phases; each that can be taken back is, and is then done again. No request may fail, no write may be lost, each
/// version reads what the other wrote as the mapping says, and what expand made goes with its rollback.
///
/// # Errors
/// Whatever of this does not hold.
pub async fn there_and_back(database: &TestDatabase, change: &'static Change) -> Result<()> {
    // Small batches: the application writes between them.
    let executor = Executor::builder(change.migrations).target_batch_time(Duration::from_millis(5)).connect(&database.url).await?;
    let store = Store::connect(&database.url, SIZE.tasks + 2).await?;
    let mut story = Story::begin(change, executor, store, SIZE, |_| {}).await?;
    let outcome = tell(database, &mut story).await;
    // What the application saw may say more than what xc did.
    story.load.healthy().with_context(|| format!("{outcome:?}"))?;
    outcome?;
    story.load.stop().await
}

async fn tell(database: &TestDatabase, story: &mut Story) -> Result<()> {
    let before = schema::describe(database).await?;
    story.load.deploy(Version::V1);
    story.load.work(BETWEEN).await?;

    story.forward(Phase::Expand).await?;
    story.load.work(BETWEEN).await?;
    story.back().await?;
    let after = schema::describe(database).await?;
    ensure!(before == after, "expand was taken back; before it:\n{before}\nafter it:\n{after}");
    story.load.work(BETWEEN).await?;
    story.forward(Phase::Expand).await?;

    story.forward(Phase::DualWrite).await?;
    deploy_v2(story, Phase::DualWrite);
    story.load.work(BETWEEN).await?;
    // v2 is taken back first: from dual write's end on, the old shape is all there is.
    story.load.drain(Version::V2).await?;
    is_whole(story, Version::V1).await?;
    story.back().await?;
    story.load.work(BETWEEN).await?;
    story.forward(Phase::DualWrite).await?;
    deploy_v2(story, Phase::DualWrite);
    story.load.work(BETWEEN).await?;

    story.forward(Phase::Migrate).await?;
    deploy_v2(story, Phase::Migrate);
    story.load.work(BETWEEN).await?;
    if story.change.v2_from == Phase::Migrate {
        story.load.drain(Version::V2).await?;
    }
    story.back().await?;
    story.load.work(BETWEEN).await?;
    story.forward(Phase::Migrate).await?;
    deploy_v2(story, Phase::Migrate);
    story.load.work(BETWEEN).await?;
    let verification = story.executor.verify(story.change.migration()).await?;
    ensure!(verification.is_clean(), "{verification}");

    let before = schema::describe(database).await?;
    story.load.drain(Version::V1).await?;
    is_whole(story, Version::V1).await?;
    story.forward(Phase::Contract).await?;
    story.load.work(BETWEEN).await?;
    let taken_back = story.back().await;
    if story.change.returns {
        taken_back?;
        let after = schema::describe(database).await?;
        ensure!(before == after, "contract was taken back; before it:\n{before}\nafter it:\n{after}");
        story.load.deploy(Version::V1);
        story.load.work(BETWEEN).await?;
        story.load.drain(Version::V1).await?;
        is_whole(story, Version::V1).await?;
        story.forward(Phase::Contract).await?;
        story.load.work(BETWEEN).await?;
    } else {
        let refused = taken_back.err().context("this contract can be taken back, and the example says that it can't")?;
        ensure!(refused.downcast_ref::<xc::Error>().is_some_and(xc::Error::is_refused), "{refused}");
    }
    story.executor.purge(story.change.migration(), Some("the test is over")).await?;
    story.load.work(BETWEEN).await?;
    story.load.drain(Version::V2).await?;
    is_whole(story, Version::V2).await?;
    let purged = schema::describe(database).await?;
    ensure!(
        !purged.contains("xc_retired") && !purged.contains("xc_unfit") && !purged.contains("_keep"),
        "purge has left something:\n{purged}"
    );
    story.load.check_count().await
}

/// Deploys version 2 if it may run from this phase on.
fn deploy_v2(story: &Story, phase: Phase) {
    if story.change.v2_from == phase {
        story.load.deploy(Version::V2);
    }
}

/// Every row is what was last written to it, as this version sees it.
async fn is_whole(story: &Story, version: Version) -> Result<()> {
    let lost = story.load.lost_writes(version).await?;
    story.load.healthy()?;
    ensure!(lost == 0, "{lost} rows are not as they were written last");
    Ok(())
}

/// Tests of examples, in a crate that has them as `examples::NAME`: one for each database. `main` is there for those who run them.
///
/// ```text
/// xc_tests::changes! { rename_column, add_check on [sqlite, postgres] }
/// ```
#[allow(clippy::crate_in_macro_def, reason = "the examples are modules of the test that names them")]
#[macro_export]
macro_rules! changes {
    ($($name:ident $(on [$($kind:ident),+])?),+ $(,)?) => {
        $($crate::changes! { @one $name $([$($kind),+])? })+

        /// No step holds a stronger lock than its plan says.
        mod locks {
            $($crate::changes! { @locks $name })+
        }
    };
    (@locks $name:ident) => {
        $crate::on_each_database! {
            [postgres, mysql]
            async fn $name(database: &$crate::servers::TestDatabase) -> ::anyhow::Result<()> {
                $crate::planned_locks::as_planned(database, &crate::examples::$name::CHANGE).await
            }
        }
    };
    (@one $name:ident) => {
        $crate::changes! { @one $name [sqlite, postgres, mariadb, mysql] }
    };
    (@one $name:ident [$($kind:ident),+]) => {
        const _: fn() -> ::std::process::ExitCode = crate::examples::$name::main;

        $crate::on_each_database! {
            [$($kind),+]
            async fn $name(database: &$crate::servers::TestDatabase) -> ::anyhow::Result<()> {
                $crate::change::there_and_back(database, &crate::examples::$name::CHANGE).await
            }
        }
    };
}
