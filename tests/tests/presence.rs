//! Instances of the application say what they can live with, and the executor waits for those that stand in its way.

use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use xc::presence::{Builder, Presence, Source};
use xc::{Error, Executor, ExecutorBuilder, Phase, State, presence};
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Workload;

/// What v1 was compiled with: the list before the change.
const V1: xc::Migrations = xc::migrations![create_users];

fn patient(wait: Duration) -> ExecutorBuilder {
    Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(20)).presence_wait(wait)
}

async fn impatient(database: &TestDatabase) -> Result<Executor> {
    Ok(patient(Duration::ZERO).connect(&database.url).await?)
}

fn v1(database: &TestDatabase) -> Builder {
    presence(&database.url, V1).build("v1").beat_every(Duration::from_millis(100))
}

fn v2(database: &TestDatabase) -> Builder {
    presence(&database.url, MIGRATIONS).build("v2").without_old(split_user_name).beat_every(Duration::from_millis(100))
}

/// At `migrated`, with rows in the table.
async fn migrated(database: &TestDatabase) -> Result<Executor> {
    let executor = impatient(database).await?;
    executor.up_to(create_users, Phase::Contract).await?;
    database.execute("insert into users (id, name) values (1, 'Ada Lovelace'), (2, 'Grace Hopper')").await?;
    executor.up_to(split_user_name, Phase::Migrate).await?;
    Ok(executor)
}

fn refused<T>(outcome: Result<T, Error>, instance: &Presence) -> Result<Error> {
    let Err(error) = outcome else { bail!("it went on while {} was alive", instance.instance()) };
    ensure!(error.is_instance_live(), "{error}");
    ensure!(error.to_string().contains(instance.instance()), "{error}");
    Ok(error)
}

/// Until it is so, or the time is over.
async fn soon(what: &str, mut so: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    let started = Instant::now();
    while !so().await? {
        ensure!(started.elapsed() < Duration::from_secs(20), "not so after {:?}: {what}", started.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

xc_tests::on_each_database! {
    async fn contract_is_refused_while_v1_beats_and_goes_when_it_has_stopped(database: &TestDatabase) -> Result<()> {
        let executor = migrated(database).await?;
        let (old, also_old) = (v1(database).start().await?, v1(database).start().await?);
        let new = v2(database).require().await?;
        ensure!(executor.instances().await?.len() == 3);

        let error = refused(executor.up_to(split_user_name, Phase::Contract).await, &old)?;
        ensure!(error.to_string().contains(also_old.instance()) && !error.to_string().contains(new.instance()), "{error}");
        ensure!(error.to_string().contains("build v1"), "{error}");
        ensure!(matches!(executor.state(split_user_name).await?, State::Migrated(_)));
        // What was refused was not entered.
        tokio::time::sleep(Duration::from_millis(300)).await;
        old.ready()?;

        old.stop().await;
        refused(executor.up_to(split_user_name, Phase::Contract).await, &also_old)?;
        also_old.stop().await;
        executor.up_to(split_user_name, Phase::Contract).await?;
        soon("v2 sees that contract is done", async || Ok(new.phase(split_user_name) == Some(Phase::Contract))).await?;
        new.ready()?;
        new.stop().await;
        ensure!(executor.instances().await?.is_empty());
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn contract_waits_for_the_last_v1_under_load(database: &TestDatabase) -> Result<()> {
        let executor = patient(Duration::from_secs(60)).connect(&database.url).await?;
        executor.up_to(create_users, Phase::Contract).await?;
        let app = Workload::start(database, 500, 4).await?;
        let old = v1(database).start().await?;
        executor.up_to(split_user_name, Phase::DualWrite).await?;
        let new = v2(database).require().await?;
        app.deploy_v2();
        executor.up_to(split_user_name, Phase::Migrate).await?;
        app.rely_on_new_columns();

        let contracting = tokio::spawn({
            let executor = executor.clone();
            async move { executor.up_to(split_user_name, Phase::Contract).await }
        });
        // v1 goes on working while contract waits for it.
        app.work(200).await?;
        ensure!(!contracting.is_finished(), "contract did not wait for v1");
        ensure!(matches!(executor.state(split_user_name).await?, State::Migrated(_)));
        app.drain_v1().await;
        old.stop().await;
        contracting.await??;
        app.work(100).await?;
        new.ready()?;
        new.stop().await;
        app.stop().await?.check_as_v2().await
    }
}

xc_tests::on_each_database! {
    async fn an_instance_that_was_killed_is_waited_for_until_its_time_is_over(database: &TestDatabase) -> Result<()> {
        migrated(database).await?;
        // Of a process whose heartbeat has stopped: its runtime is gone, and nothing was removed.
        let url = database.url.clone();
        let killed = std::thread::spawn(move || -> Result<String> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let presence = runtime.block_on(
                presence(&url, V1).beat_every(Duration::from_millis(50)).expires_after(Duration::from_secs(3)).start()
            )?;
            let instance = presence.instance().to_owned();
            runtime.shutdown_background();
            std::mem::forget(presence);
            Ok(instance)
        });
        let Ok(instance) = killed.join() else { bail!("the instance did not start") };
        let instance = instance?;
        let impatient = impatient(database).await?;
        let Err(error) = impatient.up_to(split_user_name, Phase::Contract).await else { bail!("it is dead, and its time is not over") };
        ensure!(error.is_instance_live() && error.to_string().contains(&instance), "{error}");

        let started = Instant::now();
        patient(Duration::from_secs(30)).connect(&database.url).await?.up_to(split_user_name, Phase::Contract).await?;
        ensure!(started.elapsed() < Duration::from_secs(25), "it waited for {:?}", started.elapsed());
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn v2_refuses_to_start_before_its_shape_is_there(database: &TestDatabase) -> Result<()> {
        let executor = impatient(database).await?;
        executor.up_to(create_users, Phase::Contract).await?;
        for phase in [None, Some(Phase::Expand)] {
            if let Some(phase) = phase {
                executor.up_to(split_user_name, phase).await?;
            }
            let Err(error) = v2(database).require().await else { bail!("v2 started after {phase:?}") };
            ensure!(error.is_not_ready(), "{error}");
            ensure!(error.to_string().contains("split_user_name") && error.to_string().contains("dual_writing or later"), "{error}");
        }
        // Nothing of those that refused is left.
        ensure!(executor.instances().await?.is_empty());

        // One that rather waits than crashes.
        let early = v2(database).start().await?;
        ensure!(early.ready().is_err_and(|error| error.is_not_ready()));
        ensure!(early.phase(split_user_name) == Some(Phase::Expand));
        executor.up_to(split_user_name, Phase::DualWrite).await?;
        early.changed(Duration::from_secs(20)).await;
        early.ready()?;
        ensure!(early.phase(split_user_name) == Some(Phase::DualWrite));
        early.stop().await;
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn v1_refuses_to_start_once_its_shape_is_gone(database: &TestDatabase) -> Result<()> {
        let executor = migrated(database).await?;
        v1(database).require().await?.stop().await;
        executor.up_to(split_user_name, Phase::Contract).await?;
        let Err(error) = v1(database).require().await else { bail!("v1 started on a contracted database") };
        ensure!(error.is_not_ready() && error.to_string().contains("beyond this build"), "{error}");
        // A build that has the migration in its list and starts behind contract does not use the old shape: it is gone.
        let silent = presence(&database.url, MIGRATIONS).require().await?;
        ensure!(executor.instances_with_old(split_user_name).await?.is_empty());
        silent.stop().await;
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn dual_write_is_not_taken_back_while_v2_lives(database: &TestDatabase) -> Result<()> {
        let executor = migrated(database).await?;
        let new = v2(database).require().await?;
        let old = v1(database).start().await?;
        let State::Migrated(migrated) = executor.state(split_user_name).await? else { bail!("not migrated") };
        // v2 can live with dual write.
        let dual_writing = migrated.rollback().await?;
        refused(dual_writing.rollback().await.map(drop), &new)?;
        refused(executor.rollback(split_user_name).await, &new)?;
        ensure!(matches!(executor.state(split_user_name).await?, State::DualWriting(_)));
        tokio::time::sleep(Duration::from_millis(300)).await;
        new.ready()?;

        new.stop().await;
        executor.rollback(split_user_name).await?;
        soon("v1 lives on", async || Ok(old.ready().is_ok() && old.phase(split_user_name).is_none())).await?;
        old.stop().await;
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn what_is_in_between_needs_both_shapes(database: &TestDatabase) -> Result<()> {
        let executor = impatient(database).await?;
        executor.up_to(split_user_name, Phase::Expand).await?;
        let between = || presence(&database.url, MIGRATIONS).build("between").with_both(split_user_name);
        ensure!(between().require().await.is_err_and(|error| error.is_not_ready()));
        executor.up_to(split_user_name, Phase::Migrate).await?;
        let instance = between().require().await?;
        refused(executor.up_to(split_user_name, Phase::Contract).await, &instance)?;
        instance.stop().await;
        executor.up_to(split_user_name, Phase::Contract).await?;
        Ok(())
    }
}

/// Executors that enter contract and instances of v1 that start, at the same moment, again and again: never do both go on.
///
/// The rounds are on one database; each contract that wins ends them.
async fn race(database: &TestDatabase) -> Result<bool> {
    let executor = impatient(database).await?;
    let contract = executor.up_to(split_user_name, Phase::Contract);
    let start = async {
        tokio::time::sleep(Duration::from_millis(fastrand::u64(..60))).await;
        v1(database).require().await
    };
    let (contracted, started) = tokio::join!(contract, start);
    match (contracted, started) {
        (Ok(()), Ok(instance)) => bail!("{} was told that it can live, and contract went on", instance.instance()),
        (Ok(()), Err(error)) => {
            ensure!(error.is_not_ready(), "{error}");
            Ok(true)
        }
        (Err(error), started) => {
            // Or the checklist has seen the row of one that was about to be told that it may not start: then both give way.
            ensure!(
                error.is_instance_live() || error.checklist().is_some_and(|list| list.item("instances").is_some_and(|item| !item.passed)),
                "{error}"
            );
            if let Ok(instance) = started {
                instance.stop().await;
            }
            Ok(false)
        }
    }
}

xc_tests::on_each_database! {
    async fn of_a_contract_and_a_v1_that_meet_one_gives_way(database: &TestDatabase) -> Result<()> {
        migrated(database).await?;
        for _ in 0..15 {
            if race(database).await? {
                return Ok(());
            }
        }
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn an_instance_registers_through_the_pool_that_the_application_has(database: &TestDatabase) -> Result<()> {
        let executor = migrated(database).await?;
        // A pool of one connection, which the application needs for itself most of the time.
        let source = match database.kind {
            Kind::Sqlite => Source::from(&sqlx::SqlitePool::connect(&database.url).await?),
            Kind::Postgres => Source::from(&sqlx::postgres::PgPoolOptions::new().max_connections(1).connect(&database.url).await?),
            Kind::MariaDb | Kind::MySql => Source::from(&sqlx::mysql::MySqlPoolOptions::new().max_connections(1).connect(&database.url).await?),
        };
        let instance = presence(source, MIGRATIONS).with_both(split_user_name).beat_every(Duration::from_millis(50)).require().await?;
        ensure!(instance.phase(split_user_name) == Some(Phase::Migrate));
        refused(executor.up_to(split_user_name, Phase::Contract).await, &instance)?;
        soon("it beats", async || Ok(instance.age() < Duration::from_millis(40))).await?;
        instance.clone().stop().await;
        executor.up_to(split_user_name, Phase::Contract).await?;
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_dropped_instance_is_taken_off_the_list(database: &TestDatabase) -> Result<()> {
        let executor = migrated(database).await?;
        drop(v1(database).start().await?);
        soon("it is gone", async || Ok(executor.instances().await?.is_empty())).await
    }
}

#[tokio::test]
async fn what_is_not_in_the_list_can_not_be_spoken_of() -> Result<()> {
    let Err(error) = presence("sqlite://nowhere.db", V1).without_old(split_user_name).start().await else { bail!("it started") };
    ensure!(error.to_string().contains("`split_user_name`") && error.to_string().contains("not in the list"), "{error}");
    Ok(())
}
