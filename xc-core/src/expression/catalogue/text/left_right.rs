//! `left(text, n)`, `right(text, n)`.

use crate::expression::catalogue::arguments::{INTEGER, TEXT};
use crate::expression::catalogue::{Call, Function, Takes};
use crate::expression::domain::Domain;
use crate::plan::Dialect;

const SIDE: Function = Function {
    takes: Takes::exactly(&[TEXT, INTEGER]),
    gives: |arguments| Domain::text(arguments[0].domain.longest().min(arguments[1].domain.range().high)),
    ..Function::BASE
};

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "left",
        usage: "left(text, n): the first n characters; none where n is below 0",
        write: |call| match call.dialect {
            Dialect::Sqlite => format!("substr({}, 1, {})", call.first(), count(call)),
            _ => format!("left({}, {})", call.first(), count(call)),
        },
        ..SIDE
    },
    Function {
        name: "right",
        usage: "right(text, n): the last n characters; none where n is below 0",
        write: |call| match call.dialect {
            // Its substr() takes a start of -0 for the first character, and one far before the text for none of it.
            Dialect::Sqlite => {
                let (text, count) = (call.first(), count(call));
                format!(
                    "CASE WHEN {count} <= 0 THEN substr({text}, 1, 0) WHEN {count} >= length({text}) THEN {text} ELSE substr({text}, -{count}) END"
                )
            }
            _ => format!("right({}, {})", call.first(), count(call)),
        },
        ..SIDE
    },
];

/// PostgreSQL takes a negative count for 'all but'.
fn count(call: &Call<'_>) -> String {
    let count = call.postgres_int4(1);
    if call.arguments[1].domain.range().low >= 0 { count } else { format!("(CASE WHEN {count} < 0 THEN 0 ELSE {count} END)") }
}
