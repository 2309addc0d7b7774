xc::migration! {
    name: create_users,
    dialects: [postgres, sqlite],

    expand {
        create table users (
            id bigint primary key,
            name varchar(100) not null,
            r#type varchar(20) not null default "person"
        );
    }
}
