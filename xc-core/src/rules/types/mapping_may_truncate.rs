//! What a mapping gives fits the column that it is given to.

use crate::diagnostic::{Diagnostic, Sink};
use crate::expression::Expression;
use crate::expression::domain::{Domain, Range};
use crate::resolve::{Assignment, Migration};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Column;
use crate::schema::types::Type;

/// XC0411.
pub static MAPPING_MAY_TRUNCATE: Rule = Rule {
    code: "XC0411",
    name: "mapping_may_truncate",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A mapping, or what a generated column is computed from, may give a column more than it holds: a longer text, more digits, a number outside the width, a fraction of a second that \
               is not kept.",
        why: "The column's width was chosen for what is written to it today. A mapping that gives it more works on every row of the test database; \
              in production, the one customer with the long name can no longer be saved, by either version, or the value is cut off and the two \
              columns disagree for ever.",
        databases: "PostgreSQL refuses the whole write where a text is longer or a number has more digits before the point, and rounds digits \
                    after it. MySQL and MariaDB do the same in strict mode, and cut off without it. SQLite stores the value as it is, and the \
                    other databases would disagree with it.",
        instead: "A column that is wide enough: the message says how wide. Or a value that is cut on purpose: `left(a, 100)`, `round(a, 2)`, \
                  `cast(a as int)`. Where no row has such a value, and the application writes none while the migration is on its way, say so: \
                  `#[allow(mapping_may_truncate, reason = \"...\")]` before the assignment.",
        sources: &[
            "PostgreSQL manual, \"Character Types\" and \"Numeric Types\"",
            "MySQL manual, \"The CHAR and VARCHAR Types\"; \"Server SQL Modes\", strict mode",
            "sqlite.org, \"Datatypes In SQLite\": the length in varchar(n) is ignored",
        ],
    },
    refused: &[
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(200) not null); }",
            "expand     { alter table users add column full_name varchar(100) null; }
             dual_write { sync users { forward { full_name = name } } }
             migrate    { backfill users; }",
        ),
        Example::after(
            "expand { create table users (id bigint primary key, cents bigint not null); }",
            "expand     { alter table users add column euros decimal(10, 2) null; }
             dual_write { sync users { forward { euros = cents * 0.01 } } }
             migrate    { backfill users; }",
        ),
        Example::after(
            "expand { create table users (id bigint primary key, seen_at timestamp null); }",
            "expand     { alter table users add column active_at timestamptz(0) null; }
             dual_write { sync users { forward { active_at = seen_at } } }
             migrate    { backfill users; }",
        ),
    ],
    allowed: &[
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(200) not null); }",
            "expand     { alter table users add column full_name varchar(100) null; }
             dual_write { sync users { forward { full_name = substr(name, 1, 100) } } }
             migrate    { backfill users; }",
        ),
        Example::after(
            "expand { create table users (id bigint primary key, cents bigint not null); }",
            "expand     { alter table users add column euros decimal(19, 2) null; }
             dual_write { sync users { forward { euros = cents * 0.01 } } }
             migrate    { backfill users; }",
        ),
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(200) not null); }",
            "expand     { alter table users add column full_name varchar(100) null; }
             dual_write {
                 sync users {
                     forward {
                         #[allow(mapping_may_truncate, reason = \"the longest has 62 characters\")]
                         full_name = name
                     }
                 }
             }
             migrate    { backfill users; }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for sync in &migration.syncs {
        let (before, after) = (migration.before.table(&sync.node.table), migration.expanded.table(&sync.node.table));
        let is_old = |name: &str| before.is_some_and(|table| table.column(name).is_some());
        let column = |assignment: &Assignment| after.and_then(|table| table.column(&assignment.column));
        for assignment in &sync.node.forward {
            let is_old = is_old(&assignment.column);
            // Forward into an old column is refused as such, and so is a mapping that reads its own target in another form than this.
            let completes = assignment.value.own_target_is_idempotent(&assignment.column);
            if !completes && (is_old || assignment.value.reads(&assignment.column)) {
                continue;
            }
            let hurts =
                "a write of v1 that gives it more fails on PostgreSQL and MySQL, and the backfill stops there; SQLite stores all of it";
            report(sink, column(assignment).and_then(|column| mapping(column, is_old, hurts, &assignment.value)));
        }
        for assignment in &sync.node.reverse {
            let hurts = "as long as v1 may live, a write of v2 that gives it more fails on PostgreSQL and MySQL; SQLite stores all of it";
            report(sink, column(assignment).and_then(|column| mapping(column, true, hurts, &assignment.value)));
        }
    }
    generated(migration, sink);
}

/// What a generated column is computed from, if it may be more than the column holds.
fn generated(migration: &Migration, sink: &mut Sink) {
    let hurts = "a write that gives it more fails on PostgreSQL and MySQL; SQLite stores all of it";
    for at in migration.generated.iter().filter(|at| migration.raw_at(at.place).is_none()) {
        report(sink, mapping(&at.node.column, false, hurts, &at.node.value));
    }
}

fn report(sink: &mut Sink, error: Option<Diagnostic>) {
    if let Some(error) = error {
        sink.report(error);
    }
}

/// What is wrong with an assignment. An old column can't be made wider, only a new one be declared so.
fn mapping(column: &Column, is_old: bool, hurts: &str, given: &Expression) -> Option<Diagnostic> {
    let (name, value) = (&column.name, given.spelled());
    let holds = |ty: Type| (!is_old).then(|| format!("declare it so that it holds all of it: `{name} {}`", ty.spelled()));
    let (what, wider, narrower) = match (&column.ty, &given.domain) {
        (Type::Varchar(size), Domain::Text { longest }) if longest.is_none_or(|longest| longest > *size) => {
            let given = longest.map_or("of any length".into(), |longest| format!("of up to {longest} characters"));
            (
                format!("`{name}` holds {size} characters, and is given text {given}"),
                holds(longest.map_or(Type::Text, Type::Varchar)),
                Some(format!("give it the beginning: `substr({value}, 1, {size})`")),
            )
        }
        (Type::SmallInt | Type::Int | Type::BigInt, Domain::Integer(range)) if !range.within(&Range::held_by(&column.ty)) => (
            format!("`{name}` is `{}`, and is given numbers from {} to {}", column.ty.spelled(), range.low, range.high),
            holds(if range.within(&Range::BITS_32) { Type::Int } else { Type::BigInt }),
            Some(format!("say that it is narrowed: `cast({value} as {})`", column.ty.spelled())),
        ),
        (Type::Decimal(precision, scale), Domain::Integer(range) | Domain::Decimal(range)) => {
            let (what, wider, narrower) = digits(name, (*precision, *scale), &value, range)?;
            (what, wider.and_then(holds), narrower)
        }
        (Type::Decimal(..), Domain::Float { .. }) => {
            (format!("`{name}` is `{}`, and is given a floating-point number", column.ty.spelled()), holds(Type::Double), None)
        }
        (Type::Timestamp(kept) | Type::TimestampTz(kept), Domain::Timestamp { digits, .. }) if digits > kept => (
            format!("`{name}` keeps {kept} digits of a second, and is given {digits}"),
            holds(match column.ty {
                Type::TimestampTz(_) => Type::TimestampTz(*digits),
                _ => Type::Timestamp(*digits),
            }),
            None,
        ),
        _ => return None,
    };
    let error = Diagnostic::new(&MAPPING_MAY_TRUNCATE, given.place, what)
        .note(hurts)
        .note(format!("`{name}` is declared at {}", column.declared_at));
    Some(wider.into_iter().chain(narrower).fold(error, Diagnostic::help))
}

/// What is wrong, the type that would hold all digits, and how to round.
fn digits(name: &str, (precision, scale): (u32, u32), value: &str, range: &Range) -> Option<(String, Option<Type>, Option<String>)> {
    if range.within(&Range::of_digits(precision, scale)) {
        return None;
    }
    let whole = range.high_at(0).max(range.low_at(0).saturating_neg()).to_string().len() as u32;
    let needed = (whole + scale.max(range.scale), scale.max(range.scale));
    let what = format!(
        "`{name}` holds {} digits before the point and {scale} after it, and is given up to {whole} and {}",
        precision - scale,
        range.scale
    );
    let wider = (needed.0 <= 38).then_some(Type::Decimal(needed.0, needed.1));
    let narrower = (range.scale > scale).then(|| format!("round it on purpose: `cast({value} as decimal({precision}, {scale}))`"));
    Some((what, wider, narrower))
}
