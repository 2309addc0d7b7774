xc::migration! {
    /// Tables of many kinds.
    name: create_shop,

    expand {
        create table users (
            id       bigint primary key auto_increment,
            name     varchar(100) not null,
            nickname varchar(50) null,
            email    varchar(255) null unique,
            age      int null,
            score    int not null default 0,
            seen_at  timestamp not null default current_timestamp
        );
        create table order_items (
            order_id bigint not null,
            line     int not null,
            note     varchar(200) null,
            cents    bigint not null,
            primary key (order_id, line)
        );
        create table countries (
            code varchar(2) primary key,
            name varchar(100) not null
        );
        create table documents (
            id      uuid primary key,
            title   text not null,
            content json null
        );
        create table requests (
            path   varchar(200) not null,
            status int null
        );
    }
}
