//! A column that is, or becomes, NOT NULL has no null for a default.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::resolve::Migration;
use crate::rules::Rule;
use crate::schema::Column;
use crate::syntax::DefaultValue;

/// XC0202.
pub static DEFAULT_NULL_ON_NOT_NULL: Rule = Rule {
    code: "XC0202",
    name: "default_null_on_not_null",
    page: "An INSERT that leaves the column out would be given null, which the column does not take. The default says one thing, the constraint \
           another. (online_migrations)",
};

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
    for new in &migration.columns {
        let becomes = migration.becomes_not_null(&new.node.table, &new.node.column.name);
        if new.node.not_null_at.is_some() || becomes {
            column(&new.node.column, new.node.default_at.unwrap_or(new.place), becomes, sink);
        }
    }
    for table in &migration.tables {
        for new in table.node.columns.iter().filter(|column| !column.nullable) {
            column(new, table.place, false, sink);
        }
    }
}

fn column(column: &Column, place: Place, becomes: bool, sink: &mut Sink) {
    if column.default != Some(DefaultValue::Null) {
        return;
    }
    let when = if becomes { "becomes NOT NULL in contract" } else { "is NOT NULL" };
    sink.report(
        Diagnostic::new(&DEFAULT_NULL_ON_NOT_NULL, place, format!("`{}` {when}, and its default is null", column.name))
            .note("an INSERT that leaves it out would fail")
            .help("leave `default null` out, or give a value"),
    );
}
