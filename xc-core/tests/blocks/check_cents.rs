xc::migration! {
    /// A check, where it can be added beside the writes.
    name: check_cents,
    after: create_orders,
    dialects: [postgres, sqlite],

    contract {
        alter table orders add constraint orders_cents check (cents >= 0), drop constraint orders_status_check;
        create unique index orders_reference on orders (reference) where reference is not null;
    }
}
