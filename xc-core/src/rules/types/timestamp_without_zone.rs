//! A point in time is one for every session.

use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};
use crate::schema::types::Type;

/// XC0412.
pub static TIMESTAMP_WITHOUT_ZONE: Rule = Rule {
    code: "XC0412",
    name: "timestamp_without_zone",
    severity: Severity::Warning,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A column of type `timestamp` (or `datetime`) is made on PostgreSQL, where it has no time zone.",
        why: "The column keeps the digits and forgets what they mean. `now()`, and every driver that sends a point in time, write the \
              local time of their session; a session with another TimeZone reads another point in time, and a night of the year has an \
              hour twice. It is found when the first server runs in another region, and can no longer be told apart then.",
        databases: "PostgreSQL. MySQL and MariaDB (`datetime`) and SQLite have no such type with a zone: there xc writes and reads UTC, \
                    and the type makes no difference.",
        instead: "`timestamptz`: the same eight bytes, a point in time for every session. Where a local time is meant (opening hours, an \
                  alarm), say so: `#[allow(timestamp_without_zone, reason = \"...\")]`.",
        sources: &[
            "wiki.postgresql.org, \"Don't Do This\", \"Don't use timestamp (without time zone)\"",
            "PostgreSQL manual, \"Date/Time Types\", Time Stamps",
            "squawk: prefer-timestamptz",
        ],
    },
    refused: &[Example::of("expand { create table users (id bigint primary key, seen_at timestamp null); }").on(&[Dialect::Postgres]), Example::after(USERS, "expand { alter table users add column seen_at datetime null; }").on(&[Dialect::Postgres])],
    allowed: &[Example::of("expand { create table users (id bigint primary key, seen_at timestamptz null); }"), Example::of(r#"expand { create table shops (id bigint primary key, #[allow(timestamp_without_zone, reason = "the clock on the wall")] opens_at timestamp null); }"#).on(&[Dialect::Postgres])],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    if !migration.dialects.contains(&Dialect::Postgres) {
        return;
    }
    for at in &migration.written {
        let Type::Timestamp(digits) = at.node.ty.node else { continue };
        let with_zone = if digits == 6 { "timestamptz".into() } else { Type::TimestampTz(digits).spelled() };
        let (table, column, word) = (&at.node.table, &at.node.column, &at.node.word);
        sink.report(
            Diagnostic::new(
                &TIMESTAMP_WITHOUT_ZONE,
                at.node.ty.place,
                format!("`{table}.{column}` is a `{word}`, which has no time zone on PostgreSQL"),
            )
            .note("two sessions with different time zones write and read different points in time")
            .help(format!("`{column} {with_zone}`")),
        );
    }
}
