//! `replace(text, from, to)`.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::{Function, Parameter, Takes};
use crate::expression::domain::Domain;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "replace",
    usage: "replace(text, from, to)",
    takes: Takes::exactly(&[TEXT, Parameter::LiteralText { what: "what is replaced" }, TEXT]),
    gives: |arguments| {
        let [text, from, to] = [0, 1, 2].map(|index| arguments[index].domain.longest());
        // The worst case is a text that is made of nothing but what is replaced.
        Domain::text(if to <= from { text } else { text / from.max(1) * to + text % from.max(1) })
    },
    ..Function::BASE
}];
