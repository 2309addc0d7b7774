//! A column that is there already is brought into a form of its own: null becomes a value, and NOT NULL holds it there. So too in a table that has
//! no primary key.

use anyhow::{Result, ensure};
use xc::{Executor, Phase};
use xc_tests::beside::Beside;
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Store;

xc::migration! {
    name: create_people,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table people (
            id bigint primary key auto_increment,
            name varchar(100) not null,
            phone varchar(30) null,
            visits int null default 0
        );
    }
}

xc::migration! {
    /// `phone` and `visits` become NOT NULL: 0 is a legal value, so what is filled is told by parity and not by counting nulls.
    name: require_phone,
    after: create_people,
    dialects: [postgres, mysql, sqlite],
    dual_write {
        sync people {
            forward { phone = coalesce(phone, ""), visits = coalesce(visits, 0) }
        }
    }
    migrate {
        backfill people;
    }
    contract {
        alter table people
            alter column phone set not null,
            alter column visits set not null;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_people, require_phone];

xc_tests::on_each_database! {
    async fn becomes_not_null_while_v1_goes_on_writing_nulls(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(create_people, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        let rows: Vec<String> = (1..=500)
            .map(|id| if id % 3 == 0 { format!("('p{id}', '+49 {id}', {id})") } else { format!("('p{id}', null, null)") })
            .collect();
        store.run(&format!("insert into people (name, phone, visits) values {}", rows.join(", ")), &[]).await?;
        let v1 = || {
            Beside::start(database, 3, 1, |number| {
                vec![
                    format!("insert into people (name) values ('n{number}')"),
                    format!("insert into people (name, phone, visits) values ('n{number}', null, null)"),
                    format!("update people set phone = null, visits = null where id = {}", number % 100 + 1),
                    format!("update people set phone = 'v1 {number}' where id = {}", number % 100 + 101),
                ]
            })
        };
        let writers = v1().await?;
        executor.up_to(require_phone, Phase::Migrate).await?;
        // A phase can be taken back and gone through again while v1 is at work.
        executor.rollback(require_phone).await?;
        executor.up_to(require_phone, Phase::Migrate).await?;
        writers.stop().await?;
        ensure!(store.number("select count(*) from people where phone is null or visits is null").await? == 0);
        ensure!(store.number("select count(*) from people where id > 200 and id <= 500 and id % 3 = 0 and visits <> id").await? == 0);
        ensure!(store.number("select count(*) from people where id = 300 and phone = '+49 300'").await? == 1);
        // v1's null is a value from the moment that it is written.
        store.run("update people set phone = null where id = 300", &[]).await?;
        ensure!(store.number("select count(*) from people where id = 300 and phone = ''").await? == 1);

        executor.up().await?;
        ensure!(store.run("update people set phone = null where id = 300", &[]).await.is_err());
        ensure!(store.run("insert into people (name, phone) values ('x', null)", &[]).await.is_err());
        store.run("insert into people (name, phone) values ('x', '1')", &[]).await?;
        Ok(())
    }
}

xc::migration! {
    name: create_visits,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table visits (
            day date not null,
            path varchar(100) not null,
            hits int null,
            unique (path, day)
        );
    }
}

xc::migration! {
    name: require_hits,
    after: create_visits,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table visits add column host varchar(100) null;
    }
    dual_write {
        sync visits { forward { hits = coalesce(hits, 0), host = split_part(path, "/", 1) } }
    }
    migrate {
        backfill visits;
    }
    contract {
        alter table visits alter column hits set not null, alter column host set not null;
    }
}

const VISITS: xc::Migrations = xc::migrations![create_visits, require_hits];

xc_tests::on_each_database! {
    async fn a_table_without_a_primary_key_is_walked_by_a_unique_constraint(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, VISITS).await?;
        executor.up_to(create_visits, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        let rows: Vec<String> = (1..=2000).map(|n| format!("('2026-01-{:02}', 'h{}/p{}', null)", n % 28 + 1, n % 7, n / 28)).collect();
        store.run(&format!("insert into visits (day, path, hits) values {}", rows.join(", ")), &[]).await?;
        let v1 = Beside::start(database, 2, 1, |number| {
            vec![
                format!("insert into visits (day, path) values ('2026-02-01', 'n/{number}')"),
                format!("update visits set hits = null where path = 'h1/p{}'", number % 60),
            ]
        })
        .await?;
        executor.up_to(require_hits, Phase::Migrate).await?;
        v1.stop().await?;
        executor.up().await?;
        ensure!(store.number("select count(*) from visits where hits is null or host is null").await? == 0);
        ensure!(store.number("select count(*) from visits where hits = 0 and host in ('n', 'h0', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6')").await? > 2000);
        Ok(())
    }
}
