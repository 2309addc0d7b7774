xc::migration! {
    name: add_phone,
    after: super::create_users,

    expand {
        alter table users
            add column phone varchar(32) null;
    }
}
