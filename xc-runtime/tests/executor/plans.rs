//! Plans written by hand, in the shape that the language gives them: `users.name` becomes `users.full_name`.

use xc_core::lock::Lock;
use xc_core::plan::{
    Backfill, Change, ColumnShape, Dialect, Gate, Generated, Migration, Migrations, Minimum, Phase, Plan, Plans, Requirement, Servers,
    Statement, Step, TableShape, When,
};

macro_rules! change {
    ($($sql:literal),* $(,)?) => {
        Change { statements: &[$(Statement { sql: $sql, fallback: None }),*], ..Change::NONE }
    };
}

const fn step(name: &'static str, run: Change, undo: Change, probe: &'static str, already: &'static str) -> Step {
    Step {
        name,
        table: "users",
        servers: Servers::ALL,
        run,
        undo,
        probe,
        already,
        cost: "",
        lock: Lock::Writer,
        lock_elsewhere: Lock::None,
        concurrent: false,
        when: When::Always,
    }
}

const fn rebuilding(change: Change) -> Change {
    Change { rebuilds: Some("users"), ..change }
}

const fn column(name: &'static str, catalog_type: &'static str, nullable: bool) -> ColumnShape {
    ColumnShape { name, catalog_type, nullable, generated: Generated::No }
}

const fn migration(name: &'static str, id: u64, after: Option<u64>, plans: fn() -> &'static [Plan]) -> Migration {
    Migration {
        name,
        id,
        after,
        declared_at: "src/migrations.rs:1:1",
        doc: "",
        plans: Plans(plans),
        overrides: &[],
        minimum: &[],
        retire: None,
    }
}

const NOTHING: Plan = Plan {
    dialects: &[Dialect::Sqlite],
    requires: &[],
    expects: &[],
    expand: &[],
    dual_write: &[],
    migrate: &[],
    settle: &[],
    contract: &[],
    retired: &[],
    old: &[],
};

static CREATE_USERS_PLAN: [Plan; 1] = [Plan {
    expand: &[step(
        "create table users",
        change!("create table users (id integer primary key autoincrement, name varchar(100) not null)"),
        Change {
            refuse_if: Some(Gate {
                count: "select count(*) from (select 1 from users limit 1)",
                show: None,
                reason: "table users has rows",
            }),
            ..change!("drop table users")
        },
        "select count(*) from sqlite_schema where type = 'table' and name = 'users'",
        "a table users is there already: drop or rename it",
    )],
    ..NOTHING
}];

/// Makes `users`.
pub(crate) static CREATE_USERS: Migration = migration("create_users", 1, None, || &CREATE_USERS_PLAN);

static RENAME_PLAN: [Plan; 1] = [Plan {
    requires: &[Requirement { migration: "create_users", phase: Phase::Expand, because: "it makes table `users`" }],
    expects: &[TableShape {
        table: "users",
        columns: &[column("id", "integer", false), column("name", "varchar(100)", false)],
        primary_key: &["id"],
        uniques: &[],
        foreign_keys: &[],
        checks: &[],
        closed: true,
    }],
    expand: &[step(
        "add column users.full_name",
        change!("alter table users add column full_name varchar(100)"),
        change!("alter table users drop column full_name"),
        "select count(*) from pragma_table_info('users') where name = 'full_name'",
        "table users has a column full_name already: drop or rename it",
    )],
    dual_write: &[step(
        "dual write of users",
        rebuilding(change!(
            "create table xc_new_users (id integer primary key autoincrement, name varchar(100), full_name varchar(100))",
            "insert into xc_new_users (id, name, full_name) select id, name, full_name from users",
            "delete from sqlite_sequence where name = 'xc_new_users'",
            "insert into sqlite_sequence (name, seq) select 'xc_new_users', seq from sqlite_sequence where name = 'users'",
            "drop table users",
            "alter table xc_new_users rename to users",
            "create trigger xc_rename_ins after insert on users when new.full_name is null or new.name is null
             begin update users set name = coalesce(new.name, new.full_name), full_name = coalesce(new.full_name, new.name) where id = new.id; end",
            "create trigger xc_rename_upd after update of name on users when new.name is not old.name and new.full_name is not new.name
             begin update users set full_name = new.name where id = new.id; end",
        )),
        rebuilding(change!(
            "drop trigger xc_rename_ins",
            "drop trigger xc_rename_upd",
            "create table xc_new_users (id integer primary key autoincrement, name varchar(100) not null, full_name varchar(100))",
            "insert into xc_new_users (id, name, full_name) select id, name, full_name from users",
            "drop table users",
            "alter table xc_new_users rename to users",
        )),
        "select count(*) from sqlite_schema where type = 'trigger' and name in ('xc_rename_ins', 'xc_rename_upd')",
        "table users has xc's triggers already: drop them",
    )],
    migrate: &[Backfill {
        table: "users",
        key_columns: 1,
        whole_number: false,
        parity: "full_name is name",
        estimate: "select count(*) from users",
        lowest: "select cast(id as text) from users order by users.id limit 1",
        highest: "select cast(id as text) from users order by users.id desc limit 1",
        cut: "select cast(id as text) from users where id >= cast($1 as integer) and id <= cast($2 as integer) order by users.id limit 2 offset $3",
        lock: &[],
        fill: &["update users set full_name = name
               where id >= cast($1 as integer) and id <= cast($2 as integer) and full_name is not name"],
        reverse: &[],
        unfit: None,
        compared: &[],
        mend: None,
        verify: "select count(*), count(case when full_name is not name then 1 end), count(case when full_name is null then 1 end) from users
                 where id >= cast($1 as integer) and id <= cast($2 as integer)",
        not_null: &["full_name"],
        examine: "select cast(id as text) from users
                  where id >= cast($1 as integer) and id <= cast($2 as integer) and full_name is not name order by users.id limit $3",
        interleave: None,
        session: &[],
        transform: None,
    }],
    contract: &[step(
        "drop column users.name",
        rebuilding(change!(
            "drop trigger xc_rename_ins",
            "drop trigger xc_rename_upd",
            "create table xc_new_users (id integer primary key autoincrement, full_name varchar(100) not null)",
            "insert into xc_new_users (id, full_name) select id, full_name from users",
            "drop table users",
            "alter table xc_new_users rename to users",
        )),
        Change { never: Some("it drops users.name at once"), ..Change::NONE },
        "select case when count(*) = 0 then 1 else 0 end from pragma_table_info('users') where name = 'name'",
        "column users.name is gone already",
    )],
    ..NOTHING
}];

/// Renames `users.name`.
pub(crate) static RENAME: Migration = migration("rename_name", 2, Some(1), || &RENAME_PLAN);

/// The chain.
pub(crate) const MIGRATIONS: Migrations = &[&CREATE_USERS, &RENAME];

/// [`RENAME`] after somebody changed it.
pub(crate) static RENAME_EDITED: Migration = migration("rename_name", 3, Some(1), || &RENAME_PLAN);

/// The chain with the changed migration.
pub(crate) const EDITED: Migrations = &[&CREATE_USERS, &RENAME_EDITED];

/// The same name twice.
pub(crate) const TWICE: Migrations = &[&RENAME, &RENAME_EDITED];

static FOR_NOBODY: Migration = migration("for_nobody", 4, None, || &[]);

/// A migration that does not name SQLite.
pub(crate) const WITHOUT_SQLITE: Migrations = &[&FOR_NOBODY];

/// [`RENAME`] for servers that there are not yet.
pub(crate) static RENAME_LATER: Migration = Migration {
    minimum: &[Minimum { dialect: Dialect::Sqlite, version: 990_100 }],
    ..migration("rename_name", 2, Some(1), || &RENAME_PLAN)
};

/// The chain with it.
pub(crate) const LATER: Migrations = &[&CREATE_USERS, &RENAME_LATER];
