//! `after:` names a migration that there is not: the error points to the path.

xc::migration! {
    name: change,
    after: crate::migrations::create_usres,
    expand { create table things (id bigint primary key); }
}

mod migrations {}

fn main() {}
