//! `abs(a)`, `sign(a)`.

use super::arithmetic::{overflow, result};
use crate::expression::catalogue::arguments::NUMBER;
use crate::expression::catalogue::{Function, Idempotent, Takes};
use crate::expression::domain::{Domain, Range};

fn absolute(range: Range, _: Range) -> Range {
    let high = range.high.saturating_abs().max(range.low.saturating_abs());
    Range { low: if range.low > 0 { range.low } else { 0 }, high, ..range }
}

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "abs",
        usage: "abs(number): without its sign",
        takes: Takes::exactly(&[NUMBER]),
        gives: |arguments| result(arguments, absolute),
        fails: |arguments| overflow(arguments, absolute).filter(|_| !matches!(arguments[0].domain, Domain::Float { .. })),
        idempotent: Idempotent::Alone,
        ..Function::BASE
    },
    Function {
        name: "sign",
        usage: "sign(number): -1, 0 or 1",
        takes: Takes::exactly(&[NUMBER]),
        gives: |_| Domain::integers(-1, 1),
        // SQLite's own is a part of its mathematical functions, which are compiled in or not; PostgreSQL's is no whole number.
        write: |call| format!("CASE WHEN {0} > 0 THEN 1 WHEN {0} < 0 THEN -1 WHEN {0} = 0 THEN 0 END", call.first()),
        ..Function::BASE
    },
];
