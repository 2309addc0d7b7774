//! A text is as long as it is.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::types::Type;

/// XC0413.
pub static CHAR_IS_PADDED: Rule = Rule {
    code: "XC0413",
    name: "char_is_padded",
    severity: Severity::Warning,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A column of type `char(n)` is made.",
        why: "Shorter values are filled up with blanks, which count in some places and not in others: 'DE ' = 'DE' is true for the column \
              and false for the text that a client made of it; `length` and `like` differ from database to database. Nothing is gained: \
              on no database is it smaller or faster than varchar.",
        databases: "PostgreSQL pads when it stores, and cuts off in most expressions. MySQL and MariaDB pad when they store and cut off \
                    when they read. SQLite does neither.",
        instead: "`varchar(n)`; with `check (length(c) = n)` where every value must have that length.",
        sources: &[
            "PostgreSQL manual, \"Character Types\": \"There is no performance difference among these three types, apart from increased \
             storage space when using the blank-padded type\"",
            "MySQL 8.0 manual, \"The CHAR and VARCHAR Types\"",
            "wiki.postgresql.org, \"Don't Do This\", \"Don't use char(n)\"; squawk: ban-char-field",
        ],
    },
    refused: &[Example::of("expand { create table countries (id bigint primary key, code char(2) not null); }")],
    allowed: &[Example::of("expand { create table countries (id bigint primary key, code varchar(2) not null); }")],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.written {
        let Type::Char(size) = at.node.ty.node else { continue };
        let (table, column) = (&at.node.table, &at.node.column);
        sink.report(
            Diagnostic::new(
                &CHAR_IS_PADDED,
                at.node.ty.place,
                format!("`{table}.{column}` is a `char({size})`, which is padded with blanks"),
            )
            .note("the blanks count in some places and not in others, and nothing is smaller or faster for them")
            .help(format!("`{column} varchar({size})`")),
        );
    }
}
