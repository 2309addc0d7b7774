//! The whole way, with both versions of the application writing through every phase.

use std::time::Duration;

use anyhow::{Result, ensure};
use xc::Executor;
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::schema;
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Workload;

xc_tests::on_each_database! {
    async fn both_versions_write_through_every_phase(database: &TestDatabase) -> Result<()> {
        let executor = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(10)).connect(&database.url).await?;
        executor.up_to(create_users, xc::Phase::Contract).await?;
        let app = Workload::start(database, 3000, 6).await?;
        app.work(100).await?;

        let expanded = executor.begin(split_user_name).await?.expand().await?;
        app.work(100).await?;
        let dual_writing = expanded.dual_write().await?;
        app.deploy_v2();
        app.work(200).await?;
        let migrated = dual_writing.migrate().await?;
        app.rely_on_new_columns();
        app.work(200).await?;
        let verification = executor.verify(split_user_name).await?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");
        app.drain_v1().await;
        migrated.contract().await?;
        app.work(100).await?;

        let outcome = app.stop().await?;
        outcome.check_as_v2().await
    }
}

xc_tests::on_each_database! {
    async fn a_rollback_from_migrated_keeps_what_both_versions_wrote(database: &TestDatabase) -> Result<()> {
        let executor = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(10)).connect(&database.url).await?;
        executor.up_to(create_users, xc::Phase::Contract).await?;
        let before = schema::describe(database).await?;
        let app = Workload::start(database, 1000, 6).await?;
        let dual_writing = executor.begin(split_user_name).await?.expand().await?.dual_write().await?;
        app.deploy_v2();
        app.work(100).await?;
        let migrated = dual_writing.migrate().await?;
        app.work(100).await?;

        // v2 is taken back first: from dual write's end on, the old shape is all there is.
        let dual_writing = migrated.rollback().await?;
        app.work(50).await?;
        app.drain_v2().await;
        let expanded = dual_writing.rollback().await?;
        app.work(50).await?;
        expanded.rollback().await?;
        app.work(50).await?;

        let outcome = app.stop().await?;
        outcome.check_as_v1().await?;
        let after = schema::describe(database).await?;
        ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        Ok(())
    }
}
