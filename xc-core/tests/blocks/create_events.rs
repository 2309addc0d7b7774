xc::migration! {
    /// A point in time without a zone.
    name: create_events,

    expand {
        create table events (
            id bigint primary key,
            at timestamp null
        );
    }
}
