//! A migration is for databases that have its tables. The resolver finds this.

use crate::plan::Dialect;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// A dialect that the chain is not for.
pub static DIALECT_NOT_IN_CHAIN: Rule = Rule {
    code: "XC0802",
    name: "dialect_not_in_chain",
    severity: Severity::Error,
    overridable: Overridable::No("the database would lack the tables that the migration changes"),
    page: Page {
        what: "`dialects:` names a database that the migration before is not for.",
        why: "On that database the earlier migrations have not run: the tables are not there, and the executor could not even begin.",
        databases: "All.",
        instead: "The same dialects in every migration of the chain; later ones may name fewer.",
        sources: &["xc's own: the schema flows from one migration to the next when the code compiles"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key); }",
        "name: change,
         after: first,
         dialects: [postgres, sqlite],
         expand { alter table users add column age int null; }",
    )
    .on(&[Dialect::Postgres])],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key); }",
        "name: change,
         after: first,
         dialects: [postgres],
         expand { alter table users add column age int null; }",
    )
    .on(&[Dialect::Postgres])],
    found: Found::OnTheWay,
};
