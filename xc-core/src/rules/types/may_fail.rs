//! A mapping has a value for every row.

use crate::diagnostic::{Diagnostic, Sink};
use crate::expression::Expression;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0410.
pub static MAY_FAIL: Rule = Rule {
    code: "XC0410",
    name: "may_fail",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A mapping, or what a generated column is computed from, has a part that raises an error on some row: a division by something that may be zero, a text that is read as a number, a \
               number that is cast to a narrower type, a sum of 64-bit numbers that may be larger than 64 bits.",
        why: "The trigger computes the mapping inside the application's own statement. Where the mapping raises an error, the statement fails: v1 \
              can no longer save a row that was good enough for years, and nobody changed v1. The backfill stops at the first such row, after \
              hours, and stops there again after each restart.",
        databases: "All. Left to themselves, the databases differ: PostgreSQL raises an error; MySQL and MariaDB give null or the nearest value, or \
                    an error, by sql_mode; SQLite gives null, zero or a floating-point number, in silence. xc writes the expression so that it \
                    raises an error on every one of them, or gives the same value.",
        instead: "A guard: `a / nullif(b, 0)`, `case when b <> 0 then a / b else 0 end`, `try_cast(a as int)`, which gives null where `cast` fails. \
                  Behind a condition, its bounds count: `case when a between 0 and 100 then cast(a as smallint) end` can't fail. Where no row has \
                  such a value, and the application writes none while the migration is on its way, say so: \
                  `#[allow(may_fail, reason = \"...\")] id = cast(id_big as int)`. That line is the usual reverse of widening an int to bigint, \
                  and means that v2 writes no larger number while v1 lives.",
        sources: &[
            "PostgreSQL manual, \"Mathematical Functions and Operators\", and \"Numeric Types\": out of range is an error",
            "MySQL manual, \"Out-of-Range and Overflow Handling\"; \"Server SQL Modes\", ERROR_FOR_DIVISION_BY_ZERO",
            "sqlite.org, \"Expressions\": division by zero is null; \"Datatypes In SQLite\": integers that overflow become floating-point",
        ],
    },
    refused: &[
        Example::after(
            "expand { create table orders (id bigint primary key, cents int not null, items int not null); }",
            "expand     { alter table orders add column cents_each int null; }
             dual_write { sync orders { forward { cents_each = cents / items } } }
             migrate    { backfill orders; }",
        ),
        Example::after(
            "expand { create table orders (id bigint primary key, number int not null); }",
            "expand     { alter table orders add column number_big bigint null; }
             dual_write { sync orders { forward { number_big = number } reverse { number = cast(number_big as int) } } }
             migrate    { backfill orders; }
             contract   { alter table orders alter column number_big set not null, drop column number; }",
        ),
    ],
    allowed: &[
        Example::after(
            "expand { create table orders (id bigint primary key, cents int not null, items int not null); }",
            "expand     { alter table orders add column cents_each int null; }
             dual_write { sync orders { forward { cents_each = cents / nullif(items, 0) } } }
             migrate    { backfill orders; }",
        ),
        Example::after(
            "expand { create table orders (id bigint primary key, cents int not null, items int not null); }",
            "expand     { alter table orders add column cents_each int null; }
             dual_write { sync orders { forward { cents_each = case when items = 0 then 0 else cents / items end } } }
             migrate    { backfill orders; }",
        ),
        Example::after(
            "expand { create table orders (id bigint primary key, number int not null); }",
            "expand     { alter table orders add column number_big bigint null; }
             dual_write {
                 sync orders {
                     forward { number_big = number }
                     reverse { #[allow(may_fail, reason = \"v2 numbers beyond int once v1 is gone\")] number = cast(number_big as int) }
                 }
             }
             migrate    { backfill orders; }
             contract   { alter table orders alter column number_big set not null, drop column number; }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for sync in &migration.syncs {
        let forward = "a write of v1 that has such a value fails, and the backfill stops at the first row that has one";
        let reverse = "a write of v2 that has such a value fails, as long as v1 may live";
        sync.node.forward.iter().for_each(|assignment| mapping(&assignment.value, forward, sink));
        sync.node.reverse.iter().for_each(|assignment| mapping(&assignment.value, reverse, sink));
    }
    for at in migration.generated.iter().filter(|at| migration.raw_at(at.place).is_none()) {
        mapping(&at.node.value, "a write that has such a value fails, or whoever reads the column", sink);
    }
}

fn mapping(value: &Expression, hurts: &str, sink: &mut Sink) {
    let Some(found) = value.may_fail() else { return };
    let mut error = Diagnostic::new(&MAY_FAIL, found.place, format!("`{}` fails {}", found.node.part, found.node.when)).note(hurts);
    if let Some(instead) = &found.node.instead {
        error = error.help(format!("guard it: `{instead}`"));
    }
    sink.report(error);
}
