//! Make a column NOT NULL: `contacts.phone`, which is null in half of the rows.
//!
//! Version 1 writes nulls, version 2 an empty text. `ALTER COLUMN phone SET NOT NULL` would fail because of the rows that are there, then
//! because of those that version 1 writes behind the clean-up, and PostgreSQL would read the whole table while nobody can write. So a null becomes a
//! value in every write from now on, then in the rows that are there, and then the constraint goes on beside the writes. The column
//! follows from itself, `coalesce(phone, "")`, which changes nothing the second time.
//!
//! `cargo run --example add_not_null`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change, Row, Value, Version};

xc::migration! {
    name: create_contacts,
    expand {
        create table contacts (id bigint primary key auto_increment, phone varchar(40) null);
    }
}

xc::migration! {
    /// A contact without a phone has an empty one.
    name: require_phone,
    after: create_contacts,

    dual_write { sync contacts { forward { phone = coalesce(phone, "") } } }
    migrate    { backfill contacts; }
    contract   { alter table contacts alter column phone set not null; }
}

const STATEMENTS: &[&str] = &[
    "insert into contacts (id, phone) values (:id, :phone)",
    "update contacts set phone = :phone where id = :id",
    "select phone from contacts where id = :id",
    "delete from contacts where id = :id",
];

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_contacts, require_phone],
    v1: Application { uses: "contacts.phone, null where there is none", statements: STATEMENTS },
    v2: Application { uses: "contacts.phone, empty where there is none", statements: STATEMENTS },
    value: |by, _, _, rng| match (by, rng.bool()) {
        (_, true) => format!("+49 30 {}", rng.u32(..)).into(),
        (Version::V1, false) => Value::Text(None),
        (Version::V2, false) => "".into(),
    },
    forward: |row| Row::from([("phone", row["phone"].text())]),
    refused: &["insert into contacts (id, phone) values (-1, null)"],
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
