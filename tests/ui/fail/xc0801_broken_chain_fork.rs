//! XC0801 broken_chain: two migrations come after the same one.

mod create_users {
    xc::migration! {
        name: create_users,
        expand {
            create table users (
                id    bigint primary key auto_increment,
                name  varchar(100) not null,
                email varchar(255) null unique
            );
        }
    }
}
use create_users::create_users;

xc::migration! {
    name: add_b,
    after: create_users,
    expand { alter table users add column b int null; }
}

xc::migration! {
    name: add_c,
    after: create_users,
    expand { alter table users add column c int null; }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_users, add_b, add_c];

fn main() {
    let _ = MIGRATIONS;
}
