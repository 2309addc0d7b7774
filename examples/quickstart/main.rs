//! A live table changes its shape, and the two versions of the application that use it do not notice.
//!
//! ```text
//! cargo run --example quickstart                                            on SQLite, no server needed
//! cargo run --example quickstart -- --url postgres://me@localhost/playground
//! cargo run --example quickstart -- --rows 2000000 --json
//! ```
//!
//! Where to read on:
//!
//! - `migrations/split_user_name.rs`: the migration. This is what one writes with xc.
//! - `application.rs`: the two versions of the application, with every statement that they send.
//! - `../common`: how the migration is taken through its phases (`run.rs`, `story.rs`), what is deployed in between, and how every
//!   answer is checked. The other examples have it in common with this one.

mod application;
mod migrations;

use std::process::ExitCode;
use std::time::Duration;

use xc_examples::{Change, Row, people};

use migrations::MIGRATIONS;

const CHANGE: Change = Change {
    migrations: MIGRATIONS,
    v1: application::V1,
    v2: application::V2,
    value: |_, column, _, rng| match column {
        "first_name" => people::any_first_name(rng).into(),
        "last_name" => people::any_last_name(rng).into(),
        _ => people::any_name(rng).into(),
    },
    // The migration's mapping once more, in Rust: what the database did is compared with it.
    forward: |row| {
        let (first, last) = row["name"].text().split_once(' ').unwrap_or((row["name"].text(), ""));
        Row::from([("first_name", first), ("last_name", last)])
    },
    reverse: |row| Row::from([("name", format!("{} {}", row["first_name"].text(), row["last_name"].text()))]),
    fits: |row| row["name"].text().chars().count() <= people::LONGEST_NAME,
    rows: 200_000,
    soak: Duration::from_secs(1),
    ..Change::SAME_COLUMNS
};

fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
