//! The operator's command line: the real binary, on real servers, in the hands of somebody careless.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use xc::{Executor, Phase, presence};
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::servers::{self, Kind, Release, Settings, TestDatabase};
use xc_tests::workload::{Store, Workload};

/// What a command printed, and how it ended.
#[derive(Debug)]
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
    /// The last line of stdout.
    json: Value,
}

fn command(url: Option<&str>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xc-test-operator"));
    command.args(arguments).env_remove("DATABASE_URL").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if let Some(url) = url {
        command.env("DATABASE_URL", url);
    }
    command
}

async fn ended(child: Child) -> Result<Ran> {
    let output = tokio::task::spawn_blocking(move || child.wait_with_output()).await??;
    let stdout = String::from_utf8(output.stdout)?;
    let stderr = String::from_utf8(output.stderr)?;
    let code = output.status.code().with_context(|| format!("it ended by a signal: {stderr}"))?;
    let json = stdout.lines().last().and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
    Ok(Ran { code, stdout, stderr, json })
}

/// With `--json`: the last line is one object, which agrees with the exit code.
async fn run(url: &str, arguments: &[&str]) -> Result<Ran> {
    let arguments: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
    let ran = ended(command(Some(url), &arguments).spawn()?).await?;
    ensure!(ran.json.is_object(), "{arguments:?} did not end with an object: {ran:?}");
    ensure!(ran.json["exit_code"] == json!(ran.code), "{ran:?}");
    ensure!(ran.json["ok"] == json!(ran.code == 0), "{ran:?}");
    Ok(ran)
}

async fn succeed(url: &str, arguments: &[&str]) -> Result<Ran> {
    let ran = run(url, arguments).await?;
    ensure!(ran.code == 0, "{arguments:?}: {ran:?}");
    Ok(ran)
}

async fn fail(url: &str, arguments: &[&str], code: i32, kind: &str) -> Result<Ran> {
    let ran = run(url, arguments).await?;
    ensure!(ran.code == code && ran.json["error"]["kind"] == kind, "{arguments:?}: expected {code} {kind}: {ran:?}");
    Ok(ran)
}

async fn state(url: &str, migration: &str) -> Result<String> {
    let ran = succeed(url, &["status"]).await?;
    let found = ran.json["migrations"].as_array().into_iter().flatten().find(|each| each["name"] == migration);
    Ok(found.with_context(|| format!("{ran:?}"))?["state"].as_str().unwrap_or_default().to_owned())
}

fn says(ran: &Ran, words: &[&str]) -> Result<()> {
    let message = ran.json["error"]["message"].as_str().unwrap_or_default();
    for word in words {
        ensure!(message.contains(word) && ran.stderr.contains(word), "no `{word}`: {ran:?}");
    }
    Ok(())
}

/// Sends a signal by its name.
fn signal(child: &Child, name: &str) -> Result<()> {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status()?;
    ensure!(sent.success(), "could not send {name}");
    Ok(())
}

/// Dual writing, with so many rows to fill.
async fn with_users(database: &TestDatabase, rows: usize) -> Result<Executor> {
    let executor = Executor::connect(&database.url, MIGRATIONS).await?;
    executor.up_to(create_users, Phase::Contract).await?;
    for first in (1..=rows).step_by(1000) {
        let values: Vec<String> = (first..=rows.min(first + 999)).map(|id| format!("({id}, 'Ada Lovelace {id}')")).collect();
        database.execute(&format!("insert into users (id, name) values {}", values.join(", "))).await?;
    }
    executor.up_to(split_user_name, Phase::DualWrite).await?;
    Ok(executor)
}

/// A backfill in a process of its own that takes a while: small batches, with long pauses between them.
async fn slow_migrate(database: &TestDatabase) -> Result<Child> {
    succeed(&database.url, &["tune", "pause=300"]).await?;
    let child = command(Some(&database.url), &["migrate", "split_user_name", "--batch-time", "1", "--json"]).spawn()?;
    let started = Instant::now();
    loop {
        let watched = succeed(&database.url, &["watch", "--once"]).await?;
        if watched.json["activity"]["rows"].as_u64().is_some_and(|rows| rows > 0) {
            return Ok(child);
        }
        ensure!(started.elapsed() < Duration::from_secs(60), "the backfill is not seen: {watched:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

xc_tests::on_each_database! {
    async fn the_whole_way_under_load(database: &TestDatabase) -> Result<()> {
        let url = &database.url;
        ensure!(state(url, "split_user_name").await? == "pending");
        succeed(url, &["up", "create_users"]).await?;
        let app = Workload::start(database, 500, 3).await?;

        let plan = succeed(url, &["plan", "split_user_name"]).await?;
        let phases = plan.json["migrations"][0]["phases"].as_array().context("no phases")?;
        ensure!(phases.len() == 4, "{plan:?}");
        let step = &phases[0]["steps"][0];
        let sql = step["sql"][0].as_str().unwrap_or_default().to_lowercase();
        ensure!(sql.contains("add column") && step["lock"].is_string() && step["undo"][0].is_string(), "{step}");
        let backfill = &phases[2]["backfills"][0];
        ensure!(backfill["table"] == "users" && backfill["sql"][0].is_string(), "{backfill}");
        // Contract retires the old column, and purge drops it: contract's own steps do not.
        let drops = |step: &Value| step["step"].as_str().is_some_and(|name| name.starts_with("drop column"));
        let contract = phases[3]["steps"].as_array().context("no steps")?;
        ensure!(plan.json["migrations"][0]["retires"] == true && !contract.iter().any(drops), "{plan:?}");
        ensure!(plan.json["migrations"][0]["purge"].as_array().is_some_and(|steps| steps.iter().any(drops)), "{plan:?}");
        // Nothing was done by it.
        ensure!(state(url, "split_user_name").await? == "pending");

        succeed(url, &["expand", "split_user_name"]).await?;
        // Only one migration can be meant from here on.
        let ran = succeed(url, &["dual-write"]).await?;
        ensure!(ran.json["migration"] == "split_user_name" && ran.json["state"] == "dual_writing", "{ran:?}");
        app.deploy_v2();
        app.work(50).await?;
        succeed(url, &["migrate"]).await?;
        app.rely_on_new_columns();
        let verified = succeed(url, &["verify"]).await?;
        ensure!(verified.json["clean"] == true && verified.json["verified"][0]["out_of_parity"] == 0, "{verified:?}");
        let again = succeed(url, &["migrate", "split_user_name"]).await?;
        ensure!(again.json["done"] == json!([]), "{again:?}");
        app.drain_v1().await;
        succeed(url, &["contract"]).await?;
        app.work(50).await?;
        ensure!(state(url, "split_user_name").await? == "contracted");
        app.stop().await?.check_as_v2().await
    }
}

xc_tests::on_each_database! {
    async fn phases_are_taken_back_one_at_a_time(database: &TestDatabase) -> Result<()> {
        let url = &database.url;
        succeed(url, &["up", "--to", "migrate"]).await?;
        for state in ["dual_writing", "expanded", "pending"] {
            let ran = succeed(url, &["rollback", "split_user_name"]).await?;
            ensure!(ran.json["state"] == state, "{ran:?}");
        }
        succeed(url, &["up", "split_user_name", "--to", "migrate"]).await?;
        fail(url, &["rollback", "split_user_name", "--to", "contract"], 4, "wrong_state").await?;
        let ran = succeed(url, &["rollback", "split_user_name", "--to", "expand"]).await?;
        ensure!(ran.json["state"] == "expanded", "{ran:?}");
        let ran = succeed(url, &["rollback", "split_user_name", "--all"]).await?;
        ensure!(ran.json["state"] == "pending", "{ran:?}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_contract_is_checked_forced_taken_back_and_purged(database: &TestDatabase) -> Result<()> {
        let url = &database.url;
        succeed(url, &["up", "create_users"]).await?;
        database.execute("insert into users (id, name) values (1, 'Ada Lovelace')").await?;
        succeed(url, &["up", "split_user_name", "--to", "migrate"]).await?;
        let old = presence(url, xc::migrations![create_users]).build("v1.2.3").start().await?;
        let ran = run(url, &["checklist"]).await?;
        let item = |name: &str| ran.json["items"].as_array().into_iter().flatten().find(|item| item["name"] == name).cloned().unwrap_or_default();
        ensure!(ran.code == 4 && ran.json["passed"] == false, "{ran:?}");
        ensure!(item("verification")["passed"] == true && item("instances")["passed"] == false, "{ran:?}");
        ensure!(item("instances")["evidence"].as_str().is_some_and(|evidence| evidence.contains("v1.2.3")), "{ran:?}");
        fail(url, &["contract", "--wait", "0", "--force", "instances"], 2, "usage").await?;
        let forced = ["contract", "--wait", "0", "--force", "instances", "--reason", "pod-7 hangs and can't be reached"];
        succeed(url, &forced).await?;
        old.stop().await;

        let log = succeed(url, &["log"]).await?;
        let entries = log.json["entries"].as_array().context("no entries")?;
        let kept = entries.iter().any(|entry| entry["what"] == "forced" && entry["detail"].as_str().is_some_and(|detail| detail.contains("pod-7 hangs")));
        ensure!(kept, "{log:?}");
        let ran = succeed(url, &["rollback", "split_user_name"]).await?;
        ensure!(ran.json["state"] == "migrated", "{ran:?}");
        database.execute("insert into users (id, name) values (2, 'Grace Hopper')").await?;
        let ran = succeed(url, &["repair", "split_user_name", "--from", "old"]).await?;
        ensure!(ran.json["rows"] == 0, "{ran:?}");
        succeed(url, &["contract"]).await?;
        ensure!(run(url, &["purge", "split_user_name"]).await?.code == 4, "its time is not over");
        let ran = succeed(url, &["purge", "split_user_name", "--force", "the disk is full"]).await?;
        ensure!(ran.json["state"] == "purged", "{ran:?}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn what_comes_too_early_is_refused_with_what_comes_next(database: &TestDatabase) -> Result<()> {
        let url = &database.url;
        let ran = fail(url, &["contract", "split_user_name"], 4, "wrong_state").await?;
        says(&ran, &["is pending", "`expand split_user_name`"])?;
        let ran = fail(url, &["migrate"], 4, "wrong_state").await?;
        says(&ran, &["no migration is ready for migrate"])?;
        let ran = fail(url, &["expand"], 2, "usage").await?;
        says(&ran, &["create_users, split_user_name", "name one"])?;
        let ran = fail(url, &["expand", "split_user_name"], 4, "requirement_unmet").await?;
        says(&ran, &["create_users"])?;
        ensure!(state(url, "split_user_name").await? == "pending");
        let ran = fail(url, &["verify", "split_user_name"], 4, "wrong_state").await?;
        says(&ran, &["split_user_name"])
    }
}

xc_tests::on_each_database! {
    async fn ctrl_c_in_the_middle_of_a_backfill_stops_at_a_batch(database: &TestDatabase) -> Result<()> {
        let executor = with_users(database, 20_000).await?;
        for name in ["INT", "TERM"] {
            let child = slow_migrate(database).await?;
            signal(&child, name)?;
            let ran = ended(child).await?;
            ensure!(ran.code == 130 && ran.json["error"]["kind"] == "interrupted", "{name}: {ran:?}");
            says(&ran, &["goes on"])?;
            let status = succeed(&database.url, &["status"]).await?;
            let split = &status.json["migrations"][1];
            ensure!(split["state"] == "dual_writing" && split["begun"] == "migrate", "{status:?}");
            // The lease was given back: nobody has to wait for its end.
            ensure!(status.json["at_work"].is_null(), "{status:?}");
        }
        succeed(&database.url, &["tune", "pause=default"]).await?;
        succeed(&database.url, &["migrate"]).await?;
        ensure!(executor.verify(split_user_name).await?.is_clean());
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_run_is_watched_paused_and_cancelled_from_another_process(database: &TestDatabase) -> Result<()> {
        let url = &database.url;
        with_users(database, 20_000).await?;
        let mut child = slow_migrate(database).await?;
        let watched = succeed(url, &["watch", "--once"]).await?;
        let activity = &watched.json["activity"];
        ensure!(activity["migration"] == "split_user_name" && activity["phase"] == "migrate", "{watched:?}");
        ensure!(activity["total"].as_u64().is_some_and(|total| total > 0), "{watched:?}");

        succeed(url, &["pause"]).await?;
        tokio::time::sleep(Duration::from_millis(2500)).await;
        let rows = async || -> Result<u64> {
            succeed(url, &["watch", "--once"]).await?.json["activity"]["rows"].as_u64().context("nobody is at work")
        };
        let paused_at = rows().await?;
        tokio::time::sleep(Duration::from_millis(2000)).await;
        ensure!(rows().await? == paused_at, "it went on while it was paused");
        let status = succeed(url, &["status"]).await?;
        ensure!(status.json["paused_by"].is_string() && status.json["at_work"].is_string(), "{status:?}");
        ensure!(child.try_wait()?.is_none());

        // A holder that lives keeps the lease.
        let ran = fail(url, &["unlock"], 6, "holder_alive").await?;
        says(&ran, &["is alive", "`cancel`"])?;

        succeed(url, &["resume"]).await?;
        succeed(url, &["cancel"]).await?;
        let ran = ended(child).await?;
        ensure!(ran.code == 7 && ran.json["error"]["kind"] == "cancelled", "{ran:?}");
        let tuned = succeed(url, &["tune"]).await?;
        ensure!(tuned.json["tuning"]["pause"] == 300, "{tuned:?}");
        let watched = succeed(url, &["watch", "--once"]).await?;
        ensure!(watched.json["at_work"].is_null(), "{watched:?}");
        Ok(())
    }
}

/// Two hours from now, for one: `14:00-15:00`.
fn later() -> Result<String> {
    let hour = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs() / 3600;
    Ok(format!("{:02}:00-{:02}:00", (hour + 2) % 24, (hour + 3) % 24))
}

xc_tests::on_each_database! {
    async fn a_run_is_held_back_by_what_its_command_says(database: &TestDatabase) -> Result<()> {
        let url = &database.url;
        with_users(database, 2000).await?;
        let window = later()?;
        let child = command(Some(url), &["migrate", "split_user_name", "--only-between", &window, "--json"]).spawn()?;
        let started = Instant::now();
        loop {
            let watched = succeed(url, &["watch", "--once"]).await?;
            let activity = &watched.json["activity"];
            if activity["waits"].as_str().is_some_and(|waits| waits.contains("throttled") && waits.contains(&window[..5])) {
                ensure!(activity["rows"] == 0, "{watched:?}");
                break;
            }
            ensure!(started.elapsed() < Duration::from_secs(60), "it is not held: {watched:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        succeed(url, &["cancel"]).await?;
        let ran = ended(child).await?;
        ensure!(ran.code == 7, "{ran:?}");

        // 2,000 rows at 1,000 a second, however many workers: the first batch is free.
        let began = Instant::now();
        succeed(url, &["migrate", "split_user_name", "--batch-time", "1", "--set", "row_rate=1000", "--set", "workers=2"]).await?;
        ensure!(began.elapsed() > Duration::from_secs(1), "{:?}", began.elapsed());
        if database.kind == Kind::Sqlite {
            let ran = run(url, &["up", "--set", "replica_lag=1000"]).await?;
            ensure!(ran.code != 0 && ran.stderr.contains("replica_lag"), "{ran:?}");
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_is_verified_in_place_of_its_primary() -> Result<()> {
    let Some(primary) = servers::own(Release::Postgres, &Settings::from_env())? else { return Ok(()) };
    let replica = primary.replica("r1")?;
    let database = servers::database_on(&primary).await?;
    let url = &database.url;
    with_users(&database, 2000).await?;
    succeed(url, &["migrate", "split_user_name"]).await?;
    // Past the triggers.
    database.execute("set session_replication_role = replica; update users set first_name = 'Grace' where id = 7").await?;
    let there = replica.url().rsplit_once('/').map(|(server, _)| format!("{server}/{}", url.rsplit('/').next().unwrap_or_default()));
    let there = there.context("a URL has a database")?;
    let started = Instant::now();
    let store = loop {
        if let Ok(store) = Store::connect_to(Kind::Postgres, &there, 1).await
            && store.number("select count(*) from users where first_name = 'Grace'").await.unwrap_or_default() == 1
        {
            break store;
        }
        ensure!(started.elapsed() < Duration::from_secs(30), "the replica does not follow");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let verify = ["verify", "split_user_name", "--on", &there];
    let ran = run(url, &verify).await?;
    ensure!(ran.code == 5 && ran.json["verified"][0]["out_of_parity"] == 1 && ran.json["verified"][0]["rows"] == 2000, "{ran:?}");
    // What the primary says since then is not what the replica says.
    store.rows("select pg_wal_replay_pause()::text", &[]).await?;
    succeed(url, &["repair", "split_user_name", "--from", "old"]).await?;
    succeed(url, &["verify", "split_user_name"]).await?;
    let ran = run(url, &verify).await?;
    ensure!(ran.code == 5 && ran.json["verified"][0]["out_of_parity"] == 1, "{ran:?}");
    store.close().await;
    Ok(())
}

xc_tests::on_each_database! {
    async fn the_lease_of_an_executor_that_is_gone_is_freed(database: &TestDatabase) -> Result<()> {
        let url = &database.url;
        ensure!(succeed(url, &["unlock"]).await?.json["freed"] == false);
        let until = match database.kind {
            Kind::Sqlite => "cast((julianday('now') - 2440587.5) * 86400000.0 as integer) + 2000",
            Kind::Postgres => "clock_timestamp() + interval '2 seconds'",
            Kind::MariaDb | Kind::MySql => "utc_timestamp(6) + interval 2 second",
        };
        database.execute(&format!("update xc_lease set holder = 'pod-7', expires_at = {until}")).await?;
        let ran = fail(url, &["expand", "create_users", "--wait", "0"], 6, "lease_held").await?;
        says(&ran, &["pod-7"])?;
        let ran = succeed(url, &["unlock"]).await?;
        ensure!(ran.json["freed"] == true && ran.json["holder"] == "pod-7" && ran.json["proof"].is_string(), "{ran:?}");
        succeed(url, &["expand", "create_users", "--wait", "0"]).await?;
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_live_v1_is_named_before_contract(database: &TestDatabase) -> Result<()> {
        let url = &database.url;
        succeed(url, &["up", "--to", "migrate"]).await?;
        let old = presence(url, xc::migrations![create_users]).build("v1.2.3").start().await?;
        let ran = succeed(url, &["instances"]).await?;
        let instance = &ran.json["instances"][0];
        ensure!(instance["build"] == "v1.2.3" && instance["in_the_way_of"] == json!(["split_user_name"]), "{ran:?}");
        let ran = fail(url, &["contract", "split_user_name", "--wait", "0"], 4, "instance_live").await?;
        says(&ran, &["v1.2.3", old.instance()])?;
        old.stop().await;
        succeed(url, &["contract", "split_user_name", "--wait", "0"]).await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_command_that_is_mistyped_is_told_so() -> Result<()> {
    let url = "sqlite:///nowhere/at/all.db";
    let ran = fail(url, &["expand", "split_user_nam"], 2, "usage").await?;
    says(&ran, &["no migration `split_user_nam`", "did you mean `split_user_name`?"])?;
    let ran = fail(url, &["expnd"], 2, "usage").await?;
    says(&ran, &["expnd"])?;
    fail(url, &["up", "--to", "everything"], 2, "usage").await?;
    fail(url, &["status", "--wait", "soon"], 2, "usage").await?;
    fail(url, &["up", "--only-between", "midnight"], 2, "usage").await?;
    let ran = fail(url, &["up", "--set", "row_rat=5"], 2, "usage").await?;
    says(&ran, &["did you mean `row_rate`?"])?;
    let ran = fail(url, &["up", "--set", "workers=0"], 2, "usage").await?;
    says(&ran, &["`workers` can't be 0"])?;
    let ran = fail(url, &["up", "--set", "row_rate=off"], 2, "usage").await?;
    says(&ran, &["leave it out"])?;
    let ran = fail(url, &["explain", "set_not_null_unfiled"], 2, "usage").await?;
    says(&ran, &["did you mean XC0203"])?;
    let ran = succeed(url, &["explain", "xc0203"]).await?;
    ensure!(ran.json["page"].as_str().is_some_and(|page| page.contains("Why it hurts")), "{ran:?}");
    // Without --json a person reads it, and stdout stays empty.
    let ran = ended(command(Some(url), &["expand", "split_user_nam"]).spawn()?).await?;
    ensure!(ran.code == 2 && ran.stdout.is_empty() && ran.stderr.contains("did you mean"), "{ran:?}");
    Ok(())
}

#[tokio::test]
async fn a_database_that_is_not_there_is_told_and_no_password_is_shown() -> Result<()> {
    let secret = "hunter2";
    let cases = [
        ("postgre://me:hunter2@localhost/shop", "bad_url", "did you mean `postgres://`?"),
        ("postgres://me:hunter2@127.0.0.1:1/shop", "unreachable", "postgres://me:***@127.0.0.1:1/shop"),
        ("mysql://me:hunter2@127.0.0.1:1/shop", "unreachable", "mysql://me:***@127.0.0.1:1/shop"),
        ("mysql://me:hunter2@127.0.0.1", "bad_url", "no database"),
        ("postgres://me:hun ter2@:port:/shop?password=hunter2", "bad_url", "help"),
        ("sqlite:///nowhere/at/all.db", "bad_url", "there is no file"),
    ];
    for (url, kind, words) in cases {
        let ran = fail(url, &["status"], 3, kind).await?;
        says(&ran, &[words])?;
        ensure!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{url}: {ran:?}");
    }
    let ran = ended(command(None, &["status", "--json"]).spawn()?).await?;
    ensure!(ran.code == 3 && ran.json["error"]["kind"] == "no_url" && ran.stderr.contains("DATABASE_URL"), "{ran:?}");
    let help = ended(command(Some("postgres://me:hunter2@localhost/shop"), &["--help"]).spawn()?).await?;
    ensure!(help.code == 0 && help.stdout.contains("Exit codes") && help.stdout.contains("dual-write"), "{help:?}");
    ensure!(!help.stdout.contains(secret), "{help:?}");
    Ok(())
}

xc_tests::on_each_database! {
    [postgres, mariadb, mysql]
    async fn a_wrong_password_is_told_and_not_shown(database: &TestDatabase) -> Result<()> {
        let user = database.user(&[if database.kind == Kind::Postgres { "create on schema public" } else { "select on *" }]).await?;
        let Some((login, place)) = user.url.rsplit_once('@') else { bail!("no password in the user's URL") };
        let Some((login, _)) = login.rsplit_once(':') else { bail!("no password in the user's URL") };
        let url = format!("{login}:notthepassword@{place}");
        let ran = fail(&url, &["status"], 3, "unreachable").await?;
        says(&ran, &["does not take this user"])?;
        ensure!(!ran.stdout.contains("notthepassword") && !ran.stderr.contains("notthepassword"), "{ran:?}");
        Ok(())
    }
}
