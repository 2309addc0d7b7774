//! `lower(text)`, `upper(text)`.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::{Function, Idempotent, Takes};
use crate::plan::Dialect;

const LOWER: Function = Function {
    name: "lower",
    usage: "lower(text)",
    takes: Takes::exactly(&[TEXT]),
    gives: |arguments| arguments[0].domain.clone(),
    idempotent: Idempotent::AmongOthers,
    not_on: &[(Dialect::Sqlite, "its lower() and upper() change ASCII letters only (sqlite.org, \"Built-In Scalar SQL Functions\")")],
    ..Function::BASE
};

pub(super) static FUNCTIONS: &[Function] = &[LOWER, Function { name: "upper", usage: "upper(text)", ..LOWER }];
