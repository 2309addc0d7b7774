//! The primary dies in the middle of a backfill, and a replica is promoted.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection, Row};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use xc::{Error, Event, Executor, Phase, Throttle};
use xc_tests::bench::backfill::Key;
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::servers::{self, Entry, Kind, Release, Server, Settings, TestDatabase};
use xc_tests::workload::{Store, Workload, filled};

/// A primary and its replica, behind one address.
struct Pair {
    database: TestDatabase,
    // Before the servers: it drops the database.
    _made: TestDatabase,
    entry: Entry,
    replica: Server,
    primary: Server,
}

impl Pair {
    async fn start() -> Result<Option<Pair>> {
        let settings = Settings { durable: true, ..Settings::from_env() };
        let Some(primary) = servers::own(Release::Postgres, &settings)? else { return Ok(None) };
        let replica = primary.replica("r1")?;
        let entry = Entry::to(primary.url()).await?;
        let made = servers::database_on(&primary).await?;
        let database = made.by_way_of(entry.url(&made.url)?);
        Ok(Some(Pair { database, _made: made, entry, replica, primary }))
    }

    /// The primary is killed, the replica promoted, and the address leads to it.
    async fn fail_over(&mut self) -> Result<()> {
        self.primary.kill()?;
        on(self.replica.url(), "select pg_promote()").await?;
        self.entry.lead_to(self.replica.url())
    }

    async fn dual_write(&self) -> Result<()> {
        let executor = Executor::connect(&self.database.url, MIGRATIONS).await?;
        executor.up_to(split_user_name, Phase::DualWrite).await?;
        Ok(())
    }

    /// Until the replica has all that the primary has written.
    async fn caught_up(&self) -> Result<()> {
        let mut primary = PgConnection::connect(self.primary.url()).await?;
        let mut replica = PgConnection::connect(self.replica.url()).await?;
        let written: String = sqlx::query_scalar("select pg_current_wal_lsn()::text").fetch_one(&mut primary).await?;
        let there = "select pg_last_wal_replay_lsn() >= $1::pg_lsn";
        while !sqlx::query_scalar::<_, bool>(there).bind(&written).fetch_one(&mut replica).await? {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

async fn on(url: &str, sql: &str) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut PgConnection::connect(url).await?).await?;
    Ok(())
}

/// A backfill that takes some seconds.
struct Run {
    events: UnboundedReceiver<Event>,
    migrate: JoinHandle<Result<(), Error>>,
}

impl Run {
    async fn start(database: &TestDatabase) -> Result<Run> {
        let (sender, events) = unbounded_channel();
        let executor = Executor::builder(MIGRATIONS)
            .workers(2)
            .lease_ttl(Duration::from_secs(2))
            .target_batch_time(Duration::from_millis(5))
            .throttle(Throttle::new().row_rate(2_000))
            .on_event(move |event| _ = sender.send(event.clone()))
            .connect(&database.url)
            .await?;
        Ok(Run { events, migrate: tokio::spawn(async move { executor.up_to(split_user_name, Phase::Migrate).await }) })
    }

    /// Until it has walked over so many rows.
    async fn walks(&mut self, rows: u64) -> Result<()> {
        let walked = async {
            loop {
                match self.events.recv().await.context("the run ended")? {
                    Event::BackfillProgress(progress) if progress.rows >= rows => return anyhow::Ok(()),
                    _ => {}
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), walked).await.context("no progress in 30 s")?
    }

    /// How it ends.
    async fn end(self) -> Result<Result<(), Error>> {
        Ok(tokio::time::timeout(Duration::from_secs(60), self.migrate).await.context("it did not end in 60 s")??)
    }

    /// That it is told.
    async fn expect_told(self, what: &str) -> Result<()> {
        let error = self.end().await?.err().context("it went on as if nothing had happened")?;
        println!("{error}");
        ensure!(error.is_server_replaced() && error.to_string().contains(what), "{error}");
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_a_synchronous_replica_nothing_that_was_answered_is_lost() -> Result<()> {
    let Some(mut pair) = Pair::start().await? else { return Ok(()) };
    on(pair.primary.url(), "alter system set synchronous_standby_names = 'r1'").await?;
    on(pair.primary.url(), "select pg_reload_conf()").await?;
    Executor::connect(&pair.database.url, MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
    let app = Workload::start(&pair.database, 12_000, 4).await?;
    pair.dual_write().await?;
    app.deploy_v2();
    app.work(50).await?;
    let mut run = Run::start(&pair.database).await?;
    run.walks(4_000).await?;
    app.expect_outages();
    // The new primary has no replica to wait for.
    pair.fail_over().await?;
    run.expect_told("timeline 2 in place of 1").await?;

    let again = Executor::connect(&pair.database.url, MIGRATIONS).await?;
    again.up_to(split_user_name, Phase::Migrate).await?;
    app.rely_on_new_columns();
    app.work(100).await?;
    let verification = again.verify(split_user_name).await?;
    ensure!(verification.is_clean(), "{verification}");
    app.drain_v1().await;
    again.up_to(split_user_name, Phase::Contract).await?;
    app.work(50).await?;
    let outcome = app.stop().await?;
    ensure!(outcome.lost > 0, "no request was under way");
    outcome.forget_lost_inserts().await?;
    outcome.check_as_v2().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_asynchronous_replica_lacks_is_filled_again() -> Result<()> {
    let Some(mut pair) = Pair::start().await? else { return Ok(()) };
    Executor::connect(&pair.database.url, MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
    let rows = 20_000;
    Key::Int.fill_names(&pair.database, rows).await?;
    pair.dual_write().await?;
    let mut run = Run::start(&pair.database).await?;
    run.walks(3_000).await?;
    pair.caught_up().await?;
    // From here on it gets nothing.
    on(pair.replica.url(), "alter system set primary_conninfo = ''").await?;
    on(pair.replica.url(), "select pg_reload_conf()").await?;
    run.walks(9_000).await?;
    let store = Store::connect(&pair.database, 1).await?;
    let before = filled(&store).await?.0;
    store.close().await;
    pair.fail_over().await?;
    run.expect_told("timeline 2 in place of 1").await?;

    let store = Store::connect(&pair.database, 1).await?;
    let (after, journalled) = filled(&store).await?;
    println!("{before} rows were filled on the old primary, {after} are on the new one");
    ensure!(after < before, "{after} rows are filled, and were {before}: the replica lacked nothing");
    // The journal is in the same database: it went back with the rows.
    ensure!(after == journalled, "{after} rows are filled, and the journal says {journalled}");
    let again = Executor::connect(&pair.database.url, MIGRATIONS).await?;
    again.up_to(split_user_name, Phase::Migrate).await?;
    let rows = i64::try_from(rows)?;
    ensure!(filled(&store).await? == (rows, rows));
    let verification = again.verify(split_user_name).await?;
    ensure!(verification.is_clean(), "{verification}");
    store.close().await;
    Ok(())
}

/// The same on MySQL and MariaDB, which name their servers and not the branches of a history.
async fn what_a_replica_that_applies_no_more_lacks_is_filled_again(release: Release) -> Result<()> {
    let of = |id: u32| Settings { arguments: vec![format!("--server-id={id}"), "--log-bin=log".to_owned()], durable: true };
    let Some(primary) = servers::own(release, &of(1))? else { return Ok(()) };
    let Some(replica) = servers::own(release, &of(2))? else { return Ok(()) };
    let mariadb = release.kind() == Kind::MariaDb;
    let (login, place) = primary.url().trim_start_matches("mysql://").split_once('@').context("no login")?;
    let (user, password) = login.split_once(':').context("no password")?;
    let port = place.split(['/', ':']).nth(1).context("no port")?;
    let mut there = MySqlConnection::connect(replica.url()).await?;
    // Whoever comes by the one address has one password.
    let set_password = if mariadb { format!("set password = password('{password}')") } else { format!("set password = '{password}'") };
    let mut here = MySqlConnection::connect(primary.url()).await?;
    let status = sqlx::query(if mariadb { "show master status" } else { "show binary log status" }).fetch_one(&mut here).await?;
    let (file, position) = (status.try_get::<String, _>(0)?, status.try_get::<u64, _>(1)?);
    let (follow, start, stop) = if mariadb {
        let source = format!(
            "change master to master_host = '127.0.0.1', master_port = {port}, master_user = '{user}', master_password = '{password}'"
        );
        (format!("{source}, master_log_file = '{file}', master_log_pos = {position}, master_use_gtid = no"), "start slave", "stop slave")
    } else {
        let source = format!("change replication source to source_host = '127.0.0.1', source_port = {port}, source_user = '{user}'");
        let source = format!("{source}, source_password = '{password}', get_source_public_key = 1");
        (format!("{source}, source_log_file = '{file}', source_log_pos = {position}"), "start replica", "stop replica")
    };
    for sql in [&set_password, &follow, start] {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut there).await?;
    }
    let made = servers::database_on(&primary).await?;
    let entry = Entry::to(primary.url()).await?;
    let database = made.by_way_of(entry.url(&made.url)?);
    Executor::connect(&database.url, MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
    let rows = 20_000;
    Key::Int.fill_names(&database, rows).await?;
    Executor::connect(&database.url, MIGRATIONS).await?.up_to(split_user_name, Phase::DualWrite).await?;
    let mut run = Run::start(&database).await?;
    run.walks(3_000).await?;
    // What it has of the run is a part, and nothing is added to it.
    let filled_there = format!("select count(*) from {}.users where first_name is not null", database.name);
    let filled_there = async || {
        let mut there = MySqlConnection::connect(&with_login_of(primary.url(), replica.url())?).await?;
        anyhow::Ok(sqlx::query_scalar::<_, i64>(AssertSqlSafe(filled_there.as_str())).fetch_one(&mut there).await?)
    };
    while filled_there().await? == 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    sqlx::raw_sql(stop).execute(&mut there).await?;
    run.walks(9_000).await?;
    let store = Store::connect(&database, 1).await?;
    let before = filled(&store).await?.0;
    store.close().await;
    let mut primary = primary;
    primary.kill()?;
    entry.lead_to(replica.url())?;
    run.expect_told("in place of").await?;

    let store = Store::connect(&database, 1).await?;
    let (after, journalled) = filled(&store).await?;
    println!("{before} rows were filled on the old primary, {after} are on the new one");
    ensure!(after < before, "{after} rows are filled, and were {before}: the replica lacked nothing");
    ensure!(after == journalled, "{after} rows are filled, and the journal says {journalled}");
    let again = Executor::connect(&database.url, MIGRATIONS).await?;
    again.up_to(split_user_name, Phase::Migrate).await?;
    let rows = i64::try_from(rows)?;
    ensure!(filled(&store).await? == (rows, rows));
    let verification = again.verify(split_user_name).await?;
    ensure!(verification.is_clean(), "{verification}");
    store.close().await;
    Ok(())
}

/// The second server, with the login of the first.
fn with_login_of(of: &str, server: &str) -> Result<String> {
    let (login, _) = of.split_once('@').context("no login")?;
    let (_, place) = server.split_once('@').context("no login")?;
    Ok(format!("{login}@{place}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_asynchronous_replica_of_mariadb_lacks_is_filled_again() -> Result<()> {
    what_a_replica_that_applies_no_more_lacks_is_filled_again(Release::MariaDb).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_asynchronous_replica_of_mysql_lacks_is_filled_again() -> Result<()> {
    what_a_replica_that_applies_no_more_lacks_is_filled_again(Release::MySql).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_primary_that_is_back_is_not_written_by_a_run_that_knows_the_new_one() -> Result<()> {
    let Some(mut pair) = Pair::start().await? else { return Ok(()) };
    Executor::connect(&pair.database.url, MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
    Key::Int.fill_names(&pair.database, 20_000).await?;
    pair.dual_write().await?;
    pair.caught_up().await?;

    // A replica takes no writes, and says so.
    let replica = pair.database.on_node(pair.replica.url())?;
    let refused = match Executor::connect(&replica.url, MIGRATIONS).await {
        Ok(executor) => executor.up_to(split_user_name, Phase::Migrate).await.err(),
        Err(error) => Some(error),
    };
    let refused = refused.context("a replica was taken")?.to_string();
    ensure!(refused.contains("give xc the URL of the primary"), "{refused}");

    pair.fail_over().await?;
    let mut run = Run::start(&pair.database).await?;
    run.walks(3_000).await?;
    pair.primary.start_again()?;
    let old = Store::connect(&pair.database.on_node(pair.primary.url())?, 1).await?;
    pair.entry.lead_to(pair.primary.url())?;
    run.expect_told("timeline 1 in place of 2").await?;
    ensure!(filled(&old).await? == (0, 0), "the old primary was written");
    old.close().await;

    pair.entry.lead_to(pair.replica.url())?;
    let again = Executor::connect(&pair.database.url, MIGRATIONS).await?;
    again.up_to(split_user_name, Phase::Migrate).await?;
    let verification = again.verify(split_user_name).await?;
    ensure!(verification.is_clean(), "{verification}");
    Ok(())
}

xc_tests::on_each_database! {
    /// As after a failover to a replica that did not have the first taking yet.
    async fn a_lease_that_is_taken_twice_from_the_same_row_is_two_leases(database: &TestDatabase) -> Result<()> {
        let take = async || {
            Executor::connect(&database.url, MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
            let store = Store::connect(database, 1).await?;
            let token = store.number("select token from xc_lease").await?;
            store.close().await;
            anyhow::Ok(token)
        };
        // The tables are made, and the row.
        Executor::connect(&database.url, MIGRATIONS).await?;
        let first = take().await?;
        database.execute("delete from xc_lease").await?;
        database.execute("delete from xc_step").await?;
        database.execute("delete from xc_migration").await?;
        database.execute("drop table users").await?;
        let second = take().await?;
        ensure!(first != second, "both have the token {first}");
        Ok(())
    }
}
