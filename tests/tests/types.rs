//! Types that grow in place, beside writers on a real server.

use anyhow::{Result, ensure};
use xc::{Executor, Phase};
use xc_tests::beside::Beside;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

xc::migration! {
    name: create_notes,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table notes (
            id    bigint primary key auto_increment,
            title varchar(20) not null default "",
            code  varchar(20) not null unique,
            about varchar(100) null
        );
        create index notes_title on notes (title);
    }
}

xc::migration! {
    name: longer_notes,
    after: create_notes,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table notes
            alter column title type varchar(60),
            alter column code  type varchar(60),
            alter column about type varchar(1000);
    }
}

xc::migration! {
    name: mark_notes,
    after: longer_notes,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table notes add column mark varchar(60) null;
    }
    dual_write {
        sync notes { forward { mark = title } }
    }
    migrate {
        backfill notes;
    }
    contract {
        alter table notes alter column mark set not null;
    }
}

xc::migration! {
    name: create_events,
    dialects: [postgres],
    expand {
        #[allow(timestamp_without_zone, reason = "that is what the next migration mends")]
        create table events (
            id bigint primary key,
            at timestamp null
        );
    }
}

xc::migration! {
    name: events_with_zone,
    after: create_events,
    dialects: [postgres],
    expand {
        alter table events add column at_zone timestamptz null;
    }
    dual_write {
        sync events { forward { at_zone = at } reverse { at = at_zone } }
    }
    migrate {
        backfill events;
    }
    contract {
        alter table events drop column at;
    }
}

const EVENTS: xc::Migrations = xc::migrations![create_events, events_with_zone];

const MIGRATIONS: xc::Migrations = xc::migrations![create_notes, longer_notes, mark_notes];

async fn start(database: &TestDatabase) -> Result<(Executor, Store)> {
    let executor = Executor::connect(&database.url, MIGRATIONS).await?;
    executor.up_to(create_notes, Phase::Contract).await?;
    let store = Store::connect(database, 2).await?;
    let rows = (1..=300).map(|id| format!("('t{id}', 'c{id}')")).collect::<Vec<_>>().join(", ");
    store.run(&format!("insert into notes (title, code) values {rows}"), &[]).await?;
    Ok((executor, store))
}

/// What changes when PostgreSQL writes the table or one of its indexes anew.
async fn files(store: &Store) -> Result<i64> {
    match store.kind() {
        Kind::Postgres => {
            store
                .number("select sum(relfilenode::bigint)::bigint from pg_class where oid = 'notes'::regclass or relname like 'notes\\_%'")
                .await
        }
        _ => Ok(0),
    }
}

const LONG: &str = "a text of more than twenty characters, which did not fit";

xc_tests::on_each_database! {
    async fn grow_beside_writers_and_no_row_is_written_anew(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database).await?;
        let before = files(&store).await?;
        let writers = Beside::start(database, 3, 1000, |number| {
            vec![
                format!("insert into notes (id, title, code) values ({number}, 'new', 'n{number}')"),
                format!("update notes set title = 'changed {number}' where id = {}", number % 300 + 1),
            ]
        })
        .await?;
        executor.up_to(longer_notes, Phase::Contract).await?;
        writers.stop().await?;
        ensure!(files(&store).await? == before, "the table or an index was written anew");
        store.run(&format!("update notes set title = '{LONG}', code = '{LONG}', about = '{0}' where id = 7", LONG.repeat(10)), &[]).await?;
        ensure!(store.number(&format!("select count(*) from notes where title = '{LONG}'")).await? == 1);
        ensure!(store.run("insert into notes (title, code) values ('twice', 'c8')", &[]).await.is_err(), "the unique constraint is gone");
        // The next migration finds what it expects, and rebuilds the table where the database is SQLite.
        executor.up().await?;
        ensure!(store.number(&format!("select count(*) from notes where mark = '{LONG}'")).await? == 1);
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn stay_wide_after_a_rollback_and_are_taken_for_it_the_next_time(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database).await?;
        executor.up_to(longer_notes, Phase::Expand).await?;
        store.run(&format!("update notes set title = '{LONG}' where id = 7"), &[]).await?;
        executor.rollback(longer_notes).await?;
        ensure!(store.number(&format!("select count(*) from notes where title = '{LONG}'")).await? == 1, "the rollback cut a value off");
        executor.up().await?;
        Ok(())
    }
}

fn is_refused(outcome: Result<(), xc::Error>, word: &str) -> Result<()> {
    let Err(error) = outcome else { anyhow::bail!("it went through; it should say {word:?}") };
    ensure!(error.is_refused() && error.to_string().contains(word), "{word:?} is not in: {error}");
    Ok(())
}

xc_tests::on_each_database! {
    [postgres]
    async fn wait_for_a_check_and_an_index_that_no_migration_knows(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database).await?;
        store.run("alter table notes add constraint by_hand check (title <> 'x')", &[]).await?;
        is_refused(executor.up().await, "by_hand")?;
        store.run("alter table notes drop constraint by_hand", &[]).await?;
        store.run("create index also_by_hand on notes (id) where about is not null", &[]).await?;
        is_refused(executor.up().await, "also_by_hand")?;
        store.run("drop index also_by_hand", &[]).await?;
        executor.up().await?;
        Ok(())
    }
}

xc_tests::on_each_database! {
    [mysql, mariadb]
    async fn keep_what_no_migration_knows_of_the_column(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database).await?;
        store.run("alter table notes modify column title varchar(20) not null default '' comment 'shown in lists'", &[]).await?;
        is_refused(executor.up().await, "shown in lists")?;
        store.run("alter table notes modify column title varchar(20) character set latin1 not null default ''", &[]).await?;
        is_refused(executor.up().await, "latin1")?;
        store.run("alter table notes modify column title varchar(20) not null default ''", &[]).await?;
        executor.up_to(mark_notes, Phase::Migrate).await?;
        // NOT NULL restates the column as well.
        store.run("alter table notes modify column mark varchar(60) null comment 'the first words'", &[]).await?;
        is_refused(executor.up().await, "the first words")?;
        store.run("alter table notes modify column mark varchar(60) null", &[]).await?;
        executor.up().await?;
        Ok(())
    }
}

xc_tests::on_each_database! {
    [mysql, mariadb]
    async fn are_measured_in_the_bytes_that_the_column_really_has(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database).await?;
        // A hundred characters of latin1 take one byte for their length, a thousand take two.
        store.run("alter table notes convert to character set latin1", &[]).await?;
        if database.kind == Kind::MariaDb {
            // There the length of up to 127 bytes takes one byte in either.
            return Ok(executor.up().await?);
        }
        is_refused(executor.up().await, "another byte")
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn a_time_without_a_zone_is_utc_whatever_the_session_of_the_application_says(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, EVENTS).await?;
        executor.up_to(create_events, Phase::Contract).await?;
        let far_away = Store::connect(database, 1).await?;
        far_away.run("set time zone 'Pacific/Auckland'", &[]).await?;
        far_away.run("insert into events values (1, '2024-07-01 12:00')", &[]).await?;
        executor.up_to(events_with_zone, Phase::DualWrite).await?;
        // v1's and v2's writes, each in a time zone of its own; the row before them is the backfill's.
        far_away.run("insert into events (id, at) values (2, '2024-07-02 12:00')", &[]).await?;
        far_away.run("set time zone 'America/New_York'", &[]).await?;
        far_away.run("insert into events (id, at_zone) values (3, '2024-07-03 12:00+00')", &[]).await?;
        executor.up_to(events_with_zone, Phase::Migrate).await?;
        let wrong = "select count(*) from events where at_zone at time zone 'UTC' is distinct from at or at::text <> '2024-07-0' || id || ' 12:00:00'";
        ensure!(far_away.number(wrong).await? == 0);
        executor.up().await?;
        ensure!(far_away.number("select count(*) from events where at_zone = ('2024-07-0' || id || ' 12:00+00')::timestamptz").await? == 3);
        Ok(())
    }
}
