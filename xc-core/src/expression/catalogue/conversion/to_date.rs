//! To days and points in time: without the time, or with the beginning of the day.

use super::{cast, from_to};
use crate::expression::catalogue::{Function, Parameter};
use crate::expression::domain::Domain;
use crate::plan::Dialect;
use crate::schema::types::Class::{Date, Timestamp};

const FROM_TIMESTAMP: [Parameter; 2] = from_to(Timestamp, Date);
const FROM_DATE: [Parameter; 2] = from_to(Date, Timestamp);

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        write: |call| match call.dialect {
            Dialect::Postgres if matches!(call.arguments[0].domain, Domain::Timestamp { zone: true, .. }) => {
                format!("CAST({} AT TIME ZONE 'UTC' AS date)", call.first())
            }
            Dialect::Sqlite => format!("substr({}, 1, 10)", call.first()),
            _ => format!("CAST({} AS date)", call.first()),
        },
        ..cast("cast(timestamp as date)", "cast(timestamp as date): in UTC", &FROM_TIMESTAMP)
    },
    Function {
        gives: |_| Domain::Timestamp { digits: 0, zone: false },
        refuses: |arguments, _| {
            let zone = matches!(arguments[1].domain, Domain::Timestamp { zone: true, .. });
            zone.then(|| "a day begins at another time in each zone: cast it to `timestamp`, which is UTC".into())
        },
        injective: |_, index| index == 0,
        write: |call| match call.dialect {
            Dialect::Postgres => format!("CAST({} AS timestamp)", call.first()),
            Dialect::MySql | Dialect::MariaDb => format!("CAST({} AS DATETIME)", call.first()),
            Dialect::Sqlite => format!("({} || ' 00:00:00')", call.first()),
        },
        ..cast("cast(date as timestamp)", "cast(date as timestamp): its beginning", &FROM_DATE)
    },
];
