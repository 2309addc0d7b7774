//! A `schema!` block says what is there: it has no phases, no predecessor, and changes nothing.

xc::schema! {
    name: production,
    dialects: [postgres, sqlite],

    create table users (id bigint primary key, name varchar(100) not null);
    alter table users add column nickname varchar(50) null;
}

mod again {
    xc::schema! {
        name: production,
        after: super::production,
        expand { create table teams (id bigint primary key); }
    }
}

fn main() {
    assert_eq!(production.name, again::production.name);
}
