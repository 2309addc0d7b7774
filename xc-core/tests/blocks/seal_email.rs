xc::migration! {
    name: seal_email,
    after: create_users,
    expand {
        alter table users add column sealed varchar(288) null;
    }
    dual_write {
        sync users parity by reverse {
            forward { sealed = concat(random_salt(), ":", email) }
            reverse { email = substr(sealed, 34, 255) }
        }
    }
    migrate {
        backfill users;
    }
}
