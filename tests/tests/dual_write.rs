//! What a write of either version does, statement by statement, on each database.

use anyhow::{Context, Result, ensure};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Row};
use xc::{Executor, Phase};
use xc_tests::migrations::{MIGRATIONS, split_user_name};
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Store;

type Parts = (Option<String>, Option<String>, Option<String>);

/// Row 1: name, first name, last name.
async fn row(store: &Store) -> Result<Parts> {
    let rows = store.rows("select name, first_name, last_name from users where id = 1", &[]).await?;
    let row = rows.first().context("row 1 is gone")?;
    Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))
}

fn parts(name: &str, first: &str, last: &str) -> Parts {
    (Some(name.into()), Some(first.into()), Some(last.into()))
}

/// Statements of v1 before dual write, statements of both while it is in place, and what row 1 holds then.
struct Case {
    says: &'static str,
    before: &'static str,
    then: &'static [&'static str],
    row: (&'static str, &'static str, &'static str),
}

const CASES: &[Case] = &[
    Case {
        says: "v1's insert fills the new columns",
        before: "",
        then: &["insert into users (id, name) values (1, 'Ada King Lovelace')"],
        row: ("Ada King Lovelace", "Ada", "King Lovelace"),
    },
    Case {
        says: "v2's insert fills the old column",
        before: "",
        then: &["insert into users (id, first_name, last_name) values (1, 'Mary Ann', 'Smith')"],
        row: ("Mary Ann Smith", "Mary Ann", "Smith"),
    },
    Case {
        says: "an insert of both sides stays as it was written",
        before: "",
        then: &["insert into users (id, name, first_name, last_name) values (1, 'Dr. Who', 'The', 'Doctor')"],
        row: ("Dr. Who", "The", "Doctor"),
    },
    Case {
        says: "v1's update fills the new columns",
        before: "insert into users (id, name) values (1, 'Ada Lovelace')",
        then: &["update users set name = 'Grace Hopper' where id = 1"],
        row: ("Grace Hopper", "Grace", "Hopper"),
    },
    Case {
        says: "v2's write to a row that is not filled yet completes it first",
        before: "insert into users (id, name) values (1, 'Ada Lovelace')",
        then: &["update users set first_name = 'Augusta' where id = 1"],
        row: ("Augusta Lovelace", "Augusta", "Lovelace"),
    },
    Case {
        says: "v2's write of what is there anyway leaves v1's column as it is",
        before: "insert into users (id, name) values (1, 'Cher')",
        then: &["update users set first_name = 'Cher' where id = 1"],
        row: ("Cher", "Cher", ""),
    },
    Case {
        says: "what v2 wrote is not split anew",
        before: "insert into users (id, name) values (1, 'Ada Lovelace')",
        then: &[
            "update users set first_name = 'Mary Ann', last_name = 'Smith' where id = 1",
            "update users set visits = visits + 1 where id = 1",
        ],
        row: ("Mary Ann Smith", "Mary Ann", "Smith"),
    },
    Case {
        says: "v1's write of the same name leaves v2's split as it is",
        before: "insert into users (id, name) values (1, 'Ada Lovelace')",
        then: &[
            "update users set first_name = 'Mary Ann', last_name = 'Smith' where id = 1",
            "update users set name = 'Mary Ann Smith' where id = 1",
        ],
        row: ("Mary Ann Smith", "Mary Ann", "Smith"),
    },
    Case {
        says: "a change of case alone is a change, whatever the collation",
        before: "insert into users (id, name) values (1, 'ada lovelace')",
        then: &["update users set name = 'Ada Lovelace' where id = 1"],
        row: ("Ada Lovelace", "Ada", "Lovelace"),
    },
    Case {
        says: "so is a change of an accent",
        before: "insert into users (id, name) values (1, 'Jose Garcia')",
        then: &["update users set visits = 1 where id = 1", "update users set last_name = 'García', first_name = 'José' where id = 1"],
        row: ("José García", "José", "García"),
    },
    Case {
        says: "and of a space at the end",
        before: "insert into users (id, name) values (1, 'Ada Lovelace')",
        then: &["update users set last_name = 'Lovelace ' where id = 1"],
        row: ("Ada Lovelace ", "Ada", "Lovelace "),
    },
    Case {
        says: "an update of both sides stays as it was written",
        before: "insert into users (id, name) values (1, 'Ada Lovelace')",
        then: &["update users set name = 'Dr. Who', first_name = 'The', last_name = 'Doctor' where id = 1"],
        row: ("Dr. Who", "The", "Doctor"),
    },
    Case {
        says: "double spaces, quotes and other alphabets come through",
        before: "",
        then: &["insert into users (id, name) values (1, 'Βασίλης  O''Παπαδόπουλος 🎻')"],
        row: ("Βασίλης  O'Παπαδόπουλος 🎻", "Βασίλης", " O'Παπαδόπουλος 🎻"),
    },
];

xc_tests::on_each_server! {
    async fn each_write_reaches_the_other_side(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(split_user_name, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        for case in CASES {
            store.run("delete from users", &[]).await?;
            if !case.before.is_empty() {
                store.run(case.before, &[]).await?;
            }
            executor.up_to(split_user_name, Phase::DualWrite).await?;
            for statement in case.then {
                store.run(statement, &[]).await.with_context(|| format!("{}: {statement}", case.says))?;
            }
            let (name, first, last) = case.row;
            let found = row(&store).await?;
            ensure!(found == parts(name, first, last), "{}: {found:?}", case.says);
            let xc::State::DualWriting(dual_writing) = executor.state(split_user_name).await? else {
                anyhow::bail!("not in dual write");
            };
            dual_writing.rollback().await?;
        }
        Ok(())
    }
}

xc_tests::on_each_server! {
    async fn the_backfill_fills_what_nobody_wrote_and_keeps_what_v2_wrote(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(split_user_name, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        store.run("insert into users (id, name) values (1, 'Ada Lovelace'), (2, 'Grace Hopper'), (3, 'Cher')", &[]).await?;
        executor.up_to(split_user_name, Phase::DualWrite).await?;
        store.run("update users set first_name = 'Mary Ann', last_name = 'Smith' where id = 1", &[]).await?;
        executor.up_to(split_user_name, Phase::Migrate).await?;
        ensure!(row(&store).await? == parts("Mary Ann Smith", "Mary Ann", "Smith"));
        ensure!(store.number("select count(*) from users where first_name = 'Grace' and last_name = 'Hopper'").await? == 1);
        ensure!(store.number("select count(*) from users where first_name = 'Cher' and last_name = ''").await? == 1);
        Ok(())
    }
}

xc_tests::on_each_server! {
    async fn a_null_for_v1s_column_is_still_refused(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(split_user_name, Phase::DualWrite).await?;
        let store = Store::connect(database, 2).await?;
        store.run("insert into users (id, name) values (1, 'Ada Lovelace')", &[]).await?;
        for statement in [
            "insert into users (id, name) values (2, null)",
            "insert into users (id, first_name) values (2, 'Ada')",
            "update users set name = null where id = 1",
            "update users set last_name = null where id = 1",
        ] {
            ensure!(store.run(statement, &[]).await.is_err(), "accepted: {statement}");
        }
        ensure!(store.number("select count(*) from users").await? == 1);
        ensure!(row(&store).await? == parts("Ada Lovelace", "Ada", "Lovelace"));
        Ok(())
    }
}

// On MySQL and MariaDB each trigger commits by itself, and the executor may be stopped between two of them.
xc_tests::on_each_database! {
    [mariadb, mysql]
    async fn v2_never_reads_what_v1_has_changed_since_whichever_trigger_is_there_first(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(split_user_name, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        let mut session = AnyConnection::connect(&database.url).await?;
        for event in ["insert", "update"] {
            store.run("delete from users", &[]).await?;
            // The executor stops in front of a trigger of the same name.
            let name = format!("xc_split_user_name_users_{}", &event[..3]);
            let create = format!("create trigger {name} after {event} on users for each row do 0");
            sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut session).await?;
            let stopped = executor.up_to(split_user_name, Phase::DualWrite).await;
            ensure!(stopped.as_ref().is_err_and(|error| error.to_string().contains("triggers of this name")), "{event}: {stopped:?}");
            for statement in ["insert into users (id, name) values (1, 'Cher')", "update users set name = 'José' where id = 1"] {
                store.run(statement, &[]).await?;
            }
            sqlx::raw_sql(AssertSqlSafe(format!("drop trigger {name}"))).execute(&mut session).await?;
            executor.up_to(split_user_name, Phase::DualWrite).await?;
            let found = row(&store).await?;
            ensure!(found == (Some("José".into()), None, None) || found == parts("José", "José", ""), "{event}: {found:?}");
            let xc::State::DualWriting(dual_writing) = executor.state(split_user_name).await? else {
                anyhow::bail!("not in dual write");
            };
            dual_writing.rollback().await?;
        }
        Ok(())
    }
}
