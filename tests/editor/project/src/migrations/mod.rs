mod add_phone;
mod create_users;
pub mod later;
pub mod split_user_name;

pub use add_phone::add_phone;
pub use create_users::create_users;
