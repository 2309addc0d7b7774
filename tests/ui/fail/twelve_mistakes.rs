//! Twelve mistakes in one block: twelve errors, each in its place, and no other.

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
        alter table users
            add column first_name varchr(100) null,
            add column email text null,
            add column visits bigint nul,
            ad column fax text null,
            add column xc_last text null;
        create table users (id bigint primary key);
        crate table logins (id bigint primary key);
    }
    dual_write {
        sync users {
            forward { visits = lenght(name), first_name = splt(name), age = substr(name) }
            reverse { name = 1 }
        }
    }
    migate {
        backfill users;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_users, change];

fn main() {
    assert_eq!(MIGRATIONS[0].name, create_users.name);
}
