//! Raw statements on real servers: in their place among the others, beside writers, taken back, and caught where they do something else
//! than was stated.

use anyhow::{Result, ensure};
use xc::{Executor, Phase};
use xc_tests::beside::Beside;
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Store;

xc::migration! {
    name: create_people,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table people (id bigint primary key auto_increment, name varchar(100) not null);
    }
}

xc::migration! {
    name: search_people,
    after: create_people,
    expand {
        raw "the trigrams are an extension" {
            postgres: "create extension if not exists pg_trgm",
            mysql: nothing,
            sqlite: nothing,
            inverse { postgres: "drop extension pg_trgm" }
            lock: none,
        }
        alter table people add column tag varchar(20) null;
        raw "names are searched by any part of them" {
            postgres: "create index concurrently people_search on people using gin (name gin_trgm_ops)",
            mysql: "alter table people add index people_search (name(10)), algorithm=inplace, lock=none",
            sqlite: "create index people_search on people (name collate nocase)",
            inverse {
                postgres: "drop index concurrently people_search",
                mysql: "alter table people drop index people_search, algorithm=inplace, lock=none",
                sqlite: "drop index people_search",
            }
            lock: share_update_exclusive,
            table: people,
            done when { mysql: "select count(*) from information_schema.statistics where table_schema = database() and index_name = 'people_search'" }
        }
        #[allow(raw_lock_blocks, reason = "a column without a default is a change of the catalogue alone")]
        raw "codes are compared byte by byte" {
            postgres: "alter table people add column code varchar(20) collate \"C\" null",
            mysql: "alter table people add column code varchar(20) character set ascii null, algorithm=instant",
            sqlite: "alter table people add column code varchar(20) null",
            inverse {
                postgres: "alter table people drop column code",
                mysql: "alter table people drop column code, algorithm=inplace, lock=none",
                sqlite: "alter table people drop column code",
            }
            lock { postgres: access_exclusive, mysql: none }
            effect { alter table people add column code varchar(20) null; }
        }
    }
    contract {
        raw "comments are not in the language" {
            postgres: "comment on table people is 'by name'",
            mysql: "alter table people comment 'by name', algorithm=inplace, lock=none",
            sqlite: nothing,
            irreversible: "a comment is for people",
            lock: share_update_exclusive,
            done when { mysql: "select table_comment = 'by name' from information_schema.tables where table_schema = database() and table_name = 'people'" }
        }
    }
}

// What the effect says of `code` holds for the migrations after it.
xc::migration! {
    name: fill_codes,
    after: search_people,
    expand {
        alter table people add column short varchar(20) null;
    }
    dual_write {
        sync people { forward { short = coalesce(code, "none") } }
    }
    migrate {
        backfill people;
    }
    contract {
        alter table people alter column short set not null;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_people, search_people, fill_codes];

async fn start(database: &TestDatabase, migrations: xc::Migrations) -> Result<(Executor, Store)> {
    let executor = Executor::connect(&database.url, migrations).await?;
    executor.up_to(create_people, Phase::Contract).await?;
    let store = Store::connect(database, 2).await?;
    let rows = (1..=300).map(|id| format!("('name {id}')")).collect::<Vec<_>>().join(", ");
    store.run(&format!("insert into people (name) values {rows}"), &[]).await?;
    Ok((executor, store))
}

xc_tests::on_each_database! {
    async fn stand_among_the_other_steps_beside_writers_none_of_whom_fails(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database, MIGRATIONS).await?;
        let writers = Beside::start(database, 3, 1000, |number| {
            vec![
                format!("insert into people (id, name) values ({number}, 'new')"),
                format!("update people set name = 'changed {number}' where id = {}", number % 300 + 1),
            ]
        })
        .await?;
        executor.up_to(search_people, Phase::Contract).await?;
        store.run("update people set code = 'C7' where id = 7", &[]).await?;
        // v1 goes before the last contract.
        executor.up_to(fill_codes, Phase::Migrate).await?;
        writers.stop().await?;
        executor.up().await?;
        ensure!(store.number("select count(*) from people where id <= 300 and short = 'none'").await? == 299);
        ensure!(store.number("select count(*) from people where short = 'C7'").await? == 1);
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn are_taken_back_by_their_inverse(database: &TestDatabase) -> Result<()> {
        let (executor, _) = start(database, MIGRATIONS).await?;
        let before = xc_tests::schema::describe(database).await?;
        executor.up_to(search_people, Phase::Expand).await?;
        ensure!(xc_tests::schema::describe(database).await? != before);
        executor.rollback(search_people).await?;
        let after = xc_tests::schema::describe(database).await?;
        ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        executor.up().await?;
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn build_an_index_anew_that_was_cut_off(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database, MIGRATIONS).await?;
        store.run("create function fails(text) returns text immutable language plpgsql as 'begin raise exception ''no''; end'", &[]).await?;
        ensure!(store.run("create index concurrently people_search on people (fails(name))", &[]).await.is_err());
        ensure!(store.number("select count(*) from pg_index where indexrelid = to_regclass('people_search') and not indisvalid").await? == 1);
        executor.up().await?;
        ensure!(store.number("select count(*) from pg_index where indexrelid = to_regclass('people_search') and indisvalid").await? == 1);
        Ok(())
    }
}

xc::migration! {
    name: lock_too_little,
    after: create_people,
    expand {
        raw "the lock is stated too weak" {
            postgres: "alter table people add column age int",
            mysql: nothing,
            sqlite: nothing,
            inverse { postgres: "alter table people drop column age" }
            lock: none,
            table: people,
        }
    }
}

const TOO_LITTLE: xc::Migrations = xc::migrations![create_people, lock_too_little];

xc_tests::on_each_database! {
    [postgres]
    async fn are_taken_back_where_they_lock_more_than_was_stated(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database, TOO_LITTLE).await?;
        let Err(error) = executor.up().await else { anyhow::bail!("a lock that nobody stated was taken") };
        let told = format!("{:#}", anyhow::Error::from(error));
        ensure!(told.contains("AccessExclusiveLock on people"), "{told}");
        ensure!(store.number("select count(*) from information_schema.columns where table_name = 'people' and column_name = 'age'").await? == 0);
        Ok(())
    }
}

xc::migration! {
    name: another_effect,
    after: create_people,
    expand {
        raw "the effect is another" {
            postgres: "analyze people",
            mysql: "analyze table people",
            sqlite: "analyze people",
            inverse {
                postgres: "alter table people drop column age",
                mysql: "alter table people drop column age, algorithm=inplace, lock=none",
                sqlite: "alter table people drop column age",
            }
            lock: none,
            effect { alter table people add column age int null; }
        }
    }
}

const ANOTHER: xc::Migrations = xc::migrations![create_people, another_effect];

xc_tests::on_each_database! {
    async fn are_caught_where_they_do_not_what_was_stated(database: &TestDatabase) -> Result<()> {
        let (executor, _) = start(database, ANOTHER).await?;
        let Err(error) = executor.up().await else { anyhow::bail!("the effect is not there, and nobody noticed") };
        ensure!(error.to_string().contains("is not there"), "{error}");
        // Nothing is left that could not be taken back.
        executor.rollback(another_effect).await?;
        Ok(())
    }
}

xc::migration! {
    /// The query of a raw statement is about a table and a column that the steps before it make.
    name: count_visits,
    after: create_people,
    expand {
        create table visits (id bigint primary key, number bigint not null);
        alter table people add column visited bigint null;
        raw "a row to begin with" {
            postgres: "insert into visits (id, number) values (0, 0)",
            mysql: "insert into visits (id, number) values (0, 0)",
            sqlite: "insert into visits (id, number) values (0, 0)",
            inverse {
                postgres: "delete from visits where id = 0",
                mysql: "delete from visits where id = 0",
                sqlite: "delete from visits where id = 0",
            }
            lock: none,
            done when {
                postgres: "select count(*) from visits where id = 0 and not exists (select visited from people where visited < 0)",
                mysql: "select count(*) from visits where id = 0 and not exists (select visited from people where visited < 0)",
                sqlite: "select count(*) from visits where id = 0 and not exists (select visited from people where visited < 0)",
            }
        }
    }
}

const COUNTED: xc::Migrations = xc::migrations![create_people, count_visits];

xc_tests::on_each_server! {
    async fn are_asked_about_what_the_steps_before_them_make(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database, COUNTED).await?;
        let before = xc_tests::schema::describe(database).await?;
        for _ in 0..2 {
            executor.up_to(count_visits, Phase::Expand).await?;
            ensure!(store.number("select count(*) from visits").await? == 1);
            executor.rollback(count_visits).await?;
            let after = xc_tests::schema::describe(database).await?;
            ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        }
        executor.up().await?;
        Ok(())
    }
}

xc::migration! {
    name: ask_for_nothing,
    after: create_people,
    expand {
        alter table people add column visited bigint null;
        raw "its query has a slip" {
            postgres: "analyze people",
            mysql: "analyze table people",
            sqlite: "analyze people",
            inverse { postgres: "analyze people", mysql: "analyze table people", sqlite: "analyze people" }
            lock: none,
            done when {
                postgres: "select count(*) from peeple",
                mysql: "select count(*) from peeple",
                sqlite: "select count(*) from peeple",
            }
        }
    }
}

const SLIP: xc::Migrations = xc::migrations![create_people, ask_for_nothing];

xc_tests::on_each_server! {
    async fn are_refused_before_anything_is_done_where_their_query_is_about_what_nobody_makes(database: &TestDatabase) -> Result<()> {
        let (executor, _) = start(database, SLIP).await?;
        let before = xc_tests::schema::describe(database).await?;
        let Err(error) = executor.up().await else { anyhow::bail!("there is no such table") };
        let told = error.to_string();
        ensure!(told.contains("`raw: its query has a slip` has a query, `done when`, that can't be asked") && told.contains("peeple"), "{told}");
        let after = xc_tests::schema::describe(database).await?;
        ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        Ok(())
    }
}
