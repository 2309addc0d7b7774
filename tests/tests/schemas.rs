//! Tables in schemas of PostgreSQL's, beside tables of the same names that have none before them.

use std::time::Duration;

use anyhow::{Result, bail, ensure};
use xc::{Executor, Phase, State};
use xc_tests::beside::Beside;
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Store;

xc::migration! {
    name: create_billing,
    dialects: [postgres],
    expand {
        create schema billing;
        #[allow(small_primary_key, reason = "it is what is changed here")] create table users (id int primary key auto_increment, name varchar(100) not null unique);
        #[allow(small_primary_key, reason = "it is what is changed here")] create table billing.users (id int primary key auto_increment, name varchar(100) not null unique, city varchar(50) null, street varchar(50) null);
        create table billing.invoices (
            id     bigint primary key auto_increment,
            payer  int not null references billing.users (id),
            seller int null references users (id),
            state  varchar(10) not null default "open",
            constraint known check (state <> "")
        );
        create index by_payer on billing.invoices (payer);
        create index by_seller on billing.invoices (seller);
        create index by_seller on users (name, id);
    }
}

xc::migration! {
    name: rename_name,
    after: create_billing,
    dialects: [postgres],
    expand {
        alter table billing.users add column full_name like name;
        create index by_full_name on billing.users (full_name desc, id);
    }
    dual_write {
        sync billing.users { name <-> full_name }
    }
    migrate {
        backfill billing.users;
    }
    contract {
        alter table billing.users drop column name;
    }
}

xc::migration! {
    name: move_address,
    after: rename_name,
    dialects: [postgres],
    expand {
        #[allow(small_primary_key, reason = "it is what is changed here")] create table billing.addresses (user_id int primary key references billing.users (id), city varchar(50) null, street varchar(50) null);
    }
    dual_write {
        sync billing.users to billing.addresses on billing.addresses.user_id = billing.users.id {
            forward { city = billing.users.city, street = billing.users.street }
            reverse { billing.users.city = billing.addresses.city, billing.users.street = billing.addresses.street }
        }
    }
    migrate {
        backfill billing.users;
    }
    contract {
        alter table billing.users drop column city, drop column street;
    }
}

xc::migration! {
    name: users_get_bigint,
    after: move_address,
    dialects: [postgres],
    expand {
        alter table billing.users add column id_big bigint like id;
        alter table billing.invoices add column payer_big bigint like payer;
        alter table billing.addresses add column user_id_big bigint like user_id;
    }
    dual_write {
        sync billing.users { forward { id_big = id } }
        sync billing.invoices { forward { payer_big = payer } }
        sync billing.addresses { forward { user_id_big = user_id } }
    }
    migrate {
        backfill billing.users;
        backfill billing.invoices;
        backfill billing.addresses;
    }
    contract {
        alter table billing.users
            #[allow(changed_type_same_name, reason = "the statements of the test read no binary values")]
            swap column id with id_big,
            drop column id_big;
        alter table billing.invoices
            #[allow(changed_type_same_name, reason = "the statements of the test read no binary values")]
            swap column payer with payer_big,
            drop column payer_big;
        alter table billing.addresses
            #[allow(changed_type_same_name, reason = "the statements of the test read no binary values")]
            swap column user_id with user_id_big,
            drop column user_id_big;
    }
}

const BILLING: xc::Migrations = xc::migrations![create_billing, rename_name, move_address, users_get_bigint];

/// Users of either table, and invoices.
async fn seed(store: &Store) -> Result<()> {
    for statement in [
        "insert into users (name) select 'outer ' || n from generate_series(1, 400) as n",
        "insert into billing.users (name, city, street) select 'n' || n, 'c' || n, 's' || n from generate_series(1, 400) as n",
        "insert into billing.invoices (payer, seller) select n, n from generate_series(1, 400) as n",
    ] {
        store.run(statement, &[]).await?;
    }
    Ok(())
}

xc_tests::on_each_database! {
    [postgres_13, postgres, postgres_18]
    async fn a_column_of_a_table_in_a_schema_is_renamed_under_both_versions(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, BILLING).await?;
        executor.up_to(create_billing, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        seed(&store).await?;
        let old = |number: u64| {
            vec![
                format!("insert into billing.users (name) values ('v1 {number}')"),
                format!("update billing.users set name = 'v1 changed {number}' where id = {}", number % 200 + 1),
                format!("update users set name = 'outer changed {number}' where id = {}", number % 200 + 1),
            ]
        };
        let new = |number: u64| {
            vec![
                format!("insert into billing.users (full_name) values ('v2 {number}')"),
                format!("update billing.users set full_name = 'v2 changed {number}' where id = {}", number % 200 + 201),
            ]
        };
        let v1 = Beside::start(database, 2, 1, old).await?;
        executor.up_to(rename_name, Phase::Expand).await?;
        executor.rollback(rename_name).await?;
        executor.up_to(rename_name, Phase::DualWrite).await?;
        let v2 = Beside::start(database, 2, 1, new).await?;
        executor.up_to(rename_name, Phase::Migrate).await?;
        ensure!(executor.verify(rename_name).await?.out_of_parity == 0);
        let State::Migrated(migrated) = executor.state(rename_name).await? else { bail!("it has migrated") };
        drop(migrated.rollback().await?);
        executor.up_to(rename_name, Phase::Migrate).await?;
        v1.stop().await?;
        executor.up_to(rename_name, Phase::Contract).await?;
        let left = xc_tests::schema::describe(database).await?;
        ensure!(store.number("select count(name) from billing.users").await.is_err(), "v1's column is there still");
        ensure!(store.number("select count(name) from users").await? == 400, "the other table has kept its own\n{left}");
        let State::Contracted(contracted) = executor.state(rename_name).await? else { bail!("it has contracted") };
        drop(contracted.rollback().await?);
        v2.stop().await?;
        ensure!(store.number("select count(*) from billing.users where name is distinct from full_name").await? == 0, "v2's writes are lost");
        ensure!(store.number("select count(*) from billing.users where full_name like 'v2 %'").await? > 10);

        let hurried = Executor::builder(BILLING).retire(Duration::from_millis(1)).connect(&database.url).await?;
        hurried.up_to(rename_name, Phase::Contract).await?;
        tokio::time::sleep(Duration::from_millis(20)).await;
        hurried.purge(rename_name, None).await?;
        let own = "select count(*) from pg_class as c join pg_attribute as a on a.attrelid = c.oid \
                   where c.relnamespace = 'billing'::regnamespace and (c.relname like 'xc\\_%' or a.attname like 'xc\\_%')";
        ensure!(store.number(own).await? == 0, "something of xc's own is left");
        ensure!(store.number("select count(*) from pg_proc where proname like 'xc\\_%'").await? == 0, "a function of xc's is left");
        let index = "select count(*) from pg_indexes where schemaname = 'billing' and indexname in ('by_full_name', 'users_full_name_key')";
        ensure!(store.number(index).await? == 2);
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres_13, postgres, postgres_18]
    async fn columns_move_and_keys_change_their_type_within_a_schema(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, BILLING).await?;
        executor.up_to(create_billing, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        seed(&store).await?;
        executor.up_to(rename_name, Phase::Contract).await?;

        let old = |number: u64| {
            vec![
                format!("insert into billing.users (full_name, city) values ('v1 {number}', 'of v1')"),
                format!("update billing.users set city = 'v1 {number}' where id = {}", number % 200 + 1),
                format!("delete from billing.users where full_name = 'v1 {}'", number.saturating_sub(20)),
            ]
        };
        let new = |number: u64| vec![format!("update billing.addresses set street = 'v2 {number}' where user_id = {}", number % 200 + 201)];
        let v1 = Beside::start(database, 2, 1, old).await?;
        executor.up_to(move_address, Phase::DualWrite).await?;
        let v2 = Beside::start(database, 2, 1, new).await?;
        executor.up_to(move_address, Phase::Migrate).await?;
        ensure!(executor.verify(move_address).await?.out_of_parity == 0);
        v1.stop().await?;
        let differ = "select count(*) from billing.users as u full join billing.addresses as a on a.user_id = u.id \
                      where u.city is distinct from a.city or u.street is distinct from a.street";
        ensure!(store.number(differ).await? == 0);
        executor.up_to(move_address, Phase::Contract).await?;
        ensure!(store.number("select count(*) from billing.addresses where street like 'v2 %'").await? > 10);

        let both = |number: u64| {
            vec![
                format!("insert into billing.users (full_name) values ('late {number}')"),
                format!("insert into billing.invoices (payer, seller) values ({0}, {0})", number % 400 + 1),
            ]
        };
        let beside = Beside::start(database, 2, 1, both).await?;
        executor.up().await?;
        beside.stop().await?;
        v2.stop().await?;
        let types = "select count(*) from information_schema.columns where table_schema = 'billing' and data_type = 'bigint' \
                     and (table_name, column_name) in (('users', 'id'), ('invoices', 'payer'), ('addresses', 'user_id'))";
        ensure!(store.number(types).await? == 3);
        ensure!(store.number("select count(*) from billing.invoices where payer is null or payer <> seller").await? == 0);
        ensure!(store.run("insert into billing.invoices (payer) values (99999999)", &[]).await.is_err(), "the foreign key is gone");
        let of_others = "select count(*) from information_schema.columns where table_schema = 'public' and table_name = 'users' \
                         and column_name = 'id' and data_type = 'integer'";
        ensure!(store.number(of_others).await? == 1, "the table of the same name has changed");
        Ok(())
    }
}

/// The name, loud.
fn shout(name: &str) -> String {
    name.to_uppercase()
}

xc::migration! {
    name: shout_names,
    after: create_billing,
    dialects: [postgres],
    expand {
        alter table billing.users add column loud varchar(200) null;
    }
    dual_write {
        by application billing.users (name, loud);
    }
    migrate {
        backfill billing.users using crate::shout(name) -> loud;
    }
}

const SHOUTED: xc::Migrations = xc::migrations![create_billing, shout_names];

xc_tests::on_each_database! {
    [postgres]
    async fn rows_of_a_table_in_a_schema_are_filled_by_a_function(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, SHOUTED).await?;
        executor.up_to(create_billing, Phase::Contract).await?;
        let store = Store::connect(database, 1).await?;
        seed(&store).await?;
        executor.up_to(shout_names, Phase::DualWrite).await?;
        let old = |number: u64| vec![format!("update billing.users set name = 'v1 changed {number}' where id = {}", number % 200 + 1)];
        let v1 = Beside::start(database, 2, 1, old).await?;
        executor.up_to(shout_names, Phase::Migrate).await?;
        v1.stop().await?;
        executor.up().await?;
        ensure!(store.number("select count(*) from billing.users where loud is distinct from upper(name)").await? == 0);
        ensure!(store.number("select count(*) from billing.users where loud like 'V1 CHANGED%'").await? > 10);
        Ok(())
    }
}

xc::migration! {
    name: create_archive,
    dialects: [postgres],
    expand {
        create schema archive;
        create table archive.notes (id bigint primary key, body varchar(100) null);
    }
}

xc::migration! {
    name: drop_notes,
    after: create_archive,
    dialects: [postgres],
    contract {
        #[allow(drop_without_successor, reason = "nobody reads old notes")]
        drop table archive.notes;
    }
}

xc::migration! {
    name: drop_archive,
    after: drop_notes,
    dialects: [postgres],
    contract { drop schema archive; }
}

const ARCHIVE: xc::Migrations = xc::migrations![create_archive, drop_notes, drop_archive];

xc_tests::on_each_database! {
    [postgres_13, postgres, postgres_18]
    async fn a_schema_is_made_and_is_dropped_when_nothing_is_in_it(database: &TestDatabase) -> Result<()> {
        let executor = Executor::builder(ARCHIVE).retire(Duration::from_millis(1)).connect(&database.url).await?;
        let store = Store::connect(database, 1).await?;
        executor.up_to(create_archive, Phase::Expand).await?;
        executor.rollback(create_archive).await?;
        ensure!(store.number("select count(*) from pg_namespace where nspname = 'archive'").await? == 0);
        executor.up_to(create_archive, Phase::Contract).await?;
        store.run("insert into archive.notes (id, body) select n, 'b' || n from generate_series(1, 100) as n", &[]).await?;

        executor.up_to(drop_notes, Phase::Contract).await?;
        ensure!(store.number("select count(*) from archive.notes").await.is_err(), "the table is there still");
        // Retired, it is in the schema still.
        let Err(error) = executor.up_to(drop_archive, Phase::Contract).await else { bail!("a schema that is not empty was dropped") };
        let said = format!("{error:#}");
        ensure!(error.is_refused() && said.contains("schema archive is not empty") && said.contains("xc_retired"), "{said}");
        executor.rollback(drop_notes).await?;
        ensure!(store.number("select count(*) from archive.notes where body = 'b' || id").await? == 100);
        executor.up_to(drop_notes, Phase::Contract).await?;
        tokio::time::sleep(Duration::from_millis(20)).await;
        executor.purge(drop_notes, None).await?;

        store.run("create function archive.of_somebody() returns int language sql as 'select 1'", &[]).await?;
        let Err(error) = executor.up_to(drop_archive, Phase::Contract).await else { bail!("a schema that is not empty was dropped") };
        let said = format!("{error:#}");
        ensure!(error.is_refused() && said.contains("function of_somebody"), "{said}");
        store.run("drop function archive.of_somebody()", &[]).await?;
        executor.up().await?;
        ensure!(store.number("select count(*) from pg_namespace where nspname = 'archive'").await? == 0);
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn who_depends_on_a_table_in_a_schema_is_named_and_not_who_depends_on_its_namesake(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, BILLING).await?;
        executor.up_to(create_billing, Phase::Contract).await?;
        let store = Store::connect(database, 1).await?;
        seed(&store).await?;
        store.run("create view outer_names as select name from users", &[]).await?;
        store.run("create view billing.inner_names as select name from billing.users", &[]).await?;
        executor.up_to(rename_name, Phase::Migrate).await?;
        let Err(error) = executor.up_to(rename_name, Phase::Contract).await else { bail!("a view reads what contract takes away") };
        let said = format!("{error:#}");
        ensure!(said.contains("view billing.inner_names reads billing.users.name"), "{said}");
        ensure!(!said.contains("outer_names"), "{said}");
        store.run("drop view billing.inner_names", &[]).await?;
        executor.up_to(rename_name, Phase::Contract).await?;
        Ok(())
    }
}

xc::migration! {
    name: search_invoices,
    after: create_billing,
    dialects: [postgres],
    expand {
        raw "open invoices are few" {
            postgres: "create unique index concurrently open_invoices on billing.invoices (seller) where state = 'open'",
            inverse { postgres: "drop index concurrently billing.open_invoices" }
            lock: share_update_exclusive,
            table: billing.invoices,
        }
    }
}

xc_tests::on_each_database! {
    [postgres_13, postgres]
    async fn an_index_by_a_raw_statement_is_looked_for_beside_its_table(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, xc::migrations![create_billing, search_invoices]).await?;
        executor.up_to(create_billing, Phase::Contract).await?;
        let store = Store::connect(database, 1).await?;
        seed(&store).await?;
        let index = "select count(*) from pg_index where indexrelid = to_regclass('billing.open_invoices') and indisvalid";

        // One of that name elsewhere is another.
        store.run("create index open_invoices on users (name)", &[]).await?;
        // A build that ended in an error leaves a dead index behind, which is cleared away.
        store.run("insert into billing.invoices (payer, seller) values (1, 2)", &[]).await?;
        let Err(error) = executor.up_to(search_invoices, Phase::Expand).await else { bail!("two open invoices of one seller") };
        ensure!(format!("{error:#}").contains("open_invoices"), "{error:#}");
        ensure!(store.number("select count(*) from pg_index where indexrelid = to_regclass('billing.open_invoices')").await? == 1);
        store.run("update billing.invoices set state = 'paid' where id > 400", &[]).await?;

        executor.up_to(search_invoices, Phase::Expand).await?;
        ensure!(store.number(index).await? == 1);
        executor.up_to(search_invoices, Phase::Expand).await?;
        executor.rollback(search_invoices).await?;
        ensure!(store.number(index).await? == 0);
        ensure!(store.number("select count(*) from pg_index where indexrelid = to_regclass('public.open_invoices')").await? == 1);
        Ok(())
    }
}
