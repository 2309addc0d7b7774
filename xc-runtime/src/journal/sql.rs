//! The journal's and the lease's SQL, for each dialect.
//!
//! Parameters come in the same order in all of them, each used once. Times are the database's own: executors' clocks differ.

use xc_core::plan::Dialect;

/// All statements of one dialect.
pub(crate) struct JournalSql {
    /// How many of the journal's tables are there.
    pub(super) present: &'static str,
    /// Makes the tables that are not there.
    pub(super) create: &'static [&'static str],
    /// All migrations: name, content id, state.
    pub(super) entries: &'static str,
    /// Name, content id, state.
    pub(super) insert_entry: &'static str,
    /// State, name.
    pub(super) set_reached: &'static str,
    /// Name.
    pub(super) delete_entry: &'static str,
    /// Of a migration: phase, ordinal, finished or not.
    pub(super) steps: &'static str,
    /// Migration, phase, ordinal, name.
    pub(super) begin_step: &'static str,
    /// Migration, phase, ordinal.
    pub(super) finish_step: &'static str,
    /// Migration, phase, ordinal.
    pub(super) reopen_step: &'static str,
    /// Migration, phase, ordinal.
    pub(super) delete_step: &'static str,
    /// Of migration and ordinal: bound, next key, last page, next page, rows, filled, finished or not.
    pub(super) backfill: &'static str,
    /// Migration, ordinal, table, bound, next key, last page, next page.
    pub(super) begin_backfill: &'static str,
    /// Next key, next page, migration, ordinal.
    pub(super) advance_backfill: &'static str,
    /// Of migration and ordinal: number, by pages or not, from, end, next, slots done, slots now, rows, filled.
    pub(super) ranges: &'static str,
    /// Number, by pages or not, from, end, next, slots done, slots now, rows, filled, migration, ordinal.
    pub(super) insert_range: &'static str,
    /// Next, slots done, slots now, filled, migration, ordinal, number.
    pub(super) checkpoint: &'static str,
    /// Adds to what is walked and filled, if the range is there: rows, filled, migration, ordinal, number.
    pub(super) credit_range: &'static str,
    /// Migration, ordinal, number.
    pub(super) delete_range: &'static str,
    /// Migration.
    pub(super) delete_ranges: &'static str,
    /// Migration, ordinal.
    pub(super) finish_backfill: &'static str,
    /// Migration.
    pub(super) delete_backfills: &'static str,
    /// Of a migration: how many backfills have begun, how many are finished, and how long ago the last of these was, in ms.
    pub(super) backfilled: &'static str,
    /// Of a migration: how long ago it reached its state, in ms.
    pub(super) age: &'static str,
    /// Migration, what, detail, holder.
    pub(super) insert_log: &'static str,
    /// The whole log: when, migration, what, detail, holder; the last first. Parameter: a limit.
    pub(super) log: &'static str,
    /// The last entry of one of two kinds, of a migration: what, detail, how long ago, in ms.
    pub(super) last_of: &'static str,
    pub(super) lease: LeaseSql,
}

/// The statements of the lease.
pub(crate) struct LeaseSql {
    /// Makes the row, unless it is there.
    pub(crate) insert: &'static str,
    /// Holder, token, milliseconds that are left.
    pub(crate) read: &'static str,
    /// Takes it if it is free: holder, by how much the token grows, time to live in ms.
    pub(crate) acquire: &'static str,
    /// Keeps it: time to live in ms, token.
    pub(crate) renew: &'static str,
    /// Finds it, and locks it against whoever would take it until the transaction ends, but not against others who do the same: token. None
    /// where there is one writer anyway.
    pub(crate) share: Option<&'static str>,
    /// Settings that tell of a cluster in which locks are a node's own. None where the database has no such cluster.
    pub(crate) clustered: Option<&'static str>,
    /// Gives it back: token.
    pub(crate) release: &'static str,
}

pub(super) fn of(dialect: Dialect) -> &'static JournalSql {
    match dialect {
        Dialect::Postgres => &POSTGRES,
        Dialect::MySql | Dialect::MariaDb => &MYSQL,
        Dialect::Sqlite => &SQLITE,
    }
}

static POSTGRES: JournalSql = JournalSql {
    present: "select (to_regclass('xc_migration') is not null)::int + (to_regclass('xc_step') is not null)::int \
        + (to_regclass('xc_backfill') is not null)::int + (to_regclass('xc_range') is not null)::int + (to_regclass('xc_lease') is not null)::int \
        + (to_regclass('xc_log') is not null)::int",
    create: &[
        "create table if not exists xc_migration (
            name varchar(255) primary key,
            content_id varchar(16) not null,
            state varchar(16) not null,
            started_at timestamptz not null,
            changed_at timestamptz not null
        )",
        "create table if not exists xc_step (
            migration varchar(255) not null,
            phase varchar(16) not null,
            ordinal bigint not null,
            name text not null,
            started_at timestamptz not null,
            finished_at timestamptz,
            primary key (migration, phase, ordinal)
        )",
        "create table if not exists xc_backfill (
            migration varchar(255) not null,
            ordinal bigint not null,
            table_name varchar(255) not null,
            bound_key text,
            next_key text,
            last_page bigint,
            next_page bigint,
            rows_walked bigint not null,
            rows_filled bigint not null,
            started_at timestamptz not null,
            finished_at timestamptz,
            primary key (migration, ordinal)
        )",
        "create table if not exists xc_range (
            migration varchar(255) not null,
            ordinal bigint not null,
            number bigint not null,
            by_pages bigint not null,
            from_key text not null,
            end_key text not null,
            next_key text not null,
            slots_done bigint not null,
            slots_now bigint not null,
            row_count bigint not null,
            rows_filled bigint not null,
            primary key (migration, ordinal, number)
        )",
        "create table if not exists xc_lease (
            name varchar(32) primary key,
            holder varchar(255),
            token bigint not null,
            expires_at timestamptz not null
        )",
        "create table if not exists xc_log (
            id bigint generated always as identity primary key,
            at timestamptz not null,
            migration varchar(255) not null,
            what varchar(64) not null,
            detail text not null,
            holder varchar(255) not null
        )",
    ],
    entries: "select name, content_id, state from xc_migration",
    insert_entry: "insert into xc_migration (name, content_id, state, started_at, changed_at) \
        values ($1, $2, $3, clock_timestamp(), clock_timestamp()) on conflict do nothing",
    set_reached: "update xc_migration set state = $1, changed_at = clock_timestamp() where name = $2",
    delete_entry: "delete from xc_migration where name = $1",
    steps: "select phase, ordinal, case when finished_at is null then 0 else 1 end from xc_step where migration = $1 order by ordinal",
    begin_step: "insert into xc_step (migration, phase, ordinal, name, started_at) values ($1, $2, $3, $4, clock_timestamp()) \
        on conflict do nothing",
    finish_step: "update xc_step set finished_at = clock_timestamp() where migration = $1 and phase = $2 and ordinal = $3",
    reopen_step: "update xc_step set finished_at = null where migration = $1 and phase = $2 and ordinal = $3",
    delete_step: "delete from xc_step where migration = $1 and phase = $2 and ordinal = $3",
    backfill: "select bound_key, next_key, last_page, next_page, rows_walked, rows_filled, case when finished_at is null then 0 else 1 end \
        from xc_backfill where migration = $1 and ordinal = $2",
    begin_backfill: "insert into xc_backfill (migration, ordinal, table_name, bound_key, next_key, last_page, next_page, rows_walked, rows_filled, started_at) \
        values ($1, $2, $3, $4, $5, cast($6 as bigint), cast($7 as bigint), 0, 0, clock_timestamp()) on conflict do nothing",
    advance_backfill: "update xc_backfill set next_key = $1, next_page = cast($2 as bigint) where migration = $3 and ordinal = $4",
    ranges: "select number, by_pages, from_key, end_key, next_key, slots_done, slots_now, row_count, rows_filled \
        from xc_range where migration = $1 and ordinal = $2 order by number",
    insert_range: "insert into xc_range \
        (number, by_pages, from_key, end_key, next_key, slots_done, slots_now, row_count, rows_filled, migration, ordinal) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    checkpoint: "update xc_range set next_key = $1, slots_done = $2, slots_now = $3, rows_filled = $4 \
        where migration = $5 and ordinal = $6 and number = $7",
    credit_range: "update xc_backfill set rows_walked = rows_walked + $1, rows_filled = rows_filled + $2 \
        where migration = $3 and ordinal = $4 and exists (select 1 from xc_range where xc_range.migration = xc_backfill.migration \
        and xc_range.ordinal = xc_backfill.ordinal and xc_range.number = $5)",
    delete_range: "delete from xc_range where migration = $1 and ordinal = $2 and number = $3",
    delete_ranges: "delete from xc_range where migration = $1",
    finish_backfill: "update xc_backfill set finished_at = clock_timestamp() where migration = $1 and ordinal = $2",
    delete_backfills: "delete from xc_backfill where migration = $1",
    backfilled: "select count(*), count(finished_at), \
        coalesce((extract(epoch from clock_timestamp() - max(finished_at)) * 1000)::bigint, 0) from xc_backfill where migration = $1",
    age: "select (extract(epoch from clock_timestamp() - changed_at) * 1000)::bigint from xc_migration where name = $1",
    insert_log: "insert into xc_log (at, migration, what, detail, holder) values (clock_timestamp(), $1, $2, $3, $4)",
    log: "select to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'), migration, what, detail, holder from xc_log \
        order by id desc limit $1",
    last_of: "select what, detail, (extract(epoch from clock_timestamp() - at) * 1000)::bigint from xc_log \
        where migration = $1 and what in ($2, $3) order by id desc limit 1",
    lease: LeaseSql {
        insert: "insert into xc_lease (name, holder, token, expires_at) values ('executor', null, 0, clock_timestamp()) on conflict do nothing",
        read: "select holder, token, (extract(epoch from expires_at - clock_timestamp()) * 1000)::bigint from xc_lease where name = 'executor'",
        acquire: "update xc_lease set holder = $1, token = token + $2, expires_at = clock_timestamp() + $3 * interval '1 millisecond' \
            where name = 'executor' and (holder is null or expires_at < clock_timestamp())",
        renew: "update xc_lease set expires_at = clock_timestamp() + $1 * interval '1 millisecond' \
            where name = 'executor' and holder is not null and token = $2",
        share: Some("select 1 from xc_lease where name = 'executor' and holder is not null and token = $1 for share"),
        clustered: None,
        release: "update xc_lease set holder = null where name = 'executor' and token = $1",
    },
};

static MYSQL: JournalSql = JournalSql {
    present: "select count(*) from information_schema.tables where table_schema = database() \
        and table_name in ('xc_migration', 'xc_step', 'xc_backfill', 'xc_range', 'xc_lease', 'xc_log')",
    create: &[
        "create table if not exists xc_migration (
            name varchar(255) not null primary key,
            content_id varchar(16) not null,
            state varchar(16) not null,
            started_at datetime(6) not null,
            changed_at datetime(6) not null
        ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin",
        "create table if not exists xc_step (
            migration varchar(255) not null,
            phase varchar(16) not null,
            ordinal bigint not null,
            name text not null,
            started_at datetime(6) not null,
            finished_at datetime(6),
            primary key (migration, phase, ordinal)
        ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin",
        "create table if not exists xc_backfill (
            migration varchar(255) not null,
            ordinal bigint not null,
            table_name varchar(255) not null,
            bound_key text,
            next_key text,
            last_page bigint,
            next_page bigint,
            rows_walked bigint not null,
            rows_filled bigint not null,
            started_at datetime(6) not null,
            finished_at datetime(6),
            primary key (migration, ordinal)
        ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin",
        "create table if not exists xc_range (
            migration varchar(255) not null,
            ordinal bigint not null,
            number bigint not null,
            by_pages bigint not null,
            from_key text not null,
            end_key text not null,
            next_key text not null,
            slots_done bigint not null,
            slots_now bigint not null,
            row_count bigint not null,
            rows_filled bigint not null,
            primary key (migration, ordinal, number)
        ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin",
        "create table if not exists xc_lease (
            name varchar(32) not null primary key,
            holder varchar(255),
            token bigint not null,
            expires_at datetime(6) not null
        ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin",
        "create table if not exists xc_log (
            id bigint not null auto_increment primary key,
            at datetime(6) not null,
            migration varchar(255) not null,
            what varchar(64) not null,
            detail text not null,
            holder varchar(255) not null
        ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin",
    ],
    entries: "select name, content_id, state from xc_migration",
    insert_entry: "insert ignore into xc_migration (name, content_id, state, started_at, changed_at) values (?, ?, ?, now(6), now(6))",
    set_reached: "update xc_migration set state = ?, changed_at = now(6) where name = ?",
    delete_entry: "delete from xc_migration where name = ?",
    steps: "select phase, ordinal, case when finished_at is null then 0 else 1 end from xc_step where migration = ? order by ordinal",
    begin_step: "insert ignore into xc_step (migration, phase, ordinal, name, started_at) values (?, ?, ?, ?, now(6))",
    finish_step: "update xc_step set finished_at = now(6) where migration = ? and phase = ? and ordinal = ?",
    reopen_step: "update xc_step set finished_at = null where migration = ? and phase = ? and ordinal = ?",
    delete_step: "delete from xc_step where migration = ? and phase = ? and ordinal = ?",
    backfill: "select bound_key, next_key, last_page, next_page, rows_walked, rows_filled, case when finished_at is null then 0 else 1 end \
        from xc_backfill where migration = ? and ordinal = ?",
    begin_backfill: "insert ignore into xc_backfill (migration, ordinal, table_name, bound_key, next_key, last_page, next_page, rows_walked, rows_filled, started_at) \
        values (?, ?, ?, ?, ?, ?, ?, 0, 0, now(6))",
    advance_backfill: "update xc_backfill set next_key = ?, next_page = ? where migration = ? and ordinal = ?",
    ranges: "select number, by_pages, from_key, end_key, next_key, slots_done, slots_now, row_count, rows_filled \
        from xc_range where migration = ? and ordinal = ? order by number",
    insert_range: "insert into xc_range \
        (number, by_pages, from_key, end_key, next_key, slots_done, slots_now, row_count, rows_filled, migration, ordinal) \
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    checkpoint: "update xc_range set next_key = ?, slots_done = ?, slots_now = ?, rows_filled = ? \
        where migration = ? and ordinal = ? and number = ?",
    credit_range: "update xc_backfill set rows_walked = rows_walked + ?, rows_filled = rows_filled + ? \
        where migration = ? and ordinal = ? and exists (select 1 from xc_range where xc_range.migration = xc_backfill.migration \
        and xc_range.ordinal = xc_backfill.ordinal and xc_range.number = ?)",
    delete_range: "delete from xc_range where migration = ? and ordinal = ? and number = ?",
    delete_ranges: "delete from xc_range where migration = ?",
    finish_backfill: "update xc_backfill set finished_at = now(6) where migration = ? and ordinal = ?",
    delete_backfills: "delete from xc_backfill where migration = ?",
    backfilled: "select count(*), count(finished_at), \
        cast(coalesce(timestampdiff(microsecond, max(finished_at), now(6)) div 1000, 0) as signed) from xc_backfill where migration = ?",
    age: "select cast(timestampdiff(microsecond, changed_at, now(6)) div 1000 as signed) from xc_migration where name = ?",
    insert_log: "insert into xc_log (at, migration, what, detail, holder) values (now(6), ?, ?, ?, ?)",
    log: "select date_format(at, '%Y-%m-%d %H:%i:%s.%f'), migration, what, detail, holder from xc_log order by id desc limit ?",
    last_of: "select what, detail, cast(timestampdiff(microsecond, at, now(6)) div 1000 as signed) from xc_log \
        where migration = ? and what in (?, ?) order by id desc limit 1",
    lease: LeaseSql {
        insert: "insert ignore into xc_lease (name, holder, token, expires_at) values ('executor', null, 0, now(6))",
        read: "select holder, token, timestampdiff(microsecond, now(6), expires_at) div 1000 from xc_lease where name = 'executor'",
        acquire: "update xc_lease set holder = ?, token = token + ?, expires_at = now(6) + interval (? * 1000) microsecond \
            where name = 'executor' and (holder is null or expires_at < now(6))",
        renew: "update xc_lease set expires_at = now(6) + interval (? * 1000) microsecond \
            where name = 'executor' and holder is not null and token = ?",
        share: Some("select 1 from xc_lease where name = 'executor' and holder is not null and token = ? lock in share mode"),
        // Galera certifies write sets, Group Replication too (MySQL manual, "Group Replication Limitations": locks of other members are not known).
        clustered: Some("show variables where variable_name in ('wsrep_on', 'group_replication_group_name') and value not in ('', 'OFF')"),
        release: "update xc_lease set holder = null where name = 'executor' and token = ?",
    },
};

static SQLITE: JournalSql = JournalSql {
    present: "select count(*) from sqlite_schema where type = 'table' \
        and name in ('xc_migration', 'xc_step', 'xc_backfill', 'xc_range', 'xc_lease', 'xc_log')",
    create: &[
        "create table if not exists xc_migration (
            name text not null primary key,
            content_id text not null,
            state text not null,
            started_at text not null,
            changed_at text not null
        )",
        "create table if not exists xc_step (
            migration text not null,
            phase text not null,
            ordinal integer not null,
            name text not null,
            started_at text not null,
            finished_at text,
            primary key (migration, phase, ordinal)
        )",
        "create table if not exists xc_backfill (
            migration text not null,
            ordinal integer not null,
            table_name text not null,
            bound_key text,
            next_key text,
            last_page integer,
            next_page integer,
            rows_walked integer not null,
            rows_filled integer not null,
            started_at text not null,
            finished_at text,
            primary key (migration, ordinal)
        )",
        "create table if not exists xc_range (
            migration text not null,
            ordinal integer not null,
            number integer not null,
            by_pages integer not null,
            from_key text not null,
            end_key text not null,
            next_key text not null,
            slots_done integer not null,
            slots_now integer not null,
            row_count integer not null,
            rows_filled integer not null,
            primary key (migration, ordinal, number)
        )",
        // Milliseconds since 1970.
        "create table if not exists xc_lease (
            name text not null primary key,
            holder text,
            token integer not null,
            expires_at integer not null
        )",
        "create table if not exists xc_log (
            id integer primary key not null,
            at text not null,
            migration text not null,
            what text not null,
            detail text not null,
            holder text not null
        )",
    ],
    entries: "select name, content_id, state from xc_migration",
    insert_entry: "insert into xc_migration (name, content_id, state, started_at, changed_at) \
        values ($1, $2, $3, strftime('%Y-%m-%d %H:%M:%f', 'now'), strftime('%Y-%m-%d %H:%M:%f', 'now')) on conflict do nothing",
    set_reached: "update xc_migration set state = $1, changed_at = strftime('%Y-%m-%d %H:%M:%f', 'now') where name = $2",
    delete_entry: "delete from xc_migration where name = $1",
    steps: "select phase, ordinal, case when finished_at is null then 0 else 1 end from xc_step where migration = $1 order by ordinal",
    begin_step: "insert into xc_step (migration, phase, ordinal, name, started_at) \
        values ($1, $2, $3, $4, strftime('%Y-%m-%d %H:%M:%f', 'now')) on conflict do nothing",
    finish_step: "update xc_step set finished_at = strftime('%Y-%m-%d %H:%M:%f', 'now') where migration = $1 and phase = $2 and ordinal = $3",
    reopen_step: "update xc_step set finished_at = null where migration = $1 and phase = $2 and ordinal = $3",
    delete_step: "delete from xc_step where migration = $1 and phase = $2 and ordinal = $3",
    backfill: "select bound_key, next_key, last_page, next_page, rows_walked, rows_filled, case when finished_at is null then 0 else 1 end \
        from xc_backfill where migration = $1 and ordinal = $2",
    begin_backfill: "insert into xc_backfill (migration, ordinal, table_name, bound_key, next_key, last_page, next_page, rows_walked, rows_filled, started_at) \
        values ($1, $2, $3, $4, $5, $6, $7, 0, 0, strftime('%Y-%m-%d %H:%M:%f', 'now')) on conflict do nothing",
    advance_backfill: "update xc_backfill set next_key = $1, next_page = $2 where migration = $3 and ordinal = $4",
    ranges: "select number, by_pages, from_key, end_key, next_key, slots_done, slots_now, row_count, rows_filled \
        from xc_range where migration = $1 and ordinal = $2 order by number",
    insert_range: "insert into xc_range \
        (number, by_pages, from_key, end_key, next_key, slots_done, slots_now, row_count, rows_filled, migration, ordinal) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    checkpoint: "update xc_range set next_key = $1, slots_done = $2, slots_now = $3, rows_filled = $4 \
        where migration = $5 and ordinal = $6 and number = $7",
    credit_range: "update xc_backfill set rows_walked = rows_walked + $1, rows_filled = rows_filled + $2 \
        where migration = $3 and ordinal = $4 and exists (select 1 from xc_range where xc_range.migration = xc_backfill.migration \
        and xc_range.ordinal = xc_backfill.ordinal and xc_range.number = $5)",
    delete_range: "delete from xc_range where migration = $1 and ordinal = $2 and number = $3",
    delete_ranges: "delete from xc_range where migration = $1",
    finish_backfill: "update xc_backfill set finished_at = strftime('%Y-%m-%d %H:%M:%f', 'now') where migration = $1 and ordinal = $2",
    delete_backfills: "delete from xc_backfill where migration = $1",
    backfilled: "select count(*), count(finished_at), \
        coalesce(cast((julianday('now') - julianday(max(finished_at))) * 86400000.0 as integer), 0) from xc_backfill where migration = $1",
    age: "select cast((julianday('now') - julianday(changed_at)) * 86400000.0 as integer) from xc_migration where name = $1",
    insert_log: "insert into xc_log (at, migration, what, detail, holder) \
        values (strftime('%Y-%m-%d %H:%M:%f', 'now'), $1, $2, $3, $4)",
    log: "select at, migration, what, detail, holder from xc_log order by id desc limit $1",
    last_of: "select what, detail, cast((julianday('now') - julianday(at)) * 86400000.0 as integer) from xc_log \
        where migration = $1 and what in ($2, $3) order by id desc limit 1",
    lease: LeaseSql {
        insert: "insert into xc_lease (name, holder, token, expires_at) values ('executor', null, 0, 0) on conflict do nothing",
        read: "select holder, token, expires_at - cast((julianday('now') - 2440587.5) * 86400000.0 as integer) \
            from xc_lease where name = 'executor'",
        acquire: "update xc_lease set holder = $1, token = token + $2, \
            expires_at = cast((julianday('now') - 2440587.5) * 86400000.0 as integer) + $3 \
            where name = 'executor' and (holder is null or expires_at < cast((julianday('now') - 2440587.5) * 86400000.0 as integer))",
        renew: "update xc_lease set expires_at = cast((julianday('now') - 2440587.5) * 86400000.0 as integer) + $1 \
            where name = 'executor' and holder is not null and token = $2",
        share: None,
        clustered: None,
        release: "update xc_lease set holder = null where name = 'executor' and token = $1",
    },
};
