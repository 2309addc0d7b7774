//! `unix_timestamp(a)`, `from_unixtime(n)`: seconds since 1970-01-01 00:00:00 UTC.

use crate::expression::catalogue::arguments::{INTEGER, TIMESTAMP};
use crate::expression::catalogue::function::BY_LOCALE;
use crate::expression::catalogue::{Call, Function, Null, Takes};
use crate::expression::domain::Domain;
use crate::plan::Dialect;

/// 1000-01-01 00:00:00 and 9999-12-31 23:59:59.
const YEARS_1000_TO_9999: (i64, i64) = (-30_610_224_000, 253_402_300_799);

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "unix_timestamp",
        usage: "unix_timestamp(timestamp): seconds since 1970 in UTC, without a fraction",
        takes: Takes::exactly(&[TIMESTAMP]),
        gives: |_| Domain::integers(-99_999_999_999, 999_999_999_999),
        write: |call| match call.dialect {
            Dialect::Postgres => format!("CAST(extract(epoch from date_trunc('second', {})) AS bigint)", call.postgres_utc(0)),
            // Its own goes by the session's time zone.
            Dialect::MySql | Dialect::MariaDb => format!("(TO_SECONDS({}) - 62167219200)", call.first()),
            Dialect::Sqlite => format!("CAST(strftime('%s', substr({}, 1, 19)) AS INTEGER)", call.first()),
        },
        ..Function::BASE
    },
    Function {
        name: "from_unixtime",
        not_generated: BY_LOCALE,
        usage: "from_unixtime(seconds): a timestamp in UTC; null outside the years 1000 to 9999",
        takes: Takes::exactly(&[INTEGER]),
        gives: |_| Domain::Timestamp { digits: 0, zone: false },
        null: Null::Maybe,
        write: from_epoch,
        ..Function::BASE
    },
];

fn from_epoch(call: &Call<'_>) -> String {
    let (low, high) = YEARS_1000_TO_9999;
    let value = call.first();
    let moment = match call.dialect {
        Dialect::Postgres => format!("(timestamp '1970-01-01 00:00:00' + {value} * interval '1 second')"),
        Dialect::MySql | Dialect::MariaDb => format!("DATE_ADD(CAST('1970-01-01 00:00:00' AS DATETIME), INTERVAL {value} SECOND)"),
        Dialect::Sqlite => format!("datetime({value}, 'unixepoch')"),
    };
    format!("CASE WHEN {value} BETWEEN {low} AND {high} THEN {moment} END")
}
