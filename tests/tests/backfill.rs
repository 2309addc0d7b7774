//! The backfill, over keys of all kinds, beside an application that writes: it ends, and every row is right.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use sqlx::Connection as _;
use xc::{Executor, FillOrder, Phase};
use xc_tests::backfill_bench::Key;
use xc_tests::beside::Beside;
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Store;

const ROWS: u64 = 6_000;

/// Migrates with three workers in passes, and checks every row.
async fn migrate(database: &TestDatabase, key: Key) -> Result<()> {
    let (_, split) = key.pair()?;
    let builder = Executor::builder(key.migrations()).workers(3).fill_order(FillOrder::Interleaved);
    let executor = builder.target_batch_time(Duration::from_millis(10)).connect(&database.url).await?;
    executor.up_to(split, Phase::Migrate).await?;
    Ok(())
}

async fn is_whole(database: &TestDatabase, key: Key) -> Result<()> {
    let (_, split) = key.pair()?;
    let verification = Executor::connect(&database.url, key.migrations()).await?.verify(split).await?;
    ensure!(verification.is_clean(), "{verification}");
    let store = Store::connect(database, 1).await?;
    let wrong = store
        .number("select count(*) from users where first_name is null or last_name is null or first_name not like 'Maria%' or last_name not like 'Miller%'")
        .await?;
    store.close().await;
    ensure!(wrong == 0, "{wrong} rows are not what their names say");
    Ok(())
}

/// Up to dual write, with rows.
async fn prepare(database: &TestDatabase, key: Key) -> Result<()> {
    let (create, split) = key.pair()?;
    let executor = Executor::connect(&database.url, key.migrations()).await?;
    executor.up_to(create, Phase::Contract).await?;
    key.fill(database, ROWS).await?;
    executor.up_to(split, Phase::DualWrite).await.map_err(Into::into)
}

/// What v1 does meanwhile: rows that are there are changed, and moved by changes of another column.
async fn beside_v1(database: &TestDatabase) -> Result<Beside> {
    Beside::start(database, 3, 0, |number| {
        let row = number * 7_919 % ROWS + 1;
        vec![
            format!("update users set visits = visits + 1 where email = 'user{row}@example.com'"),
            format!("update users set name = 'Maria{number} Miller{row}' where email = 'user{}@example.com'", number * 31 % ROWS + 1),
        ]
    })
    .await
}

async fn every_row(database: &TestDatabase, key: Key) -> Result<()> {
    prepare(database, key).await?;
    let application = beside_v1(database).await?;
    migrate(database, key).await?;
    application.stop().await?;
    is_whole(database, key).await
}

xc_tests::on_each_database! {
    async fn every_row_by_numbers(database: &TestDatabase) -> Result<()> {
        every_row(database, Key::Int).await
    }
}

xc_tests::on_each_database! {
    async fn every_row_by_uuids(database: &TestDatabase) -> Result<()> {
        every_row(database, Key::Uuid).await
    }
}

xc_tests::on_each_database! {
    async fn every_row_by_texts(database: &TestDatabase) -> Result<()> {
        every_row(database, Key::Text).await
    }
}

xc_tests::on_each_database! {
    async fn every_row_by_two_columns(database: &TestDatabase) -> Result<()> {
        every_row(database, Key::Composite).await
    }
}

xc_tests::on_each_database! {
    async fn keys_with_gaps_of_millions(database: &TestDatabase) -> Result<()> {
        let (create, split) = Key::Int.pair()?;
        let executor = Executor::connect(&database.url, Key::Int.migrations()).await?;
        executor.up_to(create, Phase::Contract).await?;
        let ids = (0..800_i64).map(|n| (n - 400) * n * n * 1_000_003 + n);
        let rows: Vec<String> = ids.map(|id| format!("({id}, 'Maria Miller', 'x')")).collect();
        let store = Store::connect(database, 1).await?;
        store.run(&format!("insert into users (id, name, email) values {}", rows.join(", ")), &[]).await?;
        executor.up_to(split, Phase::DualWrite).await?;
        store.close().await;
        migrate(database, Key::Int).await?;
        is_whole(database, Key::Int).await
    }
}

xc_tests::on_each_database! {
    async fn rows_that_come_faster_than_they_are_filled(database: &TestDatabase) -> Result<()> {
        prepare(database, Key::Int).await?;
        let store = Store::connect(database, 2).await?;
        let stop = Arc::new(AtomicBool::new(false));
        let writer = tokio::spawn({
            let (store, stop) = (store.clone(), Arc::clone(&stop));
            async move {
                let mut next = ROWS + 1;
                // The verification behind the backfill looks at all of them.
                while !stop.load(Ordering::Relaxed) && next < 20 * ROWS {
                    let rows: Vec<String> = (next..next + 200).map(|id| format!("({id}, 'Maria Miller', 'x')")).collect();
                    store.run(&format!("insert into users (id, name, email) values {}", rows.join(", ")), &[]).await?;
                    next += 200;
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                anyhow::Ok(next - ROWS)
            }
        });
        let migrated = tokio::time::timeout(Duration::from_secs(120), migrate(database, Key::Int)).await;
        stop.store(true, Ordering::Relaxed);
        let inserted = writer.await??;
        migrated??;
        ensure!(inserted > 400, "only {inserted} rows were inserted");
        store.close().await;
        is_whole(database, Key::Int).await
    }
}

xc_tests::on_each_database! {
    [postgres_13, postgres, postgres_18]
    async fn an_old_snapshot_costs_time_and_no_row(database: &TestDatabase) -> Result<()> {
        prepare(database, Key::Int).await?;
        let mut report = sqlx::PgConnection::connect(&database.url).await?;
        sqlx::raw_sql("begin isolation level repeatable read; select count(*) from users").execute(&mut report).await?;
        migrate(database, Key::Int).await?;
        is_whole(database, Key::Int).await?;
        sqlx::raw_sql("rollback").execute(&mut report).await?;
        Ok(())
    }
}
