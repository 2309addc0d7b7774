//! The application's migrations, one file each, and the list of them.
//!
//! They are checked when the code compiles. Try it: take the `migrate` block out of `split_user_name.rs` and build.

mod create_users;
mod split_user_name;

pub(crate) use create_users::create_users;
pub(crate) use split_user_name::split_user_name;

/// All migrations, in their order. That the chain is complete is checked when the code compiles.
pub(crate) const MIGRATIONS: xc::Migrations = xc::migrations![create_users, split_user_name];
