//! What holds a backfill back, and lets it go again.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use xc::{Error, Event, Executor, Phase, Setting, Throttle, Tunable, Tuning};
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::servers::{self, Kind, Release, Settings, TestDatabase};
use xc_tests::workload::Workload;

/// A backfill under a throttle.
struct Run {
    executor: Executor,
    events: UnboundedReceiver<Event>,
    migrate: JoinHandle<Result<(), Error>>,
}

impl Run {
    /// Of so many rows, with all before it done.
    async fn start(database: &TestDatabase, rows: usize, throttle: Throttle) -> Result<Run> {
        let plain = Executor::connect(&database.url, MIGRATIONS).await?;
        plain.up_to(create_users, Phase::Contract).await?;
        Workload::start(database, rows, 1).await?.stop().await?;
        plain.up_to(split_user_name, Phase::DualWrite).await?;
        Run::go_on(database, throttle).await
    }

    /// Another one: what the one before has done is taken back.
    async fn again(self, database: &TestDatabase, throttle: Throttle) -> Result<Run> {
        self.executor.cancel().await?;
        let _ = self.migrate.await?;
        if let xc::State::Migrated(migrated) = self.executor.state(split_user_name).await? {
            migrated.rollback().await?;
        }
        Run::go_on(database, throttle).await
    }

    /// Of what is there.
    async fn go_on(database: &TestDatabase, throttle: Throttle) -> Result<Run> {
        let (sender, events) = unbounded_channel();
        let executor = Executor::builder(MIGRATIONS)
            .throttle(throttle)
            .pause(Duration::from_millis(50))
            .on_event(move |event| _ = sender.send(event.clone()))
            .connect(&database.url)
            .await?;
        let migrate = tokio::spawn({
            let executor = executor.clone();
            async move { executor.up_to(split_user_name, Phase::Migrate).await }
        });
        Ok(Run { executor, events, migrate })
    }

    /// Waits for what a function wants of the events.
    async fn wait_for<T>(&mut self, what: &str, mut is_it: impl FnMut(Event) -> Option<T>) -> Result<T> {
        let mut last = None;
        let found = async {
            loop {
                let event = self.events.recv().await.context("the run ended")?;
                last = Some(format!("{event:?}"));
                if let Some(found) = is_it(event) {
                    return anyhow::Ok(found);
                }
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(30), found).await;
        found.with_context(|| format!("no {what} in 30 s; the last event was {last:?}"))?
    }

    /// Waits until a reason that has this in it holds the backfill.
    async fn held_by(&mut self, part: &str) -> Result<String> {
        self.wait_for(part, |event| match event {
            Event::Throttled { reason, .. } if reason.contains(part) => Some(reason),
            _ => None,
        })
        .await
    }

    /// That no batch is committed for a while.
    async fn check_held(&mut self) -> Result<()> {
        while self.events.try_recv().is_ok() {}
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        while let Ok(event) = self.events.try_recv() {
            ensure!(!matches!(event, Event::BackfillProgress(_)), "it went on: {event:?}");
        }
        Ok(())
    }

    /// That it goes on to its end.
    async fn finish(mut self) -> Result<()> {
        self.wait_for("end of the hold", |event| matches!(event, Event::Resumed { .. }).then_some(())).await?;
        tokio::time::timeout(Duration::from_secs(60), self.migrate).await.context("it did not end in 60 s")???;
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_query_of_ones_own_holds_while_it_gives_too_much(database: &TestDatabase) -> Result<()> {
        database.execute("create table brake (id int primary key)").await?;
        database.execute("insert into brake values (1), (2)").await?;
        let throttle = Throttle::new().query("select count(*) from brake", 1);
        let mut run = Run::start(database, 3_000, throttle).await?;
        let reason = run.held_by("brake").await?;
        ensure!(reason == "`select count(*) from brake` gives 2, and it may be 1", "{reason}");
        run.check_held().await?;
        database.execute("delete from brake where id = 2").await?;
        run.finish().await
    }
}

xc_tests::on_each_database! {
    async fn a_query_that_fails_holds_and_says_why(database: &TestDatabase) -> Result<()> {
        let mut run = Run::start(database, 3_000, Throttle::new().query("select count(*) from not_there", 1)).await?;
        let reason = run.held_by("is not known yet: ").await?;
        ensure!(reason.contains("not_there"), "{reason}");
        run.check_held().await?;
        database.execute("create table not_there (id int primary key)").await?;
        run.finish().await
    }
}

xc_tests::on_each_database! {
    async fn outside_its_hours_a_backfill_waits_and_can_be_cancelled(database: &TestDatabase) -> Result<()> {
        let minutes = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 60;
        let time = |later: u64| format!("{:02}:{:02}", (minutes + later) / 60 % 24, (minutes + later) % 60);
        let mut run = Run::start(database, 3_000, Throttle::new().only_between(time(120), time(180))).await?;
        let reason = run.held_by("the backfill is to run between").await?;
        ensure!(reason.contains(&format!("between {} and {} UTC only", time(120), time(180))), "{reason}");
        run.check_held().await?;
        run.executor.cancel().await?;
        let error = run.migrate.await?.err().context("it was not cancelled")?;
        ensure!(error.is_cancelled(), "{error}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_row_rate_is_kept_and_can_be_lifted(database: &TestDatabase) -> Result<()> {
        let started = Instant::now();
        let mut run = Run::start(database, 6_000, Throttle::new().row_rate(1_000)).await?;
        let mut before_last = 0;
        let rows = run.wait_for("3,000 rows", |event| match event {
            Event::BackfillProgress(progress) if progress.rows >= 3_000 => Some(progress.rows),
            Event::BackfillProgress(progress) => {
                before_last = progress.rows;
                None
            }
            _ => None,
        });
        let rows = rows.await?;
        // A batch waits for those before it, and is not waited for itself.
        ensure!((1_000..rows).contains(&before_last), "{before_last} of {rows} rows");
        let least = Duration::from_secs_f64(before_last as f64 / 1_000.0);
        ensure!(started.elapsed() >= least, "{rows} rows in {:?}", started.elapsed());
        run.executor.tune(Tuning::new().with(Tunable::RowRate, Setting::Off)).await?;
        tokio::time::timeout(Duration::from_secs(30), run.migrate).await.context("it did not end in 30 s")???;
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres, mariadb, mysql]
    async fn an_old_transaction_holds_and_is_named(database: &TestDatabase) -> Result<()> {
        let run = Run::start(database, 3_000, Throttle::new()).await?;
        let begin = "start transaction";
        let (read, writes) = ("select count(*) as an_old_report from users", "update users set visits = visits where id = -1");
        enum Old { Postgres(PgConnection), MySql(MySqlConnection) }
        let old = match database.kind {
            Kind::Postgres => {
                let mut old = PgConnection::connect(&database.url).await?;
                sqlx::raw_sql("begin isolation level repeatable read").execute(&mut old).await?;
                sqlx::raw_sql(read).execute(&mut old).await?;
                Old::Postgres(old)
            }
            _ => {
                let mut old = MySqlConnection::connect(&database.url).await?;
                for sql in [begin, read, writes] {
                    sqlx::raw_sql(sql).execute(&mut old).await?;
                }
                Old::MySql(old)
            }
        };
        // InnoDB tells whole seconds.
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        let mut run = run.again(database, Throttle::new().transaction_age(Duration::from_secs(1))).await?;
        let reason = run.held_by("a transaction is ").await?;
        ensure!(database.kind != Kind::Postgres || reason.contains("an_old_report"), "{reason}");
        run.check_held().await?;
        match old {
            Old::Postgres(old) => old.close().await?,
            Old::MySql(old) => old.close().await?,
        }
        run.finish().await
    }
}

xc_tests::on_each_database! {
    [postgres, mariadb, mysql]
    async fn a_busy_server_and_one_that_writes_much_hold(database: &TestDatabase) -> Result<()> {
        let mut run = Run::start(database, 3_000, Throttle::new().active_sessions(3).write_rate(1 << 40)).await?;
        // It goes on while nothing is the matter.
        run.wait_for("batch", |event| matches!(event, Event::BackfillProgress(_)).then_some(())).await?;
        let sleep = match database.kind {
            Kind::Postgres => "select pg_sleep(15)",
            _ => "do sleep(15)",
        };
        let mut busy = tokio::task::JoinSet::new();
        for _ in 0..6 {
            let (url, kind) = (database.url.clone(), database.kind);
            busy.spawn(async move {
                match kind {
                    Kind::Postgres => _ = sqlx::raw_sql(sleep).execute(&mut PgConnection::connect(&url).await?).await?,
                    _ => _ = sqlx::raw_sql(sleep).execute(&mut MySqlConnection::connect(&url).await?).await?,
                }
                anyhow::Ok(())
            });
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut run = run.again(database, Throttle::new().active_sessions(3)).await?;
        run.held_by("sessions are active, and 3 may be").await?;
        while let Some(done) = busy.join_next().await {
            done??;
        }
        run.finish().await
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn without_the_right_to_see_others_it_holds_and_names_the_right(database: &TestDatabase) -> Result<()> {
        Executor::connect(&database.url, MIGRATIONS).await?;
        let plain = database.user(&["all on all tables in schema public", "all on schema public"]).await?;
        let executor = Executor::connect(&plain.url, MIGRATIONS).await?;
        executor.up_to(create_users, Phase::Contract).await?;
        executor.up_to(split_user_name, Phase::DualWrite).await?;
        database.execute("insert into users (id, name) values (1, 'Ada Lovelace')").await?;
        let _other = PgConnection::connect(&database.url).await?;
        let (sender, mut events) = unbounded_channel();
        let throttled = Executor::builder(MIGRATIONS)
            .throttle(Throttle::new().active_sessions(1_000))
            .on_event(move |event| _ = sender.send(event.clone()))
            .connect(&plain.url)
            .await?;
        let run = tokio::spawn({
            let throttled = throttled.clone();
            async move { throttled.up_to(split_user_name, Phase::Migrate).await }
        });
        let reason = async {
            while let Some(event) = events.recv().await {
                if let Event::Throttled { reason, .. } = event
                    && reason.contains("GRANT")
                {
                    return Some(reason);
                }
            }
            None
        };
        let reason = tokio::time::timeout(Duration::from_secs(20), reason).await?.context("it did not hold")?;
        ensure!(reason.contains("`GRANT pg_monitor TO <this user>`"), "{reason}");
        database.execute(&format!("grant pg_monitor to {}", plain.name)).await?;
        run.await??;
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn what_this_database_can_not_tell_is_refused(database: &TestDatabase) -> Result<()> {
        let refused = async |throttle: Throttle| {
            let connected = Executor::builder(MIGRATIONS).throttle(throttle).connect(&database.url).await;
            let error = connected.err().context("it was taken")?;
            ensure!(error.is_bad_setting(), "{error}");
            anyhow::Ok(error.to_string())
        };
        let error = refused(Throttle::new().only_between("25:00", "3:00")).await?;
        ensure!(error.contains("`25:00` is no time of day"), "{error}");
        if database.kind != Kind::Postgres {
            let error = refused(Throttle::new().replica_lag_bytes(1)).await?;
            ensure!(error.contains("replica_lag_bytes"), "{error}");
        }
        if database.kind == Kind::Sqlite {
            refused(Throttle::new().active_sessions(1)).await?;
        }
        Ok(())
    }
}

async fn on(url: &str, sql: &str) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut PgConnection::connect(url).await?).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_streaming_replica_that_does_not_replay_holds_the_backfill() -> Result<()> {
    let Some(primary) = servers::own(Release::Postgres, &Settings::from_env())? else { return Ok(()) };
    let replica = primary.replica("r1")?;
    let database = servers::database_on(&primary).await?;
    // Measured as what is not replayed yet, it needs no report of the replica, and no clock of its own.
    on(replica.url(), "select pg_wal_replay_pause()").await?;
    let throttle = Throttle::new().replica_lag(Duration::from_secs(1)).replica_lag_bytes(1 << 40).row_rate(1_500);
    let mut run = Run::start(&database, 20_000, throttle).await?;
    let reason = run.held_by("replica `r1`").await?;
    run.check_held().await?;
    on(replica.url(), "select pg_wal_replay_resume()").await?;
    run.wait_for("end of the hold", |event| matches!(event, Event::Resumed { .. }).then_some(())).await?;
    run.wait_for("batch", |event| matches!(event, Event::BackfillProgress(_)).then_some(())).await?;
    // In the middle of it, too; and by bytes.
    run.executor.tune(Tuning::new().with(Tunable::ReplicaLagBytes, Setting::To(100_000)).with(Tunable::ReplicaLag, Setting::Off)).await?;
    on(replica.url(), "select pg_wal_replay_pause()").await?;
    let by_bytes = run.held_by("bytes behind, and 100000 may be").await?;
    // Whoever looks on sees how far it is behind in time.
    let began = Instant::now();
    loop {
        let activity = run.executor.activity().await?.context("nobody is at work")?;
        if activity.replica_lag.is_some_and(|lag| lag > Duration::from_secs(1)) {
            break;
        }
        ensure!(began.elapsed() < Duration::from_secs(20), "{activity:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    on(replica.url(), "select pg_wal_replay_resume()").await?;
    run.wait_for("end of the hold", |event| matches!(event, Event::Resumed { .. }).then_some(())).await?;
    println!("{reason}\n{by_bytes}");
    // One that is gone has not caught up.
    drop(replica);
    let gone = run.held_by("r1").await?;
    println!("{gone}");
    run.check_held().await?;
    run.executor.tune(Tuning::new().with(Tunable::ReplicaLagBytes, Setting::Off)).await?;
    run.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_named_replica_is_asked_itself_and_holds_while_it_is_down() -> Result<()> {
    let Some(primary) = servers::own(Release::Postgres, &Settings::from_env())? else { return Ok(()) };
    let replica = primary.replica("r1")?;
    let database = servers::database_on(&primary).await?;
    let url = replica.url().to_owned();
    on(&url, "select pg_wal_replay_pause()").await?;
    let throttle = Throttle::new().replica_lag(Duration::from_secs(1)).except_replica("r1").replica(url.clone());
    let mut run = Run::start(&database, 3_000, throttle).await?;
    let reason = run.held_by("has not come to where this run began yet").await?;
    ensure!(reason.contains("postgres:***@") && !reason.contains(url.split([':', '@']).nth(2).context("a password")?), "{reason}");
    on(&url, "select pg_wal_replay_resume()").await?;
    run.finish().await?;

    drop(replica);
    database.execute("update users set first_name = null, last_name = null where id < 0").await?;
    let throttle = Throttle::new().replica_lag(Duration::from_secs(1)).except_replica("r1").replica(url);
    let xc::State::Migrated(migrated) = Executor::connect(&database.url, MIGRATIONS).await?.state(split_user_name).await? else {
        anyhow::bail!("it is not migrated")
    };
    migrated.rollback().await?;
    let mut run = Run::go_on(&database, throttle).await?;
    run.held_by("is not known yet: can't connect to").await?;
    run.check_held().await?;
    run.executor.cancel().await?;
    ensure!(run.migrate.await?.is_err_and(|error| error.is_cancelled()));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_of_mariadb_that_does_not_apply_holds_the_backfill() -> Result<()> {
    let arguments = |id: u32| Settings { arguments: vec![format!("--server-id={id}"), "--log-bin=log".to_owned()], ..Settings::from_env() };
    let Some(primary) = servers::own(Release::MariaDb, &arguments(1))? else { return Ok(()) };
    let Some(replica) = servers::own(Release::MariaDb, &arguments(2))? else { return Ok(()) };
    let (login, place) = primary.url().trim_start_matches("mysql://").split_once('@').context("no login")?;
    let (user, password) = login.split_once(':').context("no password")?;
    let port = place.split(['/', ':']).nth(1).context("no port")?;
    let mut here = MySqlConnection::connect(primary.url()).await?;
    let status = sqlx::query("show master status").fetch_one(&mut here).await?;
    let (file, position) = (sqlx::Row::try_get::<String, _>(&status, 0)?, sqlx::Row::try_get::<u64, _>(&status, 1)?);
    let mut there = MySqlConnection::connect(replica.url()).await?;
    for sql in [
        &format!(
            "change master to master_host = '127.0.0.1', master_port = {port}, master_user = '{user}', master_password = '{password}', \
             master_log_file = '{file}', master_log_pos = {position}, master_use_gtid = no"
        ),
        "start slave",
    ] {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut there).await?;
    }
    let database = servers::database_on(&primary).await?;
    let url = replica.url().replacen("/mysql?", &format!("/{}?", database.name), 1);
    let mut run = Run::start(&database, 20_000, Throttle::new().replica_lag(Duration::from_secs(1)).replica(url).row_rate(1_500)).await?;
    run.wait_for("batch", |event| matches!(event, Event::BackfillProgress(_)).then_some(())).await?;
    sqlx::raw_sql("stop slave sql_thread").execute(&mut there).await?;
    run.held_by("behind, and 1.0 s may be").await?;
    run.check_held().await?;
    sqlx::raw_sql("start slave sql_thread").execute(&mut there).await?;
    run.finish().await
}
