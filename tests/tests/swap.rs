//! A key of another type under the same name, with all that hangs on it, beside writers who know nothing of it.

use anyhow::{Result, ensure};
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
