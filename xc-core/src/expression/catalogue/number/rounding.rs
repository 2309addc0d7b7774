//! `round(a, n)`, `floor(a)`, `ceil(a)`, `trunc(a)`: of exact numbers. Halves are rounded away from zero.

use crate::expression::Expression;
use crate::expression::catalogue::arguments::NUMBER;
use crate::expression::catalogue::{Call, Function, Idempotent, Parameter, Takes};
use crate::expression::domain::{Domain, Range};
use crate::plan::Dialect;

const FLOAT: &str = "a floating-point number is rounded differently by each database: cast it to a whole number, which is done by the same steps everywhere";

const ROUNDING: Function = Function {
    takes: Takes::exactly(&[NUMBER]),
    gives: whole,
    refuses: |arguments, _| match &arguments[0].domain {
        Domain::Float { .. } => Some(FLOAT.into()),
        domain if !domain.range().within(&Range::of_digits(38, 38)) && domain.range().high_at(0) > i64::MAX.into() => {
            Some("it may have more than 18 digits before the point".into())
        }
        _ => None,
    },
    idempotent: Idempotent::Alone,
    ..Function::BASE
};

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "round",
        usage: "round(decimal[, n]): to n digits after the point, halves away from zero",
        takes: Takes::Exactly {
            parameters: &[NUMBER, Parameter::LiteralInt { what: "the number of digits", from: 0, to: 10 }],
            optional: 1,
        },
        gives: |arguments| rounded(arguments, digits(arguments)),
        refuses: |arguments, _| matches!(arguments[0].domain, Domain::Float { .. }).then(|| FLOAT.into()),
        write: |call| {
            let digits = digits(call.arguments);
            match call.dialect {
                Dialect::Sqlite => Call::sqlite_round(call.first(), call.arguments[0].domain.range().scale, digits),
                _ => format!("round({}, {digits})", call.first()),
            }
        },
        ..ROUNDING
    },
    Function {
        name: "floor",
        usage: "floor(decimal): the next whole number below",
        write: |call| match call.dialect {
            // Its own is a part of its mathematical functions, which are compiled in or not.
            Dialect::Sqlite => format!("(CAST({0} AS INTEGER) - ({0} < CAST({0} AS INTEGER)))", call.first()),
            _ => as_whole(call, &call.function("floor")),
        },
        ..ROUNDING
    },
    Function {
        name: "ceil",
        aliases: &["ceiling"],
        usage: "ceil(decimal): the next whole number above",
        write: |call| match call.dialect {
            Dialect::Sqlite => format!("(CAST({0} AS INTEGER) + ({0} > CAST({0} AS INTEGER)))", call.first()),
            _ => as_whole(call, &call.function("ceil")),
        },
        ..ROUNDING
    },
    Function {
        name: "trunc",
        usage: "trunc(decimal): without what stands behind the point",
        write: |call| match call.dialect {
            Dialect::Sqlite => format!("CAST({} AS INTEGER)", call.first()),
            Dialect::Postgres => as_whole(call, &call.function("trunc")),
            Dialect::MySql | Dialect::MariaDb => as_whole(call, &format!("TRUNCATE({}, 0)", call.first())),
        },
        ..ROUNDING
    },
];

fn as_whole(call: &Call<'_>, sql: &str) -> String {
    match call.dialect {
        Dialect::Postgres if call.domain.range().within(&Range::BITS_32) => format!("CAST({sql} AS integer)"),
        Dialect::Postgres => format!("CAST({sql} AS bigint)"),
        _ => format!("CAST({sql} AS SIGNED)"),
    }
}

/// How many digits `round` keeps.
fn digits(arguments: &[Expression]) -> u32 {
    arguments.get(1).and_then(Expression::literal_int).and_then(|digits| u32::try_from(digits).ok()).unwrap_or(0)
}

fn whole(arguments: &[Expression]) -> Domain {
    let range = arguments[0].domain.range();
    Domain::Integer(Range { low: range.low_at(0), high: range.high_at(0), scale: 0, nonzero: false })
}

fn rounded(arguments: &[Expression], digits: u32) -> Domain {
    let range = arguments[0].domain.range();
    let digits = digits.min(range.scale);
    Domain::Decimal(Range { low: range.low_at(digits), high: range.high_at(digits), scale: digits, nonzero: false })
}
