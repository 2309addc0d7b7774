//! A schema that is dropped is there. The resolver finds this.

use crate::plan::Dialect;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// A schema that there is not.
pub static UNKNOWN_SCHEMA: Rule = Rule {
    code: "XC0332",
    name: "unknown_schema",
    severity: Severity::Error,
    overridable: Overridable::No("there is nothing to drop"),
    page: Page {
        what: "`drop schema` names a schema that no migration before this one creates.",
        why: "The statement would fail when the migration is in contract.",
        databases: "PostgreSQL; the others have no schemas within a database.",
        instead: "The name that is meant: the nearest is suggested. One that was there before xc belongs in `schema!`, as `create schema`.",
        sources: &["PostgreSQL manual, \"DROP SCHEMA\""],
    },
    refused: &[Example::after(BILLING, "name: change, after: first, dialects: [postgres], contract { drop schema biling; }")
        .on(&[Dialect::Postgres])],
    allowed: &[Example::after(BILLING, "name: change, after: first, dialects: [postgres], contract { drop schema billing; }")
        .on(&[Dialect::Postgres])],
    found: Found::OnTheWay,
};

/// The schema that the examples about schemas begin with.
pub const BILLING: &str = "expand { create schema billing; }";
