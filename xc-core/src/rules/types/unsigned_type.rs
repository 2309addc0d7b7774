//! A number is signed. The parser finds this.

use crate::diagnostic::{Diagnostic, Place};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::types::Type;

/// XC0409.
pub static UNSIGNED_TYPE: Rule = Rule {
    code: "XC0409",
    name: "unsigned_type",
    severity: Severity::Error,
    overridable: Overridable::No("PostgreSQL and SQLite have no such type, and drivers disagree on how to read it"),
    page: Page {
        what: "A column is written as `unsigned`.",
        why: "Only MySQL and MariaDB have it. A BIGINT UNSIGNED does not fit the signed 64 bits that applications read it into, so that \
              the first large value fails there; and `a - b` of two unsigned columns fails where the result is below zero (error 1690).",
        databases: "MySQL and MariaDB have unsigned types; MySQL has deprecated them for decimals and floating point since 8.0.17. \
                    PostgreSQL and SQLite have none.",
        instead: "The next wider signed type (int for `smallint unsigned`, bigint for `int unsigned`, decimal(20, 0) for `bigint \
                  unsigned`), with `check (c >= 0)` where that is meant.",
        sources: &[
            "MySQL 8.0 manual, \"Integer Types\", \"Numeric Type Attributes\", \"Out-of-Range and Overflow Handling\"",
            "sqlx: BIGINT UNSIGNED does not decode as i64",
        ],
    },
    refused: &[Example::of("expand { create table users (id bigint primary key, age int unsigned null); }")],
    allowed: &[Example::of("expand { create table users (id bigint primary key, age bigint null check (age >= 0)); }")],
    found: Found::OnTheWay,
};

/// What is said of `int unsigned`, or of another type with that word behind it.
pub fn refusal(ty: &Type, place: Place) -> Diagnostic {
    let instead = match ty {
        Type::SmallInt => Type::Int,
        Type::Int => Type::BigInt,
        Type::BigInt => Type::Decimal(20, 0),
        other => other.clone(),
    };
    let holds = if instead == *ty { "" } else { " holds every value of it" };
    Diagnostic::new(&UNSIGNED_TYPE, place, format!("`{} unsigned` is a type of MySQL and MariaDB alone", ty.spelled()))
        .note("the others have no such type, and most drivers read it into a signed number")
        .help(format!("`{}`{holds}; where nothing below zero is meant: check (c >= 0)", instead.spelled()))
}
