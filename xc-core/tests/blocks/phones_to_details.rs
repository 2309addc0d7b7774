xc::migration! {
    /// A column moves to a table that is there already, and whose rows the application makes.
    name: phones_to_details,
    after: super::create_accounts,

    expand {
        alter table details add column phone varchar(30) null;
    }
    dual_write {
        sync accounts to details on details.account_id = accounts.id rows by application {
            forward { details.phone = accounts.phone }
            reverse { accounts.phone = details.phone }
        }
    }
    migrate {
        backfill accounts;
    }
    contract {
        alter table accounts drop column phone;
    }
}
