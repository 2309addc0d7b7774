//! Add a unique constraint: no two rows of `accounts` have the same `email` any more.
//!
//! The application believes that they are unique already; the table has 10,000 rows, and two of them are the same. In one `ALTER`,
//! PostgreSQL would stop every write while it builds the index, and then find the two. xc counts and shows such rows before anything is
//! built, builds the index beside the writes, and makes it the constraint.
//!
//! Both versions send the same statements: what changes is that version 2 may rely on the database.
//!
//! `cargo run --example add_unique`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change};

xc::migration! {
    name: create_accounts,
    expand {
        create table accounts (
            id bigint primary key auto_increment,
            email varchar(190) not null
        );
    }
}

xc::migration! {
    /// An email address belongs to one account.
    name: one_account_for_an_email,
    after: create_accounts,

    contract {
        alter table accounts add unique (email);
    }
}

const ACCOUNTS: Application = Application {
    uses: "accounts.email",
    statements: &[
        "insert into accounts (id, email) values (:id, :email)",
        "update accounts set email = :email where id = :id",
        "select email from accounts where id = :id",
        "delete from accounts where id = :id",
    ],
};

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_accounts, one_account_for_an_email],
    v1: ACCOUNTS,
    v2: ACCOUNTS,
    value: |_, _, id, rng| format!("{id}.{}@example.org", rng.u16(..)).into(),
    // Somebody registered twice, years ago.
    setup: &["insert into accounts (id, email) values (-1, 'ada@example.org'), (-2, 'ada@example.org')"],
    mend: &["delete from accounts where id = -2"],
    refused: &["insert into accounts (id, email) values (-3, 'ada@example.org')"],
    adds: &["accounts: unique (email)"],
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
