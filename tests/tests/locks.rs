//! What the application notices while DDL waits for a lock.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use sqlx::{Connection, PgConnection};
use xc::{Event, Executor, Phase};
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Workload;

xc_tests::on_each_database! {
    [postgres]
    async fn a_long_transaction_makes_ddl_wait_and_not_the_application(database: &TestDatabase) -> Result<()> {
        let blockers = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let executor = Executor::builder(MIGRATIONS)
            .on_event({
                let blockers = blockers.clone();
                move |event| {
                    if let Event::Retry { blocker, .. } = event {
                        blockers.lock().expect("no other thread panics with it").extend(blocker.clone());
                    }
                }
            })
            .connect(&database.url)
            .await?;
        executor.up_to(create_users, Phase::Contract).await?;
        let app = Workload::start(database, 200, 3).await?;
        app.work(100).await?;

        // A report that somebody left open: it has read the table, and its lock stays until its transaction ends.
        let mut report = PgConnection::connect(&database.url).await?;
        sqlx::raw_sql("begin; select count(*) from users").execute(&mut report).await?;
        app.take_longest();
        let expand = tokio::spawn(async move { executor.up_to(split_user_name, Phase::Expand).await });
        let named = || blockers.lock().expect("no other thread panics with it").first().cloned();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(1500) || (named().is_none() && begun.elapsed() < Duration::from_secs(10)) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let stall = app.take_longest();
        ensure!(!expand.is_finished(), "the DDL did not wait for the report");
        sqlx::raw_sql("commit").execute(&mut report).await?;
        expand.await??;

        ensure!(stall < Duration::from_millis(200), "a request took {stall:?} behind the waiting DDL");
        let blocker = named().context("no blocker was named")?;
        ensure!(blocker.contains("select count(*) from users"), "{blocker}");
        app.stop().await?.check_as_v1().await
    }
}
