//! A chain over files: each migration knows the schema that the ones before it leave.

#[path = "files/create_users.rs"]
mod create_users;

#[path = "files/add_phone.rs"]
mod add_phone;

const MIGRATIONS: xc::Migrations = xc::migrations![create_users::create_users, add_phone::add_phone];

fn main() {
    assert_eq!(MIGRATIONS[1].after, Some(MIGRATIONS[0].id));
}
