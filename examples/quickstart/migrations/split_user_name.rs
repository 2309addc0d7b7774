//! A change that would break version 1 if it were made at once, in the four phases that break nobody.

xc::migration! {
    /// Split `users.name` into first and last name.
    name: split_user_name,
    after: super::create_users,
    dialects: [postgres, mysql, sqlite],

    // Room for the new shape beside the old one. Version 1 does not notice: the columns may be null.
    expand {
        alter table users
            add column first_name varchar(100) null,
            add column last_name  varchar(100) null;
    }
    // From here on each version's writes reach the other's columns. One mapping is the source of all that follows:
    // the triggers, the backfill and the verification.
    dual_write {
        sync users {
            forward { first_name = split_part(name, " ", 1), last_name = substr(name, length(split_part(name, " ", 1)) + 2) }
            reverse {
                #[allow(mapping_may_truncate, reason = "v2 takes at most 99 characters for the two together")]
                name = concat(first_name, " ", last_name)
            }
        }
    }
    // The users that were there before.
    migrate {
        backfill users;
    }
    // Version 1 is gone: the old shape goes too, and the new one becomes strict.
    contract {
        alter table users
            alter column first_name set not null,
            alter column last_name  set not null,
            drop column name;
    }
}
