//! A soft enum becomes a lookup table: `parcels.status`, a text, becomes `parcels.status_id`, which refers to `statuses`.
//!
//! Version 1 writes 'new', 'sent', 'delivered'; version 2 writes 1, 2, 3. Ten years of production have left other texts in the column as well: the mapping is
//! total, and gives 0 for what it does not know, of which the lookup table says 'unknown'. One `ALTER` can't do it: it would read
//! every row while nobody can write, and one of the two versions would find its column gone.
//!
//! `cargo run --example soft_enum_to_lookup_table`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change, Row};

xc::migration! {
    name: create_parcels,
    expand {
        create table parcels (
            id bigint primary key auto_increment,
            status varchar(20) not null
        );
    }
}

xc::migration! {
    /// The lookup table comes first; its rows are the application's to write.
    name: create_statuses,
    after: create_parcels,
    expand {
        create table statuses (id bigint primary key, name varchar(20) not null unique);
    }
}

xc::migration! {
    /// `parcels.status` becomes `parcels.status_id`.
    name: parcels_refer_to_statuses,
    after: create_statuses,

    expand {
        alter table parcels add column status_id bigint null;
        // Built once the backfill is done: each of its batches would have to keep it up.
        create index parcels_status on parcels (status_id);
    }
    dual_write {
        sync parcels {
            forward { status_id = case when status = "new" then 1 when status = "sent" then 2 when status = "delivered" then 3 else 0 end }
            reverse { status = case when status_id = 1 then "new" when status_id = 2 then "sent" when status_id = 3 then "delivered" else "unknown" end }
        }
    }
    migrate {
        backfill parcels;
    }
    contract {
        alter table parcels
            alter column status_id set not null,
            add foreign key (status_id) references statuses (id),
            drop column status;
    }
}

/// The lookup table's rows, and the mapping once more.
const STATUSES: [&str; 4] = ["unknown", "new", "sent", "delivered"];

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_parcels, create_statuses, parcels_refer_to_statuses],
    setup: &["insert into statuses (id, name) values (0, 'unknown'), (1, 'new'), (2, 'sent'), (3, 'delivered')"],
    v1: Application {
        uses: "parcels.status",
        statements: &[
            "insert into parcels (id, status) values (:id, :status)",
            "update parcels set status = :status where id = :id",
            "select status from parcels where id = :id",
        ],
    },
    v2: Application {
        uses: "parcels.status_id",
        statements: &[
            "insert into parcels (id, status_id) values (:id, :status_id)",
            "update parcels set status_id = :status_id where id = :id",
            "select status_id from parcels where id = :id",
        ],
    },
    value: |_, column, _, rng| match (column, rng.u8(0..20)) {
        ("status", 0) => ["", "lost", "New", "sent ", "zurück"][rng.usize(0..5)].into(),
        ("status", _) => STATUSES[rng.usize(1..4)].into(),
        _ => rng.i64(1..4).into(),
    },
    forward: |row| {
        let known = STATUSES.iter().position(|status| *status == row["status"].text());
        Row::from([("status_id", known.unwrap_or(0) as i64)])
    },
    reverse: |row| {
        let status = usize::try_from(row["status_id"].int()).ok().and_then(|id| STATUSES.get(id));
        Row::from([("status", *status.unwrap_or(&STATUSES[0]))])
    },
    adds: &["parcels: index (status_id)", "parcels: foreign key (status_id) references statuses"],
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
