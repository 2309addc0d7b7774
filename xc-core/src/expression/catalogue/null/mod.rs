//! What is done about null.

mod coalesce;
mod is_null;
mod nullif;

use super::Function;

pub(super) static FUNCTIONS: &[&[Function]] = &[coalesce::FUNCTIONS, nullif::FUNCTIONS, is_null::FUNCTIONS];
