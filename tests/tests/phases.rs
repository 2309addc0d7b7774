//! The whole way, with both versions of the application writing through every phase.

use std::time::Duration;

use anyhow::{Result, ensure};
use xc::Executor;
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::schema;
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Workload;

xc_tests::on_each_server! {
    async fn both_versions_write_through_every_phase(database: &TestDatabase) -> Result<()> {
        let executor = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(10)).connect(&database.url).await?;
        executor.up_to(create_users, xc::Phase::Contract).await?;
        let app = Workload::start(database, 3000, 6).await?;
        app.work(100).await?;

        let expanded = executor.begin(split_user_name).await?.expand().await?;
        app.work(100).await?;
        let dual_writing = expanded.dual_write().await?;
        app.deploy_v2();
        app.work(200).await?;
        let migrated = dual_writing.migrate().await?;
        app.rely_on_new_columns();
        app.work(200).await?;
        let verification = executor.verify(split_user_name).await?;
        ensure!(verification.out_of_parity == 0, "{verification:?}");
        app.drain_v1().await;
        migrated.contract().await?;
        app.work(100).await?;

        let outcome = app.stop().await?;
        outcome.check_as_v2().await
    }
}

xc_tests::on_each_server! {
    async fn a_rollback_from_migrated_keeps_what_both_versions_wrote(database: &TestDatabase) -> Result<()> {
        let executor = Executor::builder(MIGRATIONS).target_batch_time(Duration::from_millis(10)).connect(&database.url).await?;
        executor.up_to(create_users, xc::Phase::Contract).await?;
        let before = schema::describe(database).await?;
        let app = Workload::start(database, 1000, 6).await?;
        let dual_writing = executor.begin(split_user_name).await?.expand().await?.dual_write().await?;
        app.deploy_v2();
        app.work(100).await?;
        let migrated = dual_writing.migrate().await?;
        app.work(100).await?;

        // v2 is taken back first: from dual write's end on, the old shape is all there is.
        let dual_writing = migrated.rollback().await?;
        app.work(50).await?;
        app.drain_v2().await;
        let expanded = dual_writing.rollback().await?;
        app.work(50).await?;
        expanded.rollback().await?;
        app.work(50).await?;

        let outcome = app.stop().await?;
        outcome.check_as_v1().await?;
        let after = schema::describe(database).await?;
        ensure!(before == after, "before:\n{before}\nafter:\n{after}");
        Ok(())
    }
}

mod with_keys {
    xc::migration! {
        name: create_accounts,
        expand {
            create table accounts (
                tenant varchar(20) not null,
                number int not null,
                login  varchar(50) not null unique,
                email  varchar(50) not null,
                primary key (tenant, number),
                unique (tenant, email)
            );
        }
    }
    xc::migration! {
        name: rename_login,
        after: create_accounts,
        expand { alter table accounts add column handle varchar(50) null; }
        dual_write { sync accounts { forward { handle = email } reverse { email = handle } } }
        migrate { backfill accounts; }
        contract { alter table accounts alter column handle set not null; }
    }
    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_accounts, rename_login];
}

xc_tests::on_each_server! {
    async fn a_composite_key_is_walked_and_unique_constraints_stay(database: &TestDatabase) -> Result<()> {
        let executor = Executor::builder(with_keys::MIGRATIONS).target_batch_time(Duration::from_millis(1)).connect(&database.url).await?;
        executor.up_to(with_keys::create_accounts, xc::Phase::Contract).await?;
        let store = xc_tests::workload::Store::connect(database, 2).await?;
        for tenant in ["b", "a", "zz"] {
            let rows: Vec<String> = (1..=60).rev().map(|n| format!("('{tenant}{}', {n}, 'l{tenant}{n}', 'e{n}')", n % 7)).collect();
            store.run(&format!("insert into accounts (tenant, number, login, email) values {}", rows.join(", ")), &[]).await?;
        }
        let rows = store.number("select count(*) from accounts").await?;
        executor.up().await?;
        ensure!(store.number("select count(*) from accounts where handle = email").await? == rows);
        let twice = "insert into accounts (tenant, number, login, email, handle) values ('z', 1, 'la1', 'z', 'z')";
        ensure!(store.run(twice, &[]).await.is_err(), "the unique constraint is gone");
        Ok(())
    }
}
