//! A table without a key, walked by its pages, while its rows move.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use xc::{Executor, Phase};
use xc_tests::schema;
use xc_tests::servers::TestDatabase;
use xc_tests::workload::{Store, Value};

xc::migration! {
    name: create_visits,
    dialects: [postgres >= 14],
    expand {
        create table visits (
            path varchar(200) not null,
            visitor bigint not null,
            hits bigint not null default 0
        );
    }
}

xc::migration! {
    name: url_of_visits,
    after: create_visits,
    dialects: [postgres >= 14],
    expand {
        alter table visits add column url varchar(220) null;
    }
    dual_write {
        sync visits {
            forward { url = concat("https://", path) }
            reverse {
                #[allow(mapping_may_truncate, reason = "v2 takes at most 200 characters behind the scheme")]
                path = substr(url, 9)
            }
        }
    }
    migrate {
        backfill visits;
    }
    contract {
        alter table visits alter column url set not null, drop column path;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_visits, url_of_visits];

const ROWS: i64 = 20_000;

async fn executor(database: &TestDatabase) -> Result<Executor> {
    let executor = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(5)).workers(2).connect(&database.url).await?;
    Ok(executor)
}

async fn fill(store: &Store) -> Result<()> {
    let sql = format!("insert into visits (path, visitor) select 'shop/' || n, n % 500 from generate_series(1, {ROWS}) as s(n)");
    store.run(&sql, &[]).await?;
    Ok(())
}

/// Rows of which the two sides differ, or of which one is not there.
async fn apart(store: &Store) -> Result<i64> {
    store.number("select count(*) from visits where url is distinct from 'https://' || path").await
}

xc_tests::on_each_database! {
    [postgres]
    async fn every_row_is_filled_wherever_it_moves(database: &TestDatabase) -> Result<()> {
        let executor = executor(database).await?;
        executor.up_to(create_visits, Phase::Contract).await?;
        let store = Store::connect(database, 8).await?;
        fill(&store).await?;
        // Room in the first pages, for rows that come from the last.
        store.run("delete from visits where visitor < 50", &[]).await?;
        database.execute("vacuum analyze visits").await?;
        let dual_writing = executor.begin(url_of_visits).await?.expand().await?.dual_write().await?;
        let until = Instant::now() + Duration::from_secs(3);
        let writers: Vec<_> = (0..5)
            .map(|writer| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut requests = 0_u64;
                    while Instant::now() < until {
                        let visitor = [Value::Int(fastrand::i64(0..500))];
                        let sql = match (writer, fastrand::u8(..6)) {
                            // Another column than the two: the row moves, and neither version has given it its new side.
                            (_, 0..3) => "update visits set hits = hits + 1 where visitor = ?",
                            (0, 3) => "update visits set url = 'https://v2/' || visitor where visitor = ?",
                            (1, 3) => "delete from visits where ctid = (select max(ctid) from visits where visitor = ?)",
                            (2, 3) => "insert into visits (url, visitor) values ('https://new', ?)",
                            (_, 3) => "insert into visits (path, visitor) values ('new', ?)",
                            _ => "update visits set path = 'v1/' || hits where visitor = ?",
                        };
                        match store.run(sql, &visitor).await {
                            Ok(_) => requests += 1,
                            // Writers of the same many rows, in different orders: theirs, with xc or without.
                            Err(error) if format!("{error:#}").contains("deadlock detected") => {}
                            Err(error) => return Err(error.context(sql)),
                        }
                    }
                    anyhow::Ok(requests)
                })
            })
            .collect();
        let migrated = dual_writing.migrate().await?;
        for writer in writers {
            let requests = writer.await??;
            ensure!(requests > 10, "{requests} requests");
        }
        ensure!(apart(&store).await? == 0, "{} rows", apart(&store).await?);
        let verification = executor.verify(url_of_visits).await?;
        let rows = store.number("select count(*) from visits").await?;
        ensure!(verification.out_of_parity == 0 && i64::try_from(verification.rows)? == rows, "{verification:?} of {rows}");
        migrated.contract().await?;
        store.run("insert into visits (url, visitor) values ('https://after', 1)", &[]).await?;
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn the_triggers_go_as_they_came(database: &TestDatabase) -> Result<()> {
        let executor = executor(database).await?;
        executor.up_to(url_of_visits, Phase::Expand).await?;
        let before = schema::describe(database).await?;
        let store = Store::connect(database, 2).await?;
        fill(&store).await?;
        executor.up_to(url_of_visits, Phase::Migrate).await?;
        ensure!(apart(&store).await? == 0);
        let xc::State::Migrated(migrated) = executor.state(url_of_visits).await? else { anyhow::bail!("not migrated") };
        migrated.rollback().await?.rollback().await?;
        let after = schema::describe(database).await?;
        ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        Ok(())
    }
}

// Pages that the walk finds empty, and tables of which each has pages of its own.
xc_tests::on_each_database! {
    [postgres]
    async fn empty_pages_and_children_are_walked(database: &TestDatabase) -> Result<()> {
        let executor = executor(database).await?;
        executor.up_to(create_visits, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        fill(&store).await?;
        database.execute("analyze visits").await?;
        store.run("delete from visits where visitor <> 7", &[]).await?;
        // Pages that both have, with rows in the same places.
        database.execute("create table old_visits () inherits (visits)").await?;
        store.run("insert into old_visits (path, visitor) select 'old/' || n, n from generate_series(1, 50000) as s(n)", &[]).await?;
        executor.up_to(url_of_visits, Phase::Migrate).await.context("with a child")?;
        let rows = ROWS / 500 + 50_000;
        ensure!(store.number("select count(*) from visits where url = 'https://' || path").await? == rows);
        let verification = executor.verify(url_of_visits).await?;
        ensure!(i64::try_from(verification.rows)? == rows, "{verification:?}");
        Ok(())
    }
}
