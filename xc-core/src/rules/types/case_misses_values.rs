//! A `case` over a column whose values are listed has an arm for each of them.

use crate::diagnostic::{Diagnostic, Sink};
use crate::expression::{Expression, Kind};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Table;

/// XC0431.
pub static CASE_MISSES_VALUES: Rule = Rule {
    code: "XC0431",
    name: "case_misses_values",
    severity: Severity::Error,
    overridable: Overridable::No("`else null` says the same, where null is what is meant"),
    page: Page {
        what: "A `case` without `else` tells apart the values of a column of an enum, or of one whose values a check lists, and has no arm for one of them, or one for a value that \
               is not in the list.",
        why: "Rows with the value that was forgotten get null in the new column: verified, in parity, and wrong. It is found when v2 \
              reads the first of them. An arm for a value that no row can have is most often a misspelt one.",
        databases: "All.",
        instead: "An arm for each value; `else` with the value for all others, or `else null`. A `case` that has an arm for each value is NOT NULL where its \
                  column is, and its arms are.",
        sources: &["xc's own: a mapping is total", "the Rust reference, \"match expressions\": arms are exhaustive"],
    },
    refused: &[
        Example::after(
            "expand { create table orders (id bigint primary key, status varchar(9) not null default \"new\" check (status in (\"new\", \"paid\", \"cancelled\"))); }",
            "expand     { alter table orders add column stage int null; }
             dual_write { sync orders { forward { stage = case status when \"new\" then 1 when \"paid\" then 2 end } } }
             migrate    { backfill orders; }",
        ),
        Example::after(
            "expand { create table orders (id bigint primary key, status varchar(9) not null default \"new\" check (status = \"new\" or status = \"paid\")); }",
            "expand     { alter table orders add column stage int null; }
             dual_write { sync orders { forward { stage = case status when \"new\" then 1 when \"payed\" then 2 else 3 end } } }
             migrate    { backfill orders; }",
        ),
    ],
    allowed: &[
        Example::after(
            "expand { create table orders (id bigint primary key, status varchar(9) not null default \"new\" check (status in (\"new\", \"paid\"))); }",
            "expand     { alter table orders add column stage int null; }
             dual_write { sync orders { forward { stage = case status when \"new\" then 1 when \"paid\" then 2 end } } }
             migrate    { backfill orders; }
             contract   { alter table orders alter column stage set not null; }",
        ),
        Example::after(
            "expand { create table orders (id bigint primary key, status varchar(9) not null default \"new\" check (status in (\"new\", \"paid\"))); }",
            "expand     { alter table orders add column stage int null; }
             dual_write { sync orders { forward { stage = case status when \"new\" then 1 else null end } } }
             migrate    { backfill orders; }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for mapping in migration.mappings() {
        for (table, assignments) in [(mapping.from, mapping.forward), (mapping.to, mapping.reverse), (mapping.to, mapping.normalise)] {
            let Some(table) = migration.expanded.table(table) else { continue };
            assignments.iter().for_each(|assignment| of(table, &assignment.value, sink));
        }
    }
}

fn of(table: &Table, value: &Expression, sink: &mut Sink) {
    if let Some((column, arms)) = value.arms()
        && let Some(values) = table.values_of(column)
    {
        let said = |value: &String| arms.iter().any(|arm| arm.node == *value);
        let list = |values: &[&String]| values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(", ");
        let missing: Vec<&String> = values.iter().filter(|value| !said(value)).collect();
        let all = list(&values.iter().collect::<Vec<_>>());
        let all = match table.column(column).and_then(|column| column.ty.as_enum()) {
            Some(of) => format!("the values of enum `{}` are {all}", of.name),
            None => format!("a check says that `{column}` is one of {all}"),
        };
        if let Some(arm) = arms.iter().find(|arm| !values.contains(&arm.node)) {
            sink.report(
                Diagnostic::new(&CASE_MISSES_VALUES, arm.place, format!("`{column}` is never {:?}", arm.node))
                    .note(all)
                    .did_you_mean(&arm.node, missing.iter().map(|value| value.as_str())),
            );
        } else if !missing.is_empty() && matches!(value.kind, Kind::Case(_, None)) {
            sink.report(
                Diagnostic::new(&CASE_MISSES_VALUES, value.place, format!("this `case` has no arm for {}", list(&missing)))
                    .note(all)
                    .note("rows with such a value would get null")
                    .help(format!(
                        "add `{}`, or an `else`",
                        missing.iter().map(|value| format!("when {value:?} then ...")).collect::<Vec<_>>().join(" ")
                    )),
            );
        }
    }
    value.parts().into_iter().for_each(|part| of(table, part, sink));
}
