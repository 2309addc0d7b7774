//! `a + b`, `a - b`, `a * b`, `-a`.

use crate::expression::catalogue::arguments::NUMBER;
use crate::expression::catalogue::{Call, Form, Function, Takes};
use crate::expression::domain::{Domain, Range};
use crate::expression::{Expression, Failure, Kind};
use crate::plan::Dialect;

const ARITHMETIC: Function = Function { injective: |_, _| true, write, ..Function::infix("", "", Takes::exactly(&[NUMBER, NUMBER])) };

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "+",
        usage: "a + b",
        gives: |arguments| result(arguments, Range::plus),
        fails: |arguments| overflow(arguments, Range::plus),
        ..ARITHMETIC
    },
    Function {
        name: "-",
        usage: "a - b",
        gives: |arguments| result(arguments, Range::minus),
        fails: |arguments| overflow(arguments, Range::minus),
        ..ARITHMETIC
    },
    Function {
        name: "*",
        usage: "a * b",
        gives: |arguments| result(arguments, Range::times),
        fails: |arguments| overflow(arguments, Range::times),
        injective: |arguments, index| arguments[1 - index].domain.is_nonzero(),
        ..ARITHMETIC
    },
    Function {
        name: "-a",
        usage: "-a",
        form: Form::Minus,
        takes: Takes::exactly(&[NUMBER]),
        gives: |arguments| result(arguments, |range, _| range.negated()),
        fails: |arguments| overflow(arguments, |range, _| range.negated()),
        ..ARITHMETIC
    },
];

fn compute(arguments: &[Expression], compute: fn(Range, Range) -> Range) -> Domain {
    let range = |index: usize| arguments.get(index).map_or(Range::BITS_64, |argument| argument.domain.range());
    let any = |is: fn(&Domain) -> bool| arguments.iter().any(|argument| is(&argument.domain));
    if any(|domain| matches!(domain, Domain::Float { .. })) {
        Domain::Float { nonzero: false }
    } else if any(|domain| matches!(domain, Domain::Decimal(_))) {
        Domain::Decimal(compute(range(0), range(1)))
    } else {
        Domain::Integer(compute(range(0), range(1)))
    }
}

/// What overflows raises an error, and is not among the values.
pub(super) fn result(arguments: &[Expression], of: fn(Range, Range) -> Range) -> Domain {
    match compute(arguments, of) {
        whole @ Domain::Integer(_) => whole.within(Range::BITS_64),
        other => other,
    }
}

/// Whole numbers are computed in 64 bits; decimals have 38 digits on the way, 30 of them after the point, which is what MySQL keeps of a
/// product; floating-point numbers overflow on PostgreSQL and MySQL, and underflow on PostgreSQL.
pub(super) fn overflow(arguments: &[Expression], of: fn(Range, Range) -> Range) -> Option<Failure> {
    match compute(arguments, of) {
        Domain::Integer(range) => (!range.within(&Range::BITS_64)).then(|| Failure::new("where the result does not fit 64 bits")),
        Domain::Decimal(range) => (!range.within(&Range::of_digits(38, range.scale)) || range.scale > 30)
            .then(|| Failure::new("where the result has more than 38 digits, or more than 30 after the point")),
        Domain::Float { .. } => Some(Failure::new("where the result is too large or too small for a floating-point number")),
        _ => None,
    }
}

fn write(call: &Call<'_>) -> String {
    let mut call = call.clone();
    match (call.dialect, &call.domain) {
        (Dialect::Postgres, Domain::Integer(range)) => widen_one(&mut call, range),
        // An integer that overflows becomes a floating-point number, in silence (sqlite.org, "Expressions").
        (Dialect::Sqlite, Domain::Integer(range)) if range.low == Range::BITS_64.low || range.high == Range::BITS_64.high => {
            let sum = sign(&call);
            return format!("CASE typeof({sum}) WHEN 'real' THEN {} ELSE {sum} END", call.raise(0));
        }
        // It computes decimals as floating-point numbers: 57 * 0.01 is 0.5700000000000001. Rounded to the digits that the exact result can
        // have, that is the number nearest to it.
        (Dialect::Sqlite, Domain::Decimal(range)) => return format!("round({}, {})", sign(&call), range.scale),
        _ => {}
    }
    sign(&call)
}

fn sign(call: &Call<'_>) -> String {
    match &call.sql[..] {
        [one] => format!("(-{one})"),
        _ => call.infix(call.name),
    }
}

/// PostgreSQL computes in the wider of the operands' types, and raises an error where the result does not fit that.
fn widen_one(call: &mut Call<'_>, result: &Range) {
    let bits_16 = Range { low: i16::MIN.into(), high: i16::MAX.into(), ..Range::BITS_32 };
    let is_literal = |argument: &Expression| matches!(argument.kind, Kind::Literal(_));
    let all_within = |bits: &Range| call.arguments.iter().all(|argument| argument.domain.range().within(bits));
    let to = if !result.within(&Range::BITS_32) && all_within(&Range::BITS_32) {
        "bigint"
    } else if !result.within(&bits_16) && all_within(&bits_16) && !call.arguments.iter().any(is_literal) {
        "integer"
    } else {
        return;
    };
    call.sql[0] = format!("CAST({} AS {to})", call.sql[0]);
}
