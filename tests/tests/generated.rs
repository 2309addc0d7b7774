//! Columns that the database computes: made, read by syncs, dropped and brought back beside both versions' writers, and compared with what is there.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use xc::{Executor, Phase, State};
use xc_tests::beside::Beside;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

xc::migration! {
    name: create_bills,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table bills (
            id       bigint primary key,
            customer varchar(60) not null,
            note     varchar(40) null,
            short    varchar(10) not null generated always as (left(customer, 10)) stored,
            label    varchar(41) generated always as (concat(note, "!")) stored
        );
        create index bills_short on bills (short);
    }
}

xc::migration! {
    /// `title` follows from a computed column. What the trigger writes into `note`, `label` is computed from.
    name: title_bills,
    after: create_bills,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table bills
            add column title varchar(20) null,
            add column remark varchar(40) null;
    }
    dual_write {
        sync bills {
            note <-> remark,
            forward { title = concat("No. ", short) }
        }
    }
    migrate {
        backfill bills;
    }
    contract {
        drop index bills_short on bills;
        alter table bills drop column short;
    }
}

xc::migration! {
    /// Only a computed column goes.
    name: drop_label,
    after: title_bills,
    dialects: [postgres, mysql, sqlite],
    contract {
        alter table bills drop column label;
    }
}

const STORED: xc::Migrations = xc::migrations![create_bills, title_bills, drop_label];

async fn seed(store: &Store) -> Result<()> {
    let rows: Vec<String> = (1..=300).map(|id| format!("({id}, 'Customer {id}', 'n{id}')")).collect();
    store.run(&format!("insert into bills (id, customer, note) values {}", rows.join(", ")), &[]).await?;
    Ok(())
}

async fn v1(database: &TestDatabase) -> Result<Beside> {
    Beside::start(database, 2, 1, |number| {
        let id = 10_000 + number;
        vec![
            format!("insert into bills (id, customer, note) values ({id}, 'New customer', 'by v1')"),
            format!("update bills set customer = 'Renamed {number}' where id = {}", number % 100 + 1),
            format!("update bills set note = 'noted {number}' where id = {}", number % 100 + 1),
            format!("update bills set note = null where id = {id}"),
        ]
    })
    .await
}

async fn v2(database: &TestDatabase) -> Result<Beside> {
    Beside::start(database, 2, 1, |number| {
        let id = 1_000_000 + number;
        vec![
            format!("insert into bills (id, customer, remark) values ({id}, 'Of v2', 'by v2')"),
            format!("update bills set remark = 'remark {number}' where id = {}", number % 100 + 101),
            format!("update bills set remark = 'late' where id = {id}"),
        ]
    })
    .await
}

/// How many rows a condition holds for.
async fn rows(store: &Store, condition: &str) -> Result<i64> {
    store.number(&format!("select count(*) from bills where {condition}")).await
}

/// Takes contract back, and nothing before it.
async fn back_from_contract(executor: &Executor, migration: &'static xc::Migration) -> Result<()> {
    let State::Contracted(contracted) = executor.state(migration).await? else { anyhow::bail!("it has contracted") };
    drop(contracted.rollback().await?);
    Ok(())
}

/// Until the writers have met what the test is about.
async fn wait_for(store: &Store, condition: &str) -> Result<()> {
    for _ in 0..600 {
        if rows(store, condition).await? >= 20 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    anyhow::bail!("the writers never came to {condition}")
}

// What concat() makes of null is not the same everywhere.
const STALE_LABEL: &str = "coalesce(label, '-') <> case when note is null then '-' else concat(note, '!') end";

xc_tests::on_each_server! {
    async fn a_sync_reads_a_stored_column_beside_writers_none_of_whom_fails(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, STORED).await?;
        executor.up_to(create_bills, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        seed(&store).await?;
        let old = v1(database).await?;
        executor.up_to(title_bills, Phase::Migrate).await?;
        executor.rollback(title_bills).await?;
        executor.up_to(title_bills, Phase::DualWrite).await?;
        let new = v2(database).await?;
        executor.up_to(title_bills, Phase::Migrate).await?;
        for met in ["note like 'remark %'", "remark like 'noted %'", "id > 1000000 and note = 'late'", "title like 'No. Renamed %'"] {
            wait_for(&store, met).await?;
        }
        old.stop().await?;
        new.stop().await?;
        for wrong in [
            STALE_LABEL,
            "short <> substr(customer, 1, 10)",
            "title is null or title <> concat('No. ', substr(customer, 1, 10))",
            "not (coalesce(note, '-') = coalesce(remark, '-'))",
        ] {
            let found = rows(&store, wrong).await?;
            ensure!(found == 0, "{found} rows: {wrong}");
        }
        executor.up_to(title_bills, Phase::Contract).await?;
        ensure!(store.number("select count(short) from bills").await.is_err(), "the computed column is there still");
        ensure!(rows(&store, STALE_LABEL).await? == 0);
        Ok(())
    }
}

xc_tests::on_each_server! {
    async fn a_stored_column_that_is_dropped_comes_back_with_its_values(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, STORED).await?;
        executor.up_to(create_bills, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        seed(&store).await?;
        executor.up_to(title_bills, Phase::Contract).await?;
        let writers = Beside::start(database, 2, 1, |number| {
            let id = 10_000 + number;
            vec![
                format!("insert into bills (id, customer, note, title) values ({id}, 'New customer', 'by v2', 'No. 1')"),
                format!("update bills set note = 'changed {number}' where id = {}", number % 100 + 1),
            ]
        })
        .await?;
        executor.up().await?;
        ensure!(store.number("select count(label) from bills").await.is_err(), "the computed column is in the way still");
        wait_for(&store, "note like 'changed %'").await?;
        executor.rollback(drop_label).await?;
        writers.stop().await?;
        ensure!(rows(&store, STALE_LABEL).await? == 0, "what was written meanwhile is not computed");
        ensure!(rows(&store, "label like 'changed %!'").await? >= 20);
        let hurried = Executor::builder(STORED).retire(Duration::from_millis(1)).connect(&database.url).await?;
        hurried.up().await?;
        tokio::time::sleep(Duration::from_millis(20)).await;
        hurried.purge(drop_label, None).await?;
        let left = xc_tests::schema::describe(database).await?;
        ensure!(!left.contains("xc_retired"), "{left}");
        Ok(())
    }
}

xc::migration! {
    name: create_plain_bills,
    dialects: [postgres >= 18, mysql, mariadb, sqlite],
    expand {
        create table bills (id bigint primary key, customer varchar(60) not null, note varchar(40) null);
    }
}

xc::migration! {
    /// On a table that has rows: computed when it is read, from a column that is new as well.
    name: compute_bills,
    after: create_plain_bills,
    dialects: [postgres >= 18, mysql, mariadb, sqlite],
    expand {
        alter table bills
            add column remark varchar(40) null,
            add column short varchar(10) generated always as (left(customer, 10)) virtual,
            add column label varchar(41) generated always as (concat(remark, "!")) virtual;
    }
    dual_write {
        sync bills { note <-> remark }
    }
    migrate {
        backfill bills;
    }
    contract {
        alter table bills drop column note;
    }
}

xc::migration! {
    name: forget_short,
    after: compute_bills,
    dialects: [postgres >= 18, mysql, mariadb, sqlite],
    contract {
        alter table bills drop column short;
    }
}

const VIRTUAL: xc::Migrations = xc::migrations![create_plain_bills, compute_bills, forget_short];

xc_tests::on_each_database! {
    [sqlite, postgres_18, mariadb, mysql]
    async fn virtual_columns_come_and_go_beside_writers_none_of_whom_fails(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, VIRTUAL).await?;
        executor.up_to(create_plain_bills, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        seed(&store).await?;
        let old = v1(database).await?;
        executor.up_to(compute_bills, Phase::Expand).await?;
        executor.rollback(compute_bills).await?;
        executor.up_to(compute_bills, Phase::DualWrite).await?;
        let new = v2(database).await?;
        executor.up_to(compute_bills, Phase::Migrate).await?;
        for met in ["label like 'remark %!'", "label like 'noted %!'", "short like 'Renamed %'"] {
            wait_for(&store, met).await?;
        }
        old.stop().await?;
        executor.up_to(compute_bills, Phase::Contract).await?;
        executor.up().await?;
        executor.rollback(forget_short).await?;
        new.stop().await?;
        for wrong in ["short <> substr(customer, 1, 10)", "coalesce(label, '-') <> case when remark is null then '-' else concat(remark, '!') end"] {
            let found = rows(&store, wrong).await?;
            ensure!(found == 0, "{found} rows: {wrong}");
        }
        executor.up().await?;
        ensure!(store.number("select count(short) from bills").await.is_err(), "the computed column is there still");
        Ok(())
    }
}

xc::migration! {
    name: create_indexed_bills,
    dialects: [mysql, sqlite],
    expand {
        create table bills (id bigint primary key, customer varchar(60) not null, note varchar(40) null);
    }
}

xc::migration! {
    name: find_bills,
    after: create_indexed_bills,
    expand {
        alter table bills add column short varchar(10) generated always as (left(customer, 10)) virtual;
        #[allow(index_on_virtual, reason = "every server is MySQL")]
        create index bills_short on bills (short);
    }
}

xc::migration! {
    /// What MariaDB would copy the table for.
    name: remark_bills,
    after: find_bills,
    expand {
        alter table bills
            #[allow(copied_beside_generated, reason = "every server is MySQL")]
            add column remark varchar(40) null;
    }
    dual_write { sync bills { forward { remark = coalesce(note, "") } reverse { note = remark } } }
    migrate { backfill bills; }
    contract {
        alter table bills
            #[allow(copied_beside_generated, reason = "every server is MySQL")]
            alter column remark set not null,
            #[allow(copied_beside_generated, reason = "every server is MySQL")]
            drop column note;
    }
}

const INDEXED: xc::Migrations = xc::migrations![create_indexed_bills, find_bills, remark_bills];

xc_tests::on_each_database! {
    [sqlite, mysql]
    async fn an_index_on_a_virtual_column_is_built_and_lived_with_beside_writers_none_of_whom_fails(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, INDEXED).await?;
        executor.up_to(create_indexed_bills, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        seed(&store).await?;
        let writers = v1(database).await?;
        for _ in 0..3 {
            executor.up_to(find_bills, Phase::Expand).await?;
            executor.rollback(find_bills).await?;
        }
        executor.up_to(find_bills, Phase::Contract).await?;
        executor.up_to(remark_bills, Phase::Migrate).await?;
        wait_for(&store, "short like 'Renamed %'").await?;
        writers.stop().await?;
        let writers = v2(database).await?;
        executor.up().await?;
        back_from_contract(&executor, remark_bills).await?;
        executor.up().await?;
        wait_for(&store, "remark like 'remark %'").await?;
        writers.stop().await?;
        ensure!(rows(&store, "short <> substr(customer, 1, 10)").await? == 0);
        Ok(())
    }
}

xc::schema! {
    name: production,
    dialects: [postgres, mysql, sqlite],
    create table bills (
        id       bigint primary key,
        customer varchar(60) not null,
        short    varchar(10) generated always as (left(customer, 10)) stored
    );
}

xc::migration! {
    name: note_bills,
    after: production,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table bills add column note varchar(40) null;
    }
}

const DECLARED: xc::Migrations = xc::migrations![production, note_bills];

xc_tests::on_each_server! {
    async fn a_column_that_is_computed_otherwise_than_declared_is_found(database: &TestDatabase) -> Result<()> {
        let substring = if database.kind == Kind::Sqlite { "substr" } else { "left" };
        let create = |short: &str| format!("create table bills (id bigint primary key, customer varchar(60) not null, short varchar(10) {short})");
        let computed = if substring == "left" { "left(customer, 10)" } else { "substr(customer, 1, 10)" };
        database.execute(&create("null")).await?;
        let executor = Executor::connect(&database.url, DECLARED).await?;
        let refused = executor.up().await.err().context("an ordinary column is there")?.to_string();
        ensure!(refused.contains("`bills.short` is expected to be generated and stored, and is written by the application"), "{refused}");
        database.execute("drop table bills").await?;
        database.execute(&create(&format!("generated always as ({computed}) stored"))).await?;
        executor.up().await?;
        Ok(())
    }
}

xc::migration! {
    name: create_named_bills,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table bills (id bigint primary key, customer varchar(60) not null);
    }
}

xc::migration! {
    name: rename_customer,
    after: create_named_bills,
    dialects: [postgres, mysql, sqlite],
    expand { alter table bills add column client like customer; }
    dual_write { sync bills { customer <-> client } }
    migrate { backfill bills; }
    contract { alter table bills drop column customer; }
}

const NAMED: xc::Migrations = xc::migrations![create_named_bills, rename_customer];

xc_tests::on_each_database! {
    [postgres_13, postgres, postgres_18, mariadb, mysql]
    async fn contract_waits_while_a_column_that_nobody_declared_is_computed_from_the_old_one(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, NAMED).await?;
        executor.up_to(create_named_bills, Phase::Contract).await?;
        database.execute("alter table bills add column short varchar(10) generated always as (left(customer, 10)) stored").await?;
        executor.up_to(rename_customer, Phase::Migrate).await?;
        let refused = executor.up().await.err().context("something is computed from what goes")?.to_string();
        ensure!(refused.contains("generated column short"), "{refused}");
        database.execute("alter table bills drop column short").await?;
        executor.up().await?;
        Ok(())
    }
}

xc::migration! {
    name: create_slips,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table slips (
            id       bigint primary key,
            customer varchar(60) not null,
            note     varchar(40) null,
            short    varchar(10) not null generated always as (left(customer, 10)) stored,
            check (length(short) > 0)
        );
        create index slips_short on slips (short);
    }
}

xc::migration! {
    /// The table gets another name, and what is computed is computed in both.
    name: rename_slips,
    after: create_slips,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table bills (
            id       bigint primary key,
            customer varchar(60) not null,
            note     varchar(40) null,
            brief    varchar(10) not null generated always as (left(customer, 10)) stored,
            check (length(brief) > 0)
        );
        create index bills_brief on bills (brief);
    }
    dual_write {
        sync slips to bills on bills.id = slips.id {
            forward { bills.customer = slips.customer, bills.note = slips.note }
            reverse { slips.customer = bills.customer, slips.note = bills.note }
        }
    }
    migrate { backfill slips; }
    contract { drop table slips; }
}

const RENAMED: xc::Migrations = xc::migrations![create_slips, rename_slips];

xc_tests::on_each_server! {
    async fn a_table_with_computed_columns_is_renamed_beside_writers_none_of_whom_fails(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, RENAMED).await?;
        executor.up_to(create_slips, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        let seed: Vec<String> = (1..=300).map(|id| format!("({id}, 'Customer {id}', 'n{id}')")).collect();
        store.run(&format!("insert into slips (id, customer, note) values {}", seed.join(", ")), &[]).await?;
        let old = Beside::start(database, 1, 1, |number| {
            vec![
                format!("insert into slips (id, customer, note) values ({}, 'New customer', 'by v1')", 10_000 + number),
                format!("update slips set customer = 'Renamed {number}' where id = {}", number % 100 + 1),
            ]
        })
        .await?;
        executor.up_to(rename_slips, Phase::Migrate).await?;
        let new = Beside::start(database, 1, 1, |number| {
            vec![
                format!("insert into bills (id, customer, note) values ({}, 'Of v2', 'by v2')", 1_000_000 + number),
                format!("update bills set customer = 'Changed {number}' where id = {}", number % 100 + 101),
            ]
        })
        .await?;
        wait_for(&store, "brief like 'Renamed %'").await?;
        wait_for(&store, "brief like 'Changed %'").await?;
        old.stop().await?;
        let differ = "select count(*) from slips join bills on bills.id = slips.id where short <> brief or short <> substr(bills.customer, 1, 10)";
        executor.verify(rename_slips).await?;
        ensure!(store.number(differ).await? == 0);
        executor.up().await?;
        new.stop().await?;
        ensure!(store.number("select count(short) from slips").await.is_err(), "the old table is there still");
        ensure!(rows(&store, "brief <> substr(customer, 1, 10)").await? == 0);
        Ok(())
    }
}
