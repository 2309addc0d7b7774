xc::migration! {
    /// The first of several in flight.
    name: split_member_name,
    after: super::create_members,

    expand {
        alter table members
            add column first_name varchar(100) null,
            add column last_name  varchar(100) null;
    }
    dual_write {
        sync members {
            forward { first_name = split_part(name, " ", 1), last_name = substr(name, length(split_part(name, " ", 1)) + 2) }
            reverse { #[allow(mapping_may_truncate, reason = "the application cuts names off at 100 characters")] name = concat(first_name, " ", last_name) }
        }
    }
    migrate {
        backfill members;
    }
    contract {
        alter table members
            alter column first_name set not null,
            alter column last_name  set not null,
            drop column name;
    }
}
