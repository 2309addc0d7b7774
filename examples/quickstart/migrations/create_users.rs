//! How it began.

xc::migration! {
    /// A user has a name.
    name: create_users,
    dialects: [postgres, mysql, sqlite],

    expand {
        create table users (
            id bigint primary key auto_increment,
            name varchar(100) not null,
            created_at timestamptz not null default current_timestamp
        );
    }
}
