xc::migration! {
    /// Two tables that go.
    name: drop_orders,
    after: create_orders,

    contract {
        #[allow(drop_without_successor, reason = "orders are kept elsewhere")]
        drop table orders;
        #[allow(drop_without_successor, reason = "orders are kept elsewhere")]
        drop table customers;
    }
}
