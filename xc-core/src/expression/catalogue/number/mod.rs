//! Numbers.

mod absolute;
mod arithmetic;
mod division;
mod extremes;
mod rounding;

use super::Function;

pub(super) static FUNCTIONS: &[&[Function]] =
    &[arithmetic::FUNCTIONS, division::FUNCTIONS, absolute::FUNCTIONS, rounding::FUNCTIONS, extremes::FUNCTIONS];
