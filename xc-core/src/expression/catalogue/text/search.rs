//! `strpos(text, part)`, `contains(text, part)`, `starts_with(text, part)`, `ends_with(text, "part")`: byte by byte, whatever the collation.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::{Call, Function, Parameter, Takes};
use crate::expression::domain::Domain;
use crate::plan::Dialect;
use crate::sql::expression::{binary, binary_collation};

const SEARCH: Function = Function { takes: Takes::exactly(&[TEXT, TEXT]), gives: |_| Domain::Boolean, ..Function::BASE };

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "strpos",
        aliases: &["instr"],
        usage: "strpos(text, part): where the part begins, counted from 1; 0 where it is not in it",
        gives: |arguments| Domain::integers(0, arguments[0].domain.longest() + 1),
        write: position,
        ..SEARCH
    },
    Function { name: "contains", usage: "contains(text, part)", write: |call| format!("({} > 0)", position(call)), ..SEARCH },
    Function { name: "starts_with", usage: "starts_with(text, part)", write: |call| format!("({} = 1)", position(call)), ..SEARCH },
    Function {
        name: "ends_with",
        usage: "ends_with(text, \"part\")",
        takes: Takes::exactly(&[TEXT, Parameter::LiteralText { what: "the part" }]),
        write: |call| {
            let (text, part, length) = (call.first(), &call.sql[1], call.text(1).chars().count());
            match call.dialect {
                Dialect::Postgres => format!("(right({text}, {length}) COLLATE \"C\" = {part})"),
                Dialect::MySql | Dialect::MariaDb => format!("({} = {})", binary(&format!("RIGHT({text}, {length})")), binary(part)),
                Dialect::Sqlite => format!("(substr({text}, -{length}) COLLATE BINARY = {part})"),
            }
        },
        ..SEARCH
    },
];

fn position(call: &Call<'_>) -> String {
    let (text, part) = (call.first(), &call.sql[1]);
    match call.dialect {
        Dialect::Postgres => format!("strpos({text} COLLATE \"C\", {part})"),
        Dialect::MySql | Dialect::MariaDb => format!("LOCATE({}, {})", binary_collation(part), binary_collation(text)),
        Dialect::Sqlite => format!("instr({text}, {part})"),
    }
}
