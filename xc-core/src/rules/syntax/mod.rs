//! Family 00: the form of the block.

pub mod form;
pub mod header;
pub mod not_yet;
pub mod too_deep;

pub use form::SYNTAX;
pub use header::HEADER;
pub use not_yet::NOT_YET;
pub use too_deep::TOO_DEEP;
