//! Statements that the application has prepared, while what they are about changes.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sqlx::{Connection, MySqlConnection, Row};
use xc::Executor;
use xc_tests::migrations::move_profile::{MIGRATIONS, create_members, move_profile};
use xc_tests::servers::{self, Kind, Settings, TestDatabase};

const INSERT: &str = "insert into users (name, bio) values (?, ?)";

/// What waits for a lock in this test's database.
const WAITING: &str =
    "select info from information_schema.processlist where db = database() and state like 'Waiting for table metadata lock%'";

xc_tests::on_each_database! {
    [mariadb, mysql]
    async fn what_v1_prepares_while_a_trigger_waits_for_its_lock_knows_the_trigger(database: &TestDatabase) -> Result<()> {
        // The wait is this test's, not the executor's patience.
        let executor = Executor::builder(MIGRATIONS).lock_timeout(Duration::from_secs(20)).connect(&database.url).await?;
        executor.up_to(create_members, xc::Phase::Contract).await?;
        // With a trigger that reads another table, a statement keeps a list of the tables that its triggers need.
        database.execute("create table settings (greeting varchar(20) not null)").await?;
        database.execute("insert into settings values ('')").await?;
        database
            .execute("create trigger greet before insert on users for each row set new.bio = concat(new.bio, (select greeting from settings))")
            .await?;
        let expanded = executor.begin(move_profile).await?.expand().await?;

        let mut writer = MySqlConnection::connect(&database.url).await?;
        run(&mut writer, "start transaction").await?;
        run(&mut writer, "insert into users (name, bio) values ('Ada Lovelace', 'poet')").await?;
        let dual_write = tokio::spawn(expanded.dual_write());

        let mut v1 = MySqlConnection::connect(&database.url).await?;
        let mut made = 0;
        // Each of dual write's triggers on the table is met while it waits.
        while !dual_write.is_finished() {
            let waits = sqlx::query(WAITING).fetch_optional(&mut writer).await?;
            let Some(waits) = waits else {
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            };
            let statement: String = waits.try_get(0)?;
            // Behind other DDL, preparing waits as well.
            let late = match statement.contains("CREATE TRIGGER") {
                true => {
                    // Dates of triggers are kept in hundredths of a second.
                    tokio::time::sleep(Duration::from_millis(30)).await;
                    Some(prepare(MySqlConnection::connect(&database.url).await?).await?)
                }
                false => None,
            };
            run(&mut writer, "commit").await?;
            wait_until_done(&mut writer, &statement).await?;
            run(&mut writer, "start transaction").await?;
            if let Some(late) = late {
                made += 1;
                insert(late, made).await.with_context(|| format!("prepared while this waited: {statement}"))?;
            }
            run(&mut writer, "update users set visits = visits + 1 where id = 1").await?;
        }
        run(&mut writer, "commit").await?;
        dual_write.await??;
        ensure!(made >= 2, "{made} triggers waited");
        // An ordinary connection of v1, from then on.
        sqlx::query(INSERT).bind("Grace Hopper").bind("admiral").execute(&mut v1).await?;
        let profiles: i64 = sqlx::query_scalar("select count(*) from profiles where bio in ('late', 'admiral')").fetch_one(&mut v1).await?;
        ensure!(profiles > 0, "{profiles} profiles");
        // Nothing but the triggers is dated ahead.
        let ahead: i64 = sqlx::query_scalar(AHEAD).fetch_one(&mut v1).await?;
        ensure!(ahead == 0, "{ahead} rows of the journal are");
        let triggers: i64 = sqlx::query_scalar(TRIGGERS_AHEAD).fetch_one(&mut v1).await?;
        ensure!((triggers > 0) == (database.kind == Kind::MariaDb), "{triggers} triggers are");
        Ok(())
    }
}

/// A server that lets nobody change the clock of a statement, as hardened ones do.
#[tokio::test]
async fn where_triggers_may_not_be_dated_they_are_made_all_the_same() -> Result<()> {
    let settings = Settings { arguments: vec!["--secure-timestamp=YES".into()], ..Settings::from_env() };
    let Some(server) = servers::own(Kind::MariaDb, &settings)? else { return Ok(()) };
    let database = servers::database_on(&server).await?;
    Executor::connect(&database.url, MIGRATIONS).await?.up_to(move_profile, xc::Phase::DualWrite).await?;
    let mut v1 = MySqlConnection::connect(&database.url).await?;
    sqlx::query(INSERT).bind("Grace Hopper").bind("admiral").execute(&mut v1).await?;
    let profiles: i64 = sqlx::query_scalar("select count(*) from profiles where bio = 'admiral'").fetch_one(&mut v1).await?;
    ensure!(profiles == 1, "{profiles} profiles");
    Ok(())
}

const AHEAD: &str = "select (select count(*) from xc_migration where changed_at > utc_timestamp(6)) + (select count(*) from xc_step where finished_at > utc_timestamp(6)) \
    + (select count(*) from xc_log where at > utc_timestamp(6))";

const TRIGGERS_AHEAD: &str =
    "select count(*) from information_schema.triggers where trigger_schema = database() and created > now(6) + interval 5 second";

async fn run(connection: &mut MySqlConnection, sql: &'static str) -> Result<()> {
    // MySQL does not prepare START TRANSACTION.
    sqlx::Executor::execute(connection, sqlx::raw_sql(sql)).await?;
    Ok(())
}

async fn prepare(mut connection: MySqlConnection) -> Result<MySqlConnection> {
    // The driver keeps what it has prepared, and executes that.
    sqlx::Executor::prepare(&mut connection, sqlx::SqlStr::from_static(INSERT)).await?;
    Ok(connection)
}

async fn insert(mut connection: MySqlConnection, made: i64) -> Result<()> {
    sqlx::query(INSERT).bind(format!("Late {made}")).bind("late").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// Until this statement is not waiting any more.
async fn wait_until_done(connection: &mut MySqlConnection, statement: &str) -> Result<()> {
    for _ in 0..2000 {
        let waits = sqlx::query(WAITING).fetch_optional(&mut *connection).await?;
        match waits {
            Some(row) if row.try_get::<String, _>(0)? == statement => tokio::time::sleep(Duration::from_millis(5)).await,
            _ => return Ok(()),
        }
    }
    anyhow::bail!("this waits still, though nobody is in its way: {statement}")
}
