xc::migration! {
    name: drop_archive,
    after: create_archive,
    dialects: [postgres],

    contract { drop schema archive; }
}
