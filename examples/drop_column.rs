//! Drop a column: `suppliers.fax`, which version 2 has forgotten.
//!
//! `DROP COLUMN` takes a millisecond, and every statement of version 1 that names the column fails from then on; and version 2, which leaves it out,
//! can't insert a row while the column is NOT NULL without a default. So it gets a default first, and goes when version 1 is
//! gone. That its values go with it is said where it is dropped, with the reason: xc refuses it otherwise.
//!
//! `cargo run --example drop_column`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change, Row};

xc::migration! {
    name: create_suppliers,
    expand {
        create table suppliers (
            id bigint primary key auto_increment,
            name varchar(100) not null,
            fax varchar(40) not null
        );
    }
}

xc::migration! {
    /// Nobody sends a fax any more.
    name: drop_fax,
    after: create_suppliers,

    expand {
        // What version 2 leaves out.
        alter table suppliers alter column fax set default "";
    }
    contract {
        alter table suppliers
            #[allow(drop_without_successor, reason = "the last fax was sent in 2019; the numbers are in the archive")]
            drop column fax;
    }
}

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_suppliers, drop_fax],
    v1: Application {
        uses: "suppliers.name and suppliers.fax",
        statements: &[
            "insert into suppliers (id, name, fax) values (:id, :name, :fax)",
            "update suppliers set fax = :fax where id = :id",
            "select name, fax from suppliers where id = :id",
        ],
    },
    v2: Application {
        uses: "suppliers.name",
        statements: &[
            "insert into suppliers (id, name) values (:id, :name)",
            "update suppliers set name = :name where id = :id",
            "select name from suppliers where id = :id",
        ],
    },
    value: |_, column, _, rng| match column {
        "fax" => format!("+49 30 {}", rng.u32(..)).into(),
        _ => xc_examples::people::any_name(rng).into(),
    },
    // The default.
    reverse: |row| Row::from([("fax", row["fax"].text())]),
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
