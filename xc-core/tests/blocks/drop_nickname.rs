xc::migration! {
    /// A drop by itself: v2 no longer mentions a column that may be null, and nobody needs its values.
    name: drop_nickname,
    after: super::create_shop,

    contract {
        alter table users
            #[allow(drop_without_successor, reason = "the application has not shown it since 2024")]
            drop column nickname;
    }
}
