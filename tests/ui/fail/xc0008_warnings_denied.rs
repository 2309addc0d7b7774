//! A warning, where the crate denies them: an override that nothing needs.
#![deny(warnings)]

mod migrations {
    xc::migration! {
        /// The users.
        name: create_users,

        expand {
            create table users (
                id   bigint primary key auto_increment,
                name varchar(100) not null
            );
        }
    }

    xc::migration! {
        /// Adds a column, and says why a drop that is not there is right.
        name: add_age,
        after: create_users,

        expand {
            alter table users
                #[allow(drop_without_successor, reason = "nobody reads it")]
                add column age int null;
        }
    }
}

fn main() {
    println!("{}", migrations::add_age.name);
}
