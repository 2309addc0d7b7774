//! The locks that a change's steps hold, as the server lists them, beside those that their plans say.
//!
//! On PostgreSQL a trigger of the journal looks: a step writes there at the end of its transaction, when it holds all of its locks, so nothing
//! is missed. On MySQL a reader has all tables open when a step begins, so that the lock which the step asks for is seen while it waits for the reader. What
//! else there is, is looked at as often as the server answers.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection, Row};
use xc::{Dialect, Event, Executor, Phase};
use xc_core::lock::Lock;
use xc_core::plan::Step;
use xc_examples::Change;

use crate::servers::{Kind, TestDatabase};

/// A step, and the tables that were there when it began.
type Begun = (&'static str, BTreeSet<String>);

/// The step under way.
#[derive(Clone, Copy, Debug, Default)]
struct Now {
    /// How many steps have begun or ended.
    moves: usize,
    step: Option<&'static str>,
    /// The move that the watch has seen: a step begins once it is ready for it.
    seen: usize,
}

type UnderWay = Arc<Mutex<Now>>;

/// A step goes on without a watch that does not get ready, which then fails the test.
const READY_WITHIN: Duration = Duration::from_secs(5);

/// A step waits no longer for the reader, which is less than its own patience (1 s).
const HELD_FOR: Duration = Duration::from_millis(300);

fn now(under_way: &UnderWay) -> MutexGuard<'_, Now> {
    under_way.lock().expect("no other thread panics with it")
}

/// What the executor does before and after a step.
fn moves_on(under_way: &UnderWay, step: Option<&'static str>) {
    let moves = {
        let mut now = now(under_way);
        now.moves += 1;
        now.step = step;
        now.moves
    };
    let began = Instant::now();
    while step.is_some() && now(under_way).seen < moves && began.elapsed() < READY_WITHIN {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A lock that was seen: by which step, on which table.
type Seen = BTreeSet<(&'static str, String, Lock)>;

/// Takes a change through all of its phases, on empty tables, and compares.
///
/// # Errors
/// A stronger lock was held than the plan says; or, on MySQL, none was seen where the plan says that there is one.
pub async fn as_planned(database: &TestDatabase, change: &'static Change) -> Result<()> {
    let dialect = if database.kind == Kind::Postgres { Dialect::Postgres } else { Dialect::MySql };
    if change.migrations.iter().any(|migration| migration.plan(dialect).is_none()) {
        return Ok(());
    }
    let under_way = UnderWay::default();
    let executor = Executor::builder(change.migrations)
        .on_event({
            let under_way = under_way.clone();
            move |event| match event {
                Event::StepStarted { step, .. } => moves_on(&under_way, Some(*step)),
                Event::StepFinished { .. } => moves_on(&under_way, None),
                _ => {}
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
            _ => {
                let reader = MySqlConnection::connect(&url).await?;
                sample(Server::MySql { looks: MySqlConnection::connect(&url).await?, reader }, under_way).await
            }
        }
    });
    executor.up().await?;
    // The executor's end is that of its callback, and so of what the watch waits for.
    drop(executor);
    let (mut seen, begun) = tokio::time::timeout(Duration::from_secs(10), watch).await.context("the watch does not end")???;
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
    for (name, tables) in begun.iter().filter(|_| dialect == Dialect::MySql) {
        // Some steps do something on the way back only.
        let locks = |step: &Step| step.lock > Lock::None && !step.run.statements.is_empty();
        let waits = |step: &&&Step| step.name == *name && locks(step) && tables.contains(step.table);
        let missed = |step: &&Step| !seen.iter().any(|(name, table, lock)| *name == step.name && table == step.table && *lock > Lock::None);
        if let Some(step) = steps.iter().filter(waits).copied().find(missed) {
            bail!("no lock of `{name}` was seen on {}, and its plan says {}", step.table, step.lock);
        }
    }
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
    MySql { looks: MySqlConnection, reader: MySqlConnection },
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
            where l.object_type = 'TABLE' and l.object_schema = database() and l.lock_status in ('GRANTED', 'PENDING') \
            and t.processlist_id not in (connection_id(), ?)";
        let (tables, locks): (Vec<String>, Vec<(String, String)>) = match self {
            Server::Postgres(connection) => (
                sqlx::query_scalar(PG_TABLES).fetch_all(&mut *connection).await?,
                sqlx::query_as(PG_LOCKS).fetch_all(&mut *connection).await?,
            ),
            Server::MySql { looks, reader } => {
                let reader: u64 = sqlx::query_scalar("select connection_id()").fetch_one(reader).await?;
                (sqlx::query_scalar(TABLES).fetch_all(&mut *looks).await?, sqlx::query_as(LOCKS).bind(reader).fetch_all(&mut *looks).await?)
            }
        };
        Ok((tables.into_iter().collect(), locks))
    }

    /// Has these tables open, as a transaction that reads them.
    async fn hold(&mut self, tables: &BTreeSet<String>) -> Result<()> {
        let Server::MySql { reader, .. } = self else { return Ok(()) };
        sqlx::raw_sql("start transaction").execute(&mut *reader).await?;
        for table in tables {
            sqlx::raw_sql(AssertSqlSafe(format!("select 1 from `{table}` limit 1"))).execute(&mut *reader).await?;
        }
        Ok(())
    }

    async fn let_go(&mut self) -> Result<()> {
        let Server::MySql { reader, .. } = self else { return Ok(()) };
        sqlx::raw_sql("rollback").execute(reader).await?;
        Ok(())
    }
}

/// Looks until nobody else can change what is under way. What was seen counts where one and the same step was under way before and after.
async fn sample(mut server: Server, under_way: UnderWay) -> Result<(Seen, Vec<Begun>)> {
    let (mut seen, mut begun) = (Seen::new(), Vec::new());
    let (mut at, mut known, mut held) = (0, BTreeSet::new(), None);
    while Arc::strong_count(&under_way) > 1 {
        let Now { moves, step, .. } = *now(&under_way);
        if moves != at {
            server.let_go().await?;
            (at, held) = (moves, None);
            if let Some(step) = step {
                known = server.look().await?.0;
                known.retain(|table| !table.starts_with("xc_") && table != "seen" && table != "known");
                server.hold(&known).await?;
                begun.push((step, known.clone()));
                held = Some(Instant::now());
            }
            now(&under_way).seen = at;
            continue;
        }
        let (_, locks) = server.look().await?;
        let Some(step) = step.filter(|_| now(&under_way).moves == at) else { continue };
        let mut waits = false;
        for (table, mode) in locks.into_iter().filter(|(table, _)| known.contains(table)) {
            let lock = lock(&mode)?;
            waits |= lock > Lock::None;
            seen.insert((step, table, lock));
        }
        if held.is_some_and(|since| waits || since.elapsed() > HELD_FOR) {
            server.let_go().await?;
            held = None;
        }
    }
    Ok((seen, begun))
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
