//! `sha256(text)`, `hex(text)`: of the text in UTF-8, whatever the column's character set. MySQL 9.6 and later have no MD5() by themselves.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::function::BY_SETTINGS;
use crate::expression::catalogue::{Function, Takes};
use crate::expression::domain::Domain;
use crate::plan::Dialect;

const NONE: &[(Dialect, &str)] = &[(Dialect::Sqlite, "it has no such function (sqlite.org, \"Built-In Scalar SQL Functions\")")];

const DIGEST: Function = Function { takes: Takes::exactly(&[TEXT]), not_on: NONE, not_generated: BY_SETTINGS, ..Function::BASE };

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "sha256",
        usage: "sha256(text): 64 hexadecimal digits, in small letters",
        gives: |_| Domain::text(64),
        write: |call| match call.dialect {
            Dialect::Postgres => format!("encode(sha256(convert_to({}, 'UTF8')), 'hex')", call.first()),
            _ => format!("SHA2(CONVERT({} USING utf8mb4), 256)", call.first()),
        },
        ..DIGEST
    },
    Function {
        name: "hex",
        usage: "hex(text): its bytes as hexadecimal digits, in capitals",
        gives: |arguments| Domain::text(arguments[0].domain.longest() * 8),
        injective: |_, _| true,
        not_on: &[],
        write: |call| match call.dialect {
            Dialect::Postgres => format!("upper(encode(convert_to({}, 'UTF8'), 'hex'))", call.first()),
            Dialect::MySql | Dialect::MariaDb => format!("HEX(CONVERT({} USING utf8mb4))", call.first()),
            // Its hex(null) is empty.
            Dialect::Sqlite => format!("CASE WHEN {0} IS NOT NULL THEN hex({0}) END", call.first()),
        },
        ..DIGEST
    },
];
