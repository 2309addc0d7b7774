//! Columns that move to another table, with both versions of the application at work.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, PgConnection, Row};
use tokio::task::JoinHandle;
use xc::{Executor, Phase};
use xc_tests::migrations::move_profile::{MIGRATIONS, create_members, move_profile};
use xc_tests::schema;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::{Profiles, Store, Value, Workload};

xc_tests::on_each_database! {
    async fn both_versions_write_while_columns_move_to_another_table(database: &TestDatabase) -> Result<()> {
        let executor = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(10)).connect(&database.url).await?;
        executor.up_to(create_members, xc::Phase::Contract).await?;
        let app = Workload::of(Profiles, database, 3000, 6).await?;
        app.work(100).await?;

        let expanded = executor.begin(move_profile).await?.expand().await?;
        app.work(100).await?;
        let dual_writing = expanded.dual_write().await?;
        app.deploy_v2();
        app.work(200).await?;
        let migrated = dual_writing.migrate().await?;
        app.rely_on_new_columns();
        app.work(200).await?;
        let verification = executor.verify(move_profile).await?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");
        app.drain_v1().await;
        migrated.contract().await?;
        app.work(100).await?;

        let outcome = app.stop().await?;
        outcome.check_as_v2().await?;
        let left = schema::describe(database).await?;
        ensure!(!left.contains("xc_"), "{left}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_rollback_leaves_v1_with_what_both_versions_wrote(database: &TestDatabase) -> Result<()> {
        let executor = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(10)).connect(&database.url).await?;
        executor.up_to(create_members, xc::Phase::Contract).await?;
        let expanded = executor.begin(move_profile).await?.expand().await?;
        let before = schema::describe(database).await?;
        let app = Workload::of(Profiles, database, 1000, 6).await?;
        let dual_writing = expanded.dual_write().await?;
        app.deploy_v2();
        app.work(100).await?;
        let migrated = dual_writing.migrate().await?;
        app.work(100).await?;

        let dual_writing = migrated.rollback().await?;
        app.work(50).await?;
        app.drain_v2().await;
        let expanded = dual_writing.rollback().await?;
        let after = schema::describe(database).await?;
        ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        app.work(100).await?;

        // What v1 wrote in between has left the profiles behind; the second time they are mended.
        let migrated = expanded.dual_write().await?.migrate().await?;
        app.deploy_v2();
        app.rely_on_new_columns();
        app.work(100).await?;
        let verification = executor.verify(move_profile).await?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");
        drop(migrated);
        let outcome = app.stop().await?;
        outcome.check_as_v1().await
    }
}

/// Row 1 of `users` as v1 reads it, and its row of `profiles` as v2 reads it.
async fn seen(store: &Store) -> Result<String> {
    let show = |text: Option<String>| text.map_or_else(|| "null".into(), |text| format!("{text:?}"));
    let user = match store.rows("select name, bio from users where id = 1", &[]).await?.first() {
        Some(row) => format!("{} {}", show(row.try_get(0)?), show(row.try_get(1)?)),
        None => "none".into(),
    };
    let profile = match store.rows("select first_name, last_name, bio from profiles where user_id = 1", &[]).await?.first() {
        Some(row) => format!("{} {} {}", show(row.try_get(0)?), show(row.try_get(1)?), show(row.try_get(2)?)),
        None => "none".into(),
    };
    Ok(format!("{user} | {profile}"))
}

/// Statements of v1 before dual write, statements of both while it is in place, and what is seen then.
struct Case {
    says: &'static str,
    before: &'static str,
    then: &'static [&'static str],
    seen: &'static str,
}

const ADA: &str = "insert into users (id, name, bio) values (1, 'Ada Lovelace', 'poet')";

const CASES: &[Case] = &[
    Case { says: "v1's insert makes the profile", before: "", then: &[ADA], seen: r#""Ada Lovelace" "poet" | "Ada" "Lovelace" "poet""# },
    Case {
        says: "v2's insert of the user makes none, and that of the profile fills v1's columns",
        before: "",
        then: &[
            "insert into users (id, visits) values (1, 0)",
            "insert into profiles (user_id, first_name, last_name, bio) values (1, 'Mary Ann', 'Smith', 'nurse')",
        ],
        seen: r#""Mary Ann Smith" "nurse" | "Mary Ann" "Smith" "nurse""#,
    },
    Case {
        says: "a user with nothing to keep has no profile",
        before: "",
        then: &["insert into users (id, visits) values (1, 0)"],
        seen: r#""" null | none"#,
    },
    Case {
        says: "v1's write to a row that has no profile yet makes it",
        before: ADA,
        then: &["update users set bio = 'countess' where id = 1"],
        seen: r#""Ada Lovelace" "countess" | "Ada" "Lovelace" "countess""#,
    },
    Case {
        says: "v1's write to other columns leaves a row that has no profile yet alone",
        before: ADA,
        then: &["update users set visits = visits + 1 where id = 1"],
        seen: r#""Ada Lovelace" "poet" | none"#,
    },
    Case {
        says: "v2's insert of a profile that is not filled yet completes it from the user",
        before: ADA,
        then: &["insert into profiles (user_id, first_name) values (1, 'Augusta')"],
        seen: r#""Augusta Lovelace" "poet" | "Augusta" "Lovelace" "poet""#,
    },
    Case {
        says: "v1's update changes the profile",
        before: "",
        then: &[ADA, "update users set name = 'Grace Hopper' where id = 1"],
        seen: r#""Grace Hopper" "poet" | "Grace" "Hopper" "poet""#,
    },
    Case {
        says: "v2's update changes the user",
        before: "",
        then: &[ADA, "update profiles set bio = null, first_name = 'Augusta Ada' where user_id = 1"],
        seen: r#""Augusta Ada Lovelace" null | "Augusta Ada" "Lovelace" null"#,
    },
    Case {
        says: "what v1 writes to one column does not split anew what v2 wrote to others",
        before: "",
        then: &[
            ADA,
            "update profiles set first_name = 'Mary Ann', last_name = 'Smith' where user_id = 1",
            "update users set bio = 'nurse' where id = 1",
        ],
        seen: r#""Mary Ann Smith" "nurse" | "Mary Ann" "Smith" "nurse""#,
    },
    Case {
        says: "v2's delete of the profile takes v1's columns back",
        before: "",
        then: &[ADA, "delete from profiles where user_id = 1"],
        seen: r#""" null | none"#,
    },
    Case {
        says: "v1's delete of the user takes the profile with it",
        before: "",
        then: &[ADA, "delete from users where id = 1"],
        seen: "none | none",
    },
    Case {
        says: "v1's new key is the profile's",
        before: "",
        then: &["insert into users (id, name, bio) values (7, 'Ada Lovelace', 'poet')", "update users set id = 1 where id = 7"],
        seen: r#""Ada Lovelace" "poet" | "Ada" "Lovelace" "poet""#,
    },
    Case {
        says: "v2's profile that goes to another user takes its values along",
        before: "",
        then: &[
            "insert into users (id, name, bio) values (7, 'Ada Lovelace', 'poet')",
            "insert into users (id, visits) values (1, 0)",
            "update profiles set user_id = 1 where user_id = 7",
        ],
        seen: r#""Ada Lovelace" "poet" | "Ada" "Lovelace" "poet""#,
    },
    Case {
        says: "one statement for many rows",
        before: "",
        then: &[
            "insert into users (id, name, bio) values (1, 'Ada Lovelace', 'poet'), (2, 'Cher', null), (3, 'Bo Li', 'x')",
            "update users set bio = 'all' where id < 9",
            "update profiles set last_name = 'Hopper' where user_id < 9",
        ],
        seen: r#""Ada Hopper" "all" | "Ada" "Hopper" "all""#,
    },
    Case {
        says: "an empty text is a change, and so are case and a space at the end, whatever the collation",
        before: "",
        then: &[ADA, "update profiles set bio = 'Poet ' where user_id = 1", "update users set name = 'ada lovelace' where id = 1"],
        seen: r#""ada lovelace" "Poet " | "ada" "lovelace" "Poet ""#,
    },
];

xc_tests::on_each_database! {
    async fn each_write_reaches_the_other_table(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(move_profile, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        for case in CASES {
            store.run("delete from profiles", &[]).await?;
            store.run("delete from users", &[]).await?;
            if !case.before.is_empty() {
                store.run(case.before, &[]).await?;
            }
            executor.up_to(move_profile, Phase::DualWrite).await?;
            for statement in case.then {
                store.run(statement, &[]).await.with_context(|| format!("{}: {statement}", case.says))?;
            }
            let seen = seen(&store).await?;
            ensure!(seen == case.seen, "{}: {seen}", case.says);
            let xc::State::DualWriting(dual_writing) = executor.state(move_profile).await? else {
                anyhow::bail!("not in dual write");
            };
            dual_writing.rollback().await?;
        }
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_profile_without_a_user_is_refused(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(move_profile, Phase::DualWrite).await?;
        let store = Store::connect(database, 2).await?;
        let refused = store.run("insert into profiles (user_id, first_name) values (1, 'Ada')", &[]).await;
        let said = refused.err().map(|error| error.to_string()).unwrap_or_default();
        ensure!(said.contains("no row of users belongs to this row of profiles"), "{said:?}");
        ensure!(store.number("select count(*) from profiles").await? == 0);
        Ok(())
    }
}

// On MySQL and MariaDB each trigger commits by itself, and the executor may be stopped between two of them.
xc_tests::on_each_database! {
    [mariadb, mysql]
    async fn v2_never_reads_what_v1_has_changed_since_whichever_trigger_is_there_first(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(move_profile, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        let mut session = AnyConnection::connect(&database.url).await?;
        for (suffix, event) in [("m_ins", "insert"), ("m_upd", "update"), ("m_del", "delete")] {
            store.run("delete from profiles", &[]).await?;
            store.run("delete from users", &[]).await?;
            // The executor stops in front of a trigger of the same name.
            let name = format!("xc_move_profile_users_profiles_{suffix}");
            let create = format!("create trigger {name} after {event} on users for each row do 0");
            sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut session).await?;
            let stopped = executor.up_to(move_profile, Phase::DualWrite).await;
            ensure!(stopped.as_ref().is_err_and(|error| error.to_string().contains("triggers of this name")), "{event}: {stopped:?}");
            for statement in [
                "insert into users (id, name) values (1, 'Cher'), (2, 'Ada Lovelace')",
                "update users set name = 'José' where id = 1",
                "delete from users where id = 2",
            ] {
                store.run(statement, &[]).await?;
            }
            sqlx::raw_sql(AssertSqlSafe(format!("drop trigger {name}"))).execute(&mut session).await?;
            executor.up_to(move_profile, Phase::DualWrite).await?;
            let seen = seen(&store).await?;
            ensure!(seen == r#""José" null | none"# || seen == r#""José" null | "José" "" null"#, "{event}: {seen}");
            ensure!(store.number("select count(*) from profiles where user_id = 2").await? == 0, "{event}: a profile without a user is left");
            let xc::State::DualWriting(dual_writing) = executor.state(move_profile).await? else {
                anyhow::bail!("not in dual write");
            };
            dual_writing.rollback().await?;
        }
        Ok(())
    }
}

// Not on MySQL and MariaDB, where a trigger can't look at a row without waiting for it: one of two writes to the same row gets error 1213.
xc_tests::on_each_database! {
    [sqlite, postgres]
    async fn both_versions_write_the_same_rows_at_once_and_none_fails(database: &TestDatabase) -> Result<()> {
        const ROWS: i64 = 3;
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(move_profile, Phase::Expand).await?;
        let store = Store::connect(database, 14).await?;
        for id in 1..=ROWS {
            store.run("insert into users (id, name) values (?, 'Ada Lovelace')", &[Value::Int(id)]).await?;
        }
        executor.up_to(move_profile, Phase::DualWrite).await?;
        let until = Instant::now() + Duration::from_secs(4);
        let hammer = |v2: bool| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut requests = 0_u64;
                while Instant::now() < until {
                    let id = fastrand::i64(1..=ROWS);
                    let text = format!("x{} y{}", fastrand::u8(..), fastrand::u8(..));
                    let write = match (v2, fastrand::u8(..4)) {
                        (false, 0) => ("update users set name = ? where id = ?", true),
                        (false, 1) => ("update users set bio = ? where id = ?", true),
                        (false, 2) => ("update users set visits = visits + 1 where id = ?", false),
                        (false, _) => ("update users set bio = null where id = ?", false),
                        (true, 0) => ("update profiles set first_name = ? where user_id = ?", true),
                        (true, 1) => ("update profiles set bio = ? where user_id = ?", true),
                        (true, 2) => ("update profiles set views = views + 1 where user_id = ?", false),
                        (true, _) => ("update profiles set last_name = ? where user_id = ?", true),
                    };
                    let before = if v2 { "select views from profiles where user_id = ? for update" } else { "select visits from users where id = ? for update" };
                    let one = [Value::Int(id)];
                    let both = [Value::Text(&text), Value::Int(id)];
                    let values: &[Value<'_>] = if write.1 { &both } else { &one };
                    // A row may be read for update first, as applications do.
                    let result = match store.kind() {
                        Kind::Sqlite => store.run(write.0, values).await.map(|_| ()),
                        _ if fastrand::bool() => store.transaction(&[(before, &one), (write.0, values)]).await,
                        _ => store.run(write.0, values).await.map(|_| ()),
                    };
                    result.with_context(|| format!("{} ({requests} requests)", write.0))?;
                    requests += 1;
                }
                anyhow::Ok(requests)
            })
        };
        let workers: Vec<_> = (0..12).map(|index| hammer(index % 2 == 0)).collect();
        let mut requests = 0;
        for worker in workers {
            requests += worker.await??;
        }
        ensure!(requests > 100, "{requests} requests");
        let migrated = executor.up_to(move_profile, Phase::Migrate).await;
        migrated.context("after the writes")?;
        let verification = executor.verify(move_profile).await?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");
        Ok(())
    }
}

/// A connection of v2's that holds the detail row of user 1 for an UPDATE that it has not sent yet.
async fn v2_reads_for_update(database: &TestDatabase) -> Result<PgConnection> {
    let mut v2 = PgConnection::connect(&database.url).await?;
    run(&mut v2, "begin").await?;
    run(&mut v2, "select views from profiles where user_id = 1 for update").await?;
    Ok(v2)
}

async fn run(connection: &mut PgConnection, sql: &'static str) -> Result<()> {
    sqlx::raw_sql(sql).execute(connection).await?;
    Ok(())
}

/// A user with a profile, while dual write is in place; and a table that has nothing to do with them.
async fn ada(database: &TestDatabase) -> Result<Store> {
    Executor::connect(&database.url, MIGRATIONS).await?.up_to(move_profile, Phase::DualWrite).await?;
    let store = Store::connect(database, 2).await?;
    store.run(ADA, &[]).await?;
    database.execute("create table rooms (id int primary key, guests int not null); insert into rooms values (1, 0)").await?;
    Ok(store)
}

/// What v1 sends on a connection of its own.
fn v1_sends(database: &TestDatabase, statements: &'static [&'static str]) -> JoinHandle<Result<()>> {
    let url = database.url.clone();
    tokio::spawn(async move {
        let mut v1 = PgConnection::connect(&url).await?;
        for statement in statements {
            run(&mut v1, statement).await.context(*statement)?;
        }
        Ok(())
    })
}

/// Longer than v1's trigger looks at a locked row without waiting for it.
const AFTER_ITS_LOOKS: Duration = Duration::from_millis(700);

xc_tests::on_each_database! {
    [postgres, postgres_13]
    async fn no_detail_row_is_made_of_what_v1_is_about_to_clear(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(create_members, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        store.run(ADA, &[]).await?;
        executor.up_to(move_profile, Phase::DualWrite).await?;
        let mut v1 = PgConnection::connect(&database.url).await?;
        run(&mut v1, "begin").await?;
        // Nothing is left that a row of profiles would keep, and there is none yet.
        run(&mut v1, "update users set name = '', bio = null where id = 1").await.context("v1")?;
        let commit = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            run(&mut v1, "commit").await
        };
        let (migrated, committed) = tokio::join!(executor.up_to(move_profile, Phase::Migrate), commit);
        committed?;
        migrated?;
        let made = store.number("select count(*) from profiles").await?;
        ensure!(made == 0, "{made} rows were made of what v1 had cleared");
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres, postgres_13]
    async fn v1_gives_way_to_a_v2_that_held_the_row_long_before_it_wrote(database: &TestDatabase) -> Result<()> {
        let store = ada(database).await?;
        // The server looks for a deadlock when a statement has waited for a second: v1's has not yet, then it has, and would not again.
        for held in [AFTER_ITS_LOOKS, Duration::from_millis(2500)] {
            store.run("update users set bio = 'neither' where id = 1", &[]).await?;
            let mut v2 = v2_reads_for_update(database).await?;
            let v1 = v1_sends(database, &["update users set bio = 'v1' where id = 1"]);
            tokio::time::sleep(held).await;
            run(&mut v2, "update profiles set bio = 'v2' where user_id = 1").await.context("v2")?;
            run(&mut v2, "commit").await?;
            v1.await?.context("v1")?;
            let seen = seen(&store).await?;
            ensure!(seen == r#""Ada Lovelace" "v2" | "Ada" "Lovelace" "v2""#, "{seen}");
        }
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres, postgres_13]
    async fn a_row_that_v2_is_about_to_bring_in_step_is_not_out_of_parity(database: &TestDatabase) -> Result<()> {
        let store = ada(database).await?;
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        let mut v1 = PgConnection::connect(&database.url).await?;
        run(&mut v1, "begin").await?;
        run(&mut v1, "select from users where id = 1 for update").await?;
        let mut v2 = PgConnection::connect(&database.url).await?;
        run(&mut v2, "begin").await?;
        let waiting = tokio::spawn(async move {
            run(&mut v2, "update profiles set bio = 'v2' where user_id = 1").await.context("v2")?;
            anyhow::Ok(v2)
        });
        tokio::time::sleep(Duration::from_millis(200)).await;
        // v1 gives way: its row of the other table is left to v2, which has it and waits.
        run(&mut v1, "update users set bio = 'v1' where id = 1").await.context("v1")?;
        run(&mut v1, "commit").await?;
        let mut v2 = waiting.await??;
        let between = seen(&store).await?;
        ensure!(between.contains(r#""v1" |"#) && !between.ends_with(r#""v1""#), "not the moment in question: {between}");

        let commit = async {
            tokio::time::sleep(Duration::from_millis(600)).await;
            run(&mut v2, "commit").await
        };
        let (verification, committed) = tokio::join!(executor.verify(move_profile), commit);
        committed?;
        let verification = verification?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");

        // One that nobody brings in step is out of parity.
        store.run("alter table users disable trigger user", &[]).await?;
        store.run("update users set bio = 'alone' where id = 1", &[]).await?;
        store.run("alter table users enable trigger user", &[]).await?;
        let verification = executor.verify(move_profile).await?;
        ensure!(verification.out_of_parity == 1, "{verification:?}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn v1_goes_on_when_v2_lets_the_row_go_and_keeps_its_lock_timeout(database: &TestDatabase) -> Result<()> {
        let store = ada(database).await?;
        let mut v2 = v2_reads_for_update(database).await?;
        let v1 = v1_sends(database, &["begin", "set local lock_timeout = '7s'", "update users set bio = 'v1' where id = 1",
            "do $$ begin assert current_setting('lock_timeout') = '7s', current_setting('lock_timeout'); end $$", "commit"]);
        tokio::time::sleep(AFTER_ITS_LOOKS).await;
        run(&mut v2, "commit").await?;
        v1.await?.context("v1")?;
        let now = seen(&store).await?;
        ensure!(now == r#""Ada Lovelace" "v1" | "Ada" "Lovelace" "v1""#, "{now}");

        // What v1 does not wait for, its trigger doesn't either.
        let v2 = v2_reads_for_update(database).await?;
        let begun = Instant::now();
        let v1 = v1_sends(database, &["set lock_timeout = '600ms'", "update users set bio = 'late' where id = 1"]);
        let error = v1.await?.err().context("v1 did not wait")?;
        ensure!(format!("{error:#}").contains("lock timeout"), "{error:#}");
        ensure!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        drop(v2);
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn a_deadlock_over_other_rows_ends_one_of_them(database: &TestDatabase) -> Result<()> {
        ada(database).await?;
        let mut v2 = v2_reads_for_update(database).await?;
        let v1 = v1_sends(database, &["begin", "update rooms set guests = 1 where id = 1", "update users set bio = 'v1' where id = 1", "commit"]);
        tokio::time::sleep(AFTER_ITS_LOOKS).await;
        let begun = Instant::now();
        let of_v2 = run(&mut v2, "update rooms set guests = 2 where id = 1").await.err();
        run(&mut v2, "rollback").await?;
        let of_v1 = v1.await?.err();
        let ((Some(error), None) | (None, Some(error))) = (of_v2, of_v1) else { bail!("none or both gave way") };
        ensure!(format!("{error:#}").contains("deadlock"), "{error:#}");
        ensure!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        Ok(())
    }
}
