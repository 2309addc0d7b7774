//! Move a column to a table that is there already: `users.phone` becomes `details.phone`.
//!
//! Both versions write both tables: version 1 makes the row of `details` for its avatar. A trigger that made that row first would have version 1's own
//! `INSERT` fail. So the sync makes no rows: `rows by application`. It fills the phone into the row that the application makes, keeps the two columns
//! in step, and verification counts the users whose phone has no row to go to.
//!
//! `cargo run --example move_columns_to_existing_table`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change, Row, Value};

xc::migration! {
    name: create_users,
    expand {
        create table users (
            id bigint primary key auto_increment,
            phone varchar(30) null
        );
        create table details (
            user_id bigint primary key,
            avatar varchar(100) not null
        );
    }
}

xc::migration! {
    /// `users.phone` moves to `details`.
    name: move_phone,
    after: create_users,

    expand {
        alter table details add column phone varchar(30) null;
    }
    dual_write {
        sync users to details on details.user_id = users.id rows by application {
            forward { details.phone = users.phone }
            reverse { users.phone = details.phone }
        }
    }
    migrate {
        backfill users;
    }
    contract {
        alter table users drop column phone;
    }
}

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_users, move_phone],
    v1: Application {
        uses: "users.phone, details.avatar",
        statements: &[
            "insert into users (id, phone) values (:id, :phone)",
            "insert into details (user_id, avatar) values (:id, :avatar)",
            "update users set phone = :phone where id = :id",
            "select phone from users where id = :id",
            "select avatar from details where user_id = :id",
            "delete from details where user_id = :id",
            "delete from users where id = :id",
        ],
    },
    v2: Application {
        uses: "details.phone, details.avatar",
        statements: &[
            "insert into users (id) values (:id)",
            "insert into details (user_id, avatar, phone) values (:id, :avatar, :detail_phone)",
            "update details set phone = :detail_phone where user_id = :id",
            "select avatar, phone as detail_phone from details where user_id = :id",
            "delete from details where user_id = :id",
            "delete from users where id = :id",
        ],
    },
    value: |_, column, _, rng| match column {
        "avatar" => format!("{}.png", rng.u16(..)).into(),
        _ if rng.u8(0..4) == 0 => Value::Text(None),
        _ => format!("+49 {}", rng.u32(..)).into(),
    },
    forward: |row| Row::from([("detail_phone", row["phone"].clone())]),
    reverse: |row| Row::from([("phone", row["detail_phone"].clone())]),
    // The old shape is dropped at once.
    returns: false,
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
