//! The statements of presence, for each dialect. Times are the database's own.

use xc_core::plan::Dialect;

use crate::backends::{DbError, Session, Value};

/// All statements of one dialect. Parameters come in the same order in all of them.
pub(crate) struct PresenceSql {
    /// How many of the two tables are there.
    present: &'static str,
    /// Makes them.
    create: [&'static str; 2],
    /// Instance, build, host, what it lives with, time to live in ms.
    pub(super) register: &'static str,
    /// Time to live in ms, instance.
    pub(super) beat: &'static str,
    /// Instance.
    pub(super) leave: &'static str,
    /// Removes what has been dead for a day.
    pub(super) tidy: &'static str,
    /// Of each live instance: name, build, host, what it lives with, ms since it started, since its last beat, and until it counts as dead.
    pub(super) live: &'static str,
    /// Migration, lowest and highest state, the lease's token.
    pub(crate) enter: &'static str,
    /// Migration.
    pub(crate) left: &'static str,
    /// What is being entered: migration, lowest and highest state.
    ///
    /// Contract, when it is refused or its executor is killed before its first step took effect, was never entered: the lease's token tells. What is
    /// being taken back stays so until it is done.
    pub(super) entering: &'static str,
    /// The migrations of which a step of contract has been run.
    pub(super) narrowed: &'static str,
}

pub(crate) fn of(dialect: Dialect) -> &'static PresenceSql {
    match dialect {
        Dialect::Postgres => &POSTGRES,
        Dialect::MySql | Dialect::MariaDb => &MYSQL,
        Dialect::Sqlite => &SQLITE,
    }
}

/// Makes the tables that are not there.
pub(crate) async fn create_missing(sql: &PresenceSql, session: &mut dyn Session) -> Result<(), DbError> {
    let present = session.fetch(sql.present, &[]).await?.into_iter().flatten().next().as_ref().and_then(Value::as_int);
    if present != i64::try_from(sql.create.len()).ok() {
        for create in sql.create {
            session.raw(create).await?;
        }
    }
    Ok(())
}

const NARROWED: &str = "select distinct migration from xc_step where phase = 'contract'";

static POSTGRES: PresenceSql = PresenceSql {
    present: "select (to_regclass('xc_presence') is not null)::int + (to_regclass('xc_entering') is not null)::int",
    create: [
        "create table if not exists xc_presence (
            instance varchar(255) primary key,
            build varchar(255) not null,
            host varchar(255) not null,
            lives_with text not null,
            started_at timestamptz not null,
            beat_at timestamptz not null,
            expires_at timestamptz not null
        )",
        "create table if not exists xc_entering (
            migration varchar(255) primary key,
            lowest varchar(16) not null,
            highest varchar(16) not null,
            token bigint not null,
            entered_at timestamptz not null
        )",
    ],
    register: "insert into xc_presence (instance, build, host, lives_with, started_at, beat_at, expires_at) \
        values ($1, $2, $3, $4, clock_timestamp(), clock_timestamp(), clock_timestamp() + $5 * interval '1 millisecond') \
        on conflict (instance) do update set lives_with = excluded.lives_with, beat_at = excluded.beat_at, expires_at = excluded.expires_at",
    beat: "update xc_presence set beat_at = clock_timestamp(), expires_at = clock_timestamp() + $1 * interval '1 millisecond' \
        where instance = $2",
    leave: "delete from xc_presence where instance = $1",
    tidy: "delete from xc_presence where expires_at < clock_timestamp() - interval '1 day'",
    live: "select instance, build, host, lives_with, (extract(epoch from clock_timestamp() - started_at) * 1000)::bigint, \
        (extract(epoch from clock_timestamp() - beat_at) * 1000)::bigint, \
        (extract(epoch from expires_at - clock_timestamp()) * 1000)::bigint \
        from xc_presence where expires_at > clock_timestamp() order by started_at, instance",
    enter: "insert into xc_entering (migration, lowest, highest, token, entered_at) values ($1, $2, $3, $4, clock_timestamp()) \
        on conflict (migration) do update set lowest = excluded.lowest, highest = excluded.highest, token = excluded.token, \
        entered_at = excluded.entered_at",
    left: "delete from xc_entering where migration = $1",
    entering: "select e.migration, e.lowest, e.highest from xc_entering e \
        where e.highest <> 'contracted' or e.lowest <> 'migrated' \
        or exists (select from xc_step s where s.migration = e.migration and s.phase = 'contract') \
        or exists (select from xc_lease l where l.name = 'executor' and l.holder is not null and l.token = e.token \
            and l.expires_at > clock_timestamp())",
    narrowed: NARROWED,
};

static MYSQL: PresenceSql = PresenceSql {
    present: "select count(*) from information_schema.tables where table_schema = database() and table_name in ('xc_presence', 'xc_entering')",
    create: [
        "create table if not exists xc_presence (
            instance varchar(255) not null primary key,
            build varchar(255) not null,
            host varchar(255) not null,
            lives_with mediumtext not null,
            started_at datetime(6) not null,
            beat_at datetime(6) not null,
            expires_at datetime(6) not null
        ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin",
        "create table if not exists xc_entering (
            migration varchar(255) not null primary key,
            lowest varchar(16) not null,
            highest varchar(16) not null,
            token bigint not null,
            entered_at datetime(6) not null
        ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin",
    ],
    // In UTC by its name: a pool's connections may have any time zone.
    register: "insert into xc_presence (instance, build, host, lives_with, started_at, beat_at, expires_at) \
        values (?, ?, ?, ?, utc_timestamp(6), utc_timestamp(6), utc_timestamp(6) + interval (? * 1000) microsecond) \
        on duplicate key update lives_with = values(lives_with), beat_at = values(beat_at), expires_at = values(expires_at)",
    beat: "update xc_presence set beat_at = utc_timestamp(6), expires_at = utc_timestamp(6) + interval (? * 1000) microsecond \
        where instance = ?",
    leave: "delete from xc_presence where instance = ?",
    tidy: "delete from xc_presence where expires_at < utc_timestamp(6) - interval 1 day",
    live: "select instance, build, host, lives_with, timestampdiff(microsecond, started_at, utc_timestamp(6)) div 1000, \
        timestampdiff(microsecond, beat_at, utc_timestamp(6)) div 1000, timestampdiff(microsecond, utc_timestamp(6), expires_at) div 1000 \
        from xc_presence where expires_at > utc_timestamp(6) order by started_at, instance",
    enter: "insert into xc_entering (migration, lowest, highest, token, entered_at) values (?, ?, ?, ?, utc_timestamp(6)) \
        on duplicate key update lowest = values(lowest), highest = values(highest), token = values(token), entered_at = values(entered_at)",
    left: "delete from xc_entering where migration = ?",
    // The executor's sessions are in UTC, and write the lease with now().
    entering: "select e.migration, e.lowest, e.highest from xc_entering e \
        where e.highest <> 'contracted' or e.lowest <> 'migrated' \
        or exists (select 1 from xc_step s where s.migration = e.migration and s.phase = 'contract') \
        or exists (select 1 from xc_lease l where l.name = 'executor' and l.holder is not null and l.token = e.token \
            and l.expires_at > utc_timestamp(6))",
    narrowed: NARROWED,
};

static SQLITE: PresenceSql = PresenceSql {
    present: "select count(*) from sqlite_schema where type = 'table' and name in ('xc_presence', 'xc_entering')",
    // Times are milliseconds since 1970.
    create: [
        "create table if not exists xc_presence (
            instance text not null primary key,
            build text not null,
            host text not null,
            lives_with text not null,
            started_at integer not null,
            beat_at integer not null,
            expires_at integer not null
        )",
        "create table if not exists xc_entering (
            migration text not null primary key,
            lowest text not null,
            highest text not null,
            token integer not null,
            entered_at integer not null
        )",
    ],
    register: "insert into xc_presence (instance, build, host, lives_with, started_at, beat_at, expires_at) \
        select $1, $2, $3, $4, t.now, t.now, t.now + $5 \
        from (select cast((julianday('now') - 2440587.5) * 86400000.0 as integer) as now) t where true \
        on conflict (instance) do update set lives_with = excluded.lives_with, beat_at = excluded.beat_at, expires_at = excluded.expires_at",
    beat: "update xc_presence set beat_at = cast((julianday('now') - 2440587.5) * 86400000.0 as integer), \
        expires_at = cast((julianday('now') - 2440587.5) * 86400000.0 as integer) + $1 where instance = $2",
    leave: "delete from xc_presence where instance = $1",
    tidy: "delete from xc_presence where expires_at < cast((julianday('now') - 2440587.5) * 86400000.0 as integer) - 86400000",
    live: "select p.instance, p.build, p.host, p.lives_with, t.now - p.started_at, t.now - p.beat_at, p.expires_at - t.now \
        from xc_presence p, (select cast((julianday('now') - 2440587.5) * 86400000.0 as integer) as now) t \
        where p.expires_at > t.now order by p.started_at, p.instance",
    enter: "insert into xc_entering (migration, lowest, highest, token, entered_at) \
        values ($1, $2, $3, $4, cast((julianday('now') - 2440587.5) * 86400000.0 as integer)) \
        on conflict (migration) do update set lowest = excluded.lowest, highest = excluded.highest, token = excluded.token, \
        entered_at = excluded.entered_at",
    left: "delete from xc_entering where migration = $1",
    entering: "select e.migration, e.lowest, e.highest from xc_entering e \
        where e.highest <> 'contracted' or e.lowest <> 'migrated' \
        or exists (select 1 from xc_step s where s.migration = e.migration and s.phase = 'contract') \
        or exists (select 1 from xc_lease l where l.name = 'executor' and l.holder is not null and l.token = e.token \
            and l.expires_at > cast((julianday('now') - 2440587.5) * 86400000.0 as integer))",
    narrowed: NARROWED,
};
