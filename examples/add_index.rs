//! Add an index: the open payments of an account, the newest first.
//!
//! `CREATE INDEX` stops every write on PostgreSQL until it has read the whole table; on MySQL it may fall back to copying it. xc builds it
//! beside the writes, on every database, and clears away what a build that was cut off has left. One replaces another in one migration: the new one
//! is there before the old one goes.
//!
//! Both versions send the same statements: what changes is how long they take.
//!
//! `cargo run --example add_index`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change};

xc::migration! {
    name: create_payments,
    expand {
        create table payments (
            id bigint primary key auto_increment,
            account_id bigint not null,
            cents bigint not null
        );
        create index payments_account on payments (account_id);
    }
}

xc::migration! {
    /// The payments of an account by size, and no index that this one makes superfluous.
    name: index_payments_by_size,
    after: create_payments,

    expand {
        create index payments_account_cents on payments (account_id, cents desc);
    }
    contract {
        drop index payments_account on payments;
    }
}

const PAYMENTS: Application = Application {
    uses: "payments.account_id and payments.cents",
    statements: &[
        "insert into payments (id, account_id, cents) values (:id, :account_id, :cents)",
        "update payments set cents = :cents where id = :id",
        "select account_id, cents from payments where id = :id",
        "delete from payments where id = :id",
    ],
};

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_payments, index_payments_by_size],
    v1: PAYMENTS,
    v2: PAYMENTS,
    value: |_, _, _, rng| rng.i64(1..1_000).into(),
    adds: &["payments: index (account_id, cents)"],
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
