//! What an operator does from another process while a run is under way.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use xc::{Event, Executor, Phase, Setting, Tunable, Tuning};
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Workload;

xc_tests::on_each_database! {
    async fn a_run_is_paused_tuned_resumed_and_cancelled_from_outside(database: &TestDatabase) -> Result<()> {
        let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
        let at_work = Executor::builder(MIGRATIONS)
            .pause(Duration::from_millis(300))
            .on_event(move |event| _ = sender.send(event.clone()))
            .connect(&database.url)
            .await?;
        let operator = Executor::connect(&database.url, MIGRATIONS).await?;
        at_work.up_to(create_users, Phase::Contract).await?;
        let app = Workload::start(database, 20_000, 2).await?;
        at_work.up_to(split_user_name, Phase::DualWrite).await?;
        operator.pause().await?;
        operator.tune(Tuning::new().target_batch_time(Duration::from_millis(50)).with(Tunable::RowRate, Setting::Off)).await?;
        let run = tokio::spawn({
            let at_work = at_work.clone();
            async move { at_work.up_to(split_user_name, Phase::Migrate).await }
        });
        let next = async |is_it: fn(&Event) -> bool, events: &mut tokio::sync::mpsc::UnboundedReceiver<Event>| {
            let found = async {
                loop {
                    if is_it(&events.recv().await.context("the run ended")?) {
                        return anyhow::Ok(());
                    }
                }
            };
            tokio::time::timeout(Duration::from_secs(20), found).await.context("it did not come")?
        };
        next(|event| matches!(event, Event::Paused { .. }), &mut events).await?;
        let control = operator.control().await?;
        ensure!(control.is_paused() && control.at_work.is_some(), "{control:?}");
        ensure!(control.tuning.get(Tunable::RowRate) == Setting::Off, "{control:?}");
        app.work(50).await?;
        operator.resume().await?;
        next(|event| matches!(event, Event::Resumed { .. }), &mut events).await?;
        next(|event| matches!(event, Event::BackfillProgress(_)), &mut events).await?;
        operator.cancel().await?;
        let error = run.await?.err().context("it was not cancelled")?;
        ensure!(error.is_cancelled(), "{error}");
        operator.tune(Tuning::new().pause(Duration::ZERO)).await?;
        at_work.up_to(split_user_name, Phase::Migrate).await?;
        app.stop().await?;
        Ok(())
    }
}
