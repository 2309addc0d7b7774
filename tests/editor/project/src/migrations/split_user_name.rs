xc::migration! {
    name: split_user_name,
    after: crate::migrations::add_phone,

    expand {
        alter table users
            add column first_name varchar(100) null,
            add column last_name varchar(100) null;
    }
    dual_write {
        sync users {
            forward { first_name = split_part(name, " ", 1), last_name = substr(name, length(split_part(name, " ", 1)) + 2) }
            reverse {
                #[allow(mapping_may_truncate, reason = "v2 checks it")]
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
            alter column last_name set not null,
            drop column name;
    }
}
