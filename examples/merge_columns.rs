//! Merge two columns into one: `members.first_name` and `members.last_name` become `members.name`.
//!
//! Version 1 writes the two halves, one at a time or both; version 2 writes the whole. While both run, each must read what the other wrote:
//! the mapping is written once, in both directions, and triggers, backfill and verification are made of it. In one `ALTER` this can't be
//! done at all: the new column would be empty, or the old ones gone, for one of the two.
//!
//! `cargo run --example merge_columns`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change, Row, people};

xc::migration! {
    name: create_members,
    expand {
        create table members (
            id bigint primary key auto_increment,
            first_name varchar(100) not null,
            last_name varchar(100) not null
        );
    }
}

xc::migration! {
    /// `members.first_name` and `members.last_name` become `members.name`.
    name: merge_names,
    after: create_members,

    expand {
        alter table members add column name varchar(201) null;
    }
    dual_write {
        sync members {
            forward { name = concat(first_name, " ", last_name) }
            // To the first space, and from it on: 'Mary Ann' 'Smith' comes back as 'Mary' 'Ann Smith' once version 2 has written the name.
            reverse {
                #[allow(mapping_may_truncate, reason = "v2 takes names of at most 100 characters while v1 lives")]
                first_name = split_part(name, " ", 1),
                #[allow(mapping_may_truncate, reason = "v2 takes names of at most 100 characters while v1 lives")]
                last_name = substr(name, length(split_part(name, " ", 1)) + 2)
            }
        }
    }
    migrate {
        backfill members;
    }
    contract {
        alter table members
            alter column name set not null,
            drop column first_name,
            drop column last_name;
    }
}

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_members, merge_names],
    v1: Application {
        uses: "members.first_name and members.last_name",
        statements: &[
            "insert into members (id, first_name, last_name) values (:id, :first_name, :last_name)",
            "update members set first_name = :first_name where id = :id",
            "update members set last_name = :last_name where id = :id",
            "select first_name, last_name from members where id = :id",
        ],
    },
    v2: Application {
        uses: "members.name",
        statements: &[
            "insert into members (id, name) values (:id, :name)",
            "update members set name = :name where id = :id",
            "select name from members where id = :id",
        ],
    },
    value: |_, column, _, rng| match column {
        "first_name" => people::any_first_name(rng).into(),
        "last_name" => people::any_last_name(rng).into(),
        _ => people::any_name(rng).into(),
    },
    forward: |row| Row::from([("name", format!("{} {}", row["first_name"].text(), row["last_name"].text()))]),
    reverse: |row| {
        let (first, last) = row["name"].text().split_once(' ').unwrap_or((row["name"].text(), ""));
        Row::from([("first_name", first), ("last_name", last)])
    },
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
