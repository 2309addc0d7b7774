//! `a is true`, `a is not true`, `a is false`, `a is not false`: never null.

use crate::expression::catalogue::arguments::BOOLEAN;
use crate::expression::catalogue::{Form, Function, Null, Takes};
use crate::expression::domain::Domain;
use crate::expression::{Expression, Facts, Outcome};

const fn test(name: &'static str, usage: &'static str, tells: fn(&[Expression], Outcome, &mut Facts)) -> Function {
    Function {
        name,
        usage,
        form: Form::Postfix,
        takes: Takes::exactly(&[BOOLEAN]),
        gives: |_| Domain::Boolean,
        null: Null::Never,
        tells,
        write: |call| format!("({} {})", call.first(), call.name.to_uppercase()),
        ..Function::BASE
    }
}

/// The operand was `value` if the test holds, else its opposite or null.
fn tell(arguments: &[Expression], value: bool, holds: bool, facts: &mut Facts) {
    let outcome = if holds { Outcome { value, or_null: false } } else { Outcome { value: !value, or_null: true } };
    facts.learn(&arguments[0], outcome);
}

pub(super) static FUNCTIONS: &[Function] = &[
    test("is true", "a is true: false where a is null", |arguments, outcome, facts| tell(arguments, true, outcome.value, facts)),
    test("is not true", "a is not true: true where a is null", |arguments, outcome, facts| tell(arguments, true, !outcome.value, facts)),
    test("is false", "a is false: false where a is null", |arguments, outcome, facts| tell(arguments, false, outcome.value, facts)),
    test("is not false", "a is not false: true where a is null", |arguments, outcome, facts| {
        tell(arguments, false, !outcome.value, facts);
    }),
];
