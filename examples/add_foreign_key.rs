//! Add a foreign key: every order belongs to a customer that there is.
//!
//! In one `ALTER` the database would read all orders and look up each customer while nobody can write to either table, and at the end
//! refuse because of one old order whose customer is gone. xc counts and shows such rows before anything is built, builds the index that the key
//! needs beside the writes, and validates the key beside them as well.
//!
//! Both versions send the same statements: what changes is that version 2 may rely on the database.
//!
//! `cargo run --example add_foreign_key`, `-- --help` for more.

use std::process::ExitCode;

use xc_examples::{Application, Change};

xc::migration! {
    name: create_orders,
    expand {
        create table customers (id bigint primary key, name varchar(100) not null);
        create table orders (
            id bigint primary key auto_increment,
            customer_id bigint not null,
            cents bigint not null
        );
    }
}

xc::migration! {
    /// An order belongs to a customer.
    name: orders_have_a_customer,
    after: create_orders,

    expand {
        // Without it, each delete of a customer would read all orders.
        create index orders_customer on orders (customer_id);
    }
    contract {
        alter table orders add foreign key (customer_id) references customers (id);
    }
}

const ORDERS: Application = Application {
    uses: "orders.customer_id and orders.cents",
    statements: &[
        "insert into orders (id, customer_id, cents) values (:id, :customer_id, :cents)",
        "update orders set cents = :cents where id = :id",
        "update orders set customer_id = :customer_id where id = :id",
        "select customer_id, cents from orders where id = :id",
        "delete from orders where id = :id",
    ],
};

pub(crate) const CHANGE: Change = Change {
    migrations: xc::migrations![create_orders, orders_have_a_customer],
    v1: ORDERS,
    v2: ORDERS,
    value: |_, column, _, rng| match column {
        "customer_id" => rng.i64(1..=4).into(),
        _ => rng.i64(0..1_000_000).into(),
    },
    setup: &[
        "insert into customers (id, name) values (1, 'Ada'), (2, 'Grace'), (3, 'Cher'), (4, 'Zoë')",
        // The customer was deleted, the order forgotten.
        "insert into orders (id, customer_id, cents) values (-1, 4711, 100)",
    ],
    mend: &["delete from orders where customer_id = 4711"],
    refused: &["insert into orders (id, customer_id, cents) values (-2, 4712, 100)", "delete from customers where id = 1"],
    adds: &["orders: index (customer_id)", "orders: foreign key (customer_id) references customers"],
    ..Change::SAME_COLUMNS
};

pub(crate) fn main() -> ExitCode {
    xc_examples::run(&CHANGE)
}
