//! `a and b`, `a or b`.

use crate::expression::catalogue::arguments::BOOLEAN;
use crate::expression::catalogue::{Function, Takes};
use crate::expression::domain::Domain;

const CONNECTIVE: Function = Function {
    gives: |_| Domain::Boolean,
    write: |call| call.infix(&call.name.to_uppercase()),
    ..Function::infix("", "", Takes::exactly(&[BOOLEAN, BOOLEAN]))
};

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "and",
        usage: "a and b",
        // True only if both are; false with either.
        tells: |arguments, outcome, facts| {
            if outcome.value {
                arguments.iter().for_each(|argument| facts.learn(argument, outcome));
            }
        },
        ..CONNECTIVE
    },
    Function {
        name: "or",
        usage: "a or b",
        tells: |arguments, outcome, facts| {
            if !outcome.value {
                arguments.iter().for_each(|argument| facts.learn(argument, outcome));
            }
        },
        ..CONNECTIVE
    },
];
