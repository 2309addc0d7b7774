//! A key of a larger type under its old name: `sensors.id`, an int that will run out of numbers, becomes a bigint.
//!
//! `ALTER COLUMN id TYPE bigint` writes the whole table and its indexes anew, while nobody can read it. So a shadow column is kept
//! equal by a trigger and filled beside the writes, gets a unique index of its own beside them, and in contract the two change places in one transaction: the
//! key, the numbering and the names stay. Neither version of the application knows of it; on PostgreSQL one that reads binary values must be
//! able to read both types before contract. On MySQL and MariaDB a trigger does not see the number that a row gets: xc refuses it there.
//!
//! `cargo run --example key_to_bigint`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change};

xc::migration! {
    name: create_sensors,
    dialects: [postgres, sqlite],
    expand {
        create table sensors (
            #[allow(small_primary_key, reason = "it is what the next migration changes")]
            id int primary key auto_increment,
            name varchar(100) not null
        );
    }
}

xc::migration! {
    /// `sensors.id` has room for more than two billion.
    name: key_to_bigint,
    after: create_sensors,
    dialects: [postgres, sqlite],

    expand     { alter table sensors add column id_big bigint like id; }
    dual_write { sync sensors { forward { id_big = id } } }
    migrate    { backfill sensors; }
    contract {
        alter table sensors
            #[allow(changed_type_same_name, reason = "both versions bind and read 64 bits")]
            swap column id with id_big,
            drop column id_big;
    }
}

const APPLICATION: Application = Application {
    uses: "sensors.id and sensors.name",
    statements: &[
        "insert into sensors (id, name) values (:id, :name)",
        "update sensors set name = :name where id = :id",
        "select name from sensors where id = :id",
        "delete from sensors where id = :id",
    ],
};

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_sensors, key_to_bigint],
    v1: APPLICATION,
    v2: APPLICATION,
    // The old key is dropped when the new one takes its place.
    returns: false,
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
