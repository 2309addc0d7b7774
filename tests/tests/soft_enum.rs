//! A text of which a check lists the values becomes numbers, beside both versions' writers on a real server.

use anyhow::{Result, ensure};
use xc::{Executor, Phase};
use xc_tests::beside::Beside;
use xc_tests::servers::TestDatabase;
use xc_tests::workload::Store;

xc::migration! {
    name: create_orders,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table orders (
            id bigint primary key auto_increment,
            status varchar(9) not null check (status in ("new", "paid", "sent"))
        );
    }
}

xc::migration! {
    name: number_stages,
    after: create_orders,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table orders add column stage int null;
    }
    dual_write {
        sync orders {
            forward { stage = case status when "new" then 1 when "paid" then 2 when "sent" then 3 end }
            reverse { status = case stage when 1 then "new" when 2 then "paid" else "sent" end }
        }
    }
    migrate {
        backfill orders;
    }
    contract {
        alter table orders
            alter column stage set not null,
            drop constraint orders_status_check,
            drop column status;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_orders, number_stages];

xc_tests::on_each_database! {
    async fn becomes_numbers_by_a_case_that_has_an_arm_for_each_value(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(create_orders, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        let status = ["new", "paid", "sent"];
        let rows = (0..300).map(|id| format!("('{}')", status[id % 3])).collect::<Vec<_>>().join(", ");
        store.run(&format!("insert into orders (status) values {rows}"), &[]).await?;
        let v1 = Beside::start(database, 2, 1000, move |number| {
            let status = ["new", "paid", "sent"][number as usize % 3];
            vec![
                format!("insert into orders (id, status) values ({number}, '{status}')"),
                format!("update orders set status = '{status}' where id = {}", number % 300 + 1),
            ]
        })
        .await?;
        executor.up_to(number_stages, Phase::DualWrite).await?;
        let v2 = Beside::start(database, 2, 1_000_000, |number| {
            vec![
                format!("insert into orders (id, stage) values ({number}, {})", number % 3 + 1),
                format!("update orders set stage = {} where id = {}", number % 3 + 1, (number + 150) % 300 + 1),
            ]
        })
        .await?;
        executor.up_to(number_stages, Phase::Migrate).await?;
        let wrong = "select count(*) from orders where stage is null or status is null or stage <> case status when 'new' then 1 when 'paid' then 2 else 3 end";
        v1.stop().await?;
        ensure!(store.number(wrong).await? == 0);
        executor.up().await?;
        v2.stop().await?;
        ensure!(store.number("select count(*) from orders where stage is null or stage not between 1 and 3").await? == 0);
        Ok(())
    }
}
