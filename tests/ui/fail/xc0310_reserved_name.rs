//! XC0310 reserved_name: a table of that name. The constant and the list are there all the same: one mistake is one error.


xc::migration! {
    name: change,

    expand {
        create table xc_things (id bigint primary key);
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![change];

fn main() {
    assert_eq!(MIGRATIONS[0].name, change.name);
}
