//! `lpad(text, n, "fill")`, `rpad(text, n, "fill")`, `repeat(text, n)`.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::{Call, Function, Parameter, Takes};
use crate::expression::domain::Domain;
use crate::plan::Dialect;

/// SQLite makes the filling from so many zeros.
const LENGTH: Parameter = Parameter::LiteralInt { what: "the length", from: 0, to: 1000 };

const PAD: Function = Function {
    takes: Takes::exactly(&[TEXT, LENGTH, Parameter::LiteralText { what: "the filling" }]),
    gives: |arguments| Domain::text(arguments[1].domain.range().high),
    ..Function::BASE
};

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "lpad",
        usage: "lpad(text, n, \"fill\"): n characters, filled from the left; a longer text is cut off at its end",
        write: |call| pad(call, |text, filling| format!("({filling} || {text})")),
        ..PAD
    },
    Function {
        name: "rpad",
        usage: "rpad(text, n, \"fill\"): n characters, filled from the right; a longer text is cut off at its end",
        write: |call| pad(call, |text, filling| format!("({text} || {filling})")),
        ..PAD
    },
    Function {
        name: "repeat",
        usage: "repeat(text, n)",
        takes: Takes::exactly(&[TEXT, LENGTH]),
        gives: |arguments| Domain::text(arguments[0].domain.longest() * arguments[1].domain.range().high),
        write: |call| match call.dialect {
            Dialect::Sqlite => repeated(call.first(), call.int(1)),
            _ => call.function("repeat"),
        },
        ..Function::BASE
    },
];

/// So many zero bytes in hexadecimal, each replaced by the text.
fn repeated(text: &str, times: i64) -> String {
    format!("replace(hex(zeroblob({times})), '00', {text})")
}

fn pad(call: &Call<'_>, with: fn(&str, &str) -> String) -> String {
    if call.dialect != Dialect::Sqlite {
        return call.function(call.name);
    }
    let (text, length) = (call.first(), call.int(1));
    let filling = format!("substr({}, 1, {length} - length({text}))", repeated(&call.sql[2], length));
    format!("CASE WHEN length({text}) >= {length} THEN substr({text}, 1, {length}) ELSE {} END", with(text, &filling))
}
