//! `reverse(text)`.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::{Function, Takes};
use crate::plan::Dialect;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "reverse",
    usage: "reverse(text): the characters from the last to the first",
    takes: Takes::exactly(&[TEXT]),
    gives: |arguments| arguments[0].domain.clone(),
    injective: |_, _| true,
    not_on: &[(Dialect::Sqlite, "it has no such function (sqlite.org, \"Built-In Scalar SQL Functions\")")],
    ..Function::BASE
}];
