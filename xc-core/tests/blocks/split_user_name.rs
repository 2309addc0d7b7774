xc::migration! {
    /// Split `users.name` into first and last name.
    name: split_user_name,
    after: super::create_users,
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
