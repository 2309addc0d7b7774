xc::migration! {
    name: create_people_of_kinds,

    expand {
        create enum size ("small", "large");
        create table people (
            id       bigint primary key,
            kind     varchar(20) not null default "person",
            size     size not null,
            is_guest boolean not null,
            company  varchar(100) null
        );
    }
}
