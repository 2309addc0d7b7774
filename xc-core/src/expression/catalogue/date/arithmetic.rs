//! `date_trunc("unit", a)`, `date_add("unit", n, a)`, `date_diff("unit", a, b)`.

use crate::expression::catalogue::arguments::{INTEGER, TIMESTAMP};
use crate::expression::catalogue::function::BY_LOCALE;
use crate::expression::catalogue::{Call, Function, Idempotent, Null, Parameter, Takes};
use crate::expression::domain::Domain;
use crate::plan::Dialect;

/// A unit and its seconds. Months and years have no fixed length.
const UNITS: &[(&str, i64)] = &[("second", 1), ("minute", 60), ("hour", 3600), ("day", 86400)];
const FIXED: Parameter = Parameter::Word { what: "the unit", words: &["second", "minute", "hour", "day"] };
const ANY: Parameter = Parameter::Word { what: "the unit", words: &["second", "minute", "hour", "day", "month", "year"] };

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "date_trunc",
        not_generated: BY_LOCALE,
        usage: "date_trunc(\"unit\", timestamp): without what is smaller than a second, minute, hour, day, month or year; in UTC",
        takes: Takes::exactly(&[ANY, TIMESTAMP]),
        gives: |arguments| match arguments[1].domain {
            Domain::Timestamp { zone, .. } => Domain::Timestamp { digits: 0, zone },
            _ => Domain::Timestamp { digits: 0, zone: false },
        },
        idempotent: Idempotent::No,
        write: truncate,
        ..Function::BASE
    },
    Function {
        name: "date_add",
        not_generated: BY_LOCALE,
        usage: "date_add(\"unit\", n, timestamp): n seconds, minutes, hours or days later; null outside the years 1000 to 9999",
        takes: Takes::exactly(&[FIXED, INTEGER, TIMESTAMP]),
        gives: |arguments| arguments[2].domain.clone(),
        null: Null::Maybe,
        write: add,
        ..Function::BASE
    },
    Function {
        name: "date_diff",
        usage: "date_diff(\"unit\", a, b): whole seconds, minutes, hours or days from a to b, their fractions of a second left out",
        takes: Takes::exactly(&[FIXED, TIMESTAMP, TIMESTAMP]),
        gives: |arguments| {
            let most = 9999 * 366 * 86400 / i128::from(seconds(arguments[0].literal_text().unwrap_or_default()));
            Domain::integers(-most, most)
        },
        write: difference,
        ..Function::BASE
    },
];

fn seconds(unit: &str) -> i64 {
    UNITS.iter().find(|(name, _)| *name == unit).map_or(1, |(_, seconds)| *seconds)
}

fn truncate(call: &Call<'_>) -> String {
    let (unit, value) = (call.text(0), &call.sql[1]);
    match call.dialect {
        Dialect::Postgres => {
            let truncated = format!("date_trunc('{unit}', {})", call.postgres_utc(1));
            if call.has_zone(1) { format!("({truncated} AT TIME ZONE 'UTC')") } else { truncated }
        }
        Dialect::MySql | Dialect::MariaDb => {
            let format = match unit {
                "second" => "%Y-%m-%d %H:%i:%s",
                "minute" => "%Y-%m-%d %H:%i:00",
                "hour" => "%Y-%m-%d %H:00:00",
                "day" => "%Y-%m-%d 00:00:00",
                "month" => "%Y-%m-01 00:00:00",
                _ => "%Y-01-01 00:00:00",
            };
            format!("CAST(DATE_FORMAT({value}, '{format}') AS DATETIME)")
        }
        Dialect::Sqlite => {
            let (kept, rest) = match unit {
                "second" => (19, ""),
                "minute" => (16, ":00"),
                "hour" => (13, ":00:00"),
                "day" => (10, " 00:00:00"),
                "month" => (7, "-01 00:00:00"),
                _ => (4, "-01-01 00:00:00"),
            };
            if rest.is_empty() { format!("substr({value}, 1, {kept})") } else { format!("(substr({value}, 1, {kept}) || '{rest}')") }
        }
    }
}

/// Seconds in eight thousand years: a longer way ends outside in any case, and would overflow on the way.
const FARTHEST: i64 = 8000 * 366 * 86400;

fn add(call: &Call<'_>) -> String {
    let (unit, count, value) = (call.text(0), &call.sql[1], &call.sql[2]);
    let most = FARTHEST / seconds(unit);
    let near = format!("{count} BETWEEN -{most} AND {most}");
    let (sum, inside) = match call.dialect {
        Dialect::Postgres => {
            let sum = format!("({} + {count} * interval '1 {unit}')", call.postgres_utc(2));
            let inside = format!("{sum} BETWEEN timestamp '1000-01-01 00:00:00' AND timestamp '9999-12-31 23:59:59.999999'");
            (if call.has_zone(2) { format!("({sum} AT TIME ZONE 'UTC')") } else { sum }, inside)
        }
        Dialect::MySql | Dialect::MariaDb => {
            let sum = format!("DATE_ADD({value}, INTERVAL {count} {})", unit.to_uppercase());
            (sum.clone(), format!("{sum} >= CAST('1000-01-01 00:00:00' AS DATETIME(6))"))
        }
        Dialect::Sqlite => {
            // It knows milliseconds only: the fraction is carried past it.
            let moved = format!("datetime(substr({value}, 1, 19), ({count} * {}) || ' seconds')", seconds(unit));
            (format!("({moved} || substr({value}, 20))"), format!("{moved} >= '1000-01-01 00:00:00'"))
        }
    };
    format!("CASE WHEN {near} THEN CASE WHEN {inside} THEN {sum} END END")
}

fn difference(call: &Call<'_>) -> String {
    let (from, to, unit) = (&call.sql[1], &call.sql[2], seconds(call.text(0)));
    let instant = |index: usize| format!("date_trunc('second', {})", call.postgres_utc(index));
    match call.dialect {
        // A difference of timestamps is days and a time, exactly.
        Dialect::Postgres => {
            let all = format!("CAST(extract(epoch from ({} - {})) AS bigint)", instant(2), instant(1));
            let units = if unit == 1 { all } else { format!("({all} / {unit})") };
            if call.domain.range().within(&crate::expression::domain::Range::BITS_32) { format!("CAST({units} AS integer)") } else { units }
        }
        Dialect::MySql | Dialect::MariaDb => format!("((TO_SECONDS({to}) - TO_SECONDS({from})) DIV {unit})"),
        Dialect::Sqlite => {
            let instant = |value: &str| format!("CAST(strftime('%s', substr({value}, 1, 19)) AS INTEGER)");
            format!("(({} - {}) / {unit})", instant(to), instant(from))
        }
    }
}
