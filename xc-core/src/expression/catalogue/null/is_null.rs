//! `a is null`, `a is not null`.

use crate::expression::catalogue::arguments::ANY;
use crate::expression::catalogue::{Form, Function, Null, Takes};
use crate::expression::domain::Domain;

const IS_NULL: Function = Function {
    name: "is null",
    usage: "a is null",
    form: Form::Postfix,
    takes: Takes::exactly(&[ANY]),
    gives: |_| Domain::Boolean,
    null: Null::Never,
    tells: |arguments, outcome, facts| {
        if !outcome.value {
            facts.not_null(&arguments[0]);
        }
    },
    write: |call| format!("({} IS NULL)", call.first()),
    ..Function::BASE
};

pub(super) static FUNCTIONS: &[Function] = &[
    IS_NULL,
    Function {
        name: "is not null",
        usage: "a is not null",
        tells: |arguments, outcome, facts| {
            if outcome.value {
                facts.not_null(&arguments[0]);
            }
        },
        write: |call| format!("({} IS NOT NULL)", call.first()),
        ..IS_NULL
    },
];
