xc::migration! {
    /// Columns that nothing maps to: what v1 leaves out, the database fills.
    name: add_columns,
    after: super::create_users,

    expand {
        alter table users
            add column phone   varchar(20) null,
            add column logins  int not null default 0,
            add column balance decimal(12, 2) not null default -1.50,
            add column active  boolean not null default true;
        alter table users add column plan varchar(20) not null default "free";
    }
}
