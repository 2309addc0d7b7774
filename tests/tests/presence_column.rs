//! A boolean of one table that is a row's presence in another, with both versions of the application at work.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use sqlx::Row;
use xc::{Executor, Phase};
use xc_tests::schema;
use xc_tests::servers::TestDatabase;
use xc_tests::workload::{Store, Value};

xc::migration! {
    name: create_users,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table users (
            id       bigint primary key auto_increment,
            is_admin boolean not null,
            note     varchar(50) null
        );
    }
}

xc::migration! {
    /// `users.is_admin` becomes a row of `admins`, with a note that moves there too.
    name: admins_to_table,
    after: create_users,
    dialects: [postgres, mysql, sqlite],

    expand {
        create table admins (user_id bigint primary key, note varchar(50) null, level bigint not null default 1);
    }
    dual_write {
        sync users to admins on admins.user_id = users.id where users.is_admin {
            forward { admins.note = users.note }
            reverse { users.note = admins.note }
        }
    }
    migrate {
        backfill users;
    }
    contract {
        alter table users drop column is_admin, drop column note;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_users, admins_to_table];

/// The same without a note: nothing but the row itself is kept in step.
mod bare {
    xc::migration! {
        name: create_users,
        dialects: [postgres, mysql, sqlite],
        expand {
            create table users (id bigint primary key auto_increment, is_admin boolean not null default false);
        }
    }

    xc::migration! {
        name: admins_to_table,
        after: create_users,
        dialects: [postgres, mysql, sqlite],
        expand { create table admins (user_id bigint primary key); }
        dual_write { sync users to admins on admins.user_id = users.id where users.is_admin { } }
        migrate { backfill users; }
        contract { alter table users drop column is_admin; }
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_users, admins_to_table];
}

/// `1+note | 1 note`: users who are admins, with their notes; then the admins.
async fn seen(store: &Store) -> Result<String> {
    let users = "select id, case when is_admin then 1 else 0 end, note from users order by id";
    let mut seen = Vec::new();
    for row in store.rows(users, &[]).await? {
        let sign = if row.try_get::<i64, _>(1).or_else(|_| row.try_get::<i32, _>(1).map(i64::from))? == 1 { '+' } else { '-' };
        seen.push(format!("{}{sign}{}", row.try_get::<i64, _>(0)?, row.try_get::<Option<String>, _>(2)?.unwrap_or_default()));
    }
    seen.push("|".into());
    for row in store.rows("select user_id, note from admins order by user_id", &[]).await? {
        seen.push(format!("{} {}", row.try_get::<i64, _>(0)?, row.try_get::<Option<String>, _>(1)?.unwrap_or_default()));
    }
    Ok(seen.join(" "))
}

const ADMIN: &str = "insert into users (id, is_admin, note) values (1, true, 'a')";
const NONE: &str = "insert into users (id, is_admin, note) values (1, false, 'a')";

/// Statements before dual write, statements while it is in place, and what is seen then.
const CASES: &[(&str, &str, &[&str], &str)] = &[
    ("v1 inserts an admin", "", &[ADMIN], "1+a | 1 a"),
    ("v1 inserts another", "", &[NONE], "1-a |"),
    ("v1 makes an admin", "", &[NONE, "update users set is_admin = true where id = 1"], "1+a | 1 a"),
    ("v1 makes an admin of a row that was there before", NONE, &["update users set is_admin = true where id = 1"], "1+a | 1 a"),
    ("v1 takes it back", "", &[ADMIN, "update users set is_admin = false where id = 1"], "1-a |"),
    ("v1 takes it back before the row was made", ADMIN, &["update users set is_admin = false where id = 1"], "1-a |"),
    ("v1 changes a note", "", &[ADMIN, "update users set note = 'b' where id = 1"], "1+b | 1 b"),
    ("v1 changes a note of another", "", &[NONE, "update users set note = 'b' where id = 1"], "1-b |"),
    ("v1 deletes", "", &[ADMIN, "delete from users where id = 1"], "|"),
    ("v2 leaves the flag out", "", &["insert into users (id) values (1)"], "1- |"),
    ("v2 makes an admin", "", &["insert into users (id) values (1)", "insert into admins (user_id, note) values (1, 'b')"], "1+b | 1 b"),
    ("v2 makes an admin of one that is not filled yet", ADMIN, &["insert into admins (user_id, level) values (1, 2)"], "1+a | 1 a"),
    ("v2 changes a note", "", &[ADMIN, "update admins set note = 'b' where user_id = 1"], "1+b | 1 b"),
    ("v2 takes it back", "", &[ADMIN, "delete from admins where user_id = 1"], "1- |"),
    (
        "one statement for many rows",
        "",
        &[
            "insert into users (id, is_admin, note) values (1, true, 'a'), (2, false, 'b'), (3, true, 'c')",
            "update users set is_admin = not is_admin where id < 9",
            "delete from admins where user_id < 9",
            "update users set is_admin = true where id > 2",
        ],
        "1-a 2- 3+c | 3 c",
    ),
];

xc_tests::on_each_database! {
    async fn a_row_stands_for_true_in_both_directions(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(admins_to_table, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        for (says, before, then, wanted) in CASES {
            store.run("delete from admins", &[]).await?;
            store.run("delete from users", &[]).await?;
            if !before.is_empty() {
                store.run(before, &[]).await?;
            }
            executor.up_to(admins_to_table, Phase::DualWrite).await?;
            for statement in *then {
                store.run(statement, &[]).await.with_context(|| format!("{says}: {statement}"))?;
            }
            let seen = seen(&store).await?;
            ensure!(seen == *wanted, "{says}: {seen}");
            let xc::State::DualWriting(dual_writing) = executor.state(admins_to_table).await? else {
                anyhow::bail!("not in dual write");
            };
            dual_writing.rollback().await?;
        }
        Ok(())
    }
}

// Not on MySQL and MariaDB, where one of two writes to the same row in the same moment may get error 1213. Of v2, one request at a time is about
// a row: two that make and delete it in the same moment lock the two rows in both orders.
xc_tests::on_each_database! {
    [sqlite, postgres]
    async fn both_versions_write_the_same_flags_at_once_and_agree(database: &TestDatabase) -> Result<()> {
        const ROWS: u8 = 4;
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(admins_to_table, Phase::Expand).await?;
        let store = Store::connect(database, 10).await?;
        for id in 1..=ROWS {
            store.run("insert into users (id, is_admin, note) values (?, true, 'a')", &[Value::Int(i64::from(id))]).await?;
        }
        executor.up_to(admins_to_table, Phase::DualWrite).await?;
        let until = Instant::now() + Duration::from_secs(3);
        let hammer = |row: Option<u8>| {
            let store = store.clone();
            tokio::spawn(async move {
                let (mut requests, mut deadlocks) = (0_u64, 0_u64);
                while Instant::now() < until {
                    let id = i64::from(row.unwrap_or_else(|| fastrand::u8(1..=ROWS)));
                    let write = match (row.is_some(), fastrand::u8(..3)) {
                        (false, 0) => "update users set is_admin = true where id = ?",
                        (false, 1) => "update users set is_admin = false where id = ?",
                        (false, _) => "update users set note = 'b' where id = ?",
                        (true, 0) => "insert into admins (user_id, note) values (?, 'c') on conflict (user_id) do update set note = 'd'",
                        (true, 1) => "delete from admins where user_id = ?",
                        (true, _) => "update admins set note = 'e' where user_id = ?",
                    };
                    // v1 deletes the row of `admins` that v2 is writing, by its flag: one of them may be ended. An application sends it again; here the next
                    // write comes instead.
                    match store.run(write, &[Value::Int(id)]).await {
                        Err(error) if is_deadlock(&error) => deadlocks += 1,
                        written => drop(written.with_context(|| format!("{write} ({requests} requests)"))?),
                    }
                    requests += 1;
                }
                anyhow::Ok((requests, deadlocks))
            })
        };
        let workers: Vec<_> = (1..=ROWS).flat_map(|row| [hammer(Some(row)), hammer(None)]).collect();
        let (mut requests, mut deadlocks) = (0, 0);
        for worker in workers {
            let (made, ended) = worker.await??;
            requests += made;
            deadlocks += ended;
        }
        // Eight clients at four rows, and nothing else to do: an application is never near that.
        ensure!(deadlocks * 50 <= requests, "{deadlocks} of {requests} requests were ended by a deadlock");
        executor.up_to(admins_to_table, Phase::Migrate).await?;
        let verification = executor.verify(admins_to_table).await?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");
        Ok(())
    }
}

/// PostgreSQL's 40P01; SQLite has none.
fn is_deadlock(error: &anyhow::Error) -> bool {
    let answer = error.downcast_ref::<sqlx::Error>().and_then(sqlx::Error::as_database_error);
    answer.and_then(|answer| answer.code()).is_some_and(|code| code == "40P01")
}

xc_tests::on_each_database! {
    async fn it_goes_through_all_phases_and_back(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, bare::MIGRATIONS).await?;
        let store = Store::connect(database, 4).await?;
        executor.up_to(bare::create_users, Phase::Contract).await?;
        let rows: Vec<&str> = (0..400).map(|number| if number % 3 == 0 { "(true)" } else { "(false)" }).collect();
        store.run(&format!("insert into users (is_admin) values {}", rows.join(", ")), &[]).await?;
        let migrated = executor.begin(bare::admins_to_table).await?.expand().await?.dual_write().await?.migrate().await?;
        ensure!(store.number("select count(*) from admins").await? == 134);
        let expanded = migrated.rollback().await?.rollback().await?;
        // v1 alone: the rows that are left of the first time are behind.
        store.run("update users set is_admin = not is_admin where id <= 30", &[]).await?;
        store.run("delete from users where id > 390", &[]).await?;
        let migrated = expanded.dual_write().await?.migrate().await?;
        let wrong = "select count(*) from users left join admins on user_id = id where is_admin <> (user_id is not null)";
        ensure!(store.number(wrong).await? == 0);
        ensure!(store.number("select count(*) from admins where user_id not in (select id from users)").await? == 0);
        store.run("delete from admins where user_id = 4", &[]).await?;
        let verification = executor.verify(bare::admins_to_table).await?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");
        migrated.contract().await?;
        let left = schema::describe(database).await?;
        ensure!(!left.contains("xc_"), "{left}");
        Ok(())
    }
}

/// A value of a text is a row's presence, beside other values that are none.
mod kinds {
    xc::migration! {
        name: create_people,
        expand {
            create table people (id bigint primary key, kind varchar(20) not null, company varchar(50) null);
        }
    }

    xc::migration! {
        name: companies_of_people,
        after: create_people,
        expand { create table companies (person_id bigint primary key, name varchar(50) null); }
        dual_write {
            sync people to companies on companies.person_id = people.id where people.kind = "company" else "person" {
                forward { companies.name = people.company }
                reverse { people.company = companies.name }
            }
        }
        migrate { backfill people; }
        contract {
            alter table people
                #[allow(lossy_mapping, reason = "robots are not people any more")]
                drop column kind,
                drop column company;
        }
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_people, companies_of_people];
}

xc_tests::on_each_database! {
    async fn a_row_stands_for_one_value_of_a_column(database: &TestDatabase) -> Result<()> {
        use kinds::companies_of_people;
        let executor = Executor::connect(&database.url, kinds::MIGRATIONS).await?;
        executor.up_to(companies_of_people, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        let before = schema::describe(database).await?;
        store.run("insert into people (id, kind, company) values (1, 'company', 'a'), (2, 'robot', null), (3, 'Company', 'c'), (4, 'company', null)", &[]).await?;
        executor.up_to(companies_of_people, Phase::DualWrite).await?;
        for statement in [
            "insert into people (id, kind, company) values (5, 'company', 'e'), (6, 'person', 'f')",
            "insert into people (id) values (7)",
            "insert into people (id) values (8)",
            "insert into companies (person_id, name) values (8, 'h')",
            "update people set kind = 'company' where id = 2",
            "update people set kind = 'robot' where id = 1",
            "delete from companies where person_id = 5",
        ] {
            store.run(statement, &[]).await.context(statement)?;
        }
        executor.up_to(companies_of_people, Phase::Migrate).await?;
        let mut seen = Vec::new();
        let sql = "select people.id, kind, company, person_id, name from people left join companies on person_id = people.id order by people.id";
        for row in store.rows(sql, &[]).await? {
            let text = |index: usize| anyhow::Ok(row.try_get::<Option<String>, _>(index)?.unwrap_or_default());
            let there = row.try_get::<Option<i64>, _>(3)?.map_or("-", |_| "+");
            seen.push(format!("{} {} {}{there}{}", row.try_get::<i64, _>(0)?, text(1)?, text(2)?, text(4)?));
        }
        let wanted = ["1 robot a-", "2 company +", "3 Company c-", "4 company +", "5 person -", "6 person f-", "7 person -", "8 company h+h"];
        ensure!(seen == wanted, "{seen:?}");
        let xc::State::Migrated(migrated) = executor.state(companies_of_people).await? else { anyhow::bail!("not migrated") };
        let dual_writing = migrated.rollback().await?;
        dual_writing.rollback().await?;
        let after = schema::describe(database).await?;
        ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        executor.up_to(companies_of_people, Phase::Contract).await?;
        ensure!(store.number("select count(*) from companies").await? == 3);
        Ok(())
    }
}
