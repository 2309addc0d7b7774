xc::migration! {
    /// A column that is there already becomes NOT NULL; another is brought into a form of its own beside a sync of two sides.
    name: require_nickname,
    after: create_shop,

    expand {
        alter table users add column label varchar(100) null;
    }
    dual_write {
        sync users {
            forward { nickname = coalesce(nickname, "none"), email = trim(email), label = name }
            reverse { name = coalesce(label, "") }
        }
        sync countries {
            forward { name = trim(name) }
        }
    }
    migrate {
        backfill users;
        backfill countries;
    }
    contract {
        alter table users alter column nickname set not null;
    }
}
