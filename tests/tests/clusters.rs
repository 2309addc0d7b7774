//! Clusters: the executor works on any node, and goes on with another one when its own is lost.
//!
//! On Galera every node takes writes, and the application's node stays while the executor's is killed. In a group with a single primary both
//! are on the primary, so there the application pauses while it changes.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use sqlx::Row;
use xc::{Executor, Migrations, Phase};
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::servers::{ClusterKind, TestCluster, TestDatabase};
use xc_tests::workload::{Store, Users, Workload};

/// With a lease that is short, so that nobody waits long for a dead executor.
async fn executor(database: &TestDatabase, migrations: Migrations) -> Result<Executor> {
    let builder = Executor::builder(migrations).lease_ttl(Duration::from_secs(2)).target_batch_time(Duration::from_millis(10));
    Ok(builder.connect(&database.url).await?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_galera_each_phase_runs_on_another_node_beside_both_versions() -> Result<()> {
    let Some(cluster) = TestCluster::start(ClusterKind::Galera).await? else { return Ok(()) };
    executor(cluster.on(0), MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
    let app = Workload::start(cluster.on(0), 2000, 4).await?;
    for (node, phase) in [(1, Phase::Expand), (2, Phase::DualWrite), (1, Phase::Migrate)] {
        executor(cluster.on(node), MIGRATIONS).await?.up_to(split_user_name, phase).await?;
        if phase == Phase::DualWrite {
            app.deploy_v2();
        }
        app.work(100).await?;
    }
    app.rely_on_new_columns();
    app.work(50).await?;
    app.drain_v1().await;
    executor(cluster.on(2), MIGRATIONS).await?.up_to(split_user_name, Phase::Contract).await?;
    app.work(100).await?;
    app.stop().await?.check_as_v2().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_group_the_primary_takes_all_phases_and_a_secondary_says_that_it_cant() -> Result<()> {
    let Some(cluster) = TestCluster::start(ClusterKind::GroupReplication).await? else { return Ok(()) };
    let on_primary = executor(cluster.on(0), MIGRATIONS).await?;
    on_primary.up_to(create_users, Phase::Contract).await?;
    let app = Workload::start(cluster.on(0), 2000, 4).await?;

    wait_for_table(cluster.on(1)).await?;
    let on_secondary = executor(cluster.on(1), MIGRATIONS).await?;
    let refused = on_secondary.up_to(split_user_name, Phase::Expand).await;
    let message = refused.err().context("a secondary took a write")?.to_string();
    ensure!(message.contains("read-only") && message.contains("primary"), "{message}");

    on_primary.up_to(split_user_name, Phase::DualWrite).await?;
    app.deploy_v2();
    app.work(100).await?;
    on_primary.up_to(split_user_name, Phase::Migrate).await?;
    app.rely_on_new_columns();
    app.work(100).await?;
    app.drain_v1().await;
    on_primary.up_to(split_user_name, Phase::Contract).await?;
    app.work(100).await?;
    app.stop().await?.check_as_v2().await
}

/// What another node has, a secondary has a moment later.
async fn wait_for_table(database: &TestDatabase) -> Result<()> {
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(20) {
        if let Ok(store) = Store::connect(database, 1).await
            && store.rows("select name from xc_migration", &[]).await.is_ok_and(|rows| !rows.is_empty())
        {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("the journal does not arrive on another node")
}

macro_rules! in_each_phase {
    ($test:ident: $($name:ident = $phase:ident),+) => {
        mod $test {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() -> anyhow::Result<()> {
                    super::$test(xc::Phase::$phase).await
                }
            )+
        }
    };
}

in_each_phase!(on_galera_the_executors_node_is_killed_in: expand = Expand, dual_write = DualWrite, migrate = Migrate, contract = Contract);
in_each_phase!(in_a_group_the_primary_is_killed_in: expand = Expand, dual_write = DualWrite, migrate = Migrate, contract = Contract);

async fn on_galera_the_executors_node_is_killed_in(phase: Phase) -> Result<()> {
    let Some(mut cluster) = TestCluster::start(ClusterKind::Galera).await? else { return Ok(()) };
    executor(cluster.on(0), MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
    let app = Workload::start(cluster.on(0), 6000, 4).await?;
    before(cluster.on(1), phase, &app).await?;

    let child = process(cluster.on(2), phase)?;
    wait_until_begun(cluster.on(0), phase).await?;
    cluster.kill(2)?;
    end(child)?;

    executor(cluster.on(1), MIGRATIONS).await?.up_to(split_user_name, phase).await?;
    after(cluster.on(1), phase, &app).await?;
    app.stop().await?.check_as_v2().await
}

async fn in_a_group_the_primary_is_killed_in(phase: Phase) -> Result<()> {
    let Some(mut cluster) = TestCluster::start(ClusterKind::GroupReplication).await? else { return Ok(()) };
    executor(cluster.on(0), MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
    let app = Workload::start(cluster.on(0), 6000, 4).await?;
    before(cluster.on(0), phase, &app).await?;

    // A request that is under way when its node dies has an outcome that no client knows, and the ledger could not either.
    let paused = app.stop().await?;
    let child = process(cluster.on(0), phase)?;
    wait_until_begun(cluster.on(0), phase).await?;
    cluster.kill(0)?;
    end(child)?;

    let primary = new_primary(&cluster).await?;
    let app = Workload::go_on(paused, primary, 4).await?;
    if phase < Phase::Contract {
        app.deploy_v1();
    }
    if phase > Phase::DualWrite {
        app.deploy_v2();
    }
    executor(primary, MIGRATIONS).await?.up_to(split_user_name, phase).await?;
    after(primary, phase, &app).await?;
    app.stop().await?.check_as_v2().await
}

/// All that comes before a phase.
async fn before(database: &TestDatabase, phase: Phase, app: &Workload<Users>) -> Result<()> {
    let executor = executor(database, MIGRATIONS).await?;
    for earlier in Phase::ALL.into_iter().filter(|earlier| *earlier < phase) {
        executor.up_to(split_user_name, earlier).await?;
        deploy_after(earlier, app).await?;
    }
    app.work(50).await
}

/// All that comes behind it.
async fn after(database: &TestDatabase, phase: Phase, app: &Workload<Users>) -> Result<()> {
    deploy_after(phase, app).await?;
    let executor = executor(database, MIGRATIONS).await?;
    for later in Phase::ALL.into_iter().filter(|later| *later > phase) {
        executor.up_to(split_user_name, later).await?;
        deploy_after(later, app).await?;
    }
    app.work(50).await
}

/// What the application's people do when a phase is over.
async fn deploy_after(phase: Phase, app: &Workload<Users>) -> Result<()> {
    match phase {
        Phase::Expand => {}
        Phase::DualWrite => app.deploy_v2(),
        Phase::Migrate => {
            app.rely_on_new_columns();
            app.work(50).await?;
            app.drain_v1().await;
        }
        Phase::Contract => {}
    }
    app.work(50).await
}

/// An executor in a process of its own.
fn process(database: &TestDatabase, phase: Phase) -> Result<Child> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xc-test-executor"));
    command.args([&database.url, phase.keyword(), "split"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(command.spawn()?)
}

/// It may still be trying to reach the node that is gone.
fn end(mut child: Child) -> Result<()> {
    child.kill()?;
    child.wait()?;
    Ok(())
}

/// Waits until a phase has written something into the journal.
async fn wait_until_begun(database: &TestDatabase, phase: Phase) -> Result<()> {
    let store = Store::connect(database, 1).await?;
    let begun = match phase {
        Phase::Expand | Phase::DualWrite | Phase::Contract => {
            format!("select count(*) from xc_step where migration = 'split_user_name' and phase = '{}'", phase.keyword())
        }
        Phase::Migrate => "select (select count(*) from xc_backfill where migration = 'split_user_name' and rows_walked > 0) \
            + (select count(*) from xc_range where migration = 'split_user_name' and rows_filled > 0)"
            .to_owned(),
    };
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(30) {
        let rows = store.rows(&begun, &[]).await?;
        if rows.first().map(|row| row.try_get::<i64, _>(0)).transpose()?.is_some_and(|count| count > 0) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    bail!("{phase} does not begin")
}

/// The node that takes writes now.
async fn new_primary(cluster: &TestCluster) -> Result<&TestDatabase> {
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(40) {
        for database in [cluster.on(1), cluster.on(2)] {
            if let Ok(store) = Store::connect(database, 1).await
                && store.run("update xc_lease set holder = holder where 1 = 0", &[]).await.is_ok()
            {
                return Ok(database);
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("no other node becomes the primary")
}
