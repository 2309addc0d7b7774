//! Family 05: what would lock, scan or copy a table in front of the application, and what a database can't build beside it.

pub mod auto_increment;
pub mod blocking_statement;
pub mod check_blocks_writes;
pub mod enum_value_changed;
pub mod exclusion_constraint;
pub mod foreign_key_without_index;
pub mod index_not_on_dialect;
pub mod redundant_index;
pub mod volatile_default;
pub mod wide_index;
