//! Who holds the lock, so that the message names somebody to talk to: asked while a step waits, and right after a batch's lock timeout.
//!
//! Whoever made a batch wait is most often still there a moment later: a transaction that is old, or idle. The oldest
//! transactions that hold a lock on the table are named.

use xc_core::plan::Dialect;

use crate::backends::{Session, Value};
use crate::catalog::parameter;

/// Each query: id of the connection, who, state, age of its transaction in ms, its last statement. The parameter is the table's name.
const POSTGRES: &[&str] = &["select a.pid, concat_ws(' ', a.usename, nullif(a.application_name, '')), coalesce(a.state, 'unknown'), \
    (extract(epoch from clock_timestamp() - a.xact_start) * 1000)::bigint, left(a.query, 200) \
    from pg_stat_activity a \
    where a.pid <> pg_backend_pid() and exists (select from pg_locks l where l.pid = a.pid and l.granted \
        and l.relation = to_regclass($1)) \
    order by a.xact_start limit 3"];

/// The first that may be asked and has an answer: metadata locks by name where they are instrumented and may be read, then transactions
/// (needs PROCESS), then connections (without PROCESS, the user's own).
const MYSQL: &[&str] = &[
    "select t.processlist_id, concat(t.processlist_user, '@', coalesce(t.processlist_host, '')), t.processlist_command, \
     coalesce(t.processlist_time, 0) * 1000, left(coalesce(t.processlist_info, ''), 200) \
     from performance_schema.metadata_locks l join performance_schema.threads t on t.thread_id = l.owner_thread_id \
     where l.object_schema = database() and l.object_name = ? and l.lock_status = 'GRANTED' and t.processlist_id <> connection_id() \
     group by t.processlist_id, t.processlist_user, t.processlist_host, t.processlist_command, t.processlist_time, t.processlist_info \
     order by t.processlist_time desc limit 3",
    "select p.id, concat(p.user, '@', p.host), p.command, timestampdiff(microsecond, x.trx_started, now()) div 1000, \
     left(coalesce(p.info, ''), 200) \
     from information_schema.innodb_trx x join information_schema.processlist p on p.id = x.trx_mysql_thread_id \
     where p.id <> connection_id() and ? is not null order by x.trx_started limit 3",
    "select p.id, concat(p.user, '@', p.host), p.command, p.time * 1000, left(coalesce(p.info, ''), 200) \
     from information_schema.processlist p where p.id <> connection_id() and p.db = database() and ? is not null \
     order by p.time desc limit 3",
];

/// The same of those for whom a connection waits right now. The parameter is its id.
const POSTGRES_DURING: &[&str] =
    &["select a.pid, concat_ws(' ', a.usename, nullif(a.application_name, '')), coalesce(a.state, 'unknown'), \
    (extract(epoch from clock_timestamp() - a.xact_start) * 1000)::bigint, left(a.query, 200) \
    from unnest(pg_blocking_pids(($1::bigint)::int)) b (pid) join pg_stat_activity a on a.pid = b.pid order by a.xact_start limit 3"];

/// What is not instrumented is guessed: while it waits for a metadata lock, the oldest transactions.
const MYSQL_DURING: &[&str] = &[
    "select t.processlist_id, concat(t.processlist_user, '@', coalesce(t.processlist_host, '')), t.processlist_command, \
     coalesce(t.processlist_time, 0) * 1000, left(coalesce(max(t.processlist_info), max(s.sql_text), ''), 200) \
     from performance_schema.threads me \
     join performance_schema.metadata_locks w on w.owner_thread_id = me.thread_id and w.lock_status = 'PENDING' \
     join performance_schema.metadata_locks l on l.object_type = w.object_type and l.object_schema = w.object_schema \
         and l.object_name = w.object_name and l.lock_status = 'GRANTED' and l.owner_thread_id <> w.owner_thread_id \
     join performance_schema.threads t on t.thread_id = l.owner_thread_id \
     left join performance_schema.events_statements_current s on s.thread_id = t.thread_id \
     where me.processlist_id = ? \
     group by t.processlist_id, t.processlist_user, t.processlist_host, t.processlist_command, t.processlist_time \
     order by t.processlist_time desc limit 3",
    "select p.id, concat(p.user, '@', p.host), p.command, timestampdiff(microsecond, x.trx_started, now()) div 1000, \
     left(coalesce(p.info, ''), 200) \
     from information_schema.processlist me \
     join information_schema.innodb_trx x on x.trx_mysql_thread_id <> me.id and x.trx_mysql_thread_id <> connection_id() \
     join information_schema.processlist p on p.id = x.trx_mysql_thread_id \
     where me.id = ? and me.state like 'Waiting for%lock%' order by x.trx_started limit 3",
];

/// Names those for whom a connection waits, if it waits and the database tells.
pub(crate) async fn during(session: &mut dyn Session, dialect: Dialect, connection: i64) -> Option<String> {
    let queries = match dialect {
        Dialect::Postgres => POSTGRES_DURING,
        Dialect::MySql | Dialect::MariaDb => MYSQL_DURING,
        Dialect::Sqlite => return None,
    };
    ask(session, queries, &Value::Int(connection)).await
}

/// Names the holders, if the database tells.
pub(crate) async fn find(session: &mut dyn Session, dialect: Dialect, table: &str) -> Option<String> {
    let queries = match dialect {
        Dialect::Postgres => POSTGRES,
        Dialect::MySql | Dialect::MariaDb => MYSQL,
        Dialect::Sqlite => return Some("another connection, which is writing to the database".to_owned()),
    };
    ask(session, queries, &parameter(dialect, table)).await
}

async fn ask(session: &mut dyn Session, queries: &[&'static str], of: &Value) -> Option<String> {
    for query in queries {
        // What the user may not ask is no reason to fail.
        let Ok(rows) = session.fetch(query, std::slice::from_ref(of)).await else { continue };
        let holders: Vec<String> = rows.into_iter().filter_map(holder).collect();
        if !holders.is_empty() {
            return Some(holders.join("; "));
        }
    }
    None
}

fn holder(row: Vec<Value>) -> Option<String> {
    let [id, who, state, age, statement] = <[Value; 5]>::try_from(row).ok()?;
    let id = id.as_int()?;
    let age = age.as_int().map_or_else(String::new, |ms| format!(", its transaction is {}.{} s old", ms / 1000, ms % 1000 / 100));
    let statement = statement.into_text().filter(|statement| !statement.is_empty());
    let statement = statement.map_or_else(String::new, |statement| format!(", last statement: {}", statement.replace('\n', " ")));
    Some(format!(
        "connection {id} ({}, {}{age}{statement})",
        who.into_text().unwrap_or_default(),
        state.into_text().unwrap_or_default().to_lowercase()
    ))
}
