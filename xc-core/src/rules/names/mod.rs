//! Family 03: names.

pub mod already_dropped;
pub mod assigned_twice;
pub mod duplicate_column;
pub mod duplicate_constraint;
pub mod duplicate_enum;
pub mod duplicate_migration;
pub mod duplicate_table;
pub mod identifier_too_long;
pub mod rename_in_place;
pub mod reserved_name;
pub mod unknown_column;
pub mod unknown_constraint;
pub mod unknown_enum;
pub mod unknown_function;
pub mod unknown_index;
pub mod unknown_phase;
pub mod unknown_table;
pub mod unknown_type;

pub use already_dropped::ALREADY_DROPPED;
pub use assigned_twice::ASSIGNED_TWICE;
pub use duplicate_column::DUPLICATE_COLUMN;
pub use duplicate_constraint::DUPLICATE_CONSTRAINT;
pub use duplicate_enum::DUPLICATE_ENUM;
pub use duplicate_migration::DUPLICATE_MIGRATION;
pub use duplicate_table::DUPLICATE_TABLE;
pub use identifier_too_long::IDENTIFIER_TOO_LONG;
pub use rename_in_place::RENAME_IN_PLACE;
pub use reserved_name::RESERVED_NAME;
pub use unknown_column::UNKNOWN_COLUMN;
pub use unknown_constraint::UNKNOWN_CONSTRAINT;
pub use unknown_function::UNKNOWN_FUNCTION;
pub use unknown_index::UNKNOWN_INDEX;
pub use unknown_phase::UNKNOWN_PHASE;
pub use unknown_table::UNKNOWN_TABLE;
pub use unknown_type::UNKNOWN_TYPE;
