//! A value that an enum is given is one that v1 does not know, and reads.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::{EnumWork, Migration};
use crate::rules::names::unknown_enum::ORDERS;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Schema;

/// XC0435.
pub static ENUM_VALUE_UNKNOWN_TO_V1: Rule = Rule {
    code: "XC0435",
    name: "enum_value_unknown_to_v1",
    severity: Severity::Warning,
    overridable: Overridable::WithReason,
    page: Page {
        what: "An enum that columns have is given a value.",
        why: "The database takes it at once; v1 need not. A client that reads the enum into an enum of its own (`#[derive(sqlx::Type)]`, a `match` \
              without `_`) fails on the first row in which v2 has written the new value, and goes on failing until it is gone. No trigger can help: \
              the old shape has no value for it. A rollback leaves the value, and the rows that v2 has given it: a v1 that comes back meets them.",
        databases: "All.",
        instead: "Deploy v2 so that it reads the new value, and writes it only once v1 is gone: a switch of the application's, or a later version. Then say \
                  so: `#[allow(enum_value_unknown_to_v1, reason = \"v2 writes it from release 12 on\")]`.",
        sources: &["xc's own: v1 reads what v2 writes", "sqlx, `Type` derive: an unknown variant is a decode error"],
    },
    refused: &[Example::after(ORDERS, "expand { alter enum order_status add value \"sent\"; }")],
    allowed: &[
        Example::after(
            ORDERS,
            "expand { #[allow(enum_value_unknown_to_v1, reason = \"v2 writes it from release 12 on\")] alter enum order_status add value \"sent\"; }",
        ),
        Example::after("expand { create enum unused (\"new\"); }", "expand { alter enum unused add value \"sent\"; }"),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.enums {
        let EnumWork::AddValue(value) = &at.node.work else { continue };
        let name = &at.node.ty.name;
        let Some((table, column)) = column_of(&migration.before, name) else { continue };
        sink.report(
            Diagnostic::new(&ENUM_VALUE_UNKNOWN_TO_V1, at.place, format!("v1 reads `{table}.{column}`, and does not know {value:?}"))
                .note("a client that reads the column into an enum of its own fails on the first row that has the new value")
                .help("let v2 write it only once v1 is gone"),
        );
    }
}

fn column_of<'a>(schema: &'a Schema, name: &str) -> Option<(&'a str, &'a str)> {
    let columns = schema.tables.iter().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
    let mut of_it = columns.filter(|(_, column)| column.ty.as_enum().is_some_and(|of| of.name == name));
    of_it.next().map(|(table, column)| (table.name.as_str(), column.name.as_str()))
}
