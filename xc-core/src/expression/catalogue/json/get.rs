//! `json_get_text(document, "key")`, `json_get_int`, `json_get_boolean`, `json_has_key`: a member of an object.

use crate::expression::catalogue::arguments::{JSON, KEY};
use crate::expression::catalogue::{Call, Function, Null, Takes};
use crate::expression::domain::Domain;
use crate::plan::Dialect;

const GET: Function = Function { takes: Takes::exactly(&[JSON, KEY]), null: Null::Maybe, ..Function::BASE };

pub(super) static FUNCTIONS: &[Function] = &[
    Function {
        name: "json_get_text",
        usage: "json_get_text(document, \"key\"): null where it is missing, or no text",
        gives: |_| Domain::Text { longest: None },
        write: |call| match call.dialect {
            Dialect::Postgres => format!("CASE WHEN {} = 'string' THEN {} END", kind(call), member(call)),
            Dialect::MySql | Dialect::MariaDb => format!("CASE WHEN {} = 'STRING' THEN JSON_UNQUOTE({}) END", kind(call), member(call)),
            Dialect::Sqlite => format!("CASE WHEN {} = 'text' THEN {} END", kind(call), member(call)),
        },
        ..GET
    },
    Function {
        name: "json_get_int",
        usage: "json_get_int(document, \"key\"): null where it is missing, or no whole number of at most 18 digits",
        gives: |_| Domain::integers(-999_999_999_999_999_999, 999_999_999_999_999_999),
        write: |call| match call.dialect {
            Dialect::Postgres => format!(
                "CASE WHEN {} = 'number' THEN CASE WHEN {1} ~ '^-?[0-9]{{1,18}}$' THEN CAST({1} AS bigint) END END",
                kind(call),
                member(call)
            ),
            Dialect::MySql | Dialect::MariaDb => format!(
                "CASE WHEN {} IN ('INTEGER', 'UNSIGNED INTEGER') THEN CASE WHEN JSON_UNQUOTE({1}) REGEXP '^-?[0-9]{{1,18}}\\\\z' \
                 THEN CAST(JSON_UNQUOTE({1}) AS SIGNED) END END",
                kind(call),
                member(call)
            ),
            Dialect::Sqlite => format!(
                "CASE WHEN {} = 'integer' THEN CASE WHEN {1} BETWEEN -999999999999999999 AND 999999999999999999 THEN {1} END END",
                kind(call),
                member(call)
            ),
        },
        ..GET
    },
    Function {
        name: "json_get_boolean",
        usage: "json_get_boolean(document, \"key\"): null where it is missing, or neither true nor false",
        gives: |_| Domain::Boolean,
        write: |call| match call.dialect {
            Dialect::Postgres => format!("CASE WHEN {} = 'boolean' THEN CAST({} AS boolean) END", kind(call), member(call)),
            Dialect::MySql | Dialect::MariaDb => {
                format!("CASE WHEN {} = 'BOOLEAN' THEN JSON_UNQUOTE({}) = 'true' END", kind(call), member(call))
            }
            Dialect::Sqlite => format!("CASE {} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END", kind(call)),
        },
        ..GET
    },
    Function {
        name: "json_has_key",
        usage: "json_has_key(document, \"key\"): also where its value is null",
        null: Null::AnyIs,
        gives: |_| Domain::Boolean,
        write: |call| match call.dialect {
            // The operator is `?`, which some clients take for a parameter.
            Dialect::Postgres => format!("(CASE WHEN {0} IS NOT NULL THEN {1} IS NOT NULL END)", call.first(), kind(call)),
            Dialect::MySql | Dialect::MariaDb => format!("(JSON_CONTAINS_PATH({}, 'one', {}) = 1)", call.first(), call.json_key()),
            Dialect::Sqlite => format!("(CASE WHEN {0} IS NOT NULL THEN {1} IS NOT NULL END)", call.first(), kind(call)),
        },
        ..GET
    },
];

/// The type of the member, in the database's words.
fn kind(call: &Call<'_>) -> String {
    let (document, key) = (call.first(), call.json_key());
    match call.dialect {
        Dialect::Postgres => format!("jsonb_typeof({document} -> {key})"),
        Dialect::MySql | Dialect::MariaDb => format!("JSON_TYPE({})", member(call)),
        // A column of SQLite can hold any text: what is no document has no members.
        Dialect::Sqlite => format!("CASE WHEN json_valid({document}) THEN json_type({document}, {key}) END"),
    }
}

/// The member: as text on PostgreSQL, as a document on MySQL and MariaDB, as a value on SQLite.
fn member(call: &Call<'_>) -> String {
    let (document, key) = (call.first(), call.json_key());
    match call.dialect {
        Dialect::Postgres => format!("({document} ->> {key})"),
        Dialect::MySql | Dialect::MariaDb => format!("JSON_EXTRACT({document}, {key})"),
        Dialect::Sqlite => format!("json_extract({document}, {key})"),
    }
}
