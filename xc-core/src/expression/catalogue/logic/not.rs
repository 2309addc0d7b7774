//! `not a`.

use crate::expression::catalogue::arguments::BOOLEAN;
use crate::expression::catalogue::{Form, Function, Takes};
use crate::expression::domain::Domain;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "not",
    usage: "not a",
    form: Form::Prefix,
    takes: Takes::exactly(&[BOOLEAN]),
    gives: |_| Domain::Boolean,
    tells: |arguments, outcome, facts| facts.learn(&arguments[0], outcome.opposite()),
    injective: |_, _| true,
    write: |call| format!("(NOT {})", call.first()),
    ..Function::BASE
}];
