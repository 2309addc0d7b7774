//! `a in (b, c, ...)`.

use super::order::tell_different;
use super::{comparable, incomparable};
use crate::expression::catalogue::{Form, Function, Takes, common};
use crate::expression::domain::Domain;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "in",
    usage: "a in (b, c, ...)",
    form: Form::In,
    takes: Takes::AlikeFrom(2),
    gives: |_| Domain::Boolean,
    refuses: incomparable,
    tells: |arguments, outcome, facts| {
        let [value, list @ ..] = arguments else { return };
        if !outcome.value {
            // Not even with null is it one of them.
            list.iter().for_each(|other| tell_different(value, other, facts));
            return;
        }
        if !outcome.or_null {
            facts.not_null(value);
        }
        if let Domain::Integer(range) | Domain::Decimal(range) = common(list) {
            facts.within(value, Some(range), Some(range));
        }
        if list.iter().all(|other| other.domain.is_nonzero()) {
            facts.not_zero(value);
        }
    },
    write: |call| {
        let operands = comparable(call);
        format!("({} IN ({}))", operands[0], operands[1..].join(", "))
    },
    ..Function::BASE
}];
