//! `year(a)`, `month(a)`, `day(a)`, `hour(a)`, `minute(a)`, `second(a)`, and `extract(year from a)`: in UTC.

use crate::expression::catalogue::arguments::{MOMENT, TIMESTAMP};
use crate::expression::catalogue::{Call, Function, Takes};
use crate::expression::domain::Domain;
use crate::plan::Dialect;

const PART: Function = Function { write: part, ..Function::BASE };

pub(super) static FUNCTIONS: &[Function] = &[
    Function { name: "year", usage: "year(date)", takes: Takes::exactly(&[MOMENT]), gives: |_| Domain::integers(0, 9999), ..PART },
    Function { name: "month", usage: "month(date)", takes: Takes::exactly(&[MOMENT]), gives: |_| Domain::integers(1, 12), ..PART },
    Function {
        name: "day",
        usage: "day(date): of the month",
        takes: Takes::exactly(&[MOMENT]),
        gives: |_| Domain::integers(1, 31),
        ..PART
    },
    Function { name: "hour", usage: "hour(timestamp)", takes: Takes::exactly(&[TIMESTAMP]), gives: |_| Domain::integers(0, 23), ..PART },
    Function {
        name: "minute",
        usage: "minute(timestamp)",
        takes: Takes::exactly(&[TIMESTAMP]),
        gives: |_| Domain::integers(0, 59),
        ..PART
    },
    Function {
        name: "second",
        usage: "second(timestamp): without its fraction",
        takes: Takes::exactly(&[TIMESTAMP]),
        gives: |_| Domain::integers(0, 59),
        ..PART
    },
];

fn part(call: &Call<'_>) -> String {
    match call.dialect {
        Dialect::Postgres => format!("CAST(floor(extract({} from {})) AS integer)", call.name, call.postgres_utc(0)),
        Dialect::MySql | Dialect::MariaDb => call.function(&call.name.to_uppercase()),
        Dialect::Sqlite => {
            // Text as ISO 8601 has it: every part has its place.
            let (start, length) = match call.name {
                "year" => (1, 4),
                "month" => (6, 2),
                "day" => (9, 2),
                "hour" => (12, 2),
                "minute" => (15, 2),
                _ => (18, 2),
            };
            format!("CAST(substr({}, {start}, {length}) AS INTEGER)", call.first())
        }
    }
}
