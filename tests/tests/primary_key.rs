//! One primary key in the place of another, beside writers: rows that are alike are shown first, and no moment is without a key.

use anyhow::{Context, Result, ensure};
use xc::{Executor, Phase};
use xc_tests::beside::Beside;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

xc::migration! {
    name: create_settings,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table tenants (id bigint primary key);
        create table settings (
            id        bigint primary key,
            tenant_id bigint not null references tenants (id),
            name      varchar(50) not null,
            value     varchar(50) null
        );
        create index settings_tenant on settings (tenant_id);
    }
}

xc::migration! {
    /// A setting is known by its tenant and its name.
    name: key_settings_by_name,
    after: create_settings,
    dialects: [postgres, mysql, sqlite],
    contract {
        alter table settings drop primary key, add primary key (tenant_id, name);
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_settings, key_settings_by_name];

xc_tests::on_each_database! {
    async fn a_primary_key_takes_the_place_of_another_beside_writers(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(create_settings, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        let list = |row: &dyn Fn(u64) -> String| (1..=500).map(row).collect::<Vec<_>>().join(", ");
        store.run(&format!("insert into tenants (id) values {}", list(&|id| format!("({id})"))), &[]).await?;
        let settings = list(&|id| format!("({id}, {}, 'n{}', 'v')", id % 50 + 1, id / 50));
        store.run(&format!("insert into settings (id, tenant_id, name, value) values {settings}"), &[]).await?;
        store.run("insert into settings (id, tenant_id, name) values (1001, 7, 'twice'), (1002, 7, 'twice')", &[]).await?;

        // What is there twice is shown, and nothing is changed.
        let refusal = executor.up().await.err().context("rows that are alike were taken for a key")?.to_string();
        ensure!(refusal.contains("7, twice, 2"), "{refusal}");
        store.run("delete from settings where id = 1002", &[]).await?;

        let writers = Beside::start(database, 3, 1, |number| {
            vec![
                format!("insert into settings (id, tenant_id, name, value) values ({}, {}, 'w{number}', 'v')", 10_000 + number, number % 500 + 1),
                format!("update settings set value = 'w' where tenant_id = {} and name = 'w{number}'", number % 500 + 1),
                format!("update settings set value = 'u{number}' where id = {}", number % 500 + 1),
                format!("delete from settings where id = {} and tenant_id > 250", 10_000 + number),
            ]
        })
        .await?;
        executor.up().await?;
        writers.stop().await?;

        ensure!(store.number("select count(*) from settings where id <= 500").await? == 500);
        ensure!(store.number("select count(*) from settings where id > 10000 and value <> 'w'").await? == 0);
        ensure!(store.run("insert into settings (id, tenant_id, name) values (1, 7, 'twice')", &[]).await.is_err());
        // The old key is a column as any other.
        store.run("insert into settings (id, tenant_id, name) values (1, 7, 'other')", &[]).await?;
        if matches!(database.kind, Kind::Postgres | Kind::Sqlite) {
            let upsert = "insert into settings (id, tenant_id, name, value) values (2, 7, 'other', 'x') on conflict (tenant_id, name) do update set value = 'y'";
            let fresh = Store::connect(database, 1).await?;
            fresh.run(upsert, &[]).await?;
            ensure!(fresh.number("select count(*) from settings where name = 'other' and value = 'y'").await? == 1);
        }
        let shape = xc_tests::schema::describe(database).await?;
        ensure!(!shape.contains("xc_pk"), "{shape}");
        Ok(())
    }
}
