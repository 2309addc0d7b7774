//! Five migrations in as many layouts of modules.

pub mod migrations;

pub const MIGRATIONS: xc::Migrations = xc::migrations![
    migrations::create_users,
    migrations::add_phone,
    migrations::split_user_name::split_user_name,
    migrations::later::index_users,
];
