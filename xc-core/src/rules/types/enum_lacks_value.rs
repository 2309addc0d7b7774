//! A text that an enum is given or compared with is one of its values.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::expression::{Expression, Kind};
use crate::resolve::{Migration, Operation, stored};
use crate::rules::names::unknown_enum::ORDERS;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::constraint::{Constraint, IndexValue};
use crate::schema::enumeration::EnumType;
use crate::schema::types::Type;
use crate::syntax::{DefaultValue, Literal};

/// XC0432.
pub static ENUM_LACKS_VALUE: Rule = Rule {
    code: "XC0432",
    name: "enum_lacks_value",
    severity: Severity::Error,
    overridable: Overridable::No("PostgreSQL refuses the statement, and the others would never find such a row"),
    page: Page {
        what: "A default, or a comparison in a mapping, a check or an index, names a text that is none of the values of the column's enum.",
        why: "It is most often a misspelt value. PostgreSQL refuses to read such a text as a value, when the trigger runs for the first time: inside \
              a statement of v1. The other databases compare it with everything, and nothing is ever alike.",
        databases: "PostgreSQL: error 22P02. MySQL and MariaDB refuse such a default (1067); SQLite takes it, and its check then refuses each \
                    INSERT that leaves the column out.",
        instead: "One of the values: the nearest is suggested. A value that the enum shall have: `alter enum order_status add value \"sent\"`.",
        sources: &["PostgreSQL manual, \"Enumerated Types\"", "MySQL manual, \"The ENUM Type\""],
    },
    refused: &[
        Example::after(ORDERS, "expand { alter table orders add column before order_status not null default \"payed\"; }"),
        Example::after(ORDERS, "expand { create index orders_open on orders (id) where status = \"open\"; }"),
        Example::after(
            ORDERS,
            "expand     { alter table orders add column is_paid boolean null; }
             dual_write { sync orders { forward { is_paid = status = \"payed\" } } }
             migrate    { backfill orders; }",
        ),
    ],
    allowed: &[
        Example::after(ORDERS, "expand { alter table orders add column before order_status not null default \"paid\"; }"),
        Example::after(ORDERS, "expand { create index orders_open on orders (id) where status = \"new\"; }"),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for mapping in migration.mappings() {
        let all = mapping.forward.iter().chain(mapping.reverse).chain(mapping.normalise);
        all.for_each(|assignment| compared(&assignment.value, assignment.value.place, sink));
    }
    let of_tables = migration.tables.iter().flat_map(|at| at.node.columns.iter().map(|column| (&column.ty, &column.default, at.place)));
    let of_columns = migration.columns.iter().map(|at| (&at.node.column.ty, &at.node.column.default, at.place));
    for (ty, default, place) in of_tables.chain(of_columns) {
        defaulted(ty, default.as_ref(), place, sink);
    }
    for at in &migration.tables {
        at.node.checks.iter().for_each(|check| source(migration, &at.node.name, &check.source, at.place, sink));
    }
    for at in &migration.operations {
        let table = &at.node.table;
        match &at.node.operation {
            Operation::SetDefault(column, value) => {
                let column = migration.expanded.table(table).and_then(|table| table.column(column));
                column.into_iter().for_each(|column| defaulted(&column.ty, Some(value), at.place, sink));
            }
            Operation::AddConstraint(Constraint::Check(check)) => source(migration, table, &check.source, at.place, sink),
            Operation::CreateIndex(index) => {
                let parts = index.parts.iter().filter_map(|part| match &part.value {
                    IndexValue::Expression(text) => Some(text),
                    IndexValue::Column(_) => None,
                });
                parts.chain(&index.predicate).for_each(|text| source(migration, table, text, at.place, sink));
            }
            _ => {}
        }
    }
}

fn defaulted(ty: &Type, default: Option<&DefaultValue>, place: Place, sink: &mut Sink) {
    if let (Some(of), Some(DefaultValue::Literal(Literal::Text(text)))) = (ty.as_enum(), default)
        && !of.values.contains(text)
    {
        sink.report(refusal(of, text, place));
    }
}

/// An expression that is kept with the schema: where it was written is known, where its parts were is not.
fn source(migration: &Migration, table: &str, text: &str, place: Place, sink: &mut Sink) {
    let expression = migration.expanded.table(table).and_then(|table| stored(table, text));
    if let Some(expression) = expression {
        compared(&expression, place, sink);
    }
}

/// What stands in an expression of this migration's own block is shown where it stands.
fn compared(expression: &Expression, whole: Place, sink: &mut Sink) {
    if let Some((column, texts)) = expression.compared_enum()
        && let Some(of) = column.as_enum()
    {
        for text in texts {
            let place = if whole.contains(text.place) { text.place } else { whole };
            let value = text.literal_text().filter(|value| !of.values.iter().any(|known| known == value));
            value.into_iter().for_each(|value| sink.report(refusal(of, value, place)));
        }
    }
    // A `case` that tells the values apart has a rule of its own.
    let arms_are_checked = expression.arms().is_some();
    match &expression.kind {
        Kind::Case(arms, otherwise) if arms_are_checked => {
            arms.iter().map(|(_, value)| value).chain(otherwise.as_deref()).for_each(|value| compared(value, whole, sink));
        }
        _ => expression.parts().into_iter().for_each(|part| compared(part, whole, sink)),
    }
}

fn refusal(of: &EnumType, text: &str, place: Place) -> Diagnostic {
    let known = of.values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(", ");
    Diagnostic::new(&ENUM_LACKS_VALUE, place, format!("{text:?} is no value of `{}`", of.name))
        .note(format!("its values are {known}"))
        .did_you_mean(text, of.values.iter().map(String::as_str))
}
