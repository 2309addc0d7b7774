xc::migration! {
    /// A drop by itself: v2 no longer mentions a column that may be null.
    name: drop_nickname,
    after: super::create_shop,

    contract {
        alter table users drop column nickname;
    }
}
