//! `a / b`, `a % b`.

use crate::expression::catalogue::arguments::{INTEGER, NUMBER};
use crate::expression::catalogue::{Call, Function, Takes};
use crate::expression::domain::{Domain, Range};
use crate::expression::{Expression, Failure};
use crate::plan::Dialect;
use crate::schema::types::Class;

/// Digits after the point of a quotient of decimals.
const DIGITS: u32 = 6;

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        gives: quotient,
        fails: |arguments| by_zero(arguments).or_else(|| float(arguments)),
        refuses: too_many_digits_for_sqlite,
        write: divide,
        ..Function::infix(
            "/",
            "a / b: whole numbers towards zero, so that -7 / 2 is -3; others rounded to 6 digits after the point",
            Takes::exactly(&[NUMBER, NUMBER]),
        )
    },
    Function {
        aliases: &["mod"],
        gives: |arguments| {
            let (a, b) = (arguments[0].domain.range(), arguments[1].domain.range());
            let most = magnitude(a).min(magnitude(b).saturating_sub(1)).max(0);
            Domain::integers(if a.low < 0 { -most } else { 0 }, if a.high > 0 { most } else { 0 })
        },
        fails: by_zero,
        write: |call| format!("({} % {})", call.first(), call.checked_divisor(1)),
        ..Function::infix("%", "a % b: what a / b leaves, with the sign of a", Takes::exactly(&[INTEGER, INTEGER]))
    },
];

fn by_zero(arguments: &[Expression]) -> Option<Failure> {
    let divisor = &arguments[1];
    (!divisor.domain.is_nonzero()).then(|| {
        let divisor = divisor.spelled();
        Failure::new(format!("where `{divisor}` is 0")).instead(format!("nullif({divisor}, 0)"))
    })
}

fn float(arguments: &[Expression]) -> Option<Failure> {
    let is_float = |argument: &Expression| matches!(argument.domain, Domain::Float { .. });
    arguments.iter().any(is_float).then(|| Failure::new("where the result is too large or too small for a floating-point number"))
}

/// How far from zero the numbers go.
fn magnitude(range: Range) -> i128 {
    range.high.saturating_abs().max(range.low.saturating_abs())
}

fn quotient(arguments: &[Expression]) -> Domain {
    let (a, b) = (arguments[0].domain.range(), arguments[1].domain.range());
    if float(arguments).is_some() {
        return Domain::Float { nonzero: false };
    }
    let is_whole = arguments.iter().all(|argument| argument.class() == Class::Integer);
    // The least divisor makes the greatest quotient: 1 at the scale of `b`, unless its bounds leave that out.
    let least = if b.low > 0 { b.low } else { b.high.saturating_neg().max(1) };
    let scale = if is_whole { 0 } else { DIGITS };
    let shifted = |value: i128| match (b.scale + scale).checked_sub(a.scale) {
        Some(more) => value.saturating_mul(10i128.saturating_pow(more)),
        None => value / 10i128.saturating_pow(a.scale - b.scale - scale) + 1,
    };
    // Rounding may add one in the last digit.
    let most = shifted(magnitude(a)) / least + i128::from(!is_whole);
    let low = if a.low >= 0 && b.low >= 0 { 0 } else { most.saturating_neg() };
    let range = Range { low, high: most, scale, nonzero: false };
    if is_whole { Domain::Integer(range).within(Range::BITS_64) } else { Domain::Decimal(range) }
}

/// The factor by which the dividend's digits are shifted so that their whole quotient has one digit more than the result.
fn shift(arguments: &[Expression]) -> Option<u32> {
    (arguments[1].domain.range().scale + DIGITS + 1).checked_sub(arguments[0].domain.range().scale)
}

fn too_many_digits_for_sqlite(arguments: &[Expression], dialect: Dialect) -> Option<String> {
    if dialect != Dialect::Sqlite || !matches!(quotient(arguments), Domain::Decimal(_)) {
        return None;
    }
    let (a, b) = (arguments[0].domain.range(), arguments[1].domain.range());
    let fits = shift(arguments).is_some_and(|shift| magnitude(a).saturating_mul(10i128.saturating_pow(shift)) <= i64::MAX.into());
    (!fits || magnitude(b) > i64::MAX.into()).then(|| {
        format!(
            "it has no decimals; a quotient of this many digits can't be computed exactly: multiply instead (`{} * 0.01`), or say how few digits \
             there are (`cast({} as decimal(8, 2))`)",
            arguments[0].spelled(),
            arguments[0].spelled()
        )
    })
}

fn divide(call: &Call<'_>) -> String {
    let (a, b) = (call.first(), call.checked_divisor(1));
    match (call.dialect, &call.domain) {
        (Dialect::MySql | Dialect::MariaDb, Domain::Integer(_)) => format!("({a} DIV {b})"),
        // The one quotient that does not fit, of the lowest number and -1.
        (Dialect::Postgres | Dialect::Sqlite, Domain::Integer(_)) | (_, Domain::Float { .. }) => format!("({a} / {b})"),
        // With 26 digits and more, no quotient is so near to a half that it is rounded to the wrong side.
        (Dialect::Postgres, _) => format!("round(CAST({a} AS numeric(64,26)) / {b}, {DIGITS})"),
        (Dialect::MySql | Dialect::MariaDb, _) => format!("ROUND(CAST({a} AS DECIMAL(64,26)) / {b}, {DIGITS})"),
        (Dialect::Sqlite, _) => {
            // As whole numbers, with one digit more than the result has, then rounded half away from zero.
            let whole = |sql: &str, scale: u32| match scale {
                0 => sql.to_owned(),
                _ => format!("CAST(round({sql} * 1{}) AS INTEGER)", "0".repeat(scale as usize)),
            };
            let shift = shift(call.arguments).unwrap_or_default() as usize;
            let dividend = whole(a, call.arguments[0].domain.range().scale);
            let digits = format!("({dividend} * 1{} / {})", "0".repeat(shift), whole(&b, call.arguments[1].domain.range().scale));
            format!("(({digits} + CASE WHEN {digits} < 0 THEN -5 ELSE 5 END) / 10 / 1{}.0)", "0".repeat(DIGITS as usize))
        }
    }
}
