//! XC0603 lossy_mapping: the end of the text does not come back. The constant and the list are there all the same: one mistake is one error.

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
        alter table users add column handle varchar(255) null;
    }
    dual_write {
        sync users { forward { handle = substr(email, 1, 10) } }
    }
    migrate {
        backfill users;
    }
    contract {
        alter table users drop unique (email), drop column email;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_users, change];

fn main() {
    assert_eq!(MIGRATIONS[0].name, create_users.name);
}
