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
            reverse {
                #[allow(mapping_may_truncate, reason = "v2 takes at most 99 characters for the two together")]
                name = concat(first_name, " ", last_name)
            }
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

/// A table that is "renamed": another takes its place.
pub mod rename_table {
    xc::migration! {
        name: create_users,
        dialects: [postgres, mysql, sqlite],

        expand {
            create table users (
                id     bigint primary key auto_increment,
                email  varchar(100) not null unique,
                name   varchar(100) not null,
                visits bigint not null default 0
            );
        }
    }

    xc::migration! {
        /// `users` becomes `people`, and a name is split on the way.
        name: rename_users,
        after: create_users,
        dialects: [postgres, mysql, sqlite],

        expand {
            create table people (
                id         bigint primary key auto_increment,
                email      varchar(100) not null unique,
                first_name varchar(100) not null,
                last_name  varchar(100) not null,
                visits     bigint not null default 0
            );
        }
        dual_write {
            sync users to people on people.id = users.id {
                forward {
                    people.email      = users.email,
                    people.first_name = split_part(users.name, " ", 1),
                    people.last_name  = substr(users.name, length(split_part(users.name, " ", 1)) + 2),
                    people.visits     = users.visits
                }
                reverse {
                    users.email = people.email,
                    users.name = concat(people.first_name, " ", people.last_name),
                    users.visits = people.visits
                }
            }
        }
        migrate {
            backfill users;
        }
        contract {
            drop table users;
        }
    }

    /// Both, in order.
    pub const MIGRATIONS: xc::Migrations = xc::migrations![create_users, rename_users];
}

/// Columns that move to a table of their own.
pub mod move_profile {
    xc::migration! {
        name: create_members,
        dialects: [postgres, mysql, sqlite],

        expand {
            create table users (
                id     bigint primary key auto_increment,
                name   varchar(100) not null,
                bio    varchar(200) null,
                visits bigint not null default 0
            );
        }
    }

    xc::migration! {
        /// Move what users say about themselves to a table of its own, and split their names on the way.
        name: move_profile,
        after: create_members,
        dialects: [postgres, mysql, sqlite],

        expand {
            create table profiles (
                user_id    bigint primary key,
                first_name varchar(100) null,
                last_name  varchar(100) null,
                bio        varchar(200) null,
                views      bigint not null default 0
            );
        }
        dual_write {
            sync users to profiles on profiles.user_id = users.id {
                forward {
                    profiles.first_name = split_part(users.name, " ", 1),
                    profiles.last_name  = substr(users.name, length(split_part(users.name, " ", 1)) + 2),
                    profiles.bio        = users.bio
                }
                reverse {
                    users.name = concat(coalesce(profiles.first_name, ""), " ", coalesce(profiles.last_name, "")),
                    users.bio  = profiles.bio
                }
            }
        }
        migrate {
            backfill users;
        }
        contract {
            alter table profiles
                alter column first_name set not null,
                alter column last_name  set not null;
            alter table users
                drop column name,
                drop column bio;
        }
    }

    /// Both, in order.
    pub const MIGRATIONS: xc::Migrations = xc::migrations![create_members, move_profile];
}
