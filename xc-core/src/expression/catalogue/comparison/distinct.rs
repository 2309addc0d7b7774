//! `a is distinct from b`, `a is not distinct from b`: comparison that takes null for a value.

use super::order::{tell_different, tell_equal};
use super::{comparable, incomparable};
use crate::expression::catalogue::{Call, Function, Null, Takes};
use crate::expression::domain::Domain;
use crate::schema::types::Class;
use crate::sql::expression::same;

const fn distinct(name: &'static str, usage: &'static str) -> Function {
    Function { gives: |_| Domain::Boolean, refuses: incomparable, null: Null::Never, ..Function::infix(name, usage, Takes::Alike(2)) }
}

fn alike(call: &Call<'_>) -> String {
    let class = call.common_class();
    // What makes texts comparable is in `same` already.
    let operands = if class == Class::Timestamp { comparable(call) } else { call.sql.clone() };
    same(&operands[0], &operands[1], class, call.dialect)
}

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        tells: |arguments, outcome, facts| {
            if outcome.value {
                tell_different(&arguments[0], &arguments[1], facts);
            } else {
                tell_equal(&arguments[0], &arguments[1], facts);
            }
        },
        write: |call| format!("(NOT ({}))", alike(call)),
        ..distinct("is distinct from", "a is distinct from b: true where one of the two is null")
    },
    Function {
        tells: |arguments, outcome, facts| {
            if outcome.value {
                tell_equal(&arguments[0], &arguments[1], facts);
            } else {
                tell_different(&arguments[0], &arguments[1], facts);
            }
        },
        write: |call| format!("({})", alike(call)),
        ..distinct("is not distinct from", "a is not distinct from b: true where both are null")
    },
];
