//! `substr(text, start[, length])`.

use crate::expression::catalogue::arguments::{INTEGER, TEXT};
use crate::expression::catalogue::{Call, Function, Takes};
use crate::expression::domain::Domain;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "substr",
    aliases: &["substring"],
    usage: "substr(text, start[, length]): characters, counted from 1",
    takes: Takes::Exactly { parameters: &[TEXT, INTEGER, INTEGER], optional: 1 },
    gives: |arguments| {
        let skipped = arguments[1].domain.range().low.max(1) - 1;
        let rest = arguments[0].domain.longest() - skipped;
        Domain::text(arguments.get(2).map_or(rest, |length| rest.min(length.domain.range().high)))
    },
    write,
    ..Function::BASE
}];

/// The databases disagree on starts below 1 and on negative lengths: a start below 1 counts as 1, a length below 0 as 0.
fn write(call: &Call<'_>) -> String {
    let at_least = |index: usize, least: i64| {
        let value = call.postgres_int4(index);
        if call.arguments[index].domain.range().low >= i128::from(least) {
            value
        } else {
            format!("CASE WHEN {value} < {least} THEN {least} ELSE {value} END")
        }
    };
    let mut parts = vec![call.sql[0].clone(), at_least(1, 1)];
    if call.sql.len() > 2 {
        parts.push(at_least(2, 0));
    }
    format!("substr({})", parts.join(", "))
}
