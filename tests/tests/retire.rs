//! What contract retires: kept in step with what v2 writes, brought back without a lost write however often the executor is killed, and purged when
//! its time is over; and what must be so before contract.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::task::JoinHandle;
use xc::{Direction, Executor, Force, Phase, State};
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::schema;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

const ROWS: u64 = 300;

/// An executor with `users` in dual write, and rows in it.
async fn users(database: &TestDatabase) -> Result<(Executor, Store)> {
    let executor = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(5)).connect(&database.url).await?;
    executor.up_to(create_users, Phase::Contract).await?;
    let store = Store::connect(database, 3).await?;
    let rows: Vec<String> = (1..=ROWS).map(|id| format!("('First{id} Last{id}')")).collect();
    store.run(&format!("insert into users (name) values {}", rows.join(", ")), &[]).await?;
    executor.up_to(split_user_name, Phase::Migrate).await?;
    Ok((executor, store))
}

/// v2, as one task whose every write is known: write `n` goes to row `n % ROWS + 1`, to its first name and its last name by turns.
struct V2 {
    stop: Arc<AtomicBool>,
    task: JoinHandle<Result<u64>>,
}

impl V2 {
    async fn start(database: &TestDatabase) -> Result<V2> {
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, store) = (stop.clone(), Store::connect(database, 1).await?);
        let task = tokio::spawn(async move {
            let mut n = 0;
            while !stopped.load(SeqCst) {
                let (id, column) = (n % ROWS + 1, column(n));
                store
                    .run(&format!("update users set {column} = '{column}{n}' where id = {id}"), &[])
                    .await
                    .with_context(|| format!("write {n}"))?;
                n += 1;
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            Ok(n)
        });
        Ok(V2 { stop, task })
    }

    /// How many writes it made.
    async fn stop(self) -> Result<u64> {
        self.stop.store(true, SeqCst);
        self.task.await?
    }
}

fn column(n: u64) -> &'static str {
    if (n / ROWS).is_multiple_of(2) { "first_name" } else { "last_name" }
}

/// Every row holds what v2 wrote to it last, and its old column follows.
async fn nothing_is_lost(store: &Store, writes: u64) -> Result<()> {
    for id in 1..=ROWS {
        let last = |wanted: &str| (0..writes).rev().find(|n| n % ROWS + 1 == id && column(*n) == wanted);
        let first_name = last("first_name").map_or_else(|| format!("First{id}"), |n| format!("first_name{n}"));
        let last_name = last("last_name").map_or_else(|| format!("Last{id}"), |n| format!("last_name{n}"));
        let found = store
            .number(&format!(
                "select count(*) from users where id = {id} and first_name = '{first_name}' and last_name = '{last_name}' \
                 and name = '{first_name} {last_name}'"
            ))
            .await?;
        ensure!(found == 1, "row {id} is not {first_name} {last_name} after {writes} writes");
    }
    Ok(())
}

/// Executors that are killed after ever longer times, then one that is left alone.
async fn killed(database: &TestDatabase, what: &str) -> Result<usize> {
    let executor = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xc-test-executor"));
        command.args([&database.url, what, "split"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    };
    let mut kills = 0;
    for delay in [20, 40, 60, 90, 130, 180, 250] {
        let mut child = executor().spawn()?;
        tokio::time::sleep(Duration::from_millis(delay + fastrand::u64(..delay))).await;
        kills += usize::from(child.try_wait()?.is_none());
        child.kill()?;
        child.wait()?;
    }
    let mut command = executor();
    let output = tokio::task::spawn_blocking(move || command.output()).await??;
    ensure!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(kills)
}

xc_tests::on_each_database! {
    async fn executors_that_are_killed_lose_no_write_of_v2(database: &TestDatabase) -> Result<()> {
        let (executor, store) = users(database).await?;
        let before = schema::describe(database).await?;
        let v2 = V2::start(database).await?;
        let mut kills = killed(database, "contract").await?;
        kills += killed(database, "rollback").await?;
        let writes = v2.stop().await?;
        ensure!(kills > 0, "no executor was killed while it was at work");
        ensure!(matches!(executor.state(split_user_name).await?, State::Migrated(_)));
        nothing_is_lost(&store, writes).await?;
        let after = schema::describe(database).await?;
        ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        // v1 is at work again.
        store.run("update users set name = 'Ada Lovelace' where id = 1", &[]).await?;
        ensure!(store.number("select count(*) from users where id = 1 and first_name = 'Ada' and last_name = 'Lovelace'").await? == 1);
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn what_is_retired_is_purged_when_its_time_is_over_or_by_force(database: &TestDatabase) -> Result<()> {
        let (executor, store) = users(database).await?;
        let refused = executor.purge(split_user_name, None).await.err().context("it has not contracted")?;
        ensure!(refused.is_wrong_state(), "{refused}");
        executor.up_to(split_user_name, Phase::Contract).await?;
        ensure!(store.number("select count(*) from users where xc_retired_split_user_name_name = 'First7 Last7'").await? == 1);
        store.run("insert into users (first_name, last_name) values ('Grace', 'Hopper')", &[]).await?;
        ensure!(store.number("select count(*) from users where xc_retired_split_user_name_name = 'Grace Hopper'").await? == 1);

        let refused = executor.purge(split_user_name, None).await.err().context("its time is not over")?;
        ensure!(refused.is_refused() && refused.to_string().contains("7 days"), "{refused}");
        let impatient = Executor::builder(MIGRATIONS).retire(Duration::from_millis(1)).connect(&database.url).await?;
        tokio::time::sleep(Duration::from_millis(20)).await;
        if database.kind == Kind::Sqlite {
            impatient.purge(split_user_name, None).await?;
        } else {
            executor.purge(split_user_name, Some("the disk is full")).await?;
            ensure!(executor.log(20).await?.iter().any(|entry| entry.what == "forced" && entry.detail.contains("the disk is full")));
        }
        ensure!(matches!(executor.state(split_user_name).await?, State::Purged(_)));
        store.run("insert into users (first_name, last_name) values ('Alan', 'Turing')", &[]).await?;
        let left = schema::describe(database).await?;
        ensure!(!left.contains("xc_retired") && !left.contains("xc_unfit") && !left.contains("_keep"), "{left}");
        let refused = executor.rollback(split_user_name).await.err().context("what was retired is dropped")?;
        ensure!(refused.is_refused(), "{refused}");
        // Done twice, it is done.
        executor.purge(split_user_name, None).await
            .map_err(Into::into)
    }
}

xc_tests::on_each_database! {
    async fn without_a_time_to_keep_it_the_old_shape_is_dropped_at_once(database: &TestDatabase) -> Result<()> {
        let (_, store) = users(database).await?;
        let executor = Executor::builder(MIGRATIONS).retire(Duration::ZERO).connect(&database.url).await?;
        executor.up_to(split_user_name, Phase::Contract).await?;
        store.run("insert into users (first_name, last_name) values ('Alan', 'Turing')", &[]).await?;
        let left = schema::describe(database).await?;
        ensure!(!left.contains("xc_retired") && !left.contains("xc_unfit"), "{left}");
        let refused = executor.rollback(split_user_name).await.err().context("it is dropped")?;
        ensure!(refused.is_refused() && refused.to_string().contains("at once"), "{refused}");
        executor.purge(split_user_name, None).await?;
        Ok(())
    }
}

xc::migration! {
    name: create_badges,
    dialects: [postgres, mysql],
    expand {
        create table badges (
            id bigint primary key auto_increment,
            label varchar(10) not null,
            points int not null
        );
    }
}

xc::migration! {
    /// The old columns are narrower than the new ones.
    name: wider_badges,
    after: create_badges,
    dialects: [postgres, mysql],
    retire: 2 days,
    expand {
        alter table badges add column title varchar(200) null, add column score bigint null;
    }
    dual_write {
        sync badges {
            forward { title = label, score = cast(points as bigint) }
            reverse {
                #[allow(mapping_may_truncate, reason = "v2 keeps to ten characters while v1 lives")]
                label = title,
                #[allow(may_fail, reason = "v2 keeps to 32 bits while v1 lives")]
                points = cast(score as int)
            }
        }
    }
    migrate {
        backfill badges;
    }
    contract {
        alter table badges
            alter column title set not null,
            alter column score set not null,
            drop column label,
            drop column points;
    }
}

const BADGES: xc::Migrations = xc::migrations![create_badges, wider_badges];

xc_tests::on_each_database! {
    [postgres, mariadb, mysql]
    async fn v2_may_write_what_the_old_shape_can_not_hold(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, BADGES).await?;
        executor.up_to(create_badges, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        store.run("insert into badges (label, points) values ('first', 1), ('second', 2), ('third', 3)", &[]).await?;
        executor.up_to(wider_badges, Phase::Migrate).await?;
        // While v1 lives, the database refuses it.
        ensure!(store.run("update badges set title = 'much too long for a label' where id = 1", &[]).await.is_err());
        executor.up_to(wider_badges, Phase::Contract).await?;
        store.run("update badges set title = 'much too long for a label' where id = 1", &[]).await?;
        store.run("update badges set score = 3000000000 where id = 2", &[]).await?;
        store.run("insert into badges (title, score) values ('another one that is too long', 4)", &[]).await?;
        store.run("update badges set title = 'short' where id = 3", &[]).await?;

        let refused = executor.rollback(wider_badges).await.err().context("rows are not representable")?;
        let told = refused.to_string();
        ensure!(refused.is_refused() && ["\n  1, ", "\n  2, ", "\n  4, "].iter().all(|row| told.contains(row)) && !told.contains("\n  3, "), "{told}");
        // Nothing was changed by it.
        store.run("update badges set title = 'still much too long for it' where id = 1", &[]).await?;
        // Mended through v2, they are representable again.
        store.run("update badges set title = 'mended' where id = 1", &[]).await?;
        store.run("update badges set score = 22 where id = 2", &[]).await?;
        store.run("delete from badges where id = 4", &[]).await?;
        match executor.state(wider_badges).await? {
            State::Contracted(contracted) => drop(contracted.rollback().await?),
            state => anyhow::bail!("{state:?}"),
        }
        let old = store.number(
            "select count(*) from badges where (id = 1 and label = 'mended' and points = 1) or (id = 2 and label = 'second' and points = 22) \
             or (id = 3 and label = 'short' and points = 3)",
        );
        ensure!(old.await? == 3);
        let verification = executor.verify(wider_badges).await?;
        ensure!(verification.is_clean() && verification.rows == 3, "{verification}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_failed_verification_can_not_be_stepped_over_and_is_repaired_in_the_named_direction(database: &TestDatabase) -> Result<()> {
        let (executor, store) = users(database).await?;
        // Both sides are given, and both stay as they were written.
        for id in [7, 8] {
            store.run(&format!("update users set name = 'Old Name', first_name = 'New', last_name = 'Person' where id = {id}"), &[]).await?;
        }
        let State::Migrated(migrated) = executor.state(split_user_name).await? else { anyhow::bail!("it is migrated") };
        let refused = migrated.contract().await.err().context("two rows are out of parity")?;
        let told = refused.to_string();
        ensure!(refused.is_verification_failed(), "{told}");
        for part in ["2 of 300 rows", "users(7): ", "name \"Old Name\"", "first_name \"New\"", "first_name by forward \"Old\"", "name by reverse \"New Person\""] {
            ensure!(told.contains(part), "{part} is not in: {told}");
        }
        ensure!(matches!(executor.state(split_user_name).await?, State::DualWriting(_)));
        let checklist = executor.checklist(split_user_name).await?;
        ensure!(!checklist.is_passed(), "{checklist}");
        for item in ["backfill", "verification", "nulls"] {
            ensure!(checklist.item(item).is_some_and(|item| !item.passed), "{checklist}");
        }
        ensure!(executor.log(5).await?.iter().any(|entry| entry.what == "not verified"));

        store.run("update users set name = 'Other Name', first_name = 'Newer', last_name = 'One' where id = 9", &[]).await?;
        ensure!(executor.repair(split_user_name, Direction::Reverse).await? == 3);
        ensure!(store.number("select count(*) from users where id in (7, 8) and name = 'New Person' and first_name = 'New'").await? == 2);
        store.run("update users set name = 'Fore Ward', first_name = 'Newest', last_name = 'Two' where id = 9", &[]).await?;
        ensure!(executor.repair(split_user_name, Direction::Forward).await? == 1);
        ensure!(store.number("select count(*) from users where id = 9 and first_name = 'Fore' and last_name = 'Ward'").await? == 1);
        // The same database stands in for its replica here.
        let verification = executor.verify_on(split_user_name, &database.url).await?;
        ensure!(verification.is_clean() && verification.rows == ROWS, "{verification}");
        // The backfill begins anew, and its end is verified anew.
        executor.up_to(split_user_name, Phase::Migrate).await?;
        let checklist = executor.checklist(split_user_name).await?;
        ensure!(checklist.is_passed(), "{checklist}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn contract_waits_for_its_checklist_and_an_item_is_forced_with_a_reason(database: &TestDatabase) -> Result<()> {
        let (_, store) = users(database).await?;
        let executor = Executor::builder(MIGRATIONS).soak(Duration::from_secs(3600)).connect(&database.url).await?;
        store.run("create view greetings as select id, name from users", &[]).await?;
        let migrated = async || match executor.state(split_user_name).await? {
            State::Migrated(migrated) => Ok(migrated),
            state => anyhow::bail!("{state:?}"),
        };
        let refused = migrated().await?.contract().await.err().context("a view and the soak time stand in the way")?;
        let checklist = refused.checklist().context("it is the checklist")?;
        let failed: Vec<&str> = checklist.items.iter().filter(|item| !item.passed).map(|item| item.name).collect();
        ensure!(failed == ["soak", "dependents"], "{checklist}");
        ensure!(refused.to_string().contains("view greetings") && refused.to_string().contains("users.name"), "{refused}");
        ensure!(matches!(executor.state(split_user_name).await?, State::Migrated(_)));
        let unknown = migrated().await?.contract_with(&[Force::new("verification", "no time")]).await.err().context("that is no item to force")?;
        ensure!(unknown.is_refused() && unknown.to_string().contains("soak"), "{unknown}");

        let soak = Force::new("soak", "the incident needs it");
        let refused = migrated().await?.contract_with(std::slice::from_ref(&soak)).await.err().context("the view is there still")?;
        ensure!(refused.checklist().is_some_and(|checklist| checklist.item("soak").is_some_and(|item| item.forced.is_some())), "{refused}");
        store.run("drop view greetings", &[]).await?;
        migrated().await?.contract_with(&[soak]).await?;
        let log = executor.log(50).await?;
        ensure!(log.iter().any(|entry| entry.what == "forced" && entry.detail.contains("the incident needs it")), "{log:?}");
        ensure!(log.iter().any(|entry| entry.what == "contracted" && entry.migration == "split_user_name"), "{log:?}");
        Ok(())
    }
}
