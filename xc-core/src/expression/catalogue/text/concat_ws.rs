//! `concat_ws("separator", a, b, ...)`.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::{Function, Null, Parameter, Takes};
use crate::expression::domain::Domain;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "concat_ws",
    usage: "concat_ws(\"separator\", a, b, ...): those that are not null; empty where all are",
    takes: Takes::First(Parameter::LiteralText { what: "the separator" }, TEXT),
    gives: |arguments| {
        let separators = arguments[0].domain.longest() * (arguments.len() as i128 - 2);
        Domain::text(separators + arguments[1..].iter().map(|argument| argument.domain.longest()).sum::<i128>())
    },
    null: Null::Never,
    write: |call| {
        if call.is_mysql() {
            return call.function("CONCAT_WS");
        }
        // PostgreSQL's own is not immutable, and SQLite has one since 3.44 only.
        let parts: Vec<String> = call.sql[1..].iter().map(|part| format!("coalesce({} || {part}, '')", call.first())).collect();
        format!("substr({}, {})", parts.join(" || "), call.text(0).chars().count() + 1)
    },
    ..Function::BASE
}];
