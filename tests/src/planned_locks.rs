//! The locks that a change's steps hold, as the server lists them, beside those that their plans say.
//!
//! On PostgreSQL a trigger of the journal looks: a step writes there at the end of its transaction, when it holds all of its locks, so nothing
//! is missed. What runs outside of a transaction, and on MySQL everything, is looked at as often as the server answers.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use sqlx::{Connection, MySqlConnection, PgConnection, Row};
use xc::{Dialect, Event, Executor, Phase};
use xc_core::lock::Lock;
use xc_core::plan::Step;
use xc_examples::Change;

use crate::servers::{Kind, TestDatabase};

/// The step under way, and how many there have been.
type UnderWay = Arc<Mutex<(usize, Option<(Phase, &'static str)>)>>;

/// A lock that was seen: by which step, on which table.
type Seen = BTreeSet<(&'static str, String, Lock)>;

/// Takes a change through all of its phases, on empty tables, and compares.
///
/// # Errors
/// A stronger lock was held than the plan says, or none was seen at all.
pub async fn as_planned(database: &TestDatabase, change: &'static Change) -> Result<()> {
    let dialect = if database.kind == Kind::Postgres { Dialect::Postgres } else { Dialect::MySql };
    if change.migrations.iter().any(|migration| migration.plan(dialect).is_none()) {
        return Ok(());
    }
    let under_way = UnderWay::default();
    let executor = Executor::builder(change.migrations)
        .on_event({
            let under_way = under_way.clone();
            move |event| {
                let mut now = under_way.lock().expect("no other thread panics with it");
                match event {
                    Event::StepStarted { phase, step, .. } => *now = (now.0 + 1, Some((*phase, *step))),
                    Event::StepFinished { .. } => *now = (now.0 + 1, None),
                    _ => {}
                }
            }
        })
        .connect(&database.url)
        .await?;
    if dialect == Dialect::Postgres {
        database.execute(TRIGGER).await?;
    }
    let url = database.url.clone();
    let watch = tokio::spawn(async move {
        match dialect {
            Dialect::Postgres => sample(Server::Postgres(PgConnection::connect(&url).await?), under_way).await,
            _ => sample(Server::MySql(MySqlConnection::connect(&url).await?), under_way).await,
        }
    });
    executor.up().await?;
    // The executor's end is that of its callback, and so of what the watch waits for.
    drop(executor);
    let mut seen = tokio::time::timeout(Duration::from_secs(10), watch).await.context("the watch does not end")???;
    if dialect == Dialect::Postgres {
        seen.extend(written_down(database, change).await?);
    }
    ensure!(!seen.is_empty(), "no lock was seen");
    let steps: Vec<&Step> = change
        .migrations
        .iter()
        .filter_map(|migration| migration.plan(dialect))
        .flat_map(|plan| Phase::ALL.into_iter().flat_map(move |phase| plan.steps(phase)))
        .collect();
    for (name, table, lock) in &seen {
        let named = || steps.iter().filter(|step| step.name == *name);
        let planned = named().map(|step| if step.table == table { step.lock } else { step.lock_elsewhere }).max();
        let planned = planned.with_context(|| format!("no step `{name}`"))?;
        // What every SELECT takes: a gate reads, too.
        ensure!(*lock <= planned || *lock == Lock::AccessShare, "`{name}` holds {lock} on {table}, and its plan says {planned}");
    }
    Ok(())
}

/// Tables that a step makes are its own: what was not there before it does not count.
const TRIGGER: &str = "create table seen (step text, relation text, mode text);
    create table known as select relname from pg_class where relnamespace = current_schema()::regnamespace;
    create function see() returns trigger language plpgsql as $$ begin
        insert into seen select new.name, c.relname, l.mode from pg_locks l join pg_class c on c.oid = l.relation
            where l.pid = pg_backend_pid() and l.locktype = 'relation' and l.granted and c.relkind in ('r', 'p')
            and c.relname in (select relname from known) and c.relname not like 'xc\\_%' and c.relname not in ('seen', 'known')
            and c.relnamespace = current_schema()::regnamespace;
        insert into known select relname from pg_class where relnamespace = current_schema()::regnamespace;
        return null;
    end $$;
    create trigger see after insert on xc_step for each row execute function see()";

async fn written_down(database: &TestDatabase, change: &Change) -> Result<Seen> {
    let mut connection = PgConnection::connect(&database.url).await?;
    let rows = sqlx::query("select distinct step, relation, mode from seen").fetch_all(&mut connection).await?;
    let plans = change.migrations.iter().filter_map(|migration| migration.plan(Dialect::Postgres));
    let names: Vec<&'static str> =
        plans.flat_map(|plan| Phase::ALL.into_iter().flat_map(move |phase| plan.steps(phase)).map(|step| step.name)).collect();
    let mut seen = Seen::new();
    for row in rows {
        let (step, table, mode) = (row.try_get::<String, _>(0)?, row.try_get::<String, _>(1)?, row.try_get::<String, _>(2)?);
        let name = names.iter().find(|name| **name == step).with_context(|| format!("no step `{step}`"))?;
        seen.insert((name, table, lock(&mode)?));
    }
    ensure!(!seen.is_empty(), "the trigger saw nothing");
    Ok(seen)
}

enum Server {
    Postgres(PgConnection),
    MySql(MySqlConnection),
}

impl Server {
    /// Tables, and locks on them: table and mode.
    async fn look(&mut self) -> Result<(BTreeSet<String>, Vec<(String, String)>)> {
        const PG_TABLES: &str =
            "select relname::text from pg_class where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace";
        const PG_LOCKS: &str = "select c.relname::text, l.mode from pg_locks l join pg_class c on c.oid = l.relation \
            join pg_stat_activity a on a.pid = l.pid where a.application_name = 'xc' and a.datname = current_database() \
            and l.locktype = 'relation' and l.granted and c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace";
        const TABLES: &str = "select cast(table_name as char) from information_schema.tables where table_schema = database()";
        const LOCKS: &str = "select cast(l.object_name as char), cast(l.lock_type as char) from performance_schema.metadata_locks l \
            join performance_schema.threads t on t.thread_id = l.owner_thread_id \
            where l.object_type = 'TABLE' and l.object_schema = database() and l.lock_status = 'GRANTED' \
            and t.processlist_id <> connection_id()";
        let (tables, locks): (Vec<String>, Vec<(String, String)>) = match self {
            Server::Postgres(connection) => (
                sqlx::query_scalar(PG_TABLES).fetch_all(&mut *connection).await?,
                sqlx::query_as(PG_LOCKS).fetch_all(&mut *connection).await?,
            ),
            Server::MySql(connection) => {
                (sqlx::query_scalar(TABLES).fetch_all(&mut *connection).await?, sqlx::query_as(LOCKS).fetch_all(&mut *connection).await?)
            }
        };
        Ok((tables.into_iter().collect(), locks))
    }
}

/// Looks until nobody else can change what is under way. What was seen counts where one and the same step was under way before and after.
async fn sample(mut server: Server, under_way: UnderWay) -> Result<Seen> {
    let now = || *under_way.lock().expect("no other thread panics with it");
    let mut seen = Seen::new();
    let (mut at, mut there, mut known) = (0, BTreeSet::new(), BTreeSet::new());
    while Arc::strong_count(&under_way) > 1 {
        let before = now();
        let (tables, locks) = server.look().await?;
        let after = now();
        if before.0 != after.0 {
            continue;
        }
        if at != before.0 {
            (at, known) = (before.0, std::mem::take(&mut there));
        }
        there = tables;
        let Some((_, step)) = before.1 else { continue };
        for (table, mode) in locks {
            if known.contains(&table) && !table.starts_with("xc_") && table != "seen" && table != "known" {
                seen.insert((step, table, lock(&mode)?));
            }
        }
    }
    Ok(seen)
}

/// The lock that a server calls so (PostgreSQL, "pg_locks"; MySQL, "The metadata_locks Table").
fn lock(mode: &str) -> Result<Lock> {
    Ok(match mode {
        "AccessShareLock" => Lock::AccessShare,
        "RowShareLock" => Lock::RowShare,
        "RowExclusiveLock" => Lock::RowExclusive,
        "ShareUpdateExclusiveLock" => Lock::ShareUpdateExclusive,
        "ShareLock" => Lock::Share,
        "ShareRowExclusiveLock" => Lock::ShareRowExclusive,
        "ExclusiveLock" => Lock::Exclusive,
        "AccessExclusiveLock" => Lock::AccessExclusive,
        // Beside these, reads and writes go on.
        "SHARED" | "SHARED_HIGH_PRIO" | "SHARED_READ" | "SHARED_WRITE" | "SHARED_WRITE_LOW_PRIO" | "SHARED_UPGRADABLE" => Lock::None,
        "SHARED_READ_ONLY" | "SHARED_NO_WRITE" => Lock::MetadataNoWrites,
        "SHARED_NO_READ_WRITE" | "EXCLUSIVE" => Lock::MetadataExclusive,
        other => bail!("no lock is known as {other}"),
    })
}
