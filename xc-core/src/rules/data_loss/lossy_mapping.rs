//! What is dropped can be told from what holds it.

use crate::diagnostic::{Diagnostic, Sink};
use crate::expression::{Expression, Kind};
use crate::plan::Phase;
use crate::resolve::{ColumnRef, Migration, Presence};
use crate::rules::nullability::left_out_by_v2;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Column;
use crate::schema::types::Class;
use crate::syntax::{DefaultValue, Literal};

/// XC0603.
pub static LOSSY_MAPPING: Rule = Rule {
    code: "XC0603",
    name: "lossy_mapping",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A column is dropped whose values are mapped to a new column by an expression that gives the same for different values, and no reverse \
               says how they could be rebuilt; or by a Rust function, of which xc can't tell.",
        why: "`initial = substr(name, 1, 1)` keeps the sync in parity, fills every row, and verifies clean: the new column is right, and the old one is \
              gone all the same. Rolling back after contract, or a bug in the mapping, finds nothing to begin from.",
        databases: "All.",
        instead: "A reverse that rebuilds the old column. A forward that keeps the whole value \
                  in one of the new columns: the column itself, or an expression that gives different values for different ones. Or the acknowledgement: \
                  `#[allow(lossy_mapping, reason = \"...\")] drop column ...`.",
        sources: &["xc's own: the forward mapping is not injective by the catalogue of functions"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, name varchar(50) null); }",
        "expand     { alter table users add column initial varchar(1) null; }
         dual_write { sync users { forward { initial = substr(name, 1, 1) } } }
         migrate    { backfill users; }
         contract   { alter table users drop column name; }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, name varchar(50) null); }",
        "expand     { alter table users add column initial varchar(1) null, add column full_name varchar(50) null; }
         dual_write { sync users { forward { initial = substr(name, 1, 1), full_name = name } } }
         migrate    { backfill users; }
         contract   { alter table users drop column name; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in migration.drops.iter().filter(|at| at.phase == Phase::Contract) {
        let (table, name) = (&at.node.table, &at.node.column);
        // What the list of `by application` lacks is a mistake of its own.
        if let Some(transform) = migration.transform(table)
            && transform.node.is_given(name)
            && migration.application(table).is_some_and(|by| by.node.lists(name))
        {
            let function = transform.node.call.path();
            sink.report(
                Diagnostic::new(
                    &LOSSY_MAPPING,
                    at.place,
                    format!("`{table}.{name}` is dropped, and may not be told from what `{function}` gives"),
                )
                .note("of a Rust function nobody but its author knows whether it gives different values for different ones")
                .help(format!(
                    "say that it does, or that the old values are not needed: #[allow(lossy_mapping, reason = \"...\")] drop column {name}"
                )),
            );
            continue;
        }
        let presence = migration.pairs.iter().map(|at| &at.node).filter(|pair| pair.source == *table);
        if let Some(presence) = presence.filter_map(|pair| pair.presence.as_ref()).find(|presence| presence.column == *name)
            && let Some(column) = migration.expanded.table(table).and_then(|known| known.column(name))
            && !tells_all(column, presence)
        {
            let values = [&DefaultValue::Literal(presence.there.clone()), &presence.gone].map(DefaultValue::spelled).join(" and ");
            sink.report(
                Diagnostic::new(
                    &LOSSY_MAPPING,
                    at.place,
                    format!("`{table}.{name}` is dropped, and may hold more than a row of the other table tells"),
                )
                .note(format!("whether there is one tells {values} apart, and nothing else"))
                .help(format!("keep the whole value in a new column, or keep `{name}`")),
            );
            continue;
        }
        let Some(mapping) = migration.mappings().find(|mapping| mapping.from == table && !mapping.looks_up()) else { continue };
        let readers: Vec<_> = mapping.forward.iter().filter(|assignment| assignment.value.reads(name)).collect();
        let rebuilt = mapping.writes_reverse(name);
        let whole = readers.iter().any(|assignment| keeps(migration, &at.node, &assignment.value));
        // What v2 can't leave out wants a reverse anyway.
        if readers.is_empty() || rebuilt || whole || migration.is_guess(at.place) || left_out_by_v2::is_left_out(migration, &at.node) {
            continue;
        }
        let columns = readers.iter().map(|assignment| format!("`{}`", assignment.column)).collect::<Vec<_>>().join(", ");
        sink.report(
            Diagnostic::new(&LOSSY_MAPPING, at.place, format!("`{table}.{name}` is dropped, and can't be told from {columns}"))
                .note(format!("the mapping at {} gives the same for different values of `{name}`", readers[0].place.location()))
                .help(format!("say how it is rebuilt: reverse {{ {name} = ... }}; or keep the whole value in a new column")),
        );
    }
}

/// Whether a column holds nothing but the two values that it has with a row in the other table and without one.
fn tells_all(column: &Column, presence: &Presence) -> bool {
    let values: Vec<Literal> = match column.ty.as_enum() {
        Some(of) => of.values.iter().cloned().map(Literal::Text).collect(),
        None if column.ty.class() == Class::Boolean => vec![Literal::Bool(true), Literal::Bool(false)],
        None => return false,
    };
    let is_told = |value: DefaultValue| value == presence.gone || value == DefaultValue::Literal(presence.there.clone());
    (!column.nullable || is_told(DefaultValue::Null)) && values.into_iter().all(|value| is_told(DefaultValue::Literal(value)))
}

/// Whether the dropped column can be told from the value of an expression, with the columns that stay.
fn keeps(migration: &Migration, dropped: &ColumnRef, value: &Expression) -> bool {
    let Some(table) = migration.expanded.table(&dropped.table) else { return true };
    let is_nullable = |name: &str| table.column(name).is_some_and(|column| column.nullable);
    let goes = |name: &str| migration.drops.iter().any(|at| at.node.table == dropped.table && at.node.column == name);
    let mut reads_what_goes = false;
    value.columns(&mut |name, _| reads_what_goes |= name != dropped.column && goes(name));
    // A mistake in the expression was reported.
    matches!(value.kind, Kind::Unknown) || (!reads_what_goes && value.is_injective_in(&dropped.column, &is_nullable))
}
