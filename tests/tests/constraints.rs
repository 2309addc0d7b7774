//! Indexes, constraints and defaults, added and dropped beside writers on a real server.

use anyhow::{Result, ensure};
use xc::{Error, Executor, Phase};
use xc_tests::beside::Beside;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

xc::migration! {
    name: create_shop,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table customers (
            id bigint primary key auto_increment,
            email varchar(255) not null,
            country varchar(2) not null default "DE",
            note varchar(200) not null default ""
        );
        create table orders (
            id bigint primary key auto_increment,
            customer_id bigint not null,
            status varchar(20) not null default "new" check (status = "new" or status = "paid"),
            cents bigint not null,
            parent_id bigint null,
            foreign key (parent_id) references orders (id)
        );
        create index orders_parent on orders (parent_id);
        create index orders_status on orders (status);
    }
}

xc::migration! {
    name: tighten_shop,
    after: create_shop,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table customers add column email_key varchar(255) null;
        create index customers_email_key on customers (email_key);
        create index orders_customer on orders (customer_id, cents desc) include (status);
        create index orders_cents on orders (cents) where cents > 100;
    }
    dual_write {
        sync customers { forward { email_key = trim(email) } }
    }
    migrate {
        backfill customers;
    }
    contract {
        alter table customers
            add constraint customers_email unique (email),
            alter column country set default "FR",
            alter column note drop not null;
        alter table orders
            add foreign key (customer_id) references customers (id),
            drop foreign key (parent_id),
            alter column status drop default;
        drop index orders_status on orders;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_shop, tighten_shop];

async fn start(database: &TestDatabase) -> Result<(Executor, Store)> {
    let executor = Executor::connect(&database.url, MIGRATIONS).await?;
    executor.up_to(create_shop, Phase::Contract).await?;
    let store = Store::connect(database, 2).await?;
    let list = |row: &dyn Fn(u32) -> String| (1..=300).map(row).collect::<Vec<_>>().join(", ");
    store.run(&format!("insert into customers (email) values {}", list(&|id| format!("('c{id}@example.org')"))), &[]).await?;
    store.run(&format!("insert into orders (customer_id, cents) values {}", list(&|id| format!("({id}, {id})"))), &[]).await?;
    Ok((executor, store))
}

/// How many indexes of this name there are, good ones on PostgreSQL.
fn index_count(kind: Kind, index: &str) -> String {
    match kind {
        Kind::Sqlite => format!("select count(*) from sqlite_schema where type = 'index' and name = '{index}'"),
        Kind::MariaDb | Kind::MySql => {
            format!(
                "select count(distinct index_name) from information_schema.statistics where table_schema = database() and index_name = '{index}'"
            )
        }
        _ => format!("select count(*) from pg_index where indexrelid = to_regclass('{index}') and indisvalid"),
    }
}

fn is_refused(outcome: Result<(), Error>, words: &[&str]) -> Result<()> {
    let Err(error) = outcome else { anyhow::bail!("it went through; it should say {words:?}") };
    ensure!(error.is_refused(), "{error}");
    let text = error.to_string();
    for word in words {
        ensure!(text.contains(word), "{word:?} is not in: {text}");
    }
    Ok(())
}

xc_tests::on_each_database! {
    async fn are_changed_beside_writers_none_of_whom_fails(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database).await?;
        let writers = Beside::start(database, 3, 1000, |number| {
            vec![
                format!("insert into customers (id, email) values ({number}, 'c{number}@example.org')"),
                format!("insert into orders (customer_id, status, cents) values ({number}, 'paid', {number})"),
                format!("update orders set cents = cents + 1 where id = {}", number % 300 + 1),
                format!("update customers set email = 'd{number}@example.org' where id = {number}"),
            ]
        })
        .await?;
        executor.up().await?;
        writers.stop().await?;

        for index in ["customers_email_key", "orders_customer", "orders_cents", "orders_parent"] {
            ensure!(store.number(&index_count(database.kind, index)).await? == 1, "there is no index {index}");
        }
        ensure!(store.number(&index_count(database.kind, "orders_status")).await? == 0, "orders_status is still there");
        ensure!(store.number("select count(*) from customers where id <= 300 and (email_key <> email or email_key is null)").await? == 0);
        let refused = [
            "insert into customers (email, email_key) values ('c7@example.org', 'x')",
            "insert into orders (customer_id, status, cents) values (999999999, 'new', 1)",
            "insert into orders (customer_id, cents) values (7, 1)",
            "insert into orders (customer_id, status, cents) values (7, 'lost', 1)",
        ];
        for statement in refused {
            ensure!(store.run(statement, &[]).await.is_err(), "this was taken: {statement}");
        }
        // What was dropped no longer refuses.
        store.run("insert into orders (customer_id, status, cents, parent_id) values (7, 'new', 1, 999999999)", &[]).await?;
        store.run("insert into customers (id, email, note) values (500, 'e@example.org', null)", &[]).await?;
        ensure!(store.number("select count(*) from customers where id = 500 and country = 'FR'").await? == 1);
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn rows_that_are_alike_are_shown_before_anything_is_built(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database).await?;
        store.run("insert into customers (id, email) values (400, 'c17@example.org')", &[]).await?;
        is_refused(executor.up().await, &["email", "c17@example.org"])?;
        ensure!(store.number(&index_count(database.kind, "customers_email")).await? == 0);
        ensure!(store.number(&index_count(database.kind, "orders_status")).await? == 1);
        // The way out that the message names.
        store.run("delete from customers where id = 400", &[]).await?;
        executor.up().await?;
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn rows_without_a_parent_are_shown_before_anything_is_built(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database).await?;
        store.run("insert into orders (customer_id, cents) values (4711, 1)", &[]).await?;
        is_refused(executor.up().await, &["orders", "customers", "4711"])?;
        ensure!(store.number(&index_count(database.kind, "customers_email")).await? == 0);
        store.run("update orders set customer_id = 1 where customer_id = 4711", &[]).await?;
        executor.up().await?;
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn what_expand_and_migrate_have_built_goes_with_a_rollback(database: &TestDatabase) -> Result<()> {
        let (executor, _) = start(database).await?;
        let before = xc_tests::schema::describe(database).await?;
        executor.up_to(tighten_shop, Phase::Migrate).await?;
        executor.rollback(tighten_shop).await?;
        let after = xc_tests::schema::describe(database).await?;
        ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        executor.up().await?;
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn an_index_that_was_cut_off_is_built_anew(database: &TestDatabase) -> Result<()> {
        let (executor, store) = start(database).await?;
        executor.up_to(tighten_shop, Phase::Migrate).await?;
        // What a build that was cut off leaves: the name is taken, and the index is dead.
        store.run("insert into customers (id, email) values (401, 'twice@example.org'), (402, 'twice@example.org')", &[]).await?;
        ensure!(store.run("create unique index concurrently customers_email on customers (email)", &[]).await.is_err());
        ensure!(store.number("select count(*) from pg_index where indexrelid = to_regclass('customers_email') and not indisvalid").await? == 1);
        store.run("delete from customers where id = 402", &[]).await?;
        executor.up().await?;
        ensure!(store.number(&index_count(database.kind, "customers_email")).await? == 1);
        Ok(())
    }
}
