//! Family 04: types.

pub mod case_misses_values;
mod change;
pub mod char_is_padded;
pub mod default_not_on_dialect;
pub mod float_is_inexact;
pub mod foreign_key_target;
pub mod foreign_key_type;
pub mod mapping_may_truncate;
pub mod may_fail;
pub mod not_on_dialect;
pub mod small_primary_key;
pub mod timestamp_without_zone;
pub mod type_change_rewrites;
pub mod unsigned_type;
pub mod varchar_length_bytes;
pub mod widening_scans;
pub mod wrong_argument;
pub mod wrong_type;

pub use case_misses_values::CASE_MISSES_VALUES;
pub use char_is_padded::CHAR_IS_PADDED;
pub use default_not_on_dialect::DEFAULT_NOT_ON_DIALECT;
pub use float_is_inexact::FLOAT_IS_INEXACT;
pub use foreign_key_target::FOREIGN_KEY_TARGET;
pub use foreign_key_type::FOREIGN_KEY_TYPE;
pub use mapping_may_truncate::MAPPING_MAY_TRUNCATE;
pub use may_fail::MAY_FAIL;
pub use not_on_dialect::NOT_ON_DIALECT;
pub use small_primary_key::SMALL_PRIMARY_KEY;
pub use timestamp_without_zone::TIMESTAMP_WITHOUT_ZONE;
pub use type_change_rewrites::TYPE_CHANGE_REWRITES;
pub use unsigned_type::UNSIGNED_TYPE;
pub use varchar_length_bytes::VARCHAR_LENGTH_BYTES;
pub use widening_scans::WIDENING_SCANS;
pub use wrong_argument::WRONG_ARGUMENT;
pub use wrong_type::WRONG_TYPE;
