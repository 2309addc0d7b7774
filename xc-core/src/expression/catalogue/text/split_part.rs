//! `split_part(text, "delimiter", n)`.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::{Call, Function, Parameter, Takes};
use crate::plan::Dialect;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "split_part",
    usage: "split_part(text, \"delimiter\", n): the nth part, counted from 1",
    takes: Takes::exactly(&[
        TEXT,
        Parameter::LiteralText { what: "the delimiter" },
        // SQLite looks for each delimiter in turn: its SQL grows with every one.
        Parameter::LiteralInt { what: "the part's number", from: 1, to: 4 },
    ]),
    gives: |arguments| arguments[0].domain.clone(),
    write,
    ..Function::BASE
}];

/// Past the last part it is empty, as on PostgreSQL.
fn write(call: &Call<'_>) -> String {
    let (value, delimiter) = (&call.sql[0], &call.sql[1]);
    let (nth, width) = (call.int(2), call.text(1).chars().count());
    match call.dialect {
        Dialect::Postgres => format!("split_part({value}, {delimiter}, {nth})"),
        Dialect::MySql | Dialect::MariaDb if nth == 1 => format!("SUBSTRING_INDEX({value}, {delimiter}, 1)"),
        Dialect::MySql | Dialect::MariaDb => format!(
            "CASE WHEN CHAR_LENGTH({value}) - CHAR_LENGTH(REPLACE({value}, {delimiter}, '')) < {} THEN '' \
             ELSE SUBSTRING_INDEX(SUBSTRING_INDEX({value}, {delimiter}, {nth}), {delimiter}, -1) END",
            (nth - 1) * width as i64
        ),
        Dialect::Sqlite => {
            let mut rest = value.clone();
            for _ in 1..nth {
                rest = format!(
                    "CASE WHEN instr({rest}, {delimiter}) = 0 THEN '' ELSE substr({rest}, instr({rest}, {delimiter}) + {width}) END"
                );
            }
            format!("CASE WHEN instr({rest}, {delimiter}) = 0 THEN {rest} ELSE substr({rest}, 1, instr({rest}, {delimiter}) - 1) END")
        }
    }
}
