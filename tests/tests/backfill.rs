//! The backfill, over keys of all kinds, beside an application that writes: it ends, and every row is right.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use sqlx::Connection as _;
use xc::{Executor, FillOrder, Phase};
use xc_tests::bench::backfill::Key;
use xc_tests::beside::Beside;
use xc_tests::servers::{Kind, TestDatabase};
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

// The verification cuts ranges of dense numbers without reading the index, and reads it where there are gaps: each row is in one range, whatever comes after what.
xc_tests::on_each_database! {
    async fn a_verification_counts_each_row_once_between_dense_numbers_and_gaps(database: &TestDatabase) -> Result<()> {
        let (create, split) = Key::Int.pair()?;
        let executor = Executor::builder(Key::Int.migrations()).target_batch_time(Duration::from_millis(2)).connect(&database.url).await?;
        executor.up_to(create, Phase::Contract).await?;
        let store = Store::connect(database, 1).await?;
        let dense = (1..9_000_i64).map(|id| id - 4_000);
        let thirds = (0..3_000_i64).map(|n| 20_000 + 3 * n);
        let sparse = (1..400_i64).map(|n| 1_000_000 + n * n * 7_919);
        let high = (0..6_000_i64).map(|n| i64::MAX - 2 * n);
        let ids: Vec<i64> = dense.chain(thirds).chain(sparse).chain(high).collect();
        for part in ids.chunks(2_000) {
            let rows: Vec<String> = part.iter().map(|id| format!("({id}, 'Maria Miller', 'x')")).collect();
            store.run(&format!("insert into users (id, name, email) values {}", rows.join(", ")), &[]).await?;
        }
        executor.up_to(split, Phase::Migrate).await?;
        for _ in 0..3 {
            let verification = executor.verify(split).await?;
            ensure!(verification.is_clean() && verification.rows == ids.len() as u64, "{verification}, not {} rows", ids.len());
        }
        store.close().await;
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

xc_tests::on_each_database! {
    async fn nothing_is_committed_once_another_has_the_lease(database: &TestDatabase) -> Result<()> {
        prepare(database, Key::Int).await?;
        let (_, split) = Key::Int.pair()?;
        // The heartbeat would find out after 20 s: it is the batches that must.
        let builder = Executor::builder(Key::Int.migrations()).workers(2).fill_order(FillOrder::Interleaved);
        let builder = builder.target_batch_time(Duration::from_millis(1)).pause(Duration::from_millis(30));
        let executor = builder.lease_ttl(Duration::from_secs(60)).connect(&database.url).await?;
        let began = Instant::now();
        let run = tokio::spawn(async move { executor.up_to(split, Phase::Migrate).await });
        let store = Store::connect(database, 2).await?;
        const FILLED: &str = "select count(*) from users where first_name is not null";
        while store.number(FILLED).await? == 0 {
            ensure!(!run.is_finished(), "it ended without having filled a row");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        store.run("update xc_lease set holder = 'another', token = token + 1 where name = 'executor'", &[]).await?;
        let filled = store.number(FILLED).await?;
        let ended = run.await?;
        ensure!(ended.as_ref().is_err_and(xc::Error::is_lease_lost), "{ended:?}");
        ensure!(began.elapsed() < Duration::from_secs(15), "it took {:?} to find out", began.elapsed());
        ensure!(filled < ROWS as i64, "all rows were filled before the lease was taken");
        let now = store.number(FILLED).await?;
        ensure!(now == filled, "{} rows were filled under another's lease", now - filled);
        store.close().await;
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn many_workers_with_short_batches_leave_room_for_the_lease_to_be_renewed(database: &TestDatabase) -> Result<()> {
        const MANY_ROWS: u64 = 60_000;
        let (create, split) = Key::Int.pair()?;
        let executor = Executor::connect(&database.url, Key::Int.migrations()).await?;
        executor.up_to(create, Phase::Contract).await?;
        Key::Int.fill(database, MANY_ROWS).await?;
        executor.up_to(split, Phase::DualWrite).await?;
        let ttl = Duration::from_secs(1);
        let builder = Executor::builder(Key::Int.migrations()).workers(8).pause(Duration::ZERO).lease_ttl(ttl);
        let executor = builder.target_batch_time(Duration::from_millis(1)).connect(&database.url).await?;
        let run = tokio::spawn(async move { executor.up_to(split, Phase::Migrate).await });
        let left = match database.kind {
            Kind::Postgres => "select cast(1000 * extract(epoch from expires_at - clock_timestamp()) as bigint)",
            Kind::MySql | Kind::MariaDb => "select cast(timestampdiff(microsecond, now(6), expires_at) / 1000 as signed)",
            Kind::Sqlite => "select expires_at - cast((julianday('now') - 2440587.5) * 86400000.0 as integer)",
        };
        // Without a row the run has not begun yet, or has given it back.
        let left = format!("select coalesce(min(ms), 1000) from ({left} as ms from xc_lease where holder is not null) as lease");
        let store = Store::connect(database, 1).await?;
        let mut least = i64::MAX;
        while !run.is_finished() {
            least = least.min(store.number(&left).await?);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        store.close().await;
        run.await??;
        eprintln!("the lease had {least} ms left at the least");
        ensure!(least > 0, "the lease had run out for {} ms", -least);
        is_whole(database, Key::Int).await
    }
}
