//! Text. Characters are Unicode's code points, everywhere; comparison is binary.

mod concat;
mod concat_ws;
mod digest;
mod left_right;
mod length;
mod lower_upper;
mod octet_length;
mod pad;
mod replace;
mod reverse;
mod salt;
mod search;
mod split_part;
mod substr;
mod trim;

use super::Function;

pub(super) static FUNCTIONS: &[&[Function]] = &[
    concat::FUNCTIONS,
    concat_ws::FUNCTIONS,
    split_part::FUNCTIONS,
    substr::FUNCTIONS,
    left_right::FUNCTIONS,
    length::FUNCTIONS,
    octet_length::FUNCTIONS,
    search::FUNCTIONS,
    replace::FUNCTIONS,
    trim::FUNCTIONS,
    pad::FUNCTIONS,
    lower_upper::FUNCTIONS,
    reverse::FUNCTIONS,
    digest::FUNCTIONS,
    salt::FUNCTIONS,
];
