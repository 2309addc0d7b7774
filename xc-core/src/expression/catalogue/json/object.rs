//! `json_object("key", text)`: a document with one member.

use crate::expression::catalogue::arguments::{KEY, TEXT};
use crate::expression::catalogue::function::BY_SETTINGS;
use crate::expression::catalogue::{Function, Null, Takes};
use crate::expression::domain::Domain;
use crate::plan::Dialect;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    name: "json_object",
    not_generated: BY_SETTINGS,
    usage: "json_object(\"key\", text): a document with one member; null is null there",
    takes: Takes::exactly(&[KEY, TEXT]),
    gives: |_| Domain::Json,
    null: Null::Never,
    write: |call| match call.dialect {
        Dialect::Postgres => format!("jsonb_build_object({}, CAST({} AS text))", call.first(), call.sql[1]),
        Dialect::MySql | Dialect::MariaDb => format!("JSON_OBJECT({}, {})", call.first(), call.sql[1]),
        Dialect::Sqlite => format!("json_object({}, {})", call.first(), call.sql[1]),
    },
    ..Function::BASE
}];
