//! A column of another type under its old name: `bills.cents`, an int that ends at 21 million, becomes a bigint.
//!
//! `ALTER COLUMN cents TYPE bigint` writes the whole table anew while nobody can read it, or, on MySQL, while nobody can write. So a shadow column is kept
//! equal by a trigger and filled beside the writes, gets an index of its own beside them, and in contract the two change places in one step: the name, the
//! index, NOT NULL and the default stay. Neither version of the application knows of it, but for one thing: what it reads must have the same type before
//! contract and after it, for a client that reads binary values.
//!
//! For keys: `key_to_bigint`. `cargo run --example change_type`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change};

xc::migration! {
    name: create_bills,
    expand {
        create table bills (
            id bigint primary key auto_increment,
            account_id bigint not null,
            cents int not null
        );
        create index bills_account_cents on bills (account_id, cents desc);
    }
}

xc::migration! {
    /// `bills.cents` has room for more than 21 million.
    name: cents_to_bigint,
    after: create_bills,

    expand     { alter table bills add column cents_big bigint like cents; }
    dual_write { sync bills { forward { cents_big = cents } } }
    migrate    { backfill bills; }
    contract {
        alter table bills
            #[allow(changed_type_same_name, reason = "both versions bind and read 64 bits")]
            swap column cents with cents_big,
            drop column cents_big;
    }
}

const APPLICATION: Application = Application {
    uses: "bills.account_id and bills.cents",
    statements: &[
        "insert into bills (id, account_id, cents) values (:id, :account_id, :cents)",
        "update bills set cents = :cents where id = :id",
        // 64 bits before and after: on PostgreSQL a prepared statement fails whose result changes its type.
        "select account_id, cents + 0 * account_id as cents from bills where id = :id",
        "delete from bills where id = :id",
    ],
};

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_bills, cents_to_bigint],
    v1: APPLICATION,
    v2: APPLICATION,
    value: |_, _, _, rng| rng.i64(1..1_000).into(),
    // The old column is dropped when the new one takes its place.
    returns: false,
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
