//! `length(text)`.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::{Function, Takes};
use crate::expression::domain::Domain;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "length",
    aliases: &["char_length", "character_length"],
    usage: "length(text): in characters",
    takes: Takes::exactly(&[TEXT]),
    gives: |arguments| Domain::integers(0, arguments[0].domain.longest()),
    // MySQL's LENGTH counts bytes.
    write: |call| call.function(if call.is_mysql() { "CHAR_LENGTH" } else { "length" }),
    ..Function::BASE
}];
