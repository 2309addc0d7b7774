//! The first migration, in a file of its own.

xc::migration! {
    name: create_users,
    expand { create table users (id bigint primary key auto_increment, name varchar(100) not null); }
}
