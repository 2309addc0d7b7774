//! Move columns to another table: what people say about themselves goes from `users` to `profiles`.
//!
//! A table that every request reads is the smaller for it, and the cache holds more of it. There is no `ALTER` that moves a column: version 1
//! would write to the old place while version 2 reads the new one. So triggers on both tables keep them in step, a profile is made for every
//! user who has anything to keep in one, and the old columns go when nobody uses them any more.
//!
//! A user about whom nothing is known has no profile: version 2 takes a missing row for one of nulls.
//!
//! `cargo run --example move_columns_to_table`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change, Row, Value};

xc::migration! {
    name: create_users,
    expand {
        create table users (
            id bigint primary key auto_increment,
            email varchar(100) not null,
            bio varchar(200) null,
            website varchar(100) null
        );
    }
}

xc::migration! {
    /// `users.bio` and `users.website` move to `profiles`.
    name: move_profile,
    after: create_users,

    expand {
        create table profiles (
            user_id bigint primary key,
            bio varchar(200) null,
            website varchar(100) null,
            foreign key (user_id) references users (id) on delete cascade
        );
    }
    dual_write {
        sync users to profiles on profiles.user_id = users.id {
            forward { profiles.bio = users.bio, profiles.website = users.website }
            reverse { users.bio = profiles.bio, users.website = profiles.website }
        }
    }
    migrate {
        backfill users;
    }
    contract {
        alter table users drop column bio, drop column website;
    }
}

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_users, move_profile],
    v1: Application {
        uses: "users.bio, users.website",
        statements: &[
            "insert into users (id, email, bio, website) values (:id, :email, :bio, :website)",
            "update users set bio = :bio, website = :website where id = :id",
            "update users set website = :website where id = :id",
            "select email, bio, website from users where id = :id",
            "delete from users where id = :id",
        ],
    },
    v2: Application {
        uses: "profiles.bio, profiles.website",
        statements: &[
            "insert into users (id, email) values (:id, :email)",
            "insert into profiles (user_id, bio, website) values (:id, :profile_bio, :profile_website)",
            // The profile may not be there yet. What this leaves out comes from the user then.
            "insert into profiles (user_id, bio) values (:id, :profile_bio) on conflict (user_id) do update set bio = excluded.bio",
            "select email, profiles.bio as profile_bio, profiles.website as profile_website
             from users left join profiles on profiles.user_id = users.id where users.id = :id",
            "delete from users where id = :id",
        ],
    },
    value: |_, column, _, rng| match column {
        "email" => format!("{}@example.org", rng.u32(..)).into(),
        _ if rng.u8(0..4) == 0 => Value::Text(None),
        _ => format!("I am number {}", rng.u16(..)).into(),
    },
    forward: |row| Row::from([("profile_bio", row["bio"].clone()), ("profile_website", row["website"].clone())]),
    reverse: |row| Row::from([("bio", row["profile_bio"].clone()), ("website", row["profile_website"].clone())]),
    // The old columns are dropped at once.
    returns: false,
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
