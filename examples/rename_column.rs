//! Rename a column: `users.name` becomes `users.full_name`.
//!
//! `ALTER TABLE ... RENAME COLUMN` takes a millisecond. Then every statement of version 1 fails until its last instance is gone, and every
//! statement of version 2 failed until that moment. So the new name appears beside the old one, each version's writes reach the other's
//! column, and the old name goes when nobody uses it any more. What hangs on the column goes with it: `like` takes along type, default, NOT NULL,
//! indexes and constraints. The compiler answers `rename column name to full_name` with these four blocks, filled in.
//!
//! `cargo run --example rename_column`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change, Row};

xc::migration! {
    name: create_users,
    expand {
        create table users (id bigint primary key auto_increment, name varchar(100) not null);
    }
}

xc::migration! {
    /// `users.name` is called `full_name`.
    name: rename_name,
    after: create_users,

    expand     { alter table users add column full_name like name; }
    dual_write { sync users { name <-> full_name } }
    migrate    { backfill users; }
    contract   { alter table users drop column name; }
}

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_users, rename_name],
    v1: Application {
        uses: "users.name",
        statements: &[
            "insert into users (id, name) values (:id, :name)",
            "update users set name = :name where id = :id",
            "select name from users where id = :id",
            "delete from users where id = :id",
        ],
    },
    v2: Application {
        uses: "users.full_name",
        statements: &[
            "insert into users (id, full_name) values (:id, :full_name)",
            "update users set full_name = :full_name where id = :id",
            "select full_name from users where id = :id",
            "delete from users where id = :id",
        ],
    },
    forward: |row| Row::from([("full_name", row["name"].clone())]),
    reverse: |row| Row::from([("name", row["full_name"].clone())]),
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
