//! `greatest(a, b, ...)`, `least(a, b, ...)`: of numbers, days and points in time. Null where any of them is, on every database.

use crate::expression::Expression;
use crate::expression::catalogue::{Call, Function, Takes, common};
use crate::expression::domain::Domain;
use crate::plan::Dialect;
use crate::schema::types::Class;

const EXTREME: Function = Function {
    takes: Takes::AlikeFrom(2),
    refuses: |arguments, _| match common(arguments).class() {
        Class::Integer | Class::Number | Class::Date => None,
        other => Some(format!("it compares numbers and days, and this is {}", other.name())),
    },
    ..Function::BASE
};

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "greatest",
        usage: "greatest(a, b, ...): null where one of them is",
        gives: |arguments| bounds(arguments, i128::max),
        write: |call| extreme(call, "greatest", "max"),
        ..EXTREME
    },
    Function {
        name: "least",
        usage: "least(a, b, ...): null where one of them is",
        gives: |arguments| bounds(arguments, i128::min),
        write: |call| extreme(call, "least", "min"),
        ..EXTREME
    },
];

fn bounds(arguments: &[Expression], of: fn(i128, i128) -> i128) -> Domain {
    let union = common(arguments);
    let Domain::Integer(mut range) = union else { return union };
    let ranges = arguments.iter().map(|argument| argument.domain.range());
    range.low = ranges.clone().map(|range| range.low).reduce(of).unwrap_or(range.low);
    range.high = ranges.map(|range| range.high).reduce(of).unwrap_or(range.high);
    Domain::Integer(range)
}

fn extreme(call: &Call<'_>, name: &str, sqlite: &str) -> String {
    match call.dialect {
        // Its own leaves nulls out.
        Dialect::Postgres => {
            let nulls: Vec<String> = call.sql.iter().map(|argument| format!("{argument} IS NULL")).collect();
            format!("CASE WHEN {} THEN NULL ELSE {} END", nulls.join(" OR "), call.function(name))
        }
        Dialect::MySql | Dialect::MariaDb => call.function(name),
        Dialect::Sqlite => call.function(sqlite),
    }
}
