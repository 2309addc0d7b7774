//! Family 06: data loss.

pub mod drop_cascade;
pub mod drop_without_successor;
pub mod lossy_mapping;
pub mod still_used;
pub mod truncate;
