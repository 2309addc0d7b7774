//! XC0721 join_not_by_key: a sync of two tables that does not meet one row. The constant and the list are there all the same: one mistake is one error.

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
        create table profiles (user_name varchar(100) primary key, email varchar(255) null);
    }
    dual_write {
        sync users to profiles on profiles.user_name = users.name {
            forward { profiles.email = users.email }
            reverse { users.email = profiles.email }
        }
    }
    migrate {
        backfill users;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_users, change];

fn main() {
    assert_eq!(MIGRATIONS[0].name, create_users.name);
}
