//! The executor is killed, again and again, in every phase, or the server is; and several work at once.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Result, ensure};
use xc::{Executor, Phase};
use xc_tests::backfill_bench::Key;
use xc_tests::contacts::migrations as transform;
use xc_tests::contacts::{Contacts, Version};
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::servers::{self, Kind, Server, Settings, TestDatabase};
use xc_tests::workload::{Outcome, Store, Value, Workload};

/// An executor in a process of its own.
fn executor(database: &TestDatabase, phase: Phase, chain: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xc-test-executor"));
    command.args([&database.url, phase.keyword(), chain]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Runs executors that are killed (SIGKILL) after ever longer times, then one that is left alone.
async fn reach(database: &TestDatabase, phase: Phase, chain: &str) -> Result<usize> {
    let mut kills = 0;
    for delay in [5, 12, 20, 35, 60, 100, 160] {
        let mut child = executor(database, phase, chain).spawn()?;
        tokio::time::sleep(Duration::from_millis(delay + fastrand::u64(..delay))).await;
        kills += usize::from(child.try_wait()?.is_none());
        // On Unix this is SIGKILL.
        child.kill()?;
        child.wait()?;
    }
    let output = tokio::task::spawn_blocking({
        let mut command = executor(database, phase, chain);
        move || command.output()
    })
    .await??;
    ensure!(output.status.success(), "{phase}: {}", String::from_utf8_lossy(&output.stderr));
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
        ensure!(kills >= 8, "only {kills} executors were alive when they were killed");
        let outcome = app.stop().await?;
        outcome.check_as_v2().await?;
        // Nothing of xc's own is left in the table's way, once what was retired is purged.
        observer.purge(split_user_name, Some("the test looks at what is left")).await?;
        let left = xc_tests::schema::describe(database).await?;
        ensure!(!left.contains("xc_"), "{left}");
        Ok(())
    }
}

/// How many rows are filled, and how many the journal says are.
async fn filled(store: &Store) -> Result<(i64, i64)> {
    // Sums are decimals on some databases.
    let journalled = "select cast((select coalesce(sum(rows_filled), 0) from xc_backfill) + (select coalesce(sum(rows_filled), 0) from xc_range) \
        as decimal(20))";
    let query = match store.kind() {
        Kind::MySql | Kind::MariaDb => journalled.replace("decimal(20)", "signed"),
        Kind::Postgres | Kind::Sqlite => journalled.replace("decimal(20)", "bigint"),
    };
    Ok((store.number("select count(*) from users where first_name is not null").await?, store.number(&query).await?))
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
        let output = tokio::task::spawn_blocking({
            let mut command = executor(database, Phase::Migrate, "workers");
            move || command.output()
        })
        .await??;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
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
        ensure!(kills >= 8, "only {kills} executors were alive when they were killed");
        app.stop_and_check().await?;
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

/// What is answered is with the operating system, as in production: that outlives the server, if not the machine.
fn server_to_kill(kind: Kind) -> Result<Option<Server>> {
    let arguments: &[&str] = match kind {
        // A page that is half written is mended.
        Kind::Postgres => &["-c", "full_page_writes=on"],
        _ => &["--innodb-flush-log-at-trx-commit=2"],
    };
    servers::own(kind, &Settings { arguments: arguments.iter().map(ToString::to_string).collect(), ..Settings::from_env() })
}

/// Kills the server (SIGKILL) while an executor works towards a phase, ever later, and then lets one arrive. Tells how many were alive when it
/// was killed.
async fn reach_beside_kills(server: &mut Server, database: &TestDatabase, phase: Phase) -> Result<usize> {
    let mut alive = 0;
    for delay in [15, 50, 150] {
        let mut child = executor(database, phase, "split").spawn()?;
        tokio::time::sleep(Duration::from_millis(delay + fastrand::u64(..delay))).await;
        alive += usize::from(child.try_wait()?.is_none());
        server.kill()?;
        server.start_again()?;
        // It may be trying to go on, or have given up.
        child.kill()?;
        child.wait()?;
    }
    let output = tokio::task::spawn_blocking({
        let mut command = executor(database, phase, "split");
        move || command.output()
    })
    .await??;
    ensure!(output.status.success(), "{phase}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(alive)
}

async fn a_server_that_is_killed_in_every_phase_loses_nothing(kind: Kind) -> Result<()> {
    let Some(mut server) = server_to_kill(kind)? else { return Ok(()) };
    let database = servers::database_on(&server).await?;
    Executor::connect(&database.url, MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
    let app = Workload::start(&database, 6000, 4).await?;
    app.expect_outages();
    let mut alive = reach_beside_kills(&mut server, &database, Phase::Expand).await?;
    alive += reach_beside_kills(&mut server, &database, Phase::DualWrite).await?;
    app.deploy_v2();
    app.work(100).await?;
    alive += reach_beside_kills(&mut server, &database, Phase::Migrate).await?;
    app.rely_on_new_columns();
    app.work(100).await?;
    let verification = Executor::connect(&database.url, MIGRATIONS).await?.verify(split_user_name).await?;
    ensure!(verification.out_of_parity == 0, "{verification:?}");
    app.drain_v1().await;
    alive += reach_beside_kills(&mut server, &database, Phase::Contract).await?;
    app.work(100).await?;

    let outcome = app.stop().await?;
    // Else the test has tested nothing.
    ensure!(alive >= 4, "only {alive} executors were at work when their server was killed");
    ensure!(outcome.lost > 0, "no request was under way");
    forget_lost_inserts(&outcome).await?;
    outcome.check_as_v2().await
}

/// Takes away the rows whose inserts nobody was answered, so that all others can be compared.
async fn forget_lost_inserts(outcome: &Outcome) -> Result<()> {
    let mut unknown = Vec::new();
    for row in outcome.store.rows("select id from users", &[]).await? {
        let id: i64 = sqlx::Row::try_get(&row, 0)?;
        if !outcome.rows.contains_key(&id) {
            unknown.push(id);
        }
    }
    let lost = usize::try_from(outcome.lost_inserts)?;
    ensure!(unknown.len() <= lost, "{} rows that nobody knows, and {lost} inserts without an answer", unknown.len());
    for id in unknown {
        outcome.store.run("delete from users where id = ?", &[Value::Int(id)]).await?;
    }
    Ok(())
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
    let (mut delay, mut partly) = (60, 0);
    for _ in 0..12 {
        let mut child = executor(&database, Phase::Migrate, "workers").spawn()?;
        tokio::time::sleep(Duration::from_millis(delay + fastrand::u64(..delay / 2))).await;
        server.kill()?;
        child.kill()?;
        child.wait()?;
        server.start_again()?;
        let store = Store::connect(&database, 1).await?;
        let (filled, journalled) = filled(&store).await?;
        store.close().await;
        ensure!(filled == journalled, "{filled} rows are filled, and the journal says {journalled}");
        let between = filled > 0 && filled < rows;
        partly += usize::from(between);
        if partly >= 3 || filled == rows {
            break;
        }
        if !between {
            delay = delay * 3 / 2;
        }
    }
    ensure!(partly >= 1, "no server was killed in the middle of the rows");
    let output = tokio::task::spawn_blocking({
        let mut command = executor(&database, Phase::Migrate, "workers");
        move || command.output()
    })
    .await??;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let store = Store::connect(&database, 1).await?;
    ensure!(filled(&store).await? == (rows, rows));
    store.close().await;
    Ok(())
}
