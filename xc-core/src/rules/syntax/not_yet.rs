//! What is known and not done yet is refused, not passed over. The parser finds most of it.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};
use crate::syntax::DefaultValue;

/// What is known and not done yet.
pub static NOT_YET: Rule = Rule {
    code: "XC0002",
    name: "not_yet",
    severity: Severity::Error,
    overridable: Overridable::No("there is no SQL for it"),
    page: Page {
        what: "Databases can do this, and xc does not generate it yet.",
        why: "A statement that is passed over in silence is found missing in production. So is a trigger that can't tell a value that was \
              left out from one that was given.",
        databases: "All. The message says where one database is the reason.",
        instead: "What the message says; else `raw`, with what xc would otherwise know of it.",
        sources: &["xc's own: what the generator can do"],
    },
    refused: &[Example::after(USERS, "expand { create view names as select name from users; }")],
    allowed: &[Example::after(USERS, "expand { alter table users add column age int null; }")],
    found: Found::By(check_not_yet),
};

/// What a sync can't do yet.
fn check_not_yet(migration: &Migration, sink: &mut Sink) {
    check_timestamp_defaults(migration, sink);
    crate::rules::pairs::not_yet::check(migration, sink);
}

/// Syncs of two tables over columns whose default is the time.
fn check_timestamp_defaults(migration: &Migration, sink: &mut Sink) {
    for mapping in migration.mappings().filter(|mapping| mapping.from != mapping.to && !mapping.looks_up()) {
        let new = mapping.new_columns().into_iter().map(|name| (mapping.to, name));
        for (table, name) in new.chain(mapping.old_columns().into_iter().map(|name| (mapping.from, name))) {
            let column = migration.expanded.table(table).and_then(|table| table.column(name));
            let timestamp = column.filter(|column| column.default == Some(DefaultValue::CurrentTimestamp));
            let Some(column) = timestamp else { continue };
            sink.report(
                Diagnostic::new(
                    &NOT_YET,
                    mapping.place,
                    format!("`{name}` has the default current_timestamp: a sync of it with another table is not in the language yet"),
                )
                .note("a trigger could not tell a value that was left out from one that was given")
                .note(format!("the column is declared at {}", column.declared_at)),
            );
        }
    }
}
