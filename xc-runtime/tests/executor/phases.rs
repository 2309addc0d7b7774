//! Forwards, backwards, and from where an earlier run stopped.

use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use xc_core::plan::Phase;
use xc_runtime::{Event, Executor, State};

use crate::database::{Database, quick};
use crate::plans::{CREATE_USERS, MIGRATIONS, RENAME};

#[tokio::test]
async fn a_migration_goes_through_its_phases_and_its_state_is_read_back() -> Result<()> {
    let (database, executor) = Database::with_users(2_500).await?;
    let expanded = executor.begin(&RENAME).await?.expand().await?;
    assert!(matches!(executor.state(&RENAME).await?, State::Expanded(_)));
    let dual_writing = expanded.dual_write().await?;
    assert!(matches!(executor.state(&RENAME).await?, State::DualWriting(_)));
    database.run("insert into users (name) values ('v1'); insert into users (full_name) values ('v2')").await?;
    let migrated = dual_writing.migrate().await?;
    let verification = executor.verify(&RENAME).await?;
    assert_eq!((verification.rows, verification.out_of_parity, verification.null_violations()), (2_502, 0, 0));
    migrated.contract().await?;
    assert_eq!(executor.state(&RENAME).await?.phase(), Some(Phase::Contract));
    assert_eq!(database.number("select count(*) from users where full_name in ('user 1', 'user 2500', 'v1', 'v2')").await?, 4);
    Ok(())
}

#[tokio::test]
async fn a_backfill_tells_how_far_it_is() -> Result<()> {
    let (database, _) = Database::with_users(2_500).await?;
    let progress = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&progress);
    let builder = Executor::builder(MIGRATIONS).on_event(move |event| {
        if let (Event::BackfillProgress(progress), Ok(mut seen)) = (event, seen.lock()) {
            seen.push(*progress);
        }
    });
    quick(builder).connect(&database.url()).await?.up().await?;
    let seen = progress.lock().map_err(|error| anyhow::anyhow!("{error}"))?;
    let rows: Vec<u64> = seen.iter().map(|progress| progress.rows).collect();
    // How large the batches behind the first are depends on how long they take.
    assert_eq!(rows.first(), Some(&1_000));
    assert!(rows.is_sorted(), "{rows:?}");
    assert_eq!(rows[rows.len() - 2..], [2_500, 2_500]);
    let last = seen.last().context("no progress")?;
    assert!(last.finished && seen.iter().filter(|progress| progress.finished).count() == 1);
    assert_eq!((last.filled, last.total), (2_500, 2_500));
    Ok(())
}

#[tokio::test]
async fn a_rebuilt_table_keeps_the_indexes_and_triggers_of_the_application() -> Result<()> {
    let (database, executor) = Database::with_users(3).await?;
    database
        .run(
            "create index by_id on users (id desc);
             create table log (id integer);
             create trigger remember after delete on users begin insert into log values (old.id); end;
             create view everyone as select id from users",
        )
        .await?;
    executor.up().await?;
    let names: Vec<String> = database.schema().await?.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["by_id", "everyone", "log", "remember", "users"]);
    database.run("delete from users where id = 2").await?;
    assert_eq!(database.number("select count(*) from log").await?, 1);
    Ok(())
}

#[tokio::test]
async fn rolling_back_each_phase_leaves_the_schema_as_it_was() -> Result<()> {
    let (database, executor) = Database::with_users(3).await?;
    let before = database.number("select count(*) from pragma_table_info('users') where name = 'name' and \"notnull\" = 1").await?;
    let migrated = executor.begin(&RENAME).await?.expand().await?.dual_write().await?.migrate().await?;
    migrated.rollback().await?.rollback().await?.rollback().await?;
    assert!(matches!(executor.state(&RENAME).await?, State::Pending(_)));
    assert_eq!(database.number("select count(*) from pragma_table_info('users') where name = 'name' and \"notnull\" = 1").await?, before);
    assert_eq!(database.number("select count(*) from pragma_table_info('users')").await?, 2);
    assert_eq!(database.number("select count(*) from users where name like 'user %'").await?, 3);
    assert_eq!(database.number("select count(*) from xc_migration where name = 'rename_name'").await?, 0);
    executor.up().await?;
    Ok(())
}

#[tokio::test]
async fn rollback_from_anywhere_ends_before_expand() -> Result<()> {
    for last in [Phase::Expand, Phase::DualWrite, Phase::Migrate] {
        let (_database, executor) = Database::with_users(3).await?;
        executor.up_to(&RENAME, last).await?;
        executor.rollback(&RENAME).await?;
        assert!(matches!(executor.state(&RENAME).await?, State::Pending(_)), "from {last}");
    }
    Ok(())
}

#[tokio::test]
async fn a_contract_is_not_rolled_back_and_says_so() -> Result<()> {
    let (_database, executor) = Database::with_users(3).await?;
    executor.up().await?;
    let error = executor.rollback(&RENAME).await.err().context("rolled back")?;
    assert!(error.is_refused(), "{error}");
    let State::Contracted(contracted) = executor.state(&RENAME).await? else { anyhow::bail!("not contracted") };
    assert!(contracted.rollback().await.is_err_and(|error| error.is_refused()));
    Ok(())
}

#[tokio::test]
async fn a_contract_that_has_nothing_to_do_is_rolled_back_and_a_table_with_rows_is_not_dropped() -> Result<()> {
    let (database, executor) = Database::with_users(3).await?;
    let error = executor.rollback(&CREATE_USERS).await.err().context("dropped")?;
    assert!(error.is_refused() && error.to_string().contains("table users has rows"), "{error}");
    assert!(matches!(executor.state(&CREATE_USERS).await?, State::Expanded(_)));
    database.run("delete from users").await?;
    executor.rollback(&CREATE_USERS).await?;
    assert!(database.schema().await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn an_old_handle_finds_the_phase_done_and_goes_on() -> Result<()> {
    let (database, executor) = Database::with_users(3).await?;
    let (one, other) = (executor.begin(&RENAME).await?, database.executor().await?.begin(&RENAME).await?);
    one.expand().await?.dual_write().await?;
    other.expand().await?.dual_write().await?.migrate().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn five_executors_at_once_end_as_one_would() -> Result<()> {
    let database = Database::empty()?;
    let mut runs = Vec::new();
    for _ in 0..5 {
        let url = database.url();
        runs.push(tokio::spawn(async move {
            let executor = Executor::builder(MIGRATIONS).connect(&url).await?;
            executor.up().await
        }));
    }
    for run in runs {
        run.await??;
    }
    let executor = database.executor().await?;
    assert!(matches!(executor.state(&RENAME).await?, State::Contracted(_)));
    Ok(())
}

#[tokio::test]
async fn a_run_that_is_dropped_anywhere_is_finished_by_the_next() -> Result<()> {
    for ms in [1, 3, 6, 10, 15, 25] {
        let (database, executor) = Database::with_users(2_000).await?;
        let _ = tokio::time::timeout(std::time::Duration::from_millis(ms), executor.up()).await;
        // The lease of the dropped run would end by itself in 10 s.
        database.run("update xc_lease set holder = null").await?;
        executor.up().await?;
        assert_eq!(database.number("select count(*) from users where full_name = 'user ' || id").await?, 2_000, "dropped after {ms} ms");
    }
    Ok(())
}
