//! Conditions. They know three values: `null and false` is false, `null or true` is true, else null makes null.

mod and_or;
mod is_true;
mod not;

use super::Function;

pub(super) static FUNCTIONS: &[&[Function]] = &[and_or::FUNCTIONS, not::FUNCTIONS, is_true::FUNCTIONS];
