//! The columns of a sync in groups: what a statement writes to one of them leaves the others as they are, also where these are right in one direction
//! only; and an old column that both directions read stays an old column.

use std::time::Duration;

use anyhow::{Result, bail, ensure};
use xc::{Executor, Phase, State};
use xc_tests::beside::Beside;
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Store;

xc::migration! {
    name: create_items,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table items (
            id     bigint primary key,
            owner  varchar(100) not null,
            code   varchar(20) not null,
            series varchar(20) not null,
            note   varchar(50) null
        );
    }
}

xc::migration! {
    /// The owner in two parts, the code with its series before it, and another name for the note.
    name: split_items,
    after: create_items,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table items
            add column first varchar(100) null,
            add column last varchar(100) null,
            add column label varchar(50) null,
            add column shout varchar(30) null,
            add column remark like note;
    }
    dual_write {
        sync items {
            note <-> remark,
            forward {
                first = split_part(owner, " ", 1),
                last  = substr(owner, length(split_part(owner, " ", 1)) + 2),
                label = concat(series, "-", code),
                shout = concat(code, "!"),
            }
            reverse {
                #[allow(mapping_may_truncate, reason = "the two are parts of one owner")]
                owner = concat(first, " ", last),
                code  = case when left(label, length(series)) = series then substr(label, length(series) + 2, 20) else left(label, 20) end,
            }
        }
    }
    migrate {
        backfill items;
    }
    contract {
        alter table items
            alter column first set not null,
            alter column last set not null,
            alter column label set not null,
            drop column owner,
            drop column code,
            drop column note;
    }
}

const ITEMS: xc::Migrations = xc::migrations![create_items, split_items];

xc_tests::on_each_database! {
    async fn what_one_group_is_given_leaves_the_others(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, ITEMS).await?;
        executor.up_to(create_items, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        // 'Cher' is right by forward alone: the way back has a space at its end.
        let rows: Vec<String> = (1..=300).map(|id| format!("({id}, 'Cher', 'c{id}', 's', 'n')")).collect();
        store.run(&format!("insert into items (id, owner, code, series, note) values {}", rows.join(", ")), &[]).await?;

        executor.up_to(split_items, Phase::DualWrite).await?;
        let v1 = Beside::start(database, 2, 1, |number| {
            let id = 10_000 + number;
            vec![
                format!("insert into items (id, owner, code, series) values ({id}, 'Ann Lee', 'k{id}', 's')"),
                format!("update items set series = 'other' where id = {id}"),
                format!("update items set series = 't' where id = {}", number % 50 + 1),
                format!("update items set note = 'by v1' where id = {}", number % 50 + 51),
            ]
        })
        .await?;
        let v2 = Beside::start(database, 2, 1, |number| {
            let id = 1_000_000 + number;
            vec![
                format!("insert into items (id, first, last, label, series) values ({id}, 'Mary Ann', 'Lee', 's-k{id}', 's')"),
                format!("update items set remark = 'late' where id = {id}"),
                format!("update items set remark = 'by v2' where id = {}", number % 50 + 101),
                format!("update items set label = concat('s-y', id) where id = {}", number % 50 + 201),
            ]
        })
        .await?;
        executor.up_to(split_items, Phase::Migrate).await?;
        // Every statement has met every row that it is about.
        for met in ["id <= 50 and series = 't'", "note = 'by v1'", "remark = 'by v2'", "code = concat('y', id)"] {
            while store.number(&format!("select count(*) from items where {met}")).await? < 50 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        v1.stop().await?;
        v2.stop().await?;
        for (count, condition) in [
            (0, "label <> concat(series, '-', code)"),
            (0, "coalesce(note, '-') <> coalesce(remark, '-')"),
            // Nothing leads back from it: that the row is right without it, once its label is filled, must not leave it empty.
            (300, "id <= 300 and shout = concat('c', id, '!')"),
            (300, "id <= 300 and owner = 'Cher' and first = 'Cher' and last = ''"),
            (0, "id > 10000 and id < 1000000 and (series <> 'other' or label <> concat('other-k', id))"),
            (0, "id > 1000000 and (owner <> 'Mary Ann Lee' or first <> 'Mary Ann' or code <> concat('k', id) or note <> 'late')"),
        ] {
            let found = store.number(&format!("select count(*) from items where {condition}")).await?;
            ensure!(found == count, "{found} and not {count}: {condition}");
        }

        // What v2 writes to one group after contract leaves what is retired of another, for each way in which it can be right.
        executor.up().await?;
        let store = Store::connect(database, 2).await?;
        let v2 = Beside::start(database, 2, 1, |number| {
            vec![
                format!("update items set remark = 'after {number}' where id = {}", number % 300 + 1),
                format!("update items set label = concat(series, '-z', id) where id = {}", number % 100 + 201),
            ]
        })
        .await?;
        while store.number("select count(*) from items where remark like 'after%'").await? < 300 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let State::Contracted(contracted) = executor.state(split_items).await? else { bail!("it has contracted") };
        drop(contracted.rollback().await?);
        v2.stop().await?;
        let store = Store::connect(database, 2).await?;
        for (count, condition) in [
            (300, "id <= 300 and owner = 'Cher'"),
            (300, "id <= 300 and note = remark and note like 'after%'"),
            (0, "id > 1000000 and owner <> 'Mary Ann Lee'"),
            (100, "id between 201 and 300 and code = concat('z', id) and label = concat(series, '-', code)"),
        ] {
            let found = store.number(&format!("select count(*) from items where {condition}")).await?;
            ensure!(found == count, "{found} and not {count}: {condition}");
        }
        executor.up().await?;
        executor.purge(split_items, Some("the test is over")).await?;
        Ok(())
    }
}
