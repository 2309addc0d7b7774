xc::migration! {
    /// People's phones as they typed them, and readings of many types under a key of two columns.
    name: create_contacts,

    expand {
        create table contacts (
            id      bigint primary key auto_increment,
            phone   varchar(40) not null,
            country varchar(2) null,
            score   int not null default 0
        );
        create table readings (
            station varchar(20) not null,
            at      timestamp(3) not null,
            small   smallint not null,
            whole   int null,
            large   bigint null,
            price   decimal(10, 2) null,
            single  real null,
            precise double null,
            valid   boolean not null,
            note    text null,
            day     date null,
            seen    timestamptz null,
            token   uuid null,
            extra   json null,
            raw     bytea null,
            primary key (station, at)
        );
    }
}
