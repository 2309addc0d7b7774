//! Enums, beside both versions' writers on real servers: given values; replaced by another enum, each phase taken back once; dropped; in a key.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use sqlx::{AnyConnection, Connection};
use xc::{Executor, Phase, State};
use xc_tests::beside::Beside;
use xc_tests::parcels::{APART, MIGRATIONS, parcel_states_anew, parcels, parcels_are_lost, types, v1, v2};
use xc_tests::schema;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

xc_tests::on_each_database! {
    async fn a_value_behind_the_others_is_there_for_v2_while_v1_writes(database: &TestDatabase) -> Result<()> {
        let (executor, store) = parcels(database).await?;
        let lose = "update parcels set state = 'lost' where id = 1";
        ensure!(store.run(lose, &[]).await.is_err(), "a value that there is not was taken");
        let old = Beside::start(database, 3, 1000, v1).await?;
        executor.up_to(parcels_are_lost, Phase::Expand).await?;
        // What can't be taken away stays, and is no obstacle.
        executor.rollback(parcels_are_lost).await?;
        executor.up_to(parcels_are_lost, Phase::Contract).await?;
        old.stop().await?;
        store.run(lose, &[]).await?;
        ensure!(store.number("select count(*) from parcels where state = 'lost'").await? == 1);
        ensure!(store.run("update parcels set state = 'gone' where id = 2", &[]).await.is_err(), "a value that there is not was taken");
        ensure!(store.number("select count(*) from parcels where id > 400000 and state <> 'new'").await? == 0);
        Ok(())
    }
}

/// A transaction that has written a row, and is left open.
async fn open(database: &TestDatabase) -> Result<AnyConnection> {
    sqlx::any::install_default_drivers();
    let mut open = AnyConnection::connect(&database.url).await?;
    sqlx::raw_sql("start transaction").execute(&mut open).await?;
    sqlx::raw_sql("update parcels set size = 'open' where id = 300").execute(&mut open).await?;
    Ok(open)
}

xc_tests::on_each_database! {
    [postgres, postgres_13, mysql, mariadb]
    async fn a_value_waits_for_no_transaction_on_postgres_and_elsewhere_holds_writers_up_for_a_second_at_most(database: &TestDatabase) -> Result<()> {
        let (executor, store) = parcels(database).await?;
        let begun = Arc::new(Mutex::new(Vec::new()));
        let old = Beside::start(database, 2, 1000, {
            let begun = begun.clone();
            move |number| {
                begun.lock().expect("nobody panics with it").push(Instant::now());
                vec![format!("update parcels set state = 'sent' where id = {}", number % 299 + 1)]
            }
        })
        .await?;
        let mut open = open(database).await?;
        let expand = tokio::spawn(async move { executor.up_to(parcels_are_lost, Phase::Expand).await });
        if database.kind == Kind::Postgres {
            tokio::time::timeout(Duration::from_secs(10), expand).await???;
        } else {
            tokio::time::sleep(Duration::from_secs(4)).await;
            ensure!(!expand.is_finished(), "the DDL did not wait");
            sqlx::raw_sql("commit").execute(&mut open).await?;
            expand.await??;
        }
        store.run("update parcels set state = 'lost' where id = 1", &[]).await?;
        open.close().await?;
        old.stop().await?;
        let begun = begun.lock().expect("nobody panics with it");
        let stall = begun.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default();
        // MySQL and MariaDB count what a lock may be waited for in whole seconds.
        ensure!(stall < Duration::from_secs(2), "writers waited {stall:?}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn a_user_who_does_not_own_the_enum_is_told_who_may_change_it(database: &TestDatabase) -> Result<()> {
        let (_, store) = parcels(database).await?;
        let user = database.user(&["create, usage on schema public", "select, insert, update, delete on all tables in schema public"]).await?;
        let executor = Executor::builder(MIGRATIONS).connect(&user.url).await?;
        let Err(error) = executor.up_to(parcels_are_lost, Phase::Expand).await else { anyhow::bail!("anybody may") };
        ensure!(error.to_string().contains("ALTER TYPE <enum> OWNER TO"), "{error}");
        ensure!(store.number("select count(*) from pg_enum where enumtypid = 'parcel_state'::regtype").await? == 3);
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn another_enum_takes_the_place_of_one_and_each_phase_can_be_taken_back(database: &TestDatabase) -> Result<()> {
        let (executor, store) = parcels(database).await?;
        executor.up_to(parcels_are_lost, Phase::Contract).await?;
        let old = Beside::start(database, 2, 1000, v1).await?;
        let before = schema::describe(database).await?;

        executor.up_to(parcel_states_anew, Phase::Expand).await?;
        executor.rollback(parcel_states_anew).await?;
        let after = schema::describe(database).await?;
        ensure!(before == after, "expand was taken back; before it:\n{before}\nafter it:\n{after}");
        ensure!(types(&store, database).await? <= 1, "a type is left");

        executor.up_to(parcel_states_anew, Phase::DualWrite).await?;
        let new = Beside::start(database, 2, 1_000_000, v2).await?;
        executor.up_to(parcel_states_anew, Phase::Migrate).await?;
        let State::Migrated(migrated) = executor.state(parcel_states_anew).await? else { anyhow::bail!("it has not migrated") };
        migrated.rollback().await?.migrate().await?;
        old.stop().await?;
        ensure!(store.number(APART).await? == 0, "rows are out of step");

        executor.up_to(parcel_states_anew, Phase::Contract).await?;
        ensure!(types(&store, database).await? == if database.kind == Kind::Postgres { 3 } else { 0 }, "the old enum is needed until the purge");
        let State::Contracted(contracted) = executor.state(parcel_states_anew).await? else { anyhow::bail!("it has not contracted") };
        contracted.rollback().await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
        ensure!(store.number(APART).await? == 0, "rows are out of step after contract was taken back");
        executor.up_to(parcel_states_anew, Phase::Contract).await?;
        new.stop().await?;
        executor.purge(parcel_states_anew, Some("the test is over")).await?;
        ensure!(types(&store, database).await? == if database.kind == Kind::Postgres { 2 } else { 0 }, "the old enum is gone");
        ensure!(store.number("select count(*) from parcels where stage is null or class is null").await? == 0);
        Ok(())
    }
}

/// What was there before, as somebody remembers it.
mod remembered {
    xc::schema! {
        name: production,
        create enum parcel_state ("new", "sent");
        create table parcels (id bigint primary key, state parcel_state not null);
    }

    xc::migration! {
        name: number_states,
        after: production,
        expand { alter table parcels add column number int null; }
        dual_write { sync parcels { forward { number = case state when "new" then 1 when "sent" then 2 end } } }
        migrate { backfill parcels; }
        contract { alter table parcels alter column number set not null; }
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![production, number_states];
}

xc_tests::on_each_database! {
    async fn an_enum_that_has_other_values_than_the_migrations_say_is_found_before_anything_is_done(database: &TestDatabase) -> Result<()> {
        let store = Store::connect(database, 1).await?;
        let ty = match database.kind {
            Kind::Postgres => {
                store.run("create type parcel_state as enum ('new', 'sent', 'it''s, or was, here')", &[]).await?;
                "parcel_state"
            }
            // There the values are a check, which anybody may spell in another way: it is not compared.
            Kind::Sqlite => return Ok(()),
            _ => "enum('new', 'sent', 'it''s, or was, here')",
        };
        store.run(&format!("create table parcels (id bigint primary key, state {ty} not null)"), &[]).await?;
        let executor = Executor::builder(remembered::MIGRATIONS).connect(&database.url).await?;
        let Err(error) = executor.up_to(remembered::number_states, Phase::Expand).await else { anyhow::bail!("nobody noticed") };
        let error = error.to_string();
        ensure!(error.contains("parcels.state") && error.contains("it''s, or was, here"), "{error}");
        Ok(())
    }
}

/// An enum that moves to another table, and becomes another there.
mod across {
    xc::migration! {
        name: create_orders,
        expand {
            create enum order_state ("new", "paid");
            create table orders (id bigint primary key auto_increment, state order_state null, kept order_state null);
        }
    }

    xc::migration! {
        name: states_to_details,
        after: create_orders,
        expand {
            create enum detail_state ("open", "settled");
            create table details (order_id bigint primary key, state detail_state null, kept order_state null);
        }
        dual_write {
            sync orders to details on details.order_id = orders.id {
                forward {
                    details.state = case orders.state when "new" then "open" when "paid" then "settled" end,
                    details.kept = orders.kept
                }
                reverse {
                    orders.state = case details.state when "open" then "new" when "settled" then "paid" end,
                    orders.kept = details.kept
                }
            }
        }
        migrate { backfill orders; }
        contract { alter table orders drop column state, drop column kept; }
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_orders, states_to_details];
}

xc_tests::on_each_database! {
    async fn an_enum_is_kept_in_step_across_two_tables(database: &TestDatabase) -> Result<()> {
        use across::{create_orders, states_to_details};
        let executor = Executor::builder(across::MIGRATIONS).target_batch_time(Duration::from_millis(5)).connect(&database.url).await?;
        executor.up_to(create_orders, Phase::Contract).await?;
        let store = Store::connect(database, 2).await?;
        let rows = (0..200).map(|id| if id % 2 == 0 { "('new', 'paid')" } else { "('paid', null)" }).collect::<Vec<_>>().join(", ");
        store.run(&format!("insert into orders (state, kept) values {rows}"), &[]).await?;
        let old = Beside::start(database, 2, 1000, |number| {
            let state = if number.is_multiple_of(2) { "new" } else { "paid" };
            vec![
                format!("insert into orders (id, state, kept) values ({number}, '{state}', 'new')"),
                format!("update orders set state = '{state}', kept = null where id = {}", number % 100 + 1),
            ]
        })
        .await?;
        executor.up_to(states_to_details, Phase::DualWrite).await?;
        // Rows of its own: of a row that both versions write in one moment, one write may be ended on MySQL.
        let new = Beside::start(database, 2, 1_000_000, |number| {
            let state = if number.is_multiple_of(2) { "open" } else { "settled" };
            vec![
                format!("insert into orders (id) values ({number})"),
                format!("insert into details (order_id, state, kept) values ({number}, '{state}', 'paid')"),
                format!("update details set state = 'settled', kept = 'new' where order_id = {number}"),
            ]
        })
        .await?;
        executor.up_to(states_to_details, Phase::Migrate).await?;
        let apart = "select count(*) from orders left join details on order_id = id where details.state is null \
                     or (orders.state = 'new') <> (details.state = 'open') or (orders.kept is null) <> (details.kept is null) \
                     or orders.kept <> details.kept";
        old.stop().await?;
        new.stop().await?;
        ensure!(store.number(apart).await? == 0, "rows are out of step");
        executor.up().await?;
        ensure!(store.number("select count(*) from details where state = 'settled' and kept = 'new'").await? > 0);
        Ok(())
    }
}

/// Two migrations that expand one after the other, and are both taken back: the values that the second left in the enum stay.
mod left {
    xc::migration! {
        name: create_jobs,
        expand {
            create enum job_state ("waiting", "done");
            create table jobs (id bigint primary key auto_increment, state job_state not null default "waiting", title varchar(50) not null);
        }
    }

    xc::migration! {
        name: label_jobs,
        after: create_jobs,
        expand { alter table jobs add column label varchar(50) null; }
        dual_write { sync jobs { forward { label = title } reverse { title = label } } }
        migrate { backfill jobs; }
        contract { alter table jobs alter column label set not null, drop column title; }
    }

    xc::migration! {
        /// Two values at once, and what may follow from them: a default, an index, a column and a table of the enum as it is then.
        name: jobs_fail,
        after: label_jobs,
        expand {
            #[allow(enum_value_unknown_to_v1, reason = "v2 alone writes it")]
            alter enum job_state add value "failed";
            #[allow(enum_value_unknown_to_v1, reason = "v2 alone writes it")]
            alter enum job_state add value "it's lost";
            alter table jobs add column last_state job_state null default "it's lost";
            create table runs (id bigint primary key auto_increment, state job_state not null default "failed");
            create index jobs_failed on jobs (id) where state = "failed";
        }
        contract { alter table jobs alter column state set default "failed"; }
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_jobs, label_jobs, jobs_fail];
}

xc_tests::on_each_database! {
    async fn values_that_a_rollback_leaves_are_no_obstacle_to_any_migration(database: &TestDatabase) -> Result<()> {
        use left::{create_jobs, jobs_fail, label_jobs};
        let executor = Executor::builder(left::MIGRATIONS).target_batch_time(Duration::from_millis(5)).connect(&database.url).await?;
        executor.up_to(create_jobs, Phase::Contract).await?;
        let store = Store::connect(database, 1).await?;
        store.run("insert into jobs (state, title) values ('waiting', 'a'), ('done', 'b')", &[]).await?;
        let old = Beside::start(database, 2, 1000, |number| {
            vec![
                format!("insert into jobs (id, title) values ({number}, 'title {number}')"),
                format!("update jobs set state = 'done', title = 'new {number}' where id = {}", number - 1),
            ]
        })
        .await?;
        if database.kind == Kind::Sqlite {
            // There the second makes the table anew, and waits for the first to be over.
            executor.up_to(label_jobs, Phase::Migrate).await?;
            old.stop().await?;
            executor.up_to(label_jobs, Phase::Contract).await?;
            executor.purge(label_jobs, Some("the test goes on")).await?;
            executor.up_to(jobs_fail, Phase::Expand).await?;
            executor.rollback(jobs_fail).await?;
        } else {
            executor.up_to(label_jobs, Phase::Expand).await?;
            executor.up_to(jobs_fail, Phase::Expand).await?;
            store.run("insert into jobs (id, state, title) values (500, 'failed', 'c'), (501, 'it''s lost', 'd')", &[]).await?;
            executor.rollback(jobs_fail).await?;
            executor.rollback(label_jobs).await?;
            // The one knows nothing of the values, and the other finds them all there.
            executor.up_to(label_jobs, Phase::Migrate).await?;
            old.stop().await?;
            executor.up_to(label_jobs, Phase::Contract).await?;
            ensure!(store.number("select count(*) from jobs where state in ('failed', 'it''s lost')").await? == 2, "a value was lost");
        }
        executor.up_to(jobs_fail, Phase::Contract).await?;
        store.run("insert into jobs (label) values ('e')", &[]).await?;
        store.run("insert into runs (id) values (1)", &[]).await?;
        ensure!(store.number("select count(*) from jobs where label = 'e' and state = 'failed' and last_state = 'it''s lost'").await? == 1);
        ensure!(store.number("select count(*) from runs where state = 'failed'").await? == 1);
        ensure!(store.number("select count(*) from jobs where label is null").await? == 0);
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres, postgres_13]
    async fn the_first_of_two_values_alone_is_no_obstacle(database: &TestDatabase) -> Result<()> {
        use left::{jobs_fail, label_jobs};
        let executor = Executor::builder(left::MIGRATIONS).connect(&database.url).await?;
        executor.up_to(label_jobs, Phase::Contract).await?;
        let store = Store::connect(database, 1).await?;
        // As a run leaves it that ends after its first step, and is taken back.
        store.run("alter type job_state add value 'failed'", &[]).await?;
        executor.up_to(jobs_fail, Phase::Expand).await?;
        ensure!(store.number("select count(*) from pg_enum where enumtypid = 'job_state'::regtype").await? == 4);
        Ok(())
    }
}

/// A key with an enum, whose values are not in the order of the alphabet.
mod keyed {
    xc::migration! {
        name: create_visits,
        dialects: [postgres, sqlite],
        expand {
            create enum site ("shop", "news", "blog");
            create table visits (place site not null, number int not null, status int null, primary key (place, number));
        }
    }

    xc::migration! {
        name: code_visits,
        after: create_visits,
        dialects: [postgres, sqlite],
        expand { alter table visits add column code int null; }
        dual_write { sync visits { forward { code = coalesce(status, 0) } reverse { status = code } } }
        migrate { backfill visits; }
        contract { alter table visits alter column code set not null, drop column status; }
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_visits, code_visits];
}

/// The same, with a key without an enum beside it: the rows are walked by that.
mod keyed_twice {
    xc::migration! {
        name: create_visits,
        expand {
            create enum site ("shop", "news", "blog");
            create table visits (place site not null, number int not null unique, status int null, primary key (place, number));
        }
    }

    xc::migration! {
        name: code_visits,
        after: create_visits,
        expand { alter table visits add column code int null; }
        dual_write { sync visits { forward { code = coalesce(status, 0) } reverse { status = code } } }
        migrate { backfill visits; }
        contract { alter table visits alter column code set not null, drop column status; }
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_visits, code_visits];
}

/// Fills a table of visits from its status, and looks whether each row was.
async fn visits_are_filled(database: &TestDatabase, migrations: xc::Migrations) -> Result<()> {
    let executor = Executor::builder(migrations).target_batch_time(Duration::from_millis(1)).connect(&database.url).await?;
    executor.up_to(migrations[0], Phase::Contract).await?;
    let store = Store::connect(database, 1).await?;
    let rows = (0..900).map(|n| format!("('{}', {n}, {n})", ["shop", "news", "blog"][n % 3])).collect::<Vec<_>>().join(", ");
    store.run(&format!("insert into visits (place, number, status) values {rows}"), &[]).await?;
    executor.up_to(migrations[1], Phase::Migrate).await?;
    ensure!(store.number("select count(*) from visits where code = number").await? == 900, "rows were left out");
    executor.up_to(migrations[1], Phase::Contract).await?;
    Ok(())
}

xc_tests::on_each_database! {
    [postgres, postgres_13, sqlite]
    async fn a_table_whose_key_has_an_enum_is_filled_whole(database: &TestDatabase) -> Result<()> {
        visits_are_filled(database, keyed::MIGRATIONS).await
    }
}

xc_tests::on_each_database! {
    async fn a_key_without_an_enum_is_preferred(database: &TestDatabase) -> Result<()> {
        visits_are_filled(database, keyed_twice::MIGRATIONS).await
    }
}

/// Enums that have the same values in another order, given from column to column, and beside other expressions.
mod another_order {
    xc::migration! {
        name: create_tasks,
        expand {
            create enum mood ("low", "high", "back\\slash, \"quoted\" and 'single'", "Ünïcode");
            create table tasks (id bigint primary key auto_increment, mood mood null, was mood null);
        }
    }

    xc::migration! {
        name: moods_of_tasks,
        after: create_tasks,
        expand {
            create enum spirit ("Ünïcode", "back\\slash, \"quoted\" and 'single'", "none", "high", "low");
            alter table tasks add column spirit spirit null, add column either spirit null, add column same mood null, add column is_low boolean null;
        }
        dual_write {
            sync tasks {
                forward {
                    spirit = mood,
                    either = coalesce(mood, was, "none"),
                    same = mood,
                    is_low = mood in ("low", "Ünïcode")
                }
            }
        }
        migrate { backfill tasks; }
        contract { alter table tasks alter column either set not null; }
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_tasks, moods_of_tasks];
}

xc_tests::on_each_database! {
    async fn an_enum_is_given_by_its_value_and_not_by_its_place(database: &TestDatabase) -> Result<()> {
        use another_order::{create_tasks, moods_of_tasks};
        let executor = Executor::builder(another_order::MIGRATIONS).connect(&database.url).await?;
        executor.up_to(create_tasks, Phase::Contract).await?;
        let store = Store::connect(database, 1).await?;
        let is_mysql = !matches!(database.kind, Kind::Postgres | Kind::Sqlite);
        let odd = if is_mysql { r#"'back\\slash, "quoted" and ''single'''"# } else { r#"'back\slash, "quoted" and ''single'''"# };
        let rows = format!("('low', 'high'), ('high', null), (null, 'low'), (null, null), ({odd}, {odd}), ('Ünïcode', 'low')");
        let insert = format!("insert into tasks (mood, was) values {rows}");
        store.run(&insert, &[]).await?;
        executor.up_to(moods_of_tasks, Phase::DualWrite).await?;
        store.run(&insert, &[]).await?;
        executor.up_to(moods_of_tasks, Phase::Migrate).await?;
        let text = |column: &str| format!("cast({column} as {})", if is_mysql { "char" } else { "text" });
        let (mood, was) = (text("mood"), text("was"));
        let of = |column: &str, is: &str| format!("coalesce({}, '-') = coalesce({is}, '-')", text(column));
        let right = [
            of("spirit", &mood),
            of("same", &mood),
            of("either", &format!("coalesce({mood}, {was}, 'none')")),
            format!("(is_low is null) = (mood is null) and coalesce(is_low, false) = coalesce({mood} in ('low', 'Ünïcode'), false)"),
        ];
        for right in right {
            ensure!(store.number(&format!("select count(*) from tasks where {right}")).await? == 12, "not so: {right}");
        }
        executor.up().await?;
        Ok(())
    }
}

/// A Rust function reads an enum and gives another; then one loses a value under its own name.
mod by_function {
    use std::convert::Infallible;

    xc::migration! {
        name: create_rooms,
        expand {
            create enum room_kind ("office", "hall");
            create table rooms (id bigint primary key auto_increment, kind room_kind not null, seats int null);
        }
    }

    xc::migration! {
        name: sizes_of_rooms,
        after: create_rooms,
        expand {
            create enum room_size ("small", "large");
            alter table rooms add column size room_size null;
        }
        dual_write { by application rooms (kind, size); }
        migrate { backfill rooms using crate::by_function::size(kind, seats) -> size; }
        contract { alter table rooms alter column size set not null; }
    }

    fn size(kind: &str, seats: Option<i32>) -> Result<String, Infallible> {
        Ok(if kind == "hall" || seats > Some(10) { "large".into() } else { "small".into() })
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_rooms, sizes_of_rooms];
}

xc_tests::on_each_database! {
    async fn a_function_reads_an_enum_and_gives_one(database: &TestDatabase) -> Result<()> {
        use by_function::{create_rooms, sizes_of_rooms};
        let executor = Executor::connect(&database.url, by_function::MIGRATIONS).await?;
        executor.up_to(create_rooms, Phase::Contract).await?;
        let store = Store::connect(database, 1).await?;
        store.run("insert into rooms (kind, seats) values ('office', null), ('office', 20), ('hall', 1)", &[]).await?;
        executor.up_to(sizes_of_rooms, Phase::DualWrite).await?;
        // v1, which knows no sizes, and v2, which writes both.
        store.run("insert into rooms (kind, seats) values ('hall', 2)", &[]).await?;
        store.run("insert into rooms (kind, seats, size) values ('office', 11, 'large')", &[]).await?;
        executor.up_to(sizes_of_rooms, Phase::Migrate).await?;
        ensure!(store.number("select count(*) from rooms where size = 'large'").await? == 4);
        ensure!(store.number("select count(*) from rooms where size = 'small'").await? == 1);
        executor.up_to(sizes_of_rooms, Phase::Contract).await?;
        Ok(())
    }
}

/// A value between others, under the column's own name, with what hangs on the column.
mod under_its_name {
    xc::migration! {
        name: create_tickets,
        dialects: [postgres, sqlite],
        expand {
            create enum ticket_state ("new", "open", "closed");
            create table tickets (id bigint primary key auto_increment, state ticket_state not null default "open");
            create index tickets_open on tickets (id) where state = "open";
            create index tickets_by_state on tickets (state, id);
        }
    }

    xc::migration! {
        name: tickets_are_assigned,
        after: create_tickets,
        dialects: [postgres, sqlite],
        expand {
            create enum ticket_stage ("new", "assigned", "open", "closed");
            alter table tickets add column stage ticket_stage like state;
        }
        dual_write {
            sync tickets { forward { stage = state } }
        }
        migrate { backfill tickets; }
        contract {
            alter table tickets
                #[allow(changed_type_same_name, reason = "v1 and v2 read texts")]
                swap column state with stage,
                drop column stage;
            drop enum ticket_state;
        }
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_tickets, tickets_are_assigned];
}

xc_tests::on_each_database! {
    [postgres, postgres_13, sqlite]
    async fn a_value_comes_between_others_under_the_name_of_the_column(database: &TestDatabase) -> Result<()> {
        use under_its_name::{create_tickets, tickets_are_assigned};
        let executor = Executor::builder(under_its_name::MIGRATIONS).target_batch_time(Duration::from_millis(5)).connect(&database.url).await?;
        executor.up_to(create_tickets, Phase::Contract).await?;
        let store = Store::connect(database, 1).await?;
        let rows = (0..300).map(|n| format!("('{}')", ["new", "open", "closed"][n % 3])).collect::<Vec<_>>().join(", ");
        store.run(&format!("insert into tickets (state) values {rows}"), &[]).await?;
        let old = Beside::start(database, 2, 1000, |number| {
            vec![
                format!("insert into tickets (id, state) values ({number}, 'new')"),
                format!("update tickets set state = 'closed' where id = {} and state = 'new'", number % 300 + 1),
            ]
        })
        .await?;
        executor.up_to(tickets_are_assigned, Phase::DualWrite).await?;
        executor.up_to(tickets_are_assigned, Phase::Contract).await?;
        old.stop().await?;
        store.run("update tickets set state = 'assigned' where id = 1", &[]).await?;
        ensure!(store.run("update tickets set state = 'lost' where id = 2", &[]).await.is_err(), "a value that there is not was taken");
        ensure!(store.number("select count(*) from tickets where id >= 1000 and state <> 'new'").await? == 0);
        ensure!(store.number("select count(*) from tickets where id between 2 and 300 and state = 'new'").await? < 100);
        if database.kind == Kind::Postgres {
            ensure!(store.number("select count(*) from pg_type where typname = 'ticket_state'").await? == 0, "the old enum is there");
            ensure!(store.number("select count(*) from pg_index where indrelid = 'tickets'::regclass").await? == 3, "an index is gone");
        }
        Ok(())
    }
}

/// An enum becomes a text, and its type goes with its last column: at once where there are no rows, else when what was retired is purged.
mod one_way {
    xc::migration! {
        name: create_lamps,
        expand {
            create enum colour ("red", "green");
            create table lamps (id bigint primary key auto_increment, colour colour null);
        }
    }

    xc::migration! {
        name: colours_are_texts,
        after: create_lamps,
        expand { alter table lamps add column shade varchar(20) null; }
        dual_write { sync lamps { forward { shade = colour } } }
        migrate { backfill lamps; }
        contract {
            alter table lamps drop column colour;
            drop enum colour;
        }
    }

    pub(super) const MIGRATIONS: xc::Migrations = xc::migrations![create_lamps, colours_are_texts];
}

xc_tests::on_each_database! {
    async fn an_enum_goes_with_its_last_column_and_not_before(database: &TestDatabase) -> Result<()> {
        use one_way::{colours_are_texts, create_lamps};
        let executor = Executor::connect(&database.url, one_way::MIGRATIONS).await?;
        executor.up_to(create_lamps, Phase::Contract).await?;
        let store = Store::connect(database, 1).await?;
        let rows = "insert into lamps (colour) values ('red'), ('green'), (null)";
        let there = "select count(*) from pg_type where typname = 'colour'";
        if database.kind == Kind::Postgres {
            // Somebody else's table, of which the migrations know nothing.
            store.run("create table paints (colour colour)", &[]).await?;
            executor.up_to(colours_are_texts, Phase::Migrate).await?;
            let Err(error) = executor.up_to(colours_are_texts, Phase::Contract).await else { anyhow::bail!("nobody noticed") };
            ensure!(error.to_string().contains("paints.colour"), "{error}");
            store.run(rows, &[]).await?;
            ensure!(store.number("select count(*) from lamps where colour::text = shade").await? == 2, "something was done all the same");
            executor.up_to(colours_are_texts, Phase::Contract).await?;
            let Err(error) = executor.purge(colours_are_texts, Some("the test goes on")).await else { anyhow::bail!("nobody noticed") };
            ensure!(error.to_string().contains("paints.colour") && store.number(there).await? == 1, "{error}");
            store.run("drop table paints", &[]).await?;
        } else {
            store.run(rows, &[]).await?;
            executor.up_to(colours_are_texts, Phase::Contract).await?;
        }
        executor.purge(colours_are_texts, Some("the test is over")).await?;
        ensure!(store.number("select count(*) from lamps where shade in ('red', 'green')").await? == 2);
        if database.kind == Kind::Postgres {
            ensure!(store.number(there).await? == 0, "the type is there");
        }
        Ok(())
    }
}
