//! XC0502 foreign_key_without_index: a new table refers to an old one. The constant and the list are there all the same: one mistake is one error.

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
    name: change,
    after: create_users,

    expand {
        create table logins (id bigint primary key, user_id bigint not null references users);
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_users, change];

fn main() {
    assert_eq!(MIGRATIONS[0].name, create_users.name);
}
