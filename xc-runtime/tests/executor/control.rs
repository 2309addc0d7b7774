//! Pause, resume, cancel and retune, by another executor than the one at work.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use xc_core::plan::Phase;
use xc_runtime::{DualWriting, Event, Executor, Setting, Tunable, Tuning};

use crate::database::{Database, quick};
use crate::plans::{MIGRATIONS, RENAME};

/// An executor that works in small batches, ready to migrate, and what it says.
async fn at_work(database: &Database) -> Result<(DualWriting, Receiver<Event>)> {
    let (sender, events) = channel();
    let builder = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(1)).on_event(move |event| {
        let _ = sender.send(event.clone());
    });
    let executor = quick(builder).pause(Duration::from_millis(100)).connect(&database.url()).await?;
    Ok((executor.begin(&RENAME).await?.expand().await?.dual_write().await?, events))
}

/// The first event that is meant; those before it are gone.
async fn wait_for<T>(events: &Receiver<Event>, mut is_it: impl FnMut(&Event) -> Option<T>) -> Result<T> {
    for _ in 0..400 {
        while let Ok(event) = events.try_recv() {
            if let Some(found) = is_it(&event) {
                return Ok(found);
            }
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    anyhow::bail!("it did not come within 10 s")
}

async fn batch(events: &Receiver<Event>) -> Result<u64> {
    wait_for(events, |event| match event {
        Event::BackfillProgress(progress) => Some(progress.rows),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_pause_holds_at_the_next_batch_survives_a_restart_and_ends_with_resume() -> Result<()> {
    let (database, operator) = Database::with_users(50_000).await?;
    let (dual_writing, events) = at_work(&database).await?;
    let migrate = tokio::spawn(dual_writing.migrate());
    batch(&events).await?;
    operator.pause().await?;
    let by = wait_for(&events, |event| match event {
        Event::Paused { what: "users", by, .. } => Some(by.clone()),
        _ => None,
    })
    .await?;
    let control = operator.control().await?;
    assert_eq!(control.paused_by, Some(by));
    assert!(control.at_work.is_some(), "the one at work keeps the lease");
    let walked = || database.number("select rows_walked from xc_backfill");
    let before = walked().await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(walked().await?, before);

    // The process dies; the pause does not.
    migrate.abort();
    ensure!(migrate.await.is_err_and(|error| error.is_cancelled()), "it was still at work");
    database.run("update xc_lease set holder = null").await?;
    let other = quick(Executor::builder(MIGRATIONS)).connect(&database.url()).await?;
    let again = tokio::spawn(async move { other.up_to(&RENAME, Phase::Migrate).await });
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(walked().await?, before);
    assert!(!again.is_finished());
    operator.resume().await?;
    again.await??;
    assert_eq!(walked().await?, 50_000);
    Ok(())
}

#[tokio::test]
async fn a_cancelled_run_stops_with_its_own_error_and_the_next_one_goes_on() -> Result<()> {
    let (database, operator) = Database::with_users(50_000).await?;
    let (dual_writing, events) = at_work(&database).await?;
    let migrate = tokio::spawn(dual_writing.migrate());
    batch(&events).await?;
    operator.cancel().await?;
    let error = migrate.await?.err().context("it was not cancelled")?;
    assert!(error.is_cancelled(), "{error}");
    assert!(error.to_string().contains("`users`") && error.to_string().contains("the next run goes on here"), "{error}");
    let filled = database.number("select count(*) from users where full_name is not null").await?;
    assert!((1..50_000).contains(&filled), "{filled}");
    assert_eq!(operator.control().await?.at_work, None, "the lease is free at once");
    operator.up_to(&RENAME, Phase::Migrate).await?;
    Ok(())
}

#[tokio::test]
async fn a_paused_run_can_be_cancelled() -> Result<()> {
    let (database, operator) = Database::with_users(10).await?;
    operator.pause().await?;
    let other = database.executor().await?;
    let up = tokio::spawn(async move { other.up().await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!up.is_finished());
    operator.cancel().await?;
    assert!(up.await?.is_err_and(|error| error.is_cancelled()));
    Ok(())
}

#[tokio::test]
async fn what_is_tuned_takes_effect_while_it_runs_and_in_later_runs() -> Result<()> {
    let (database, operator) = Database::with_users(60_000).await?;
    let (dual_writing, events) = at_work(&database).await?;
    let migrate = tokio::spawn(dual_writing.migrate());
    let first = batch(&events).await?;
    assert_eq!(first, 1_000);
    // Batches that may take long grow; those that may take 1 ms would not.
    operator.tune(Tuning::new().target_batch_time(Duration::from_secs(1)).pause(Duration::ZERO)).await?;
    let grown = wait_for(&events, |event| match event {
        Event::BackfillProgress(progress) if progress.batch_size > 1_000 => Some(progress.batch_size),
        _ => None,
    });
    assert!(grown.await? > 1_000);
    migrate.await??;
    let control = operator.control().await?;
    assert_eq!(control.tuning.get(Tunable::TargetBatchTime), Setting::To(1_000));
    assert_eq!(control.tuning.get(Tunable::Pause), Setting::To(0));
    operator.tune(Tuning::new().with(Tunable::Pause, Setting::Default)).await?;
    assert_eq!(operator.control().await?.tuning.get(Tunable::Pause), Setting::Default);
    Ok(())
}

#[tokio::test]
async fn a_setting_that_makes_no_sense_is_refused_with_what_would() -> Result<()> {
    let (_database, operator) = Database::with_users(1).await?;
    let error = operator.tune(Tuning::new().with(Tunable::RowRate, Setting::To(0))).await.err().context("it was taken")?;
    assert!(error.is_bad_setting());
    assert!(error.to_string().contains("`row_rate` can't be 0 rows/s; `off` lifts the limit"), "{error}");
    Ok(())
}
