//! `trim(text)`, `ltrim(text)`, `rtrim(text)`: spaces, and nothing else.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::{Function, Idempotent, Takes};

const TRIM: Function = Function {
    name: "trim",
    aliases: &["btrim"],
    usage: "trim(text): without spaces at both ends",
    takes: Takes::exactly(&[TEXT]),
    gives: |arguments| arguments[0].domain.clone(),
    idempotent: Idempotent::AmongOthers,
    ..Function::BASE
};

pub(super) static FUNCTIONS: &[Function] = &[
    TRIM,
    Function { name: "ltrim", aliases: &[], usage: "ltrim(text): without spaces at its beginning", ..TRIM },
    Function { name: "rtrim", aliases: &[], usage: "rtrim(text): without spaces at its end", ..TRIM },
];
