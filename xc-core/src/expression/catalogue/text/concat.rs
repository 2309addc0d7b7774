//! `concat(a, b, ...)` and `a || b`.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::{Function, Takes};
use crate::expression::domain::Domain;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "concat",
    usage: "concat(a, b, ...) or a || b: null when an operand is null",
    takes: Takes::Many(TEXT),
    gives: |arguments| Domain::text(arguments.iter().map(|argument| argument.domain.longest()).sum()),
    injective: |_, _| true,
    // PostgreSQL's own concat() leaves nulls out; MySQL's `||` is "or" unless the session says otherwise.
    write: |call| if call.is_mysql() { call.function("CONCAT") } else { call.infix("||") },
    ..Function::BASE
}];
