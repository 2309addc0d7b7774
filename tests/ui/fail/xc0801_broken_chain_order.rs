//! XC0801 broken_chain: the list is in another order than the chain.

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
    after: add_b,
    expand { alter table users add column c int null; }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_users, add_c, add_b];

fn main() {
    let _ = MIGRATIONS;
}
