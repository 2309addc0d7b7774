//! The SQL of `xc_control`: what operators have set, one row for each thing that can be set.
//!
//! Rows, not columns: a later version of xc can know more of them without changing the table.

use xc_core::plan::Dialect;

/// The statements of one dialect. Parameters come in the same order in all of them, each used once.
pub(crate) struct ControlSql {
    /// How many tables of that name there are: 0 or 1.
    pub(super) present: &'static str,
    /// Makes the table.
    pub(super) create: &'static str,
    /// Name, value, who set it.
    pub(super) read: &'static str,
    /// Name, value, who.
    pub(super) set: &'static str,
    /// Name.
    pub(super) unset: &'static str,
    /// Counts one more cancellation: who, who.
    pub(super) cancel: &'static str,
    /// Who holds the lease, if anybody does. No parameters.
    pub(super) at_work: &'static str,
}

pub(super) fn of(dialect: Dialect) -> &'static ControlSql {
    match dialect {
        Dialect::Postgres => &POSTGRES,
        Dialect::MySql | Dialect::MariaDb => &MYSQL,
        Dialect::Sqlite => &SQLITE,
    }
}

static POSTGRES: ControlSql = ControlSql {
    present: "select (to_regclass('xc_control') is not null)::int",
    create: "create table if not exists xc_control (
        name varchar(64) primary key,
        value text not null,
        changed_at timestamptz not null,
        changed_by varchar(255) not null
    )",
    read: "select name, value, changed_by from xc_control",
    set: "insert into xc_control (name, value, changed_at, changed_by) values ($1, $2, clock_timestamp(), $3) \
        on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
    unset: "delete from xc_control where name = $1",
    cancel: "insert into xc_control (name, value, changed_at, changed_by) values ('cancel', '1', clock_timestamp(), $1) \
        on conflict (name) do update set value = (xc_control.value::bigint + 1)::text, changed_at = excluded.changed_at, changed_by = $2",
    at_work: "select holder from xc_lease where name = 'executor' and holder is not null and expires_at >= clock_timestamp()",
};

static MYSQL: ControlSql = ControlSql {
    present: "select count(*) from information_schema.tables where table_schema = database() and table_name = 'xc_control'",
    create: "create table if not exists xc_control (
        name varchar(64) not null primary key,
        value text not null,
        changed_at datetime(6) not null,
        changed_by varchar(255) not null
    ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin",
    read: "select name, value, changed_by from xc_control",
    set: "replace into xc_control (name, value, changed_at, changed_by) values (?, ?, now(6), ?)",
    unset: "delete from xc_control where name = ?",
    cancel: "insert into xc_control (name, value, changed_at, changed_by) values ('cancel', '1', now(6), ?) \
        on duplicate key update value = cast(cast(value as signed) + 1 as char), changed_at = now(6), changed_by = ?",
    at_work: "select holder from xc_lease where name = 'executor' and holder is not null and expires_at >= now(6)",
};

static SQLITE: ControlSql = ControlSql {
    present: "select count(*) from sqlite_schema where type = 'table' and name = 'xc_control'",
    create: "create table if not exists xc_control (
        name text not null primary key,
        value text not null,
        changed_at text not null,
        changed_by text not null
    )",
    read: "select name, value, changed_by from xc_control",
    set: "insert into xc_control (name, value, changed_at, changed_by) values ($1, $2, strftime('%Y-%m-%d %H:%M:%f', 'now'), $3) \
        on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
    unset: "delete from xc_control where name = $1",
    cancel: "insert into xc_control (name, value, changed_at, changed_by) values ('cancel', '1', strftime('%Y-%m-%d %H:%M:%f', 'now'), $1) \
        on conflict (name) do update set value = cast(cast(value as integer) + 1 as text), changed_at = excluded.changed_at, changed_by = $2",
    at_work: "select holder from xc_lease where name = 'executor' and holder is not null \
        and expires_at >= cast((julianday('now') - 2440587.5) * 86400000.0 as integer)",
};
