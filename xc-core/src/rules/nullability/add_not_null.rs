//! A new column leaves v1's inserts alone.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::Rule;

/// XC0201.
pub static ADD_NOT_NULL_WITHOUT_DEFAULT: Rule = Rule {
    code: "XC0201",
    name: "add_not_null_without_default",
    page: "v1 does not know the new column. If it is NOT NULL and has no default, every INSERT of v1 fails from the moment that the column is there; \
           and the rows that are there have no value for it, so that PostgreSQL and SQLite refuse the statement and MySQL makes one up. \
           (strong_migrations, squawk: adding-required-field, Atlas: MF103)",
};

pub(in crate::rules) fn check(migration: &Migration, sink: &mut Sink) {
    for new in &migration.columns {
        let column = &new.node.column;
        if let Some(place) = new.node.not_null_at
            && column.default.is_none()
        {
            let (table, name, ty) = (&new.node.table, &column.name, column.ty.spelled());
            sink.report(
                Diagnostic::new(&ADD_NOT_NULL_WITHOUT_DEFAULT, place, format!("new column `{table}.{name}` is NOT NULL and has no default"))
                    .note("v1 does not know it: each of its INSERTs would fail from this moment on")
                    .help(format!(
                        "in `expand`: add column {name} {ty} null\nfill it by `sync` and `backfill`, then\nin `contract`: alter column {name} set not null"
                    )),
            );
        }
    }
}
