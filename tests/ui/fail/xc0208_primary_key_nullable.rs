//! XC0208 primary_key_nullable: null and primary key. The constant and the list are there all the same: one mistake is one error.


xc::migration! {
    name: change,

    expand {
        create table things (id bigint null primary key);
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![change];

fn main() {
    assert_eq!(MIGRATIONS[0].name, change.name);
}
