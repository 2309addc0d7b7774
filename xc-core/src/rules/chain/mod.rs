//! Family 08: the chain of migrations.

pub mod broken_chain;
pub mod dialect_not_in_chain;
pub mod freed_name;
pub mod sync_never_ends;

pub use broken_chain::BROKEN_CHAIN;
pub use dialect_not_in_chain::DIALECT_NOT_IN_CHAIN;
