//! `current_timestamp`, `current_date`: what a mapping can't use.

use crate::expression::catalogue::{Form, Function, Takes, Volatility};
use crate::expression::domain::Domain;
use crate::plan::Dialect;

const NOW: Function = Function { form: Form::Word, takes: Takes::exactly(&[]), volatility: Volatility::Stable, ..Function::BASE };

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "current_timestamp",
        aliases: &["now", "localtimestamp"],
        usage: "current_timestamp: in UTC; not in a mapping, where it has another value each time",
        gives: |_| Domain::Timestamp { digits: 6, zone: false },
        write: |call| match call.dialect {
            Dialect::Postgres => "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')".into(),
            Dialect::MySql | Dialect::MariaDb => "UTC_TIMESTAMP(6)".into(),
            Dialect::Sqlite => "strftime('%Y-%m-%d %H:%M:%f', 'now')".into(),
        },
        ..NOW
    },
    Function {
        name: "current_date",
        usage: "current_date: in UTC; not in a mapping, where it has another value each time",
        gives: |_| Domain::Date,
        write: |call| match call.dialect {
            Dialect::Postgres => "CAST(CURRENT_TIMESTAMP AT TIME ZONE 'UTC' AS date)".into(),
            Dialect::MySql | Dialect::MariaDb => "UTC_DATE()".into(),
            Dialect::Sqlite => "date('now')".into(),
        },
        ..NOW
    },
];
