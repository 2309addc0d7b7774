//! The executor is killed, again and again, in every phase, or the server is; and several work at once.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Result, ensure};
use xc::{Executor, Phase};
use xc_tests::bench::backfill::Key;
use xc_tests::beside::Beside;
use xc_tests::contacts::migrations as transform;
use xc_tests::contacts::{Contacts, Version};
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::parcels::{self, parcel_states_anew};
use xc_tests::servers::{self, Kind, Server, Settings, TestDatabase};
use xc_tests::workload::{Store, Value, Workload, filled};

/// An executor in a process of its own.
fn executor(database: &TestDatabase, phase: Phase, chain: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xc-test-executor"));
    command.args([&database.url, phase.keyword(), chain]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// An executor that nobody disturbs.
async fn arrive(database: &TestDatabase, phase: Phase, chain: &str) -> Result<()> {
    let mut command = executor(database, phase, chain);
    let output = tokio::task::spawn_blocking(move || command.output()).await??;
    ensure!(output.status.success(), "{phase}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// What tells one taking of the executor's lease from the next.
async fn lease(database: &TestDatabase) -> Result<i64> {
    let store = Store::connect(database, 1).await?;
    let token = store.number("select token from xc_lease").await;
    store.close().await;
    token
}

/// Lets an executor take the lease, or end because there is nothing to do. Whether it has the lease.
async fn is_at_work(child: &mut Child, database: &TestDatabase, before: i64) -> Result<bool> {
    let store = Store::connect(database, 1).await?;
    let at_work = loop {
        if store.number("select token from xc_lease").await? != before {
            break true;
        }
        if child.try_wait()?.is_some() {
            break false;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    store.close().await;
    Ok(at_work)
}

/// Whether an executor that took the lease later than that has not given it back.
async fn is_held(database: &TestDatabase, before: i64) -> Result<bool> {
    let store = Store::connect(database, 1).await?;
    let held = store.rows("select token from xc_lease where holder is not null and token <> ?", &[Value::Int(before)]).await;
    store.close().await;
    Ok(!held?.is_empty())
}

/// Gives back the lease in the place of an executor that is dead, which spares the next one the wait for its end.
async fn give_back(database: &TestDatabase) -> Result<()> {
    let store = Store::connect(database, 1).await?;
    let given = store.run("update xc_lease set holder = null", &[]).await;
    store.close().await;
    given.map(drop)
}

/// Runs executors that are killed (SIGKILL) ever longer after they have taken the lease, then one that is left alone. How many were killed before they had
/// given it back. The first one's lease is waited for.
async fn reach(database: &TestDatabase, phase: Phase, chain: &str) -> Result<usize> {
    let mut kills = 0;
    for delay in [2, 5, 10, 20, 40, 80, 160] {
        let before = lease(database).await?;
        let mut child = executor(database, phase, chain).spawn()?;
        if is_at_work(&mut child, database, before).await? {
            tokio::time::sleep(Duration::from_millis(fastrand::u64(..delay))).await;
        }
        // On Unix this is SIGKILL.
        child.kill()?;
        child.wait()?;
        if is_held(database, before).await? {
            kills += 1;
            if kills > 1 {
                give_back(database).await?;
            }
        }
    }
    arrive(database, phase, chain).await?;
    Ok(kills)
}

xc_tests::on_each_server! {
    async fn an_executor_that_is_killed_in_every_phase_resumes(database: &TestDatabase) -> Result<()> {
        let observer = Executor::connect(&database.url, MIGRATIONS).await?;
        observer.up_to(create_users, Phase::Contract).await?;
        let app = Workload::start(database, 6000, 4).await?;
        let mut kills = 0;
        kills += reach(database, Phase::Expand, "split").await?;
        kills += reach(database, Phase::DualWrite, "split").await?;
        app.deploy_v2();
        app.work(100).await?;
        kills += reach(database, Phase::Migrate, "split").await?;
        app.rely_on_new_columns();
        app.work(100).await?;
        let verification = observer.verify(split_user_name).await?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");
        app.drain_v1().await;
        kills += reach(database, Phase::Contract, "split").await?;
        app.work(50).await?;

        // Else the test has tested nothing.
        ensure!(kills >= 8, "only {kills} executors were at work when they were killed");
        let outcome = app.stop().await?;
        outcome.check_as_v2().await?;
        // Nothing of xc's own is left in the table's way, once what was retired is purged.
        observer.purge(split_user_name, Some("the test looks at what is left")).await?;
        let left = xc_tests::schema::describe(database).await?;
        ensure!(!left.contains("xc_"), "{left}");
        Ok(())
    }
}

xc_tests::on_each_server! {
    async fn a_batch_and_its_checkpoint_are_there_together_whatever_is_killed(database: &TestDatabase) -> Result<()> {
        let observer = Executor::connect(&database.url, MIGRATIONS).await?;
        observer.up_to(create_users, Phase::Contract).await?;
        let rows = 20_000;
        Key::Int.fill_names(database, rows).await?;
        observer.up_to(split_user_name, Phase::DualWrite).await?;
        let store = Store::connect(database, 1).await?;
        // Longer and longer, until an executor is killed in the middle of the rows, and then some more.
        let (mut delay, mut partly) = (40, 0);
        for _ in 0..30 {
            let mut child = executor(database, Phase::Migrate, "workers").spawn()?;
            tokio::time::sleep(Duration::from_millis(delay + fastrand::u64(..delay / 2))).await;
            child.kill()?;
            child.wait()?;
            // The server may be at the last statement or at its commit still.
            tokio::time::sleep(Duration::from_millis(300)).await;
            let (filled, journalled) = filled(&store).await?;
            ensure!(filled == journalled, "{filled} rows are filled, and the journal says {journalled}");
            let before = partly;
            partly += usize::from(filled > 0 && filled < i64::try_from(rows)?);
            if partly >= 4 || filled == i64::try_from(rows)? {
                break;
            }
            if before == partly {
                delay = delay * 3 / 2;
            }
        }
        ensure!(partly >= 1, "no executor was killed in the middle of the rows");
        arrive(database, Phase::Migrate, "workers").await?;
        ensure!(filled(&store).await? == (i64::try_from(rows)?, i64::try_from(rows)?));
        ensure!(store.number("select count(*) from xc_range").await? == 0);
        store.close().await;
        Ok(())
    }
}

xc_tests::on_each_server! {
    async fn of_five_executors_one_works_and_the_others_wait(database: &TestDatabase) -> Result<()> {
        Executor::connect(&database.url, MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
        let app = Workload::start(database, 2000, 3).await?;
        for phase in [Phase::Expand, Phase::DualWrite, Phase::Migrate, Phase::Contract] {
            if phase == Phase::Contract {
                app.drain_v1().await;
            }
            let children = (0..5).map(|_| executor(database, phase, "split").spawn()).collect::<Result<Vec<_>, _>>()?;
            for child in children {
                let output = tokio::task::spawn_blocking(move || child.wait_with_output()).await??;
                ensure!(output.status.success(), "{phase}: {}", String::from_utf8_lossy(&output.stderr));
            }
            if phase == Phase::DualWrite {
                app.deploy_v2();
            }
            app.work(30).await?;
        }
        app.stop().await?.check_as_v2().await
    }
}

xc_tests::on_each_database! {
    async fn a_backfill_by_a_function_resumes_when_its_executor_is_killed(database: &TestDatabase) -> Result<()> {
        let chain = "transform";
        let observer = Executor::connect(&database.url, transform::MIGRATIONS).await?;
        observer.up_to(transform::create_contacts, Phase::Contract).await?;
        let app = Contacts::start(database, 6000, 4).await?;
        let mut kills = reach(database, Phase::Expand, chain).await?;
        kills += reach(database, Phase::DualWrite, chain).await?;
        app.deploy(Version::Between);
        app.work(50).await?;
        app.drain(Version::V1).await;
        kills += reach(database, Phase::Migrate, chain).await?;
        let verification = observer.verify(transform::phones_in_e164).await?;
        ensure!(verification.is_clean(), "{verification:?}");
        app.read_new();
        app.work(50).await?;
        app.deploy(Version::V2);
        app.work(100).await?;
        app.drain(Version::Between).await;
        kills += reach(database, Phase::Contract, chain).await?;
        app.work(50).await?;

        // Else the test has tested nothing.
        ensure!(kills >= 8, "only {kills} executors were at work when they were killed");
        app.stop_and_check().await?;
        let left = xc_tests::schema::describe(database).await?;
        ensure!(!left.contains("xc_"), "{left}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn an_executor_that_is_killed_while_an_enum_is_replaced_resumes(database: &TestDatabase) -> Result<()> {
        let chain = "parcels";
        let (observer, store) = parcels::parcels(database).await?;
        let old = Beside::start(database, 2, 1000, parcels::v1).await?;
        // The enum is given a value, and two are made.
        let mut kills = reach(database, Phase::Expand, chain).await?;
        kills += reach(database, Phase::DualWrite, chain).await?;
        let new = Beside::start(database, 2, 1_000_000, parcels::v2).await?;
        kills += reach(database, Phase::Migrate, chain).await?;
        old.stop().await?;
        ensure!(store.number(parcels::APART).await? == 0, "rows are out of step");
        kills += reach(database, Phase::Contract, chain).await?;
        new.stop().await?;
        println!("{kills} of 28 executors were killed at work");
        ensure!(kills >= 8, "only {kills} executors were at work when they were killed");
        observer.purge(parcel_states_anew, Some("the test looks at what is left")).await?;
        ensure!(parcels::types(&store, database).await? == if database.kind == Kind::Postgres { 2 } else { 0 }, "the old enum is there");
        ensure!(store.number("select count(*) from parcels where stage is null or class is null").await? == 0);
        let left = xc_tests::schema::describe(database).await?;
        ensure!(!left.contains("xc_"), "{left}");
        Ok(())
    }
}

macro_rules! on_a_server_of_its_own {
    ($test:ident: $($name:ident = $kind:ident),+) => {
        mod $test {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() -> anyhow::Result<()> {
                    super::$test(xc_tests::servers::Kind::$kind).await
                }
            )+
        }
    };
}

on_a_server_of_its_own!(a_server_that_is_killed_in_every_phase_loses_nothing: postgres = Postgres, mariadb = MariaDb, mysql = MySql);
on_a_server_of_its_own!(a_batch_and_its_checkpoint_outlive_the_server_together: postgres = Postgres, mariadb = MariaDb, mysql = MySql);

/// Commits reach the disk before they are answered, as in production.
fn server_to_kill(kind: Kind) -> Result<Option<Server>> {
    servers::own(kind, &Settings { durable: true, ..Settings::from_env() })
}

/// Kills the server (SIGKILL) while an executor works towards a phase, ever later after it has taken the lease, and then lets one arrive. Tells how many
/// servers were killed in the middle of that: the lease was not given back.
async fn reach_beside_kills(server: &mut Server, database: &TestDatabase, phase: Phase) -> Result<usize> {
    let mut in_the_midst = 0;
    for delay in [2, 10, 40] {
        let before = lease(database).await?;
        let mut child = executor(database, phase, "split").spawn()?;
        if is_at_work(&mut child, database, before).await? {
            tokio::time::sleep(Duration::from_millis(fastrand::u64(..delay))).await;
        }
        server.kill()?;
        child.kill()?;
        child.wait()?;
        server.start_again()?;
        in_the_midst += usize::from(is_held(database, before).await?);
    }
    arrive(database, phase, "split").await?;
    Ok(in_the_midst)
}

async fn a_server_that_is_killed_in_every_phase_loses_nothing(kind: Kind) -> Result<()> {
    let Some(mut server) = server_to_kill(kind)? else { return Ok(()) };
    let database = servers::database_on(&server).await?;
    Executor::connect(&database.url, MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
    let app = Workload::start(&database, 6000, 4).await?;
    app.expect_outages();
    let mut in_the_midst = reach_beside_kills(&mut server, &database, Phase::Expand).await?;
    in_the_midst += reach_beside_kills(&mut server, &database, Phase::DualWrite).await?;
    app.deploy_v2();
    app.work(100).await?;
    in_the_midst += reach_beside_kills(&mut server, &database, Phase::Migrate).await?;
    app.rely_on_new_columns();
    app.work(100).await?;
    let verification = Executor::connect(&database.url, MIGRATIONS).await?.verify(split_user_name).await?;
    ensure!(verification.out_of_parity == 0, "{verification:?}");
    app.drain_v1().await;
    in_the_midst += reach_beside_kills(&mut server, &database, Phase::Contract).await?;
    app.work(100).await?;

    let outcome = app.stop().await?;
    println!("{in_the_midst} of 12 servers were killed in the midst of a run, and {} requests were lost", outcome.lost);
    // Else the test has tested nothing.
    ensure!(in_the_midst >= 4, "only {in_the_midst} servers were killed while an executor was at work");
    ensure!(outcome.lost > 0, "no request was under way");
    outcome.forget_lost_inserts().await?;
    outcome.check_as_v2().await
}

async fn a_batch_and_its_checkpoint_outlive_the_server_together(kind: Kind) -> Result<()> {
    let Some(mut server) = server_to_kill(kind)? else { return Ok(()) };
    let database = servers::database_on(&server).await?;
    let observer = Executor::connect(&database.url, MIGRATIONS).await?;
    observer.up_to(create_users, Phase::Contract).await?;
    let rows = 20_000;
    Key::Int.fill_names(&database, rows).await?;
    observer.up_to(split_user_name, Phase::DualWrite).await?;
    drop(observer);
    let rows = i64::try_from(rows)?;
    let store = Store::connect(&database, 1).await?;
    let mut partly = 0;
    while partly < 3 {
        let mut child = executor(&database, Phase::Migrate, "workers").spawn()?;
        // Until it has filled some more rows.
        let so_far = filled(&store).await?;
        while filled(&store).await? == so_far && child.try_wait()?.is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(fastrand::u64(..20))).await;
        server.kill()?;
        child.kill()?;
        child.wait()?;
        server.start_again()?;
        let now = recovered(&store).await?;
        ensure!(now.0 == now.1, "{} rows are filled, and the journal says {}", now.0, now.1);
        if now.0 == rows {
            break;
        }
        partly += usize::from(now != so_far);
    }
    ensure!(partly >= 1, "no server was killed in the middle of the rows");
    arrive(&database, Phase::Migrate, "workers").await?;
    ensure!(filled(&store).await? == (rows, rows));
    store.close().await;
    Ok(())
}

/// As [`filled`], once the connection that the server took with it is replaced.
async fn recovered(store: &Store) -> Result<(i64, i64)> {
    let _lost = filled(store).await;
    filled(store).await
}
