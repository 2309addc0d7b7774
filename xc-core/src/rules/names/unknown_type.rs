//! A type is one that the language has. The parser finds this.

use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// A type that the language lacks.
pub static UNKNOWN_TYPE: Rule = Rule {
    code: "XC0307",
    name: "unknown_type",
    severity: Severity::Error,
    overridable: Overridable::No("xc could not write it for the databases"),
    page: Page {
        what: "The language has no such type, or not with these numbers.",
        why: "A type that only one database has fails on the others; one that all have by the same name may hold other values on each: \
              `timestamp` ends in 2038 on MySQL.",
        databases: "All: the types are those that every database has, or can hold without loss.",
        instead: "One of the types that the message lists; the nearest is suggested.",
        sources: &[
            "MySQL 8.0 manual, \"The DATE, DATETIME, and TIMESTAMP Types\"",
            "xc's own: each portable type has a rendering for every database",
        ],
    },
    refused: &[Example::of("expand { create table users (id bigint primary key, score money null); }")],
    allowed: &[Example::of("expand { create table users (id bigint primary key, score decimal(10, 2) null); }")],
    found: Found::OnTheWay,
};
