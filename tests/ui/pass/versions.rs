//! The oldest servers that a migration is for are in its plan.

use xc::plan::Dialect;

xc::migration! {
    /// The users.
    name: create_users,
    dialects: [postgres >= 14.2, mysql >= 8.0.29, sqlite],

    expand {
        create table users (id bigint primary key auto_increment);
    }
}

fn main() {
    assert_eq!(create_users.minimum_version(Dialect::Postgres), 140_002);
    assert_eq!(create_users.minimum_version(Dialect::MySql), 80_029);
    // It is served by `mysql`, and is not MySQL.
    assert_eq!(create_users.minimum_version(Dialect::MariaDb), 101_100);
    assert_eq!(create_users.minimum_version(Dialect::Sqlite), 33_500);
}
