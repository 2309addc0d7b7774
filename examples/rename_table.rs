//! Rename a table: `users` becomes `people`.
//!
//! `ALTER TABLE ... RENAME TO` takes a millisecond, and then every statement of version 1 fails. So there is a new table beside the old one, and
//! triggers on both: what either version inserts, changes or deletes in its table happens in the other as well, and both tables number their
//! rows from one sequence. Version 2 is deployed once all rows are in the new table. In contract, what refers to the old table refers to the
//! new one, and the old table goes. The compiler answers `alter table users rename to people` with these blocks, filled in.
//!
//! `cargo run --example rename_table`, `-- --help` for more.

use std::process::ExitCode;

use xc::Phase;
use xc_examples::{Application, Change, Row, Value};

xc::migration! {
    name: create_users,
    expand {
        create table users (
            id bigint primary key auto_increment,
            email varchar(100) not null unique,
            bio varchar(200) null
        );
        create table orders (
            id bigint primary key,
            user_id bigint not null,
            foreign key (user_id) references users (id) on delete cascade
        );
        create index orders_user on orders (user_id);
    }
}

xc::migration! {
    /// `users` is called `people`.
    name: rename_users,
    after: create_users,

    expand {
        create table people (
            id bigint primary key auto_increment,
            email varchar(100) not null unique,
            bio varchar(200) null
        );
    }
    dual_write {
        sync users to people on people.id = users.id {
            forward { people.email = users.email, people.bio = users.bio }
            reverse { users.email = people.email, users.bio = people.bio }
        }
    }
    migrate {
        backfill users;
    }
    contract {
        alter table orders
            drop foreign key (user_id),
            add constraint orders_of_people foreign key (user_id) references people (id) on delete cascade;
        drop table users;
    }
}

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_users, rename_users],
    setup: &["insert into users (id, email) values (-1, 'minus.one@example.org')", "insert into orders (id, user_id) values (1, -1)"],
    v1: Application {
        uses: "users",
        statements: &[
            "insert into users (id, email, bio) values (:id, :email, :bio)",
            "update users set email = :email where id = :id",
            "update users set bio = :bio where id = :id",
            "select email, bio from users where id = :id",
            "delete from users where id = :id",
        ],
    },
    v2: Application {
        uses: "people",
        statements: &[
            "insert into people (id, email, bio) values (:id, :email, :bio)",
            "update people set email = :email where id = :id",
            "update people set bio = :bio where id = :id",
            "select email, bio from people where id = :id",
            "delete from people where id = :id",
        ],
    },
    // Until then, a row of `users` may not be in `people` yet.
    v2_from: Phase::Migrate,
    value: |_, column, id, rng| match column {
        "email" => format!("{id}.{}@example.org", rng.u16(..)).into(),
        _ if rng.u8(0..4) == 0 => Value::Text(None),
        _ => format!("I am number {}", rng.u16(..)).into(),
    },
    forward: |_| Row::default(),
    reverse: |_| Row::default(),
    adds: &["people: unique (email)", "orders: foreign key (user_id) references people"],
    // The old shape is dropped at once.
    returns: false,
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
