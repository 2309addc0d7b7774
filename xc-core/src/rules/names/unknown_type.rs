//! A type is one that the language has, or an enum that was made. The parser and the resolver find this.

use crate::diagnostic::{Diagnostic, Place};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::types::Type;

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

/// The refusal of a type, with what to write for it where that is known, else with the nearest that there is.
pub fn refusal<'a>(written: &str, instead: Option<&str>, enums: impl Iterator<Item = &'a str>, place: Place) -> Diagnostic {
    let error = Diagnostic::new(&UNKNOWN_TYPE, place, format!("unknown type `{written}`"));
    let enums: Vec<&str> = enums.collect();
    let error = match instead {
        Some(instead) => error.help(format!("write {instead}")),
        None => error.did_you_mean(written, Type::spellings().map(|known| -> &str { known }).chain(enums.iter().copied())),
    };
    let error = error.note(format!("the types are {}", Type::spellings().collect::<Vec<_>>().join(", ")));
    if enums.is_empty() { error } else { error.note(format!("the enums are {}", enums.join(", "))) }
}
