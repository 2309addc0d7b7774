xc::migration! {
    /// Longer texts, in place.
    name: widen_texts,
    after: super::create_shop,

    expand {
        alter table users
            alter column name     type varchar(200),
            alter column nickname type varchar(60);
    }
}
