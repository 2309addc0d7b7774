xc::migration! {
    /// The users, as the first version of the application knows them.
    name: create_users,
    dialects: [postgres, mysql, sqlite],

    expand {
        create table users (
            id         bigint primary key auto_increment,
            name       varchar(100) not null,
            email      varchar(255) null unique,
            created_at datetime not null default current_timestamp
        );
    }
}
