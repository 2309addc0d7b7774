//! The second, which knows the schema of the first.

xc::migration! {
    name: add_phone,
    after: super::create_users::create_users,
    expand { alter table users add column phone varchar(30) null; }
}
