//! `octet_length(text)`.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::function::BY_SETTINGS;
use crate::expression::catalogue::{Function, Takes};
use crate::expression::domain::Domain;
use crate::plan::Dialect;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "octet_length",
    not_generated: BY_SETTINGS,
    usage: "octet_length(text): in bytes of UTF-8",
    takes: Takes::exactly(&[TEXT]),
    gives: |arguments| Domain::integers(0, (arguments[0].domain.longest() * 4).min(i32::MAX.into())),
    write: |call| match call.dialect {
        Dialect::Postgres => format!("octet_length(convert_to({}, 'UTF8'))", call.first()),
        Dialect::MySql | Dialect::MariaDb => format!("LENGTH(CONVERT({} USING utf8mb4))", call.first()),
        Dialect::Sqlite => format!("length(CAST({} AS BLOB))", call.first()),
    },
    ..Function::BASE
}];
