//! XC0302 unknown_column: a slip of the fingers. The constant and the list are there all the same: one mistake is one error.

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
        alter table users add column first_name varchar(100) null, add column last_name varchar(100) null;
    }
    dual_write {
        sync users {
            forward { first_name = split_part(nmae, " ", 1), last_name = substr(name, length(split_part(name, " ", 1)) + 2) }
            reverse { #[allow(mapping_may_truncate, reason = "v2 checks it")] name = concat(first_name, " ", last_name) }
        }
    }
    migrate {
        backfill users;
    }
    contract {
        alter table users
            alter column first_name set not null,
            alter column last_name set not null,
            drop column name;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_users, change];

fn main() {
    assert_eq!(MIGRATIONS[0].name, create_users.name);
}
