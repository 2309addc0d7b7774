xc::migration! {
    name: create_people,

    expand {
        create table users (
            id     bigint primary key auto_increment,
            name   varchar(100) not null,
            bio    text null,
            visits bigint not null default 0
        );
    }
}
