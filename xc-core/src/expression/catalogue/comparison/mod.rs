//! Comparison. Texts are compared as bytes, whatever the column's collation.

mod between;
mod distinct;
mod in_list;
mod like;
mod order;

use super::{Call, Function};
use crate::expression::Expression;
use crate::plan::Dialect;
use crate::schema::types::Class;
use crate::sql::expression::binary;

pub(super) use like::pattern as like_pattern;
pub(super) use order::compare;

pub(super) static FUNCTIONS: &[&[Function]] =
    &[order::FUNCTIONS, distinct::FUNCTIONS, between::FUNCTIONS, in_list::FUNCTIONS, like::FUNCTIONS];

/// Why values of a class can't be compared, if they can't.
pub(super) fn incomparable(arguments: &[Expression], _: Dialect) -> Option<String> {
    let is_json = super::common(arguments).class() == Class::Json;
    is_json.then(|| "documents can't be compared: the databases differ in the order of members and in spaces".into())
}

/// A call's arguments as they can be compared with each other. The first says how: a collation that is named for it counts for all.
pub(super) fn comparable(call: &Call<'_>) -> Vec<String> {
    let mut operands = call.sql.clone();
    match (call.dialect, call.common_class()) {
        (Dialect::Postgres, Class::Text) => operands[0] += " COLLATE \"C\"",
        (Dialect::Sqlite, Class::Text) => operands[0] += " COLLATE BINARY",
        (Dialect::MySql | Dialect::MariaDb, Class::Text) => operands.iter_mut().for_each(|operand| *operand = binary(operand)),
        // Text there: with a fraction or without it, the same moment.
        (Dialect::Sqlite, Class::Timestamp) => operands.iter_mut().for_each(|operand| {
            *operand = format!("(substr({operand}, 1, 19) || '.' || substr(substr({operand}, 21) || '000000', 1, 6))");
        }),
        _ => {}
    }
    operands
}
