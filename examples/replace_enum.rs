//! An enum is replaced by another: `orders.state`, of four values, becomes `orders.stage`, of three.
//!
//! Version 1 writes 'new', 'paid', 'packed' and 'sent'; version 2 knows 'packed' no more, and calls what is on its way 'shipped'. No database takes a value
//! away, or gives it another name, without copying the table or breaking whoever knows it; so there is a new enum, and a column of it beside
//! the old one. The mapping has an arm for each value, which the compiler sees to.
//!
//! `cargo run --example replace_enum`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change, Row};

xc::migration! {
    name: create_orders,
    expand {
        create enum order_state ("new", "paid", "packed", "sent");
        create table orders (
            id bigint primary key auto_increment,
            state order_state not null
        );
        create index orders_state on orders (state);
    }
}

xc::migration! {
    /// `orders.state` becomes `orders.stage`.
    name: replace_order_state,
    after: create_orders,

    expand {
        create enum order_stage ("new", "paid", "shipped");
        alter table orders add column stage order_stage null;
        // Built once the backfill is done: each of its batches would have to keep it up.
        create index orders_stage on orders (stage);
    }
    dual_write {
        sync orders {
            forward { stage = case state when "new" then "new" when "paid" then "paid" when "packed" then "paid" when "sent" then "shipped" end }
            reverse { state = case stage when "new" then "new" when "paid" then "paid" when "shipped" then "sent" end }
        }
    }
    migrate {
        backfill orders;
    }
    contract {
        drop index orders_state on orders;
        alter table orders
            alter column stage set not null,
            drop column state;
        drop enum order_state;
    }
}

/// The mapping once more.
const STAGES: [(&str, &str); 4] = [("new", "new"), ("paid", "paid"), ("packed", "paid"), ("sent", "shipped")];

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_orders, replace_order_state],
    // PostgreSQL's clients send texts, and say of what type they shall be; the other databases have no such types, and are not told.
    v1: Application {
        uses: "orders.state",
        statements: &[
            "insert into orders (id, state) values (:id, cast(:state as order_state))",
            "update orders set state = cast(:state as order_state) where id = :id",
            "select cast(state as text) as state from orders where id = :id",
        ],
    },
    v2: Application {
        uses: "orders.stage",
        statements: &[
            "insert into orders (id, stage) values (:id, cast(:stage as order_stage))",
            "update orders set stage = cast(:stage as order_stage) where id = :id",
            "select cast(stage as text) as stage from orders where id = :id",
        ],
    },
    value: |_, column, _, rng| match column {
        "state" => STAGES[rng.usize(0..4)].0.into(),
        _ => ["new", "paid", "shipped"][rng.usize(0..3)].into(),
    },
    forward: |row| {
        let stage = STAGES.iter().find(|(state, _)| *state == row["state"].text()).map(|(_, stage)| *stage);
        Row::from([("stage", stage.unwrap_or_default())])
    },
    reverse: |row| {
        let state = STAGES.iter().find(|(_, stage)| *stage == row["stage"].text()).map(|(state, _)| *state);
        Row::from([("state", state.unwrap_or_default())])
    },
    adds: &["orders: index (stage)"],
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
