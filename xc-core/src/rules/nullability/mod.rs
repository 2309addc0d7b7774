//! Family 02: nullability.

pub mod add_not_null;
pub mod default_null;
pub mod left_out_by_v2;
pub mod mapping_gives_null;
pub mod primary_key_nullable;
pub mod set_not_null_from_nullable;
pub mod set_not_null_unfilled;
