//! XC0305 already_dropped: twice in one contract. The constant and the list are there all the same: one mistake is one error.

mod create_shop {
    xc::migration! {
        name: create_shop,
        expand {
            create table users (
                id       bigint primary key auto_increment,
                name     varchar(100) not null,
                nickname varchar(50) null,
                email    varchar(255) null unique,
                age      int null,
                score    int not null default 0
            );
            create table requests (
                path   varchar(200) not null,
                status int null
            );
            create table countries (
                code varchar(2) primary key,
                name varchar(100) not null
            );
        }
    }
}
use create_shop::create_shop;

xc::migration! {
    name: change,
    after: create_shop,

    contract {
        alter table users
            #[allow(drop_without_successor, reason = "nobody reads it")]
            drop column nickname,
            drop column nickname;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_shop, change];

fn main() {
    assert_eq!(MIGRATIONS[0].name, create_shop.name);
}
