xc::migration! {
    /// For one database.
    name: postgres_only,
    dialects: [postgres],

    expand {
        create table notes (id bigint primary key, body text not null);
    }
}
