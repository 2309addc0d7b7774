//! A column whose value is another each time it is computed: rows are judged by the way back, and what is right is left as it is.

use anyhow::{Result, ensure};
use xc::{Executor, Phase};
use xc_tests::beside::Beside;
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Store;

xc::migration! {
    name: create_secrets,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table secrets (id bigint primary key, word varchar(100) null);
    }
}

xc::migration! {
    /// `word` is kept with a salt before it.
    name: salt_words,
    after: create_secrets,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table secrets add column salted varchar(133) null;
    }
    dual_write {
        sync secrets parity by reverse {
            forward { salted = concat(random_salt(), ":", word) }
            reverse { word = substr(salted, 34, 100) }
        }
    }
    migrate {
        backfill secrets;
    }
    contract {
        alter table secrets drop column word;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_secrets, salt_words];

xc_tests::on_each_database! {
    async fn what_is_not_repeatable_is_judged_by_the_way_back(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(create_secrets, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        let rows: Vec<String> = (1..=500).map(|id| if id % 10 == 0 { format!("({id}, null)") } else { format!("({id}, 'w')") }).collect();
        store.run(&format!("insert into secrets (id, word) values {}", rows.join(", ")), &[]).await?;
        let v1 = Beside::start(database, 2, 1, |number| {
            vec![
                format!("insert into secrets (id, word) values ({}, 'n{number}')", 10_000 + number),
                format!("update secrets set word = 'v1 {0}' where id = {0}", number % 100 + 1),
            ]
        })
        .await?;
        executor.up_to(salt_words, Phase::DualWrite).await?;
        let salt = "'0123456789abcdef0123456789abcdef:";
        let v2 = Beside::start(database, 2, 1, move |number| {
            vec![
                format!("insert into secrets (id, salted) values ({}, {salt}n{number}')", 1_000_000 + number),
                format!("update secrets set salted = {salt}v2 {0}' where id = {0}", number % 100 + 101),
            ]
        })
        .await?;
        executor.up_to(salt_words, Phase::Migrate).await?;
        // Equal words look different, and a second look finds nothing to fill: the salts stay.
        ensure!(store.number("select count(distinct salted) from secrets where id between 201 and 500").await? == 270);
        let kept = "select count(*) from secrets where id between 201 and 500 and salted is null";
        ensure!(store.number(kept).await? == 30);
        v1.stop().await?;
        v2.stop().await?;
        let apart = "select count(*) from secrets where word <> substr(salted, 34) or (word is null and salted is not null) or (word is not null and salted is null)";
        ensure!(store.number(apart).await? == 0);
        executor.rollback(salt_words).await?;
        executor.up().await?;
        for (count, condition) in [
            (270, "id between 201 and 500 and substr(salted, 34) = 'w'"),
            (0, "id <= 100 and salted is not null and substr(salted, 34) not in ('w', concat('v1 ', id))"),
            (0, "id between 101 and 200 and salted is not null and substr(salted, 34) not in ('w', concat('v2 ', id))"),
            (0, "id > 10000 and id < 1000000 and substr(salted, 34) <> concat('n', id - 10000)"),
            (0, "id > 1000000 and substr(salted, 34) <> concat('n', id - 1000000)"),
        ] {
            let found = store.number(&format!("select count(*) from secrets where {condition}")).await?;
            ensure!(found == count, "{found} and not {count}: {condition}");
        }
        Ok(())
    }
}
