//! The chain that the tests take through its phases: the README's, with a second table for what syncs leave alone.

xc::migration! {
    name: create_users,
    dialects: [postgres, mysql, sqlite],

    expand {
        CREATE TABLE users (
            id BIGINT PRIMARY KEY AUTO_INCREMENT,
            name VARCHAR(100) NOT NULL,
            visits BIGINT NOT NULL DEFAULT 0
        );
    }
}

xc::migration! {
    /// Split `users.name` into first and last name.
    name: split_user_name,
    after: create_users,
    dialects: [postgres, mysql, sqlite],

    expand {
        alter table users
            add column first_name varchar(100) null,
            add column last_name  varchar(100) null;
    }
    dual_write {
        sync users {
            forward { first_name = split_part(name, " ", 1), last_name = substr(name, length(split_part(name, " ", 1)) + 2) }
            reverse { name = concat(first_name, " ", last_name) }
        }
    }
    migrate {
        backfill users;
    }
    contract {
        alter table users
            alter column first_name set not null,
            alter column last_name  set not null,
            drop column name;
    }
}

/// Both, in order.
pub const MIGRATIONS: xc::Migrations = xc::migrations![create_users, split_user_name];
