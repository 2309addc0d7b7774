xc::migration! {
    /// A column in a form of its own, beside one that is retired: contract leaves v2's column as v2 writes it.
    name: label_users,
    after: super::create_users,

    expand {
        alter table users add column label varchar(200) null;
    }
    dual_write {
        sync users {
            forward { label = name, email = trim(email) }
            reverse { #[allow(mapping_may_truncate, reason = "no label is longer than a name")] name = label }
        }
    }
    migrate {
        backfill users;
    }
    contract {
        alter table users
            alter column label set not null,
            drop column name;
    }
}
