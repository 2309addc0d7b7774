//! Raw statements: the user's own text, with a probe, and on PostgreSQL with a look at the locks that it took.

use super::{Change, Cost, Ending, Step, Writer, quote, text};
use crate::locks::Lock;
use crate::plan::{Dialect, Servers, When};
use crate::steps::{RawOn, RawStep};
use crate::words::Words;

/// The step of a database, unless there is nothing to do.
pub(super) fn step(writer: &dyn Writer, raw: &RawStep, dialect: Dialect) -> Option<Step> {
    let on = raw.on.iter().find(|on| on.dialect == dialect)?;
    let words = Words::of(&on.run);
    let alone = |sql: &str| dialect == Dialect::Postgres && Words::of(sql).go_alone();
    let concurrent = alone(&on.run) || on.inverse.as_deref().is_some_and(alone);
    let index = words.concurrent_index().filter(|_| dialect == Dialect::Postgres);
    let probe = match (&on.done, &index) {
        (Some(query), _) => Some(asked(query, dialect)),
        (None, Some((builds, index))) => Some(index_probe(*builds, index)),
        (None, None) => probe_of_effect(writer, raw),
    };
    let already = match &probe {
        Some(_) => {
            format!("the effect of the raw statement \"{}\" is there already, and not by xc: take it back, or leave it out", raw.why)
        }
        None => String::new(),
    };
    let run = Change { clear: index.filter(|(builds, _)| *builds).map(|(_, index)| dead_index(&index)), ..Change::default() };
    let undo = match &on.inverse {
        Some(inverse) => Change {
            clear: Words::of(inverse).concurrent_index().filter(|(builds, _)| *builds && concurrent).map(|(_, index)| dead_index(&index)),
            ..Change::of([inverse.clone()])
        },
        None => Change::never("it is raw, and no inverse is stated"),
    };
    let statements = if dialect == Dialect::Postgres && !concurrent { watched(on) } else { vec![on.run.clone()] };
    Some(Step {
        name: format!("raw: {}", raw.why),
        table: raw.table.clone().unwrap_or_default(),
        servers: Servers::ALL,
        run: Change { clear: run.clear, ..Change::of(statements) },
        undo,
        probe: probe.unwrap_or_else(|| if dialect == Dialect::Postgres { "SELECT 0::bigint".into() } else { "SELECT 0".into() }),
        already,
        cost: cost(on),
        concurrent,
        when: When::Always,
    })
}

fn cost(on: &RawOn) -> Cost {
    let text = match on.lock {
        Lock::None => "stated: stops neither reads nor writes".into(),
        lock if on.dialect == Dialect::Sqlite => lock.to_string(),
        lock => format!("stated: {lock}"),
    };
    let lock = at_most(on);
    Cost { text, lock, lock_elsewhere: lock }
}

/// What it may take: on PostgreSQL, a lock that stops neither reads nor writes is one all the same.
fn at_most(on: &RawOn) -> Lock {
    if on.lock == Lock::None && on.dialect == Dialect::Postgres { Lock::ShareUpdateExclusive } else { on.lock }
}

/// A query of one value as the executor wants it: above 0 where it is true.
fn asked(query: &str, dialect: Dialect) -> String {
    let query = query.trim_end_matches([';', ' ', '\n']);
    match dialect {
        // A boolean, or a number.
        Dialect::Postgres => {
            format!("SELECT CASE WHEN coalesce(({query})::text, 'false') IN ('false', '0') THEN 0 ELSE 1 END::bigint")
        }
        _ => format!("SELECT CASE WHEN ({query}) > 0 THEN 1 ELSE 0 END"),
    }
}

fn regclass(index: &str) -> String {
    format!("to_regclass({})", text(&quote(index, Dialect::Postgres), Dialect::Postgres))
}

fn index_probe(builds: bool, index: &str) -> String {
    if builds {
        format!("SELECT count(*) FROM pg_index WHERE indexrelid = {} AND indisvalid", regclass(index))
    } else {
        format!("SELECT CASE WHEN {} IS NULL THEN 1 ELSE 0 END::bigint", regclass(index))
    }
}

/// What a build that was cut off has left, and what clears it away.
fn dead_index(index: &str) -> (String, String) {
    (
        format!("SELECT count(*) FROM pg_index WHERE indexrelid = {} AND NOT indisvalid", regclass(index)),
        format!("DROP INDEX CONCURRENTLY {}", quote(index, Dialect::Postgres)),
    )
}

/// How xc tells that what it would do itself for the same effect is done.
fn probe_of_effect(writer: &dyn Writer, raw: &RawStep) -> Option<String> {
    let widened = raw.effect.iter().flat_map(|task| writer.task(task));
    let narrowed = raw.narrows.iter().flat_map(|narrow| writer.narrow(&[Ending { narrow, sync: None, watch: None, retire: None }]));
    // A probe whose step has nothing to say about what was there already can't tell.
    widened.chain(narrowed).filter(|step| !step.already.is_empty()).last().map(|step| step.probe)
}

/// The statement between two looks at the locks of its own transaction: what it took on tables that were there is not stronger than what
/// was stated. Locks are held until the transaction ends ("Explicit Locking"), so none is missed.
fn watched(on: &RawOn) -> Vec<String> {
    // What stops neither reads nor writes.
    let stated = at_most(on);
    let stronger: Vec<String> =
        POSTGRES_LOCKS.iter().filter(|(lock, _)| *lock > stated).map(|(_, mode)| text(mode, Dialect::Postgres)).collect();
    if stronger.is_empty() {
        return vec![on.run.clone()];
    }
    let tables =
        "SELECT set_config('xc.tables', coalesce(string_agg(oid::text, ','), ''), true) FROM pg_class WHERE relkind IN ('r', 'p', 'm')";
    let look = format!(
        "DO $xc$\nDECLARE\n  took text;\nBEGIN\n  \
           SELECT string_agg(DISTINCT l.mode || ' on ' || l.relation::regclass, ', ') INTO took\n  \
           FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation\n  \
           WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.mode IN ({})\n    \
             AND c.relname NOT LIKE 'xc\\_%' AND c.relnamespace <> 'pg_catalog'::regnamespace\n    \
             AND l.relation::text = ANY (string_to_array(current_setting('xc.tables'), ','));\n  \
           IF took IS NOT NULL THEN\n    \
             RAISE EXCEPTION 'the raw statement took %, and its lock is stated as {stated}; it was taken back', took;\n  \
           END IF;\nEND\n$xc$",
        stronger.join(", ")
    );
    vec![tables.into(), on.run.clone(), look]
}

/// PostgreSQL's locks, as `pg_locks` calls them.
const POSTGRES_LOCKS: &[(Lock, &str)] = &[
    (Lock::AccessShare, "AccessShareLock"),
    (Lock::RowShare, "RowShareLock"),
    (Lock::RowExclusive, "RowExclusiveLock"),
    (Lock::ShareUpdateExclusive, "ShareUpdateExclusiveLock"),
    (Lock::Share, "ShareLock"),
    (Lock::ShareRowExclusive, "ShareRowExclusiveLock"),
    (Lock::Exclusive, "ExclusiveLock"),
    (Lock::AccessExclusive, "AccessExclusiveLock"),
];
