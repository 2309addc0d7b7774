//! To text.

use super::{cast, from_to};
use crate::expression::catalogue::{Call, Function, Parameter};
use crate::expression::domain::{Domain, Range};
use crate::expression::{Expression, Kind};
use crate::plan::Dialect;
use crate::schema::types::Class::{Boolean, Integer, Text};
use crate::schema::types::Type;

const FROM_INTEGER: [Parameter; 2] = from_to(Integer, Text);
const FROM_TEXT: [Parameter; 2] = from_to(Text, Text);
const FROM_BOOLEAN: [Parameter; 2] = from_to(Boolean, Text);

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        gives: |arguments| match &arguments[1].domain {
            Domain::Text { longest: Some(longest) } => Domain::text(arguments[0].domain.longest().min(i128::from(*longest))),
            _ => arguments[0].domain.clone(),
        },
        write: |call| match (&call.arguments[1].domain, call.dialect) {
            (Domain::Text { longest: Some(longest) }, _) if call.arguments[0].domain.longest() <= i128::from(*longest) => {
                call.first().to_owned()
            }
            (Domain::Text { longest: Some(longest) }, Dialect::Sqlite) => format!("substr({}, 1, {longest})", call.first()),
            (Domain::Text { longest: Some(longest) }, _) => format!("left({}, {longest})", call.first()),
            _ => call.first().to_owned(),
        },
        ..cast("cast(text as text)", "cast(text as varchar(n)): the first n characters", &FROM_TEXT)
    },
    Function {
        gives: |arguments| Domain::text(digits(arguments[0].domain.range())),
        refuses: |arguments, _| cut_off(arguments, digits(arguments[0].domain.range())),
        injective: |_, index| index == 0,
        write: as_text,
        ..cast("cast(int as text)", "cast(number as text)", &FROM_INTEGER)
    },
    Function {
        gives: |_| Domain::text(5),
        refuses: |arguments, _| cut_off(arguments, 5),
        injective: |_, index| index == 0,
        // The databases' own: `true`, `t` or 1.
        write: |call| format!("CASE WHEN {0} THEN 'true' WHEN NOT {0} THEN 'false' END", call.first()),
        ..cast("cast(boolean as text)", "cast(boolean as text): \"true\" or \"false\"", &FROM_BOOLEAN)
    },
];

/// How many characters a whole number has at most.
fn digits(range: Range) -> i128 {
    let characters = |value: i128| value.to_string().len() as i128;
    characters(range.low).max(characters(range.high))
}

/// Only a text is cut off where the type is too short: half a number is another number.
fn cut_off(arguments: &[Expression], needed: i128) -> Option<String> {
    match &arguments[1].kind {
        Kind::Type(Type::Varchar(size)) if i128::from(*size) < needed => {
            Some(format!("`{}` may have {needed} characters, and would be cut off", arguments[0].spelled()))
        }
        _ => None,
    }
}

fn as_text(call: &Call<'_>) -> String {
    format!("CAST({} AS {})", call.first(), if call.is_mysql() { "CHAR" } else { "text" })
}
