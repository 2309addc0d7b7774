//! A rule that is overridden is silent, warns of nothing, and is in the plan, with the reason and what it would have said.
#![deny(warnings)]

xc::migration! {
    /// The users.
    name: create_users,

    expand {
        create table users (
            id     bigint primary key auto_increment,
            legacy varchar(100) null
        );
    }
}

xc::migration! {
    /// Drops a column that nobody needs.
    name: drop_legacy,
    after: create_users,

    contract {
        alter table users
            /// Who asks: the importer was switched off.
            #[allow(drop_without_successor, reason = "only the importer of 2019 wrote it")]
            drop column legacy;
    }
}

fn main() {
    assert_eq!(create_users.overrides, &[]);
    let [overridden] = drop_legacy.overrides else { panic!("{:?}", drop_legacy.overrides) };
    assert_eq!((overridden.code, overridden.rule), ("XC0602", "drop_without_successor"));
    assert_eq!(overridden.reason, "only the importer of 2019 wrote it");
    assert_eq!(overridden.refused, "`users.legacy` is dropped, and nothing else holds its values");
    assert!(overridden.at.ends_with("overridden.rs:25:13"), "{}", overridden.at);
}
