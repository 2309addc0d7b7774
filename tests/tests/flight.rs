//! Migrations in flight together: each waits for what it requires of the others, and for nothing else.

use anyhow::{Result, ensure};
use xc::{Executor, Phase, State};
use xc_tests::beside::Beside;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

xc::migration! {
    name: create_shop,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table users (
            id bigint primary key auto_increment,
            name varchar(100) not null,
            phone varchar(40) not null
        );
        create table orders (
            id bigint primary key auto_increment,
            note varchar(100) not null
        );
    }
}

xc::migration! {
    name: rename_name,
    after: create_shop,
    dialects: [postgres, mysql, sqlite],
    expand { alter table users add column full_name varchar(100) null; }
    dual_write { sync users { forward { full_name = name } reverse { name = full_name } } }
    migrate { backfill users; }
    contract { alter table users alter column full_name set not null, drop column name; }
}

xc::migration! {
    name: rename_phone,
    after: rename_name,
    dialects: [postgres, mysql, sqlite],
    expand { alter table users add column telephone varchar(40) null; }
    dual_write { sync users { forward { telephone = phone } reverse { phone = telephone } } }
    migrate { backfill users; }
    contract { alter table users alter column telephone set not null, drop column phone; }
}

xc::migration! {
    name: rename_note,
    after: rename_phone,
    dialects: [postgres, mysql, sqlite],
    expand { alter table orders add column remark varchar(100) null; }
    dual_write { sync orders { forward { remark = note } reverse { note = remark } } }
    migrate { backfill orders; }
    contract { alter table orders alter column remark set not null, drop column note; }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_shop, rename_name, rename_phone, rename_note];

xc_tests::on_each_database! {
    async fn three_are_in_flight_beside_writers_of_every_version(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(create_shop, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        let list = |row: &dyn Fn(u32) -> String| (1..=300).map(row).collect::<Vec<_>>().join(", ");
        store.run(&format!("insert into users (name, phone) values {}", list(&|n| format!("('u{n}', '+{n}')"))), &[]).await?;
        store.run(&format!("insert into orders (note) values {}", list(&|n| format!("('o{n}')"))), &[]).await?;

        let v1 = Beside::start(database, 2, 1, |n| {
            vec![
                format!("insert into users (name, phone) values ('n{n}', '{n}')"),
                format!("update users set name = 'v{n}' where id = {}", n % 150 + 1),
                format!("update users set phone = 'w{n}' where id = {}", n % 150 + 1),
                format!("insert into orders (note) values ('n{n}')"),
                format!("update orders set note = 'v{n}' where id = {}", n % 150 + 1),
            ]
        })
        .await?;
        // The one on another table requires nothing of the two before it in the list, on any database.
        executor.up_to(rename_note, Phase::DualWrite).await?;
        ensure!(matches!(executor.state(rename_name).await?, State::Pending(_)));
        executor.up_to(rename_name, Phase::DualWrite).await?;

        // SQLite makes the table anew, which it can't while another's triggers are on it; the others go on side by side.
        if database.kind == Kind::Sqlite {
            let error = executor.begin(rename_phone).await?.expand().await.err().map(|error| error.to_string()).unwrap_or_default();
            ensure!(error.contains("rename_phone") && error.contains("rename_name") && error.contains("contract"), "{error}");
        } else {
            executor.up_to(rename_phone, Phase::DualWrite).await?;
        }
        let second = database.kind != Kind::Sqlite;
        let v2 = Beside::start(database, 2, 1_000_000, move |n| {
            let phone = if second { "telephone" } else { "phone" };
            vec![
                format!("insert into users (full_name, {phone}) values ('n{n}', '{n}')"),
                format!("update users set full_name = 'x{n}' where id = {}", n % 150 + 151),
                format!("update users set {phone} = 'y{n}' where id = {}", n % 150 + 151),
                format!("update orders set remark = 'x{n}' where id = {}", n % 150 + 151),
            ]
        })
        .await?;
        executor.up_to(rename_note, Phase::Migrate).await?;
        executor.up_to(rename_name, Phase::Migrate).await?;
        if second {
            executor.up_to(rename_phone, Phase::Migrate).await?;
            // What a later one that has begun requires can't be taken back.
            let error = executor.rollback(rename_name).await.err().map(|error| error.to_string()).unwrap_or_default();
            ensure!(error.contains("rename_phone"), "{error}");
        }
        v1.stop().await?;
        v2.stop().await?;

        ensure!(store.number("select count(*) from users where full_name is null or full_name <> name").await? == 0);
        ensure!(store.number("select count(*) from orders where remark is null or remark <> note").await? == 0);
        if second {
            ensure!(store.number("select count(*) from users where telephone is null or telephone <> phone").await? == 0);
            // The later one is done before the earlier.
            executor.up_to(rename_phone, Phase::Contract).await?;
            ensure!(matches!(executor.state(rename_name).await?, State::Migrated(_)));
            store.run("insert into users (full_name, telephone) values ('between', '1')", &[]).await?;
            ensure!(store.number("select count(*) from users where name = 'between'").await? == 1);
        }
        executor.up().await?;
        store.run("insert into users (full_name, telephone) values ('last', '2')", &[]).await?;
        ensure!(store.number("select count(*) from users where full_name like 'n%' and telephone not like '%0000%'").await? > 0);
        ensure!(store.number("select count(*) from users where telephone is null or full_name is null").await? == 0);
        Ok(())
    }
}
