xc::migration! {
    /// Move what users say about themselves to a table of its own.
    name: move_bio,
    after: super::create_people,

    expand {
        create table profiles (
            user_id bigint primary key,
            bio     text null,
            first_name varchar(100) not null,
            last_name  varchar(100) not null,
            views   bigint not null default 0
        );
    }
    dual_write {
        sync users to profiles on profiles.user_id = users.id {
            forward {
                profiles.bio = users.bio,
                profiles.first_name = split_part(users.name, " ", 1),
                profiles.last_name = substr(users.name, length(split_part(users.name, " ", 1)) + 2)
            }
            reverse { users.bio = profiles.bio, users.name = concat(profiles.first_name, " ", profiles.last_name) }
        }
    }
    migrate {
        backfill users;
    }
    contract {
        alter table users drop column bio, drop column name;
    }
}
