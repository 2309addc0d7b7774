xc::migration! {
    /// A schema in which nothing is yet.
    name: create_archive,
    dialects: [postgres],

    expand { create schema archive; }
}
