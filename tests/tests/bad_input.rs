//! What bad input gets: an error that names the thing, what was found, and what to do; and nothing that the next run can't finish or take back.

use anyhow::{Result, ensure};
use xc::{Error, Executor, Migrations, Phase};
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::schema;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

mod another {
    xc::migration! {
        name: create_users,
        dialects: [postgres, mysql, sqlite],
        expand { create table users (id bigint primary key auto_increment, login varchar(40) not null); }
    }
    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_users];
}

fn says(error: &Error, words: &[&str]) -> Result<()> {
    let text = error.to_string();
    for word in words {
        ensure!(text.contains(word), "{word:?} is not in: {text}");
    }
    Ok(())
}

async fn fails<T>(outcome: impl Future<Output = Result<T, Error>>, words: &[&str]) -> Result<()> {
    match outcome.await {
        Ok(_) => anyhow::bail!("it went through; the error should say {words:?}"),
        Err(error) => says(&error, words),
    }
}

async fn connecting_fails(url: &str, migrations: Migrations, words: &[&str]) -> Result<()> {
    fails(Executor::connect(url, migrations), words).await
}

#[tokio::test]
async fn a_url_that_can_not_be_used() -> Result<()> {
    connecting_fails("", MIGRATIONS, &["empty"]).await?;
    connecting_fails("postgre://localhost/shop", MIGRATIONS, &["postgre", "postgres://"]).await?;
    connecting_fails("oracle://localhost/shop", MIGRATIONS, &["oracle", "mysql://"]).await?;
    connecting_fails("sqlite:///no/such/folder/shop.db", MIGRATIONS, &["/no/such/folder/shop.db"]).await?;
    connecting_fails("sqlite::memory:", MIGRATIONS, &["memory"]).await?;
    // Nothing listens on port 1.
    connecting_fails("postgres://app:secret@127.0.0.1:1/shop", MIGRATIONS, &["127.0.0.1"]).await?;
    let error = Executor::connect("mysql://app:secret@127.0.0.1:1/shop", MIGRATIONS).await.map(|_| ()).expect_err("nothing listens there");
    ensure!(!error.to_string().contains("secret"), "a password is printed: {error}");
    Ok(())
}

xc_tests::on_each_database! {
    async fn a_column_of_that_name_that_is_already_there(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(create_users, Phase::Contract).await?;
        database.execute("alter table users add column first_name varchar(7)").await?;
        let before = schema::describe(database).await?;
        fails(executor.up_to(split_user_name, Phase::Expand), &["users", "first_name"]).await?;
        ensure!(schema::describe(database).await? == before);
        // The way out that the message names.
        database.execute("alter table users drop column first_name").await?;
        executor.up().await?;
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn a_table_that_does_not_look_as_the_migration_says(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(create_users, Phase::Contract).await?;
        database.execute("drop table users").await?;
        fails(executor.up_to(split_user_name, Phase::Expand), &["users"]).await?;
        let create = match database.kind {
            Kind::Postgres => "create table users (id bigint primary key, nam text, visits bigint not null default 0)",
            _ => "create table users (id bigint primary key, nam varchar(30), visits bigint not null default 0)",
        };
        database.execute(create).await?;
        let before = schema::describe(database).await?;
        fails(executor.up_to(split_user_name, Phase::Expand), &["users", "`name`", "nam"]).await?;
        ensure!(schema::describe(database).await? == before);
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn another_migration_of_the_same_name(database: &TestDatabase) -> Result<()> {
        Executor::connect(&database.url, MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
        let executor = Executor::connect(&database.url, another::MIGRATIONS).await?;
        fails(executor.up(), &["create_users"]).await
    }
}

xc_tests::on_each_database! {
    async fn a_migration_out_of_turn(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up().await?;
        fails(executor.begin(split_user_name), &["split_user_name"]).await?;
        fails(executor.rollback(split_user_name), &["split_user_name"]).await
    }
}

xc_tests::on_each_database! {
    [postgres, mariadb, mysql]
    async fn a_mapping_that_fails_on_a_row(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(split_user_name, Phase::DualWrite).await?;
        let store = Store::connect(database, 2).await?;
        // 60 + 1 + 60 characters do not fit `name varchar(100)`: the application's write is refused, whole.
        let long = "x".repeat(60);
        let insert = format!("insert into users (first_name, last_name) values ('{long}', '{long}')");
        ensure!(store.run(&insert, &[]).await.is_err(), "what v1 can't read was accepted");
        ensure!(store.number("select count(*) from users").await? == 0);
        executor.up_to(split_user_name, Phase::Migrate).await?;
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres, mariadb, mysql]
    async fn a_row_that_the_backfill_can_not_fill_is_named(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(split_user_name, Phase::Expand).await?;
        let store = Store::connect(database, 2).await?;
        for id in 1..=500 {
            store.run(&format!("insert into users (id, name) values ({id}, 'Ada Lovelace')"), &[]).await?;
        }
        // Somebody narrowed the column by hand: row 321 no longer fits.
        let narrow = match database.kind {
            Kind::Postgres => "alter table users alter column first_name type varchar(5)",
            _ => "alter table users modify column first_name varchar(5)",
        };
        store.run(narrow, &[]).await?;
        store.run("update users set name = 'Bartholomew Cubbins' where id = 321", &[]).await?;
        fails(executor.up_to(split_user_name, Phase::Migrate), &["users", "321"]).await?;
        // Nothing is half done: the way out is to mend the row or the column, or to take all back.
        executor.rollback(split_user_name).await?;
        ensure!(store.number("select count(*) from users where name = 'Bartholomew Cubbins'").await? == 1);
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres, mariadb, mysql]
    async fn a_user_without_the_right_to_create_triggers(database: &TestDatabase) -> Result<()> {
        Executor::connect(&database.url, MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
        let before = schema::describe(database).await?;
        let grants: &[&str] = match database.kind {
            Kind::Postgres => &["create, usage on schema public", "select, insert, update, delete on all tables in schema public"],
            _ => &["select, insert, update, delete, create, alter, drop, index on *"],
        };
        let user = database.user(grants).await?;
        let executor = Executor::connect(&user.url, MIGRATIONS).await?;
        let word = match database.kind {
            Kind::Postgres => "owner",
            Kind::MySql => "log_bin_trust_function_creators",
            _ => "TRIGGER",
        };
        fails(executor.up_to(split_user_name, Phase::DualWrite), &["users", word]).await?;
        executor.rollback(split_user_name).await?;
        ensure!(schema::describe(database).await? == before);
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn a_search_path_that_finds_the_table_elsewhere(database: &TestDatabase) -> Result<()> {
        Executor::connect(&database.url, MIGRATIONS).await?.up_to(create_users, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        store.run("create schema app", &[]).await?;
        store.run("alter table users set schema app", &[]).await?;
        let set = |path: &str| {
            format!("do $$ begin execute format('alter database %I set search_path to {path}', current_database()); end $$")
        };
        store.run(&set("public, app"), &[]).await?;
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        fails(executor.up_to(split_user_name, Phase::Expand), &["users", "schema `app`", "public, app", "search_path = app"]).await?;
        // The way out that the message names; the journal stays where it is found.
        store.run(&set("app, public"), &[]).await?;
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(split_user_name, Phase::Migrate).await?;
        let columns = "select count(*) from information_schema.columns where table_schema = 'app' and column_name = 'first_name'";
        ensure!(store.number(columns).await? == 1);
        executor.rollback(split_user_name).await?;
        ensure!(store.number(columns).await? == 0);
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn contract_refuses_while_rows_are_out_of_parity(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(split_user_name, Phase::DualWrite).await?;
        let store = Store::connect(database, 2).await?;
        store.run("insert into users (id, name) values (7, 'Ada Lovelace')", &[]).await?;
        executor.up_to(split_user_name, Phase::Migrate).await?;
        // Both sides at once, and not alike: the application's own doing.
        store.run("update users set name = 'Dr. Who', first_name = 'The', last_name = 'Doctor' where id = 7", &[]).await?;
        fails(executor.up_to(split_user_name, Phase::Contract), &["users", "parity", "7"]).await?;
        store.run("update users set name = 'The Doctor' where id = 7", &[]).await?;
        executor.up_to(split_user_name, Phase::Contract).await?;
        ensure!(store.number("select count(*) from users where first_name = 'The' and last_name = 'Doctor'").await? == 1);
        Ok(())
    }
}
