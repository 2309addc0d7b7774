//! The statements of `xc_activity`, for each dialect.

use xc_core::plan::Dialect;

use crate::backends::{DbError, Session, Value};

pub(super) struct ActivitySql {
    /// How many tables of that name there are: 0 or 1.
    present: &'static str,
    create: &'static str,
    /// Holder, migration, phase, doing, rows, total, rows a second, batch size, why it waits, retries, the replicas' lag in ms or -1.
    pub(super) write: &'static str,
    pub(super) clear: &'static str,
    /// The same, and its age in ms; no row where its executor does not hold the lease.
    pub(super) read: &'static str,
}

pub(super) fn of(dialect: Dialect) -> &'static ActivitySql {
    match dialect {
        Dialect::Postgres => &POSTGRES,
        Dialect::MySql | Dialect::MariaDb => &MYSQL,
        Dialect::Sqlite => &SQLITE,
    }
}

/// Makes the table, unless it is there.
pub(crate) async fn create_missing(dialect: Dialect, session: &mut dyn Session) -> Result<(), DbError> {
    let sql = of(dialect);
    let present = session.fetch(sql.present, &[]).await?.into_iter().flatten().next();
    if present.as_ref().and_then(Value::as_int) != Some(1) {
        session.raw(sql.create).await?;
    }
    Ok(())
}

const CLEAR: &str = "delete from xc_activity where name = 'executor'";

static POSTGRES: ActivitySql = ActivitySql {
    present: "select (to_regclass('xc_activity') is not null)::int",
    create: "create table if not exists xc_activity (
        name varchar(32) primary key,
        holder text not null,
        migration text not null,
        phase text not null,
        doing text not null,
        rows_done bigint not null,
        rows_total bigint not null,
        rows_per_second bigint not null,
        batch_size bigint not null,
        waits text not null,
        retries bigint not null,
        replica_lag bigint not null,
        written_at timestamptz not null
    )",
    write: "insert into xc_activity (name, holder, migration, phase, doing, rows_done, rows_total, rows_per_second, batch_size, waits, retries, replica_lag, written_at) \
        values ('executor', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp()) on conflict (name) do update set holder = excluded.holder, \
        migration = excluded.migration, phase = excluded.phase, doing = excluded.doing, rows_done = excluded.rows_done, rows_total = excluded.rows_total, \
        rows_per_second = excluded.rows_per_second, batch_size = excluded.batch_size, waits = excluded.waits, retries = excluded.retries, \
        replica_lag = excluded.replica_lag, written_at = excluded.written_at",
    clear: CLEAR,
    read: "select a.holder, a.migration, a.phase, a.doing, a.rows_done, a.rows_total, a.rows_per_second, a.batch_size, a.waits, a.retries, a.replica_lag, \
        (extract(epoch from clock_timestamp() - a.written_at) * 1000)::bigint \
        from xc_activity a join xc_lease l on l.name = a.name and l.holder = a.holder where l.expires_at > clock_timestamp()",
};

static MYSQL: ActivitySql = ActivitySql {
    present: "select count(*) from information_schema.tables where table_schema = database() and table_name = 'xc_activity'",
    create: "create table if not exists xc_activity (
        name varchar(32) not null primary key,
        holder text not null,
        migration text not null,
        phase text not null,
        doing text not null,
        rows_done bigint not null,
        rows_total bigint not null,
        rows_per_second bigint not null,
        batch_size bigint not null,
        waits text not null,
        retries bigint not null,
        replica_lag bigint not null,
        written_at datetime(6) not null
    ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin",
    write: "replace into xc_activity (name, holder, migration, phase, doing, rows_done, rows_total, rows_per_second, batch_size, waits, retries, replica_lag, written_at) \
        values ('executor', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, utc_timestamp(6))",
    clear: CLEAR,
    read: "select a.holder, a.migration, a.phase, a.doing, a.rows_done, a.rows_total, a.rows_per_second, a.batch_size, a.waits, a.retries, a.replica_lag, \
        timestampdiff(microsecond, a.written_at, utc_timestamp(6)) div 1000 \
        from xc_activity a join xc_lease l on l.name = a.name and l.holder = a.holder where l.expires_at > utc_timestamp(6)",
};

static SQLITE: ActivitySql = ActivitySql {
    present: "select count(*) from sqlite_schema where type = 'table' and name = 'xc_activity'",
    create: "create table if not exists xc_activity (
        name text not null primary key,
        holder text not null,
        migration text not null,
        phase text not null,
        doing text not null,
        rows_done integer not null,
        rows_total integer not null,
        rows_per_second integer not null,
        batch_size integer not null,
        waits text not null,
        retries integer not null,
        replica_lag integer not null,
        written_at integer not null
    )",
    write: "insert into xc_activity (name, holder, migration, phase, doing, rows_done, rows_total, rows_per_second, batch_size, waits, retries, replica_lag, written_at) \
        values ('executor', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, cast((julianday('now') - 2440587.5) * 86400000.0 as integer)) \
        on conflict (name) do update set holder = excluded.holder, migration = excluded.migration, phase = excluded.phase, doing = excluded.doing, \
        rows_done = excluded.rows_done, rows_total = excluded.rows_total, rows_per_second = excluded.rows_per_second, \
        batch_size = excluded.batch_size, waits = excluded.waits, retries = excluded.retries, replica_lag = excluded.replica_lag, written_at = excluded.written_at",
    clear: CLEAR,
    read: "select a.holder, a.migration, a.phase, a.doing, a.rows_done, a.rows_total, a.rows_per_second, a.batch_size, a.waits, a.retries, a.replica_lag, \
        cast((julianday('now') - 2440587.5) * 86400000.0 as integer) - a.written_at \
        from xc_activity a join xc_lease l on l.name = a.name and l.holder = a.holder \
        where l.expires_at > cast((julianday('now') - 2440587.5) * 86400000.0 as integer)",
};
