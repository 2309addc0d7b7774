xc::migration! {
    /// Wider types that only PostgreSQL and SQLite take in place.
    name: widen_on_postgres,
    after: super::create_shop,
    dialects: [postgres, sqlite],

    expand {
        alter table order_items alter column note type text;
        alter table users add column rank smallint null;
    }
}
