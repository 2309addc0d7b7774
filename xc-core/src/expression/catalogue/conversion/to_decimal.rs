//! To exact numbers with a fraction.

use super::{cast, from_to};
use crate::expression::catalogue::{Call, Function, Parameter};
use crate::expression::domain::{Domain, Range};
use crate::expression::{Expression, Failure};
use crate::plan::Dialect;
use crate::schema::types::Class::{Integer, Number};
use crate::schema::types::Type;

const FROM_INTEGER: [Parameter; 2] = from_to(Integer, Number);
const FROM_NUMBER: [Parameter; 2] = from_to(Number, Number);

const EXACT: Function = Function {
    gives: |arguments| Domain::Decimal(rounded(arguments)).within(arguments[1].domain.range()),
    fails: |arguments| {
        (!rounded(arguments).within(&arguments[1].domain.range()))
            .then(|| Failure::new(format!("where `{}` has more digits than `{}`", arguments[0].spelled(), arguments[1].spelled())))
    },
    refuses: |arguments, _| {
        let is_float = arguments.iter().any(|argument| matches!(argument.domain, Domain::Float { .. }));
        is_float.then(|| "between floating-point and exact numbers, each database rounds in its own way".into())
    },
    write,
    ..cast("cast(int as decimal)", "cast(number as decimal(10, 2)): an error where it has more digits before the point", &FROM_INTEGER)
};

pub(super) static FUNCTIONS: &[Function] = &[
    EXACT,
    Function {
        takes: crate::expression::catalogue::Takes::exactly(&FROM_NUMBER),
        name: "cast(decimal as decimal)",
        usage: "cast(decimal as decimal(10, 2)): rounded, halves away from zero; an error where it has more digits before the point",
        ..EXACT
    },
];

/// The value with the digits of the type.
fn rounded(arguments: &[Expression]) -> Range {
    let (range, to) = (arguments[0].domain.range(), arguments[1].domain.range());
    Range { low: range.low_at(to.scale), high: range.high_at(to.scale), scale: to.scale, nonzero: false }
}

fn write(call: &Call<'_>) -> String {
    let Some(Type::Decimal(precision, scale)) = call.to() else { return call.first().to_owned() };
    let fits = rounded(call.arguments).within(&call.arguments[1].domain.range());
    match call.dialect {
        Dialect::Postgres => format!("CAST({} AS numeric({precision},{scale}))", call.first()),
        _ => {
            let rounded = match call.dialect {
                Dialect::Sqlite => Call::sqlite_round(call.first(), call.arguments[0].domain.range().scale, *scale),
                _ => format!("round({}, {scale})", call.first()),
            };
            let value = if call.is_mysql() { format!("CAST({} AS DECIMAL({precision},{scale}))", call.first()) } else { rounded.clone() };
            let most = "9".repeat((precision - scale) as usize).parse::<i128>().unwrap_or(0) + 1;
            if fits { value } else { call.where_valid(&format!("abs({rounded}) < {most}"), &value) }
        }
    }
}
