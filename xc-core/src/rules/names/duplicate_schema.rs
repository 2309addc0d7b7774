//! A schema is made once. The resolver finds this.

use super::unknown_schema::BILLING;
use crate::plan::Dialect;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// A schema that is there already.
pub static DUPLICATE_SCHEMA: Rule = Rule {
    code: "XC0333",
    name: "duplicate_schema",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the second"),
    page: Page {
        what: "The name of a new schema is that of one that a migration before this one creates.",
        why: "The statement would fail when the migration runs.",
        databases: "PostgreSQL; the others have no schemas within a database.",
        instead: "Another name; or leave the statement out, and make the tables in the schema that is there: `create table billing.invoices (...)`.",
        sources: &["PostgreSQL manual, \"CREATE SCHEMA\""],
    },
    refused: &[Example::after(BILLING, "name: change, after: first, dialects: [postgres], expand { create schema billing; }")
        .on(&[Dialect::Postgres])],
    allowed: &[Example::after(BILLING, "name: change, after: first, dialects: [postgres], expand { create schema billing_archive; }")
        .on(&[Dialect::Postgres])],
    found: Found::OnTheWay,
};
