//! A mapping gives the same value for the same row, at any time.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::expression::catalogue::Volatility;
use crate::expression::{Expression, Kind};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0710.
pub static VOLATILE_EXPRESSION: Rule = Rule {
    code: "XC0710",
    name: "volatile_expression",
    severity: Severity::Error,
    overridable: Overridable::No("the trigger, the backfill and the verification must come to the same value"),
    page: Page {
        what: "A mapping uses something that is not the same at another time: the clock, a random number, a new UUID.",
        why: "A row is in parity when its new columns are what the mapping makes of the old ones. A mapping that gives another value each time puts \
              every row out of parity the moment after it was filled: the backfill would write the whole table again at each run, verification \
              would never come to an end, and the value would change under the application.",
        databases: "All.",
        instead: "A default for what new rows get (`add column created_at timestamptz null default current_timestamp`), and in the mapping a column \
                  that the row has already (`coalesce(updated_at, created_at)`), or a literal.",
        sources: &["PostgreSQL manual, \"Function Volatility Categories\""],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, seen_at timestamp(0) null); }",
        "expand     { alter table users add column active_at timestamptz null; }
         dual_write { sync users { forward { active_at = coalesce(seen_at, current_timestamp) } } }
         migrate    { backfill users; }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, seen_at timestamp(0) null, created_at timestamp(0) not null); }",
        "expand     { alter table users add column active_at timestamptz null; }
         dual_write { sync users { forward { active_at = coalesce(seen_at, created_at) } } }
         migrate    { backfill users; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for sync in &migration.syncs {
        let repeatable = sync.node.forward.iter().filter(|_| sync.node.parity_by_reverse.is_none());
        for assignment in repeatable.chain(&sync.node.reverse) {
            let Some((part, place)) = volatile_part(&assignment.value) else { continue };
            sink.report(
                Diagnostic::new(&VOLATILE_EXPRESSION, place, format!("`{part}` has another value each time"))
                    .note("a row would be out of parity again as soon as it was filled, and the backfill would never be done")
                    .help("use a column that the row has, or give the new column a default for new rows")
                    .help("where reverse gives back the old value whatever was drawn: `sync t parity by reverse { ... }`"),
            );
        }
    }
}

/// The first part that is not immutable by itself.
pub fn volatile_part(expression: &Expression) -> Option<(String, Place)> {
    match &expression.kind {
        Kind::Call(function, _) if function.volatility > Volatility::Immutable => Some((expression.spelled(), expression.place)),
        _ => expression.parts().into_iter().find_map(volatile_part),
    }
}
