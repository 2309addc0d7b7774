xc::migration! {
    /// A flag becomes a row.
    name: admins_to_table,
    after: super::create_accounts,

    expand {
        create table admins (
            account_id bigint primary key,
            since      timestamp not null default current_timestamp
        );
    }
    dual_write {
        sync accounts to admins on admins.account_id = accounts.id where accounts.is_admin { }
    }
    migrate {
        backfill accounts;
    }
    contract {
        alter table accounts drop column is_admin;
    }
}
