//! `=`, `<>`, `<`, `<=`, `>`, `>=`.

use super::{comparable, incomparable};
use crate::expression::catalogue::{Call, Function, Takes};
use crate::expression::domain::{Domain, Range};
use crate::expression::facts::{is_less, operands_are_not_null};
use crate::expression::{Expression, Facts, Outcome};

type Tell = fn(&Expression, &Expression, &mut Facts);

const fn comparison(name: &'static str, usage: &'static str, tells: fn(&[Expression], Outcome, &mut Facts)) -> Function {
    Function {
        gives: |_| Domain::Boolean,
        refuses: incomparable,
        tells,
        write: |call| format!("({})", compare(call.name, call)),
        ..Function::infix(name, usage, Takes::Alike(2))
    }
}

/// A call's two arguments with a sign between them, without parentheses.
pub(in crate::expression::catalogue) fn compare(sign: &str, call: &Call<'_>) -> String {
    let operands = comparable(call);
    format!("{} {sign} {}", operands[0], operands[1])
}

fn tell(arguments: &[Expression], outcome: Outcome, facts: &mut Facts, holds: Tell, does_not: Tell) {
    operands_are_not_null(arguments, outcome, facts);
    let tell = if outcome.value { holds } else { does_not };
    tell(&arguments[0], &arguments[1], facts);
}

/// What `a = b` tells.
pub(super) fn tell_equal(a: &Expression, b: &Expression, facts: &mut Facts) {
    for (one, other) in [(a, b), (b, a)] {
        if let Domain::Integer(range) | Domain::Decimal(range) = other.domain {
            facts.within(one, Some(range), Some(range));
        }
        if other.domain.is_nonzero() {
            facts.not_zero(one);
        }
    }
}

/// What `a <> b` tells.
pub(super) fn tell_different(a: &Expression, b: &Expression, facts: &mut Facts) {
    let is_zero = |one: &Expression| {
        matches!(one.domain, Domain::Integer(Range { low: 0, high: 0, .. }) | Domain::Decimal(Range { low: 0, high: 0, .. }))
    };
    for (one, other) in [(a, b), (b, a)] {
        if is_zero(other) {
            facts.not_zero(one);
        }
    }
}

const LESS: Tell = |a, b, facts| is_less(a, b, true, facts);
const AT_MOST: Tell = |a, b, facts| is_less(a, b, false, facts);
const MORE: Tell = |a, b, facts| is_less(b, a, true, facts);
const AT_LEAST: Tell = |a, b, facts| is_less(b, a, false, facts);

pub(super) static FUNCTIONS: &[Function] = &[
    comparison("=", "a = b", |arguments, outcome, facts| tell(arguments, outcome, facts, tell_equal, tell_different)),
    comparison("<>", "a <> b", |arguments, outcome, facts| tell(arguments, outcome, facts, tell_different, tell_equal)),
    comparison("<", "a < b", |arguments, outcome, facts| tell(arguments, outcome, facts, LESS, AT_LEAST)),
    comparison("<=", "a <= b", |arguments, outcome, facts| tell(arguments, outcome, facts, AT_MOST, MORE)),
    comparison(">", "a > b", |arguments, outcome, facts| tell(arguments, outcome, facts, MORE, AT_MOST)),
    comparison(">=", "a >= b", |arguments, outcome, facts| tell(arguments, outcome, facts, AT_LEAST, LESS)),
];
