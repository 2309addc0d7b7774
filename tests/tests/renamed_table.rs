//! A table that takes another's place, with both versions of the application at work.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use sqlx::Row;
use xc::{Executor, Phase};
use xc_tests::migrations::rename_table::{MIGRATIONS, create_users, rename_users};
use xc_tests::schema;
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Store;

/// Both tables, row by row, or that there is none.
async fn seen(store: &Store) -> Result<String> {
    let mut seen = Vec::new();
    for sql in ["select id, email, name from users order by id", "select id, email, first_name, last_name from people order by id"] {
        let rows = store.rows(sql, &[]).await?;
        let rows = rows.iter().map(|row| {
            let id: i64 = row.try_get(0)?;
            let texts = (1..row.columns().len()).map(|place| row.try_get::<String, _>(place)).collect::<Result<Vec<_>, _>>()?;
            anyhow::Ok(format!("{id} {}", texts.join(",")))
        });
        seen.push(rows.collect::<Result<Vec<_>>>()?.join("; "));
    }
    Ok(seen.join(" | "))
}

/// Statements of both versions, all rows being copied, and what is seen then.
struct Case {
    says: &'static str,
    then: &'static [&'static str],
    seen: &'static str,
}

const ADA: &str = "insert into users (id, email, name) values (1, 'a', 'Ada Lovelace')";

const CASES: &[Case] = &[
    Case { says: "v1 inserts", then: &[ADA], seen: "1 a,Ada Lovelace | 1 a,Ada,Lovelace" },
    Case {
        says: "v2 inserts",
        then: &["insert into people (id, email, first_name, last_name) values (1, 'm', 'Mary Ann', 'Smith')"],
        seen: "1 m,Mary Ann Smith | 1 m,Mary Ann,Smith",
    },
    Case {
        says: "v1 updates",
        then: &[ADA, "update users set name = 'Grace Hopper' where id = 1"],
        seen: "1 a,Grace Hopper | 1 a,Grace,Hopper",
    },
    Case {
        says: "v2 updates",
        then: &[ADA, "update people set first_name = 'Augusta Ada', email = 'b' where id = 1"],
        seen: "1 b,Augusta Ada Lovelace | 1 b,Augusta Ada,Lovelace",
    },
    Case {
        says: "what v1 writes to one column does not split anew what v2 wrote to others",
        then: &[
            ADA,
            "update people set first_name = 'Mary Ann', last_name = 'Smith' where id = 1",
            "update users set email = 'b' where id = 1",
        ],
        seen: "1 b,Mary Ann Smith | 1 b,Mary Ann,Smith",
    },
    Case { says: "v1 deletes", then: &[ADA, "delete from users where id = 1"], seen: " | " },
    Case { says: "v2 deletes", then: &[ADA, "delete from people where id = 1"], seen: " | " },
    Case {
        says: "v1 gives a row a new key",
        then: &[ADA, "update users set id = 7 where id = 1"],
        seen: "7 a,Ada Lovelace | 7 a,Ada,Lovelace",
    },
    Case {
        says: "v2 gives a row a new key, and a new value",
        then: &[ADA, "update people set id = 7, last_name = 'King' where id = 1"],
        seen: "7 a,Ada King | 7 a,Ada,King",
    },
    Case {
        says: "a unique value that one version frees is the other's to take",
        then: &[ADA, "update people set email = 'b' where id = 1", "insert into users (id, email, name) values (2, 'a', 'Bo Li')"],
        seen: "1 b,Ada Lovelace; 2 a,Bo Li | 1 b,Ada,Lovelace; 2 a,Bo,Li",
    },
    Case {
        says: "one statement for many rows",
        then: &[
            "insert into people (id, email, first_name, last_name) values (1, 'a', 'Ada', 'L'), (2, 'b', 'Bo', 'Li')",
            "update users set name = concat(name, 'x') where id < 9",
            "update people set last_name = concat(last_name, 'y') where id < 9",
            "delete from users where id = 2",
        ],
        seen: "1 a,Ada Lxy | 1 a,Ada,Lxy",
    },
];

xc_tests::on_each_database! {
    async fn each_write_happens_in_both_tables(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(rename_users, Phase::Migrate).await?;
        let store = Store::connect(database, 2).await?;
        for case in CASES {
            store.run("delete from people", &[]).await?;
            for statement in case.then {
                store.run(statement, &[]).await.with_context(|| format!("{}: {statement}", case.says))?;
            }
            let seen = seen(&store).await?;
            ensure!(seen == case.seen, "{}: {seen}", case.says);
        }
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_row_that_is_not_copied_yet_is_not_inserted_again(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(rename_users, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        store.run("insert into users (email, name) values ('a', 'Ada Lovelace')", &[]).await?;
        executor.up_to(rename_users, Phase::DualWrite).await?;
        let refused = store.run("insert into people (id, email, first_name, last_name) values (1, 'm', 'Mary', 'Smith')", &[]).await;
        let said = refused.err().map(|error| format!("{error:?}")).unwrap_or_default();
        ensure!(said.contains("duplicate key: users has this row already"), "{said}");
        ensure!(seen(&store).await? == "1 a,Ada Lovelace | ", "{}", seen(&store).await?);
        // Nor where the number is the database's to give.
        store.run("insert into people (email, first_name, last_name) values ('m', 'Mary', 'Smith')", &[]).await?;
        ensure!(seen(&store).await?.ends_with("| 2 m,Mary,Smith"), "{}", seen(&store).await?);
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn both_versions_take_numbers_and_none_is_given_twice(database: &TestDatabase) -> Result<()> {
        let executor = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(5)).connect(&database.url).await?;
        executor.up_to(create_users, Phase::Contract).await?;
        let store = Store::connect(database, 10).await?;
        let seeds: Vec<String> = (0..300).map(|number| format!("('seed{number}', 'Ada Lovelace')")).collect();
        store.run(&format!("insert into users (email, name) values {}", seeds.join(", ")), &[]).await?;
        let expanded = executor.begin(rename_users).await?.expand().await?;
        let before = schema::describe(database).await?;
        // Taken back and done again: numbers go on.
        let expanded = expanded.dual_write().await?.migrate().await?.rollback().await?.rollback().await?;
        let after = schema::describe(database).await?;
        ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        let migrated = expanded.dual_write().await?.migrate().await?;

        let stop = [Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false))];
        let worker = |number: usize| {
            let (store, v2) = (store.clone(), number % 2 == 1);
            let stop = Arc::clone(&stop[usize::from(v2)]);
            tokio::spawn(async move {
                let mut inserted: Vec<(i64, String)> = Vec::new();
                while !stop.load(SeqCst) {
                    let email = format!("w{number}.{}", inserted.len());
                    let sql = if v2 {
                        "insert into people (email, first_name, last_name) values (?, 'Mary Ann', 'Smith')"
                    } else {
                        "insert into users (email, name) values (?, 'Bo Li')"
                    };
                    // What the application is told is the number of its row.
                    let id = store.insert(sql, &[&email]).await?;
                    inserted.push((id, email));
                    tokio::time::sleep(Duration::from_millis(fastrand::u64(1..5))).await;
                }
                anyhow::Ok(inserted)
            })
        };
        let v1: Vec<_> = (0..6).step_by(2).map(worker).collect();
        let v2: Vec<_> = (1..6).step_by(2).map(worker).collect();
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let verification = executor.verify(rename_users).await?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");
        stop[0].store(true, SeqCst);
        let mut inserted = Vec::new();
        for worker in v1 {
            inserted.extend(worker.await??);
        }
        migrated.contract().await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        stop[1].store(true, SeqCst);
        for worker in v2 {
            inserted.extend(worker.await??);
        }
        let rows = i64::try_from(inserted.len())?;
        ensure!(rows > 50, "{rows} rows");
        ensure!(store.number("select count(*) from people").await? == 300 + rows);
        let rows = store.rows("select email, id from people", &[]).await?;
        let found = rows.iter().map(|row| anyhow::Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<HashMap<String, i64>>>()?;
        for (id, email) in &inserted {
            ensure!(found.get(email) == Some(id), "{email} was told {id}, and has {:?}", found.get(email));
        }
        let left = schema::describe(database).await?;
        ensure!(!left.contains("xc_"), "{left}");
        Ok(())
    }
}
