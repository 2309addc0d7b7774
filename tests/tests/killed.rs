//! The executor is killed, again and again, in every phase; and several work at once.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Result, ensure};
use xc::{Executor, Phase};
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Workload;

/// An executor in a process of its own.
fn executor(database: &TestDatabase, phase: Phase) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xc-test-executor"));
    command.args([&database.url, phase.keyword()]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Runs executors that are killed (SIGKILL) after ever longer times, then one that is left alone.
async fn reach(database: &TestDatabase, phase: Phase) -> Result<usize> {
    let mut kills = 0;
    for delay in [5, 12, 20, 35, 60, 100, 160] {
        let mut child = executor(database, phase).spawn()?;
        tokio::time::sleep(Duration::from_millis(delay + fastrand::u64(..delay))).await;
        kills += usize::from(child.try_wait()?.is_none());
        // On Unix this is SIGKILL.
        child.kill()?;
        child.wait()?;
    }
    let output = tokio::task::spawn_blocking({
        let mut command = executor(database, phase);
        move || command.output()
    })
    .await??;
    ensure!(output.status.success(), "{phase}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(kills)
}

xc_tests::on_each_database! {
    async fn an_executor_that_is_killed_in_every_phase_resumes(database: &TestDatabase) -> Result<()> {
        let observer = Executor::connect(&database.url, MIGRATIONS).await?;
        observer.up_to(create_users, Phase::Contract).await?;
        let app = Workload::start(database, 6000, 4).await?;
        let mut kills = 0;
        kills += reach(database, Phase::Expand).await?;
        kills += reach(database, Phase::DualWrite).await?;
        app.deploy_v2();
        app.work(100).await?;
        kills += reach(database, Phase::Migrate).await?;
        app.rely_on_new_columns();
        app.work(100).await?;
        let verification = observer.verify(split_user_name).await?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");
        app.drain_v1().await;
        kills += reach(database, Phase::Contract).await?;
        app.work(50).await?;

        // Else the test has tested nothing.
        ensure!(kills >= 8, "only {kills} executors were alive when they were killed");
        let outcome = app.stop().await?;
        outcome.check_as_v2().await?;
        // Nothing of xc's own is left in the table's way.
        let left = xc_tests::schema::describe(database).await?;
        ensure!(!left.contains("xc_"), "{left}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn of_five_executors_one_works_and_the_others_wait(database: &TestDatabase) -> Result<()> {
        Executor::connect(&database.url, MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
        let app = Workload::start(database, 2000, 3).await?;
        for phase in [Phase::Expand, Phase::DualWrite, Phase::Migrate, Phase::Contract] {
            if phase == Phase::Contract {
                app.drain_v1().await;
            }
            let children = (0..5).map(|_| executor(database, phase).spawn()).collect::<Result<Vec<_>, _>>()?;
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
