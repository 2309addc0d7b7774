//! A column, and a key, of another type under the same name, with all that hangs on it, beside writers who know nothing of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use xc::{Executor, Phase};
use xc_tests::beside::Beside;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

xc::migration! {
    name: create_blog,
    dialects: [postgres, sqlite],
    expand {
        #[allow(small_primary_key, reason = "made before xc")]
        create table authors (
            id   int primary key auto_increment,
            name varchar(100) not null
        );
        create table articles (
            id        bigint primary key auto_increment,
            author_id int not null references authors (id),
            reviewer  int null default 1 references authors (id) on delete set null,
            title     varchar(200) not null,
            unique (author_id, title),
            check (reviewer > 0)
        );
        create index articles_reviewer on articles (reviewer, title desc) where reviewer is not null;
        create index articles_by_reviewer on articles (reviewer);
    }
}

xc::migration! {
    name: key_to_bigint,
    after: create_blog,
    dialects: [postgres, sqlite],
    expand {
        alter table authors add column id_big bigint like id;
        alter table articles
            add column author_id_big bigint like author_id,
            add column reviewer_big bigint like reviewer;
    }
    dual_write {
        sync authors { forward { id_big = id } }
        sync articles { forward { author_id_big = author_id, reviewer_big = reviewer } }
    }
    migrate {
        backfill authors;
        backfill articles;
    }
    contract {
        alter table authors
            #[allow(changed_type_same_name, reason = "the statements of the test read no binary values")]
            swap column id with id_big,
            drop column id_big;
        alter table articles
            #[allow(changed_type_same_name, reason = "the statements of the test read no binary values")]
            swap column author_id with author_id_big,
            #[allow(changed_type_same_name, reason = "the statements of the test read no binary values")]
            swap column reviewer with reviewer_big,
            drop column author_id_big,
            drop column reviewer_big;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_blog, key_to_bigint];

xc_tests::on_each_database! {
    [postgres, postgres_13, postgres_18, sqlite]
    async fn a_key_becomes_bigint_with_every_column_that_refers_to_it(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(create_blog, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        let list = |row: &dyn Fn(u32) -> String| (1..=400).map(row).collect::<Vec<_>>().join(", ");
        store.run(&format!("insert into authors (name) values {}", list(&|id| format!("('a{id}')"))), &[]).await?;
        let articles = list(&|id| format!("({id}, {}, 't{id}')", if id % 4 == 0 { "null".to_owned() } else { (id % 100 + 1).to_string() }));
        store.run(&format!("insert into articles (author_id, reviewer, title) values {articles}"), &[]).await?;

        // One application for the whole time: it knows the names alone.
        let writers = Beside::start(database, 3, 1, |number| {
            vec![
                format!("insert into authors (name) values ('n{number}')"),
                format!("insert into articles (author_id, title) values ({}, 'n{number}')", number % 300 + 1),
                format!("insert into articles (author_id, title) select max(id), 'm{number}' from authors"),
                format!("update articles set reviewer = {} where id = {}", number % 300 + 1, number % 400 + 1),
                format!("update articles set reviewer = null where title = 'n{}'", number.saturating_sub(5)),
            ]
        })
        .await?;
        executor.up_to(key_to_bigint, Phase::Migrate).await?;
        executor.rollback(key_to_bigint).await?;
        executor.up().await?;
        let requests = writers.stop().await?;

        ensure!(store.number("select count(*) from authors where id <= 400 and name = 'a' || id").await? == 400);
        ensure!(store.number("select count(*) from articles where title = 't' || author_id and author_id <= 400").await? == 400);
        let written = i64::try_from(requests)?;
        ensure!(store.number("select count(*) from articles where title like 'n%'").await? >= written);
        ensure!(store.number("select count(*) from articles a where not exists (select 1 from authors u where u.id = a.author_id)").await? == 0);
        // The key has room now, what hangs on it still holds, and the numbers go on.
        store.run("insert into authors (id, name) values (3000000000, 'far')", &[]).await?;
        store.run("insert into articles (author_id, reviewer, title) values (3000000000, 3000000000, 'far')", &[]).await?;
        store.run("insert into authors (name) values ('next')", &[]).await?;
        store.run("insert into articles (author_id, title) values (3000000000, 'default')", &[]).await?;
        ensure!(store.number("select count(*) from articles where title = 'default' and reviewer = 1").await? == 1);
        for refused in [
            "insert into articles (author_id, title) values (3000000000, 'far')",
            "insert into articles (author_id, title) values (3000000777, 'x')",
            "insert into articles (author_id, reviewer, title) values (3000000000, -1, 'y')",
            "insert into authors (id, name) values (1, 'twice')",
            "delete from authors where id = 3000000000",
        ] {
            ensure!(store.run(refused, &[]).await.is_err(), "this was taken: {refused}");
        }
        if database.kind != Kind::Sqlite {
            // The shape is the one that the migrations would have made at once: nothing of the way is left.
            let shape = xc_tests::schema::describe(database).await?;
            ensure!(!shape.contains("_big") && !shape.contains("xc_"), "{shape}");
            ensure!(shape.contains("authors_pkey") && shape.contains("articles_author_id_title_key"), "{shape}");
            let indexes = "select count(*) from pg_indexes where indexname in ('articles_reviewer', 'articles_by_reviewer', 'authors_pkey')";
            ensure!(store.number(indexes).await? == 3);
        }
        Ok(())
    }
}

xc::migration! {
    name: create_scores,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table scores (
            id     bigint primary key auto_increment,
            player varchar(40) not null,
            score  int not null,
            level  int not null default 5,
            note   varchar(20) null,
            unique (player, score)
        );
        create index scores_by_score on scores (score desc, level);
        create index scores_by_note on scores (note);
    }
}

xc::migration! {
    name: wider_scores,
    after: create_scores,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table scores
            add column score_big bigint like score,
            add column level_big bigint like level,
            add column last_digit int null,
            add column note_long varchar(300) like note;
    }
    dual_write {
        // One that is no shadow follows from the same column.
        sync scores { forward { score_big = score, last_digit = score % 10, level_big = level, note_long = note } }
    }
    migrate {
        backfill scores;
    }
    contract {
        alter table scores
            #[allow(changed_type_same_name, reason = "the statements of the test read no binary values")]
            swap column score with score_big,
            #[allow(changed_type_same_name, reason = "the statements of the test read no binary values")]
            swap column level with level_big,
            #[allow(changed_type_same_name, reason = "a longer text is a text")]
            swap column note with note_long,
            drop column score_big,
            drop column level_big,
            drop column note_long;
    }
}

const OF_SCORES: xc::Migrations = xc::migrations![create_scores, wider_scores];

/// Tries what is never allowed, at every moment of the change, until it is stopped. How often it tried.
async fn try_what_is_refused(store: Store, stop: Arc<AtomicBool>) -> Result<u64> {
    let refused = [
        "insert into scores (player, score) values ('nobody', null)",
        "insert into scores (player, score, level) values ('nobody', 1, null)",
        "insert into scores (player) values ('nobody')",
        "update scores set score = null where id = 1",
        // Of a row that nobody changes: what is read of another may be free again when it is inserted.
        "insert into scores (player, score) select player, score from scores where player = 'fixed'",
    ];
    let mut tries = 0;
    while !stop.load(SeqCst) {
        for statement in refused {
            ensure!(store.run(statement, &[]).await.is_err(), "this was taken: {statement}");
        }
        tries += 1;
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    Ok(tries)
}

xc_tests::on_each_server! {
    async fn a_column_changes_its_type_under_its_name_beside_writers(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, OF_SCORES).await?;
        executor.up_to(create_scores, Phase::Contract).await?;
        let store = Store::connect(database, 3).await?;
        let row = |id: i32| format!("('p{id}', {id}, {}, 'n{id}')", id % 7);
        let rows = (1..=400).map(row).collect::<Vec<_>>().join(", ");
        store.run(&format!("insert into scores (player, score, level, note) values {rows}, ('fixed', 1, 1, 'fixed')"), &[]).await?;

        // One application for the whole time: it knows the names alone. Every row that it writes says so itself.
        let writers = Beside::start(database, 3, 1000, |number| {
            let (id, level) = (number % 400 + 1, number % 7);
            vec![
                format!("insert into scores (player, score, level, note) values ('w{number}', {number}, {level}, 'n{number}')"),
                format!("insert into scores (player, score, level, note) select 's{number}', {number}, {level}, 'n{number}' from scores where id = {id}"),
                format!("insert into scores (player, score) values ('d{number}', 5)"),
                format!("update scores set score = {number}, level = {level}, note = 'n{number}' where id = {id}"),
                format!("update scores set note = null where player = 'w{}'", number.saturating_sub(5)),
            ]
        })
        .await?;
        let stop = Arc::new(AtomicBool::new(false));
        let refused = tokio::spawn(try_what_is_refused(store.clone(), stop.clone()));
        executor.up_to(wider_scores, Phase::Migrate).await?;
        executor.rollback(wider_scores).await?;
        executor.up().await?;
        let requests = i64::try_from(writers.stop().await?)?;
        stop.store(true, SeqCst);
        ensure!(refused.await?? > 0);

        for (what, wrong) in [
            ("a level that is not its score's", "select count(*) from scores where player not like 'd%' and level <> score % 7"),
            ("a default that is lost", "select count(*) from scores where player like 'd%' and (score <> 5 or level <> 5)"),
            ("a row of the beginning that is lost", "select 400 - count(*) from scores where player like 'p%'"),
        ] {
            ensure!(store.number(wrong).await? == 0, "{what}");
        }
        let notes = "select count(*) from scores where player like 'p%' and note = ";
        let same = if matches!(database.kind, Kind::MariaDb | Kind::MySql) { "concat('n', score)" } else { "'n' || score" };
        ensure!(store.number(&format!("{notes}{same}")).await? == 400);
        for kind in ["w", "s", "d"] {
            ensure!(store.number(&format!("select count(*) from scores where player like '{kind}%'")).await? >= requests, "{kind}");
        }
        // There is room now, and what hung on the columns hangs on them still.
        let far = format!("insert into scores (player, score, level, note) values ('far', 3000000000, 3000000000, '{}')", "x".repeat(300));
        store.run(&far, &[]).await?;
        ensure!(store.run(&far, &[]).await.is_err(), "the unique constraint is gone");
        let shape = xc_tests::schema::describe(database).await?;
        ensure!(!shape.contains("_big") && !shape.contains("note_long") && !shape.contains("xc_"), "{shape}");
        let named = match database.kind {
            Kind::Postgres => "select count(*) from pg_indexes where indexname in ('scores_by_score', 'scores_by_note', 'scores_player_score_key')",
            Kind::MariaDb | Kind::MySql => "select count(distinct index_name) from information_schema.statistics where table_schema = database() and index_name in ('scores_by_score', 'scores_by_note', 'scores_player_score_key')",
            Kind::Sqlite => "select count(*) + 1 from sqlite_schema where name in ('scores_by_score', 'scores_by_note')",
        };
        ensure!(store.number(named).await? == 3);
        Ok(())
    }
}

xc_tests::on_each_database! {
    // Where each step commits by itself.
    [mariadb, mysql]
    async fn an_executor_that_is_cut_off_after_any_step_loses_no_write(database: &TestDatabase) -> Result<()> {
        let (told, finished) = tokio::sync::watch::channel("");
        let executor = Executor::builder(OF_SCORES)
            .lease_ttl(Duration::from_millis(1200))
            .on_event(move |event| {
                if let xc::Event::StepFinished { step, .. } = event {
                    told.send_replace(*step);
                }
            })
            .connect(&database.url)
            .await?;
        executor.up_to(wider_scores, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        store.run("insert into scores (player, score, level, note) values ('p', 0, 0, 'n0')", &[]).await?;
        let mut cut_off = Vec::new();
        loop {
            let mut finished = finished.clone();
            finished.mark_unchanged();
            tokio::select! {
                // Where both are ready, the step comes first.
                biased;
                Ok(()) = finished.changed() => cut_off.push(*finished.borrow_and_update()),
                done = executor.up_to(wider_scores, Phase::Contract) => {
                    done?;
                    break;
                }
            }
            // The application goes on meanwhile.
            let turn = cut_off.len();
            let level = turn % 7;
            for statement in [
                format!("insert into scores (player, score, level, note) values ('w{turn}', {turn}, {level}, 'n{turn}')"),
                format!("update scores set score = {turn}, level = {level}, note = 'n{turn}' where player = 'p'"),
            ] {
                store.run(&statement, &[]).await.with_context(|| format!("after {cut_off:?}"))?;
            }
            ensure!(store.run("update scores set score = null where player = 'p'", &[]).await.is_err(), "null was taken after {cut_off:?}");
            let shown = store.number(&format!("select count(*) from scores where score = {turn} and level = {level} and note = 'n{turn}'")).await?;
            ensure!(shown == 2, "{shown} rows are as they were written after {cut_off:?}");
        }
        ensure!(cut_off.len() >= 4, "{cut_off:?}");
        let count = i64::try_from(cut_off.len())?;
        let whole = store.number("select count(*) from scores where level = score % 7 and player <> 'p'").await?;
        ensure!(whole == count && store.number("select count(*) from scores").await? == count + 1, "{whole} of {count} after {cut_off:?}");
        store.run("insert into scores (player, score, level) values ('far', 3000000000, 3000000000)", &[]).await?;
        Ok(())
    }
}
