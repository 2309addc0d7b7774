//! Family 07: backfills, and the mappings that they take their expressions from.

pub mod application_columns;
pub mod application_without_transform;
pub mod cascade_bypasses_triggers;
pub mod no_key;
pub mod overlapping_sync;
pub mod parity_by_reverse;
pub mod reads_own_target;
pub mod transform_parity;
pub mod transform_target;
pub mod transform_without_application;
pub mod volatile_expression;
pub mod writes_key;
