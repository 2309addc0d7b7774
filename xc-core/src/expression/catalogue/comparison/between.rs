//! `a between b and c`: both ends belong to it.

use super::{comparable, incomparable};
use crate::expression::catalogue::{Form, Function, Takes};
use crate::expression::domain::Domain;
use crate::expression::facts::{is_less, operands_are_not_null};

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "between",
    usage: "a between low and high: both belong to it",
    form: Form::Between,
    takes: Takes::Alike(3),
    gives: |_| Domain::Boolean,
    refuses: incomparable,
    tells: |arguments, outcome, facts| {
        if outcome.value {
            is_less(&arguments[1], &arguments[0], false, facts);
            is_less(&arguments[0], &arguments[2], false, facts);
            operands_are_not_null(arguments, outcome, facts);
        }
    },
    write: |call| {
        let operands = comparable(call);
        format!("({} BETWEEN {} AND {})", operands[0], operands[1], operands[2])
    },
    ..Function::BASE
}];
