//! XC0410 may_fail: text that may be no number. The constant and the list are there all the same: one mistake is one error.

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
        alter table users add column number int null;
    }
    dual_write {
        sync users { forward { number = cast(name as int) } }
    }
    migrate {
        backfill users;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![create_users, change];

fn main() {
    assert_eq!(MIGRATIONS[0].name, create_users.name);
}
