//! DDL that has to wait, is cut off, or finds what it can't build.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use xc::{Error, Event, Executor, Phase};
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

xc::migration! {
    name: create_accounts,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table accounts (
            id bigint primary key auto_increment,
            email varchar(255) not null,
            note varchar(200) null
        );
    }
}

xc::migration! {
    name: index_accounts,
    after: create_accounts,
    dialects: [postgres, mysql, sqlite],
    expand {
        create index accounts_note on accounts (note);
    }
    contract {
        alter table accounts add constraint accounts_email unique (email);
    }
}

xc::migration! {
    name: widen_accounts,
    after: index_accounts,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table accounts add column extra varchar(20) null;
    }
}

xc::migration! {
    name: fill_accounts,
    after: widen_accounts,
    dialects: [postgres, mysql, sqlite],
    dual_write {
        sync accounts { forward { note = coalesce(note, "") } }
    }
    migrate {
        backfill accounts;
    }
    contract {
        alter table accounts alter column note set not null;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_accounts, index_accounts, widen_accounts, fill_accounts];

/// A session of the application that leaves a transaction open.
enum Open {
    Postgres(PgConnection),
    MySql(MySqlConnection),
}

impl Open {
    async fn with(database: &TestDatabase, sql: &str) -> Result<Open> {
        Ok(match database.kind {
            Kind::Postgres => {
                let mut open = PgConnection::connect(&database.url).await?;
                sqlx::raw_sql(AssertSqlSafe(format!("begin; {sql}"))).execute(&mut open).await?;
                Open::Postgres(open)
            }
            _ => {
                let mut open = MySqlConnection::connect(&database.url).await?;
                sqlx::raw_sql("start transaction").execute(&mut open).await?;
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut open).await?;
                Open::MySql(open)
            }
        })
    }

    async fn commit(self) -> Result<()> {
        match self {
            Open::Postgres(mut open) => _ = sqlx::raw_sql("commit").execute(&mut open).await?,
            Open::MySql(mut open) => _ = sqlx::raw_sql("commit").execute(&mut open).await?,
        }
        Ok(())
    }
}

/// A run under way, and what it says.
struct Run {
    events: UnboundedReceiver<Event>,
    run: JoinHandle<Result<(), Error>>,
}

async fn ready(database: &TestDatabase) -> Result<Executor> {
    let executor = Executor::connect(&database.url, MIGRATIONS).await?;
    executor.up_to(create_accounts, Phase::Contract).await?;
    database.execute("insert into accounts (id, email) values (1, 'ada@example.org'), (2, 'grace@example.org')").await?;
    Ok(executor)
}

impl Run {
    async fn start(database: &TestDatabase, migration: &'static xc::Migration, phase: Phase) -> Result<Run> {
        let (sender, events) = unbounded_channel();
        let builder = Executor::builder(MIGRATIONS).lease_ttl(Duration::from_secs(2)).on_event(move |event| _ = sender.send(event.clone()));
        let executor = builder.connect(&database.url).await?;
        Ok(Run { events, run: tokio::spawn(async move { executor.up_to(migration, phase).await }) })
    }

    async fn wait_for<T>(&mut self, what: &str, mut is_it: impl FnMut(Event) -> Option<T>) -> Result<T> {
        let found = async {
            loop {
                let event = self.events.recv().await.context("the run ended")?;
                if let Some(found) = is_it(event) {
                    return anyhow::Ok(found);
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), found).await.with_context(|| format!("no {what} in 30 s"))?
    }

    /// Waits until the index build waits for a transaction, and gives who is named.
    async fn waits(&mut self) -> Result<String> {
        self.wait_for("progress", |event| match event {
            Event::IndexProgress { phase, .. } if phase.starts_with("waiting for ") => Some(()),
            _ => None,
        })
        .await?;
        self.wait_for("blocker", |event| match event {
            Event::LockWait { blocker, .. } => Some(blocker),
            _ => None,
        })
        .await
    }

    async fn end(self) -> Result<Result<(), Error>> {
        Ok(tokio::time::timeout(Duration::from_secs(60), self.run).await.context("it did not end in 60 s")??)
    }
}

async fn number(database: &TestDatabase, sql: &'static str) -> Result<i64> {
    Ok(sqlx::query_scalar(sql).fetch_one(&mut PgConnection::connect(&database.url).await?).await?)
}

const DEAD: &str = "select count(*) from pg_index where indexrelid = to_regclass('accounts_note') and not indisvalid";
const ALIVE: &str = "select count(*) from pg_index where indexrelid = to_regclass('accounts_note') and indisvalid";
const AN_OLD_WRITE: &str = "update accounts set note = 'an old write' where id = 1";

xc_tests::on_each_database! {
    [postgres]
    async fn an_index_build_that_loses_its_connection_drops_what_is_left_and_builds_anew(database: &TestDatabase) -> Result<()> {
        ready(database).await?;
        let old = Open::with(database, AN_OLD_WRITE).await?;
        let mut run = Run::start(database, index_accounts, Phase::Expand).await?;
        let blocker = run.waits().await?;
        ensure!(blocker.contains("an old write") && blocker.contains(" s old"), "{blocker}");
        database
            .execute("select pg_terminate_backend(pid) from pg_stat_activity where query like 'CREATE INDEX CONCURRENTLY%' and datname = current_database()")
            .await?;
        run.wait_for("retry", |event| matches!(event, Event::Retry { .. }).then_some(())).await?;
        // What is dead is dropped beside the application too, and waits as the build did.
        run.wait_for("blocker", |event| matches!(event, Event::LockWait { .. }).then_some(())).await?;
        ensure!(number(database, DEAD).await? == 1, "there is nothing dead to find");
        old.commit().await?;
        run.end().await??;
        ensure!((number(database, DEAD).await?, number(database, ALIVE).await?) == (0, 1));
        Ok(())
    }
}

xc_tests::on_each_server! {
    async fn an_index_build_whose_executor_is_gone_is_built_anew_by_the_next(database: &TestDatabase) -> Result<()> {
        if database.kind != Kind::Postgres {
            return Ok(());
        }
        ready(database).await?;
        let old = Open::with(database, AN_OLD_WRITE).await?;
        let mut run = Run::start(database, index_accounts, Phase::Expand).await?;
        run.waits().await?;
        // As when the process is killed: the connections are closed in the middle of the statement.
        run.run.abort();
        ensure!(run.run.await.is_err_and(|error| error.is_cancelled()));
        ensure!(number(database, DEAD).await? == 1, "there is nothing dead to find");
        let next = Run::start(database, index_accounts, Phase::Expand).await?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        old.commit().await?;
        next.end().await??;
        ensure!((number(database, DEAD).await?, number(database, ALIVE).await?) == (0, 1));
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn a_cancelled_index_build_ends_at_once(database: &TestDatabase) -> Result<()> {
        let operator = ready(database).await?;
        let old = Open::with(database, AN_OLD_WRITE).await?;
        let mut run = Run::start(database, index_accounts, Phase::Expand).await?;
        run.waits().await?;
        operator.cancel().await?;
        let error = run.end().await?.err().context("it was not cancelled")?;
        ensure!(error.is_cancelled() && error.step().is_some_and(|step| step.contains("accounts_note")), "{error}");
        old.commit().await?;
        operator.up_to(index_accounts, Phase::Expand).await?;
        ensure!(number(database, ALIVE).await? == 1);
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres]
    async fn rows_that_come_to_repeat_each_other_during_the_build_are_shown(database: &TestDatabase) -> Result<()> {
        let executor = ready(database).await?;
        executor.up_to(index_accounts, Phase::Migrate).await?;
        let old = Open::with(database, AN_OLD_WRITE).await?;
        let mut run = Run::start(database, index_accounts, Phase::Contract).await?;
        run.waits().await?;
        database.execute("insert into accounts (id, email) values (3, 'ada@example.org')").await?;
        old.commit().await?;
        let error = run.end().await?.err().context("it was built")?;
        ensure!(error.is_refused() && error.to_string().contains("ada@example.org"), "{error}");
        database.execute("delete from accounts where id > 2").await?;
        executor.up_to(index_accounts, Phase::Contract).await
            .context("the way out that the message names")
    }
}

xc_tests::on_each_database! {
    // MariaDB's log of the rebuild knows nothing of a row that was refused.
    [mysql]
    async fn a_rebuild_that_meets_a_row_which_a_unique_index_refused_is_tried_again(database: &TestDatabase) -> Result<()> {
        let executor = ready(database).await?;
        executor.up_to(widen_accounts, Phase::Contract).await?;
        for turn in 0..13 {
            // Long enough to be met in it.
            database.execute(&format!("insert into accounts (email) select concat(email, '-{turn}') from accounts")).await?;
        }
        executor.up_to(fill_accounts, Phase::Migrate).await?;
        let store = Store::connect(database, 1).await?;
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, again) = (stop.clone(), store.clone());
        let refused = tokio::spawn(async move {
            while !stopped.load(SeqCst) {
                let inserted = again.run("insert into accounts (email, note) values ('ada@example.org', 'again')", &[]).await;
                ensure!(inserted.is_err(), "the address is there twice");
            }
            Ok(())
        });
        let mut run = Run::start(database, fill_accounts, Phase::Contract).await?;
        let retried = run
            .wait_for("retry", |event| match event {
                Event::Retry { what, reason, .. } => Some(format!("{what}: {reason}")),
                _ => None,
            })
            .await;
        stop.store(true, SeqCst);
        refused.await??;
        let retried = retried?;
        ensure!(retried.contains("require values") && retried.contains("Duplicate entry"), "{retried}");
        run.end().await?.context("the rebuild in peace")?;
        ensure!(store.run("update accounts set note = null where id = 1", &[]).await.is_err());
        Ok(())
    }
}

xc_tests::on_each_database! {
    [postgres, mariadb, mysql]
    async fn who_blocks_a_step_is_named_while_it_waits(database: &TestDatabase) -> Result<()> {
        let executor = ready(database).await?;
        executor.up_to(index_accounts, Phase::Contract).await?;
        let old = Open::with(database, "update accounts set note = 'an old write' where id = 1").await?;
        let mut run = Run::start(database, widen_accounts, Phase::Expand).await?;
        let blocker = run
            .wait_for("blocker", |event| match event {
                Event::LockWait { what, blocker, .. } => Some(Ok((what, blocker))),
                // On a loaded machine the second connection may come too late for the first, short wait.
                Event::Retry { attempt, .. } if attempt > 5 => Some(Err(attempt)),
                _ => None,
            })
            .await?;
        let Ok((what, blocker)) = blocker else { bail!("nobody was named while it waited") };
        ensure!(what.contains("extra"), "{what}");
        // MariaDB without its plugin metadata_lock_info tells the connection and its age.
        ensure!(blocker.contains(" s old") && (database.kind == Kind::MariaDb || blocker.contains("an old write")), "{blocker}");
        old.commit().await?;
        run.end().await?.context("the column")
    }
}

xc_tests::on_each_database! {
    [postgres, mariadb, mysql]
    async fn an_error_has_its_step_its_statement_and_the_servers_words(database: &TestDatabase) -> Result<()> {
        ready(database).await?.up_to(index_accounts, Phase::Contract).await?;
        let old = Open::with(database, AN_OLD_WRITE).await?;
        let hasty = Executor::builder(MIGRATIONS).max_retries(1).connect(&database.url).await?;
        let error = hasty.up_to(widen_accounts, Phase::Expand).await.err().context("it did not wait")?;
        old.commit().await?;
        ensure!(error.is_lock_timeout(), "{error}");
        ensure!(error.step().is_some_and(|step| step.contains("accounts.extra")), "{:?}", error.step());
        ensure!(error.sql().is_some_and(|sql| sql.contains("ALTER TABLE")), "{:?}", error.sql());
        let (message, code) = (error.server_message().unwrap_or_default(), error.server_code().unwrap_or_default());
        ensure!(message.to_lowercase().contains("lock"), "{message}");
        ensure!(code == if database.kind == Kind::Postgres { "SQLSTATE 55P03" } else { "error 1205" }, "{code}");
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn several_followers_each_get_every_event(database: &TestDatabase) -> Result<()> {
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        let (mut one, mut other) = (executor.events(), executor.events());
        executor.up().await?;
        drop(executor);
        let mut phases = [0, 0];
        for (events, phases) in [&mut one, &mut other].into_iter().zip(&mut phases) {
            while let Some(event) = events.next().await {
                *phases += usize::from(matches!(event, Event::PhaseFinished { .. }));
            }
        }
        ensure!(phases == [4 * MIGRATIONS.len(); 2], "{phases:?}");
        Ok(())
    }
}
