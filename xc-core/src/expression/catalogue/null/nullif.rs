//! `nullif(a, b)`.

use crate::expression::catalogue::comparison::{compare, incomparable};
use crate::expression::catalogue::{Function, Null, Takes};
use crate::schema::types::Class;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "nullif",
    usage: "nullif(a, b): null where a = b, else a",
    takes: Takes::Alike(2),
    gives: |arguments| {
        let given = arguments[0].domain.clone();
        if arguments[1].literal_int() == Some(0) { given.without_zero() } else { given }
    },
    null: Null::Maybe,
    refuses: incomparable,
    write: |call| match call.arguments[0].class() {
        // The databases' own goes by the collation.
        Class::Text | Class::Timestamp => format!("CASE WHEN {} THEN NULL ELSE {} END", compare("=", call), call.first()),
        _ => call.function("nullif"),
    },
    ..Function::BASE
}];
