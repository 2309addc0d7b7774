xc::migration! {
    /// Members, for migrations that are in flight together.
    name: create_members,

    expand {
        create table members (
            id     bigint primary key auto_increment,
            name   varchar(100) not null,
            email  varchar(200) not null,
            visits bigint not null default 0
        );
        create index members_email on members (email);
    }
}
