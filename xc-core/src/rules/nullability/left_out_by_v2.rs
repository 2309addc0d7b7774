//! A NOT NULL column that v2 no longer knows is filled for it.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::{ColumnRef, Migration};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0206.
pub static LEFT_OUT_BY_V2: Rule = Rule {
    code: "XC0206",
    name: "left_out_by_v2",
    severity: Severity::Error,
    overridable: Overridable::No("inserts of the new version would fail"),
    page: Page {
        what: "A column is dropped that is NOT NULL and has no default, and no reverse mapping fills it for v2.",
        why: "v2 does not know the column any more and leaves it out. Between v2's deployment and contract the column is still there: \
              each of v2's INSERTs fails, for as long as v1 has to be kept.",
        databases: "All. MySQL and MariaDB without strict mode write a made-up value in place of failing.",
        instead: "A `reverse` in the sync of the table that gives the old column its value from the new ones.",
        sources: &["strong_migrations, \"Removing a column\"", "xc's own: both versions' inserts are checked"],
    },
    refused: &[Example::after(USERS, "contract { alter table users drop column name; }")],
    allowed: &[Example::after(
        USERS,
        "expand     { alter table users add column full_name varchar(100) null; }
         dual_write { sync users { forward { full_name = name } reverse { name = full_name } } }
         migrate    { backfill users; }
         contract   { alter table users alter column full_name set not null, drop column name; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in migration.drops.iter().filter(|at| is_left_out(migration, &at.node)) {
        let (table, name) = (&at.node.table, &at.node.column);
        let Some(column) = migration.expanded.table(table).and_then(|table| table.column(name)) else { continue };
        sink.report(
            Diagnostic::new(&LEFT_OUT_BY_V2, at.place, format!("`{table}.{name}` is NOT NULL, and v2 leaves it out"))
                .note(format!(
                    "until contract has run, each INSERT of v2 fails: the column has no default, and no `reverse` fills it; it is declared at {}",
                    column.declared_at
                ))
                .help(format!("in `dual_write`: sync {table} {{ forward {{ ... }} reverse {{ {name} = ... }} }}")),
        );
    }
}

/// Whether the inserts of v2 fail on a column that is dropped.
pub(in crate::rules) fn is_left_out(migration: &Migration, dropped: &ColumnRef) -> bool {
    let (table, name) = (&dropped.table, &dropped.column);
    let Some(declared) = migration.expanded.table(table) else { return false };
    let Some(column) = declared.column(name) else { return false };
    let reversed = migration.mappings().any(|mapping| mapping.from == table && mapping.writes_reverse(name));
    // Dual write gives it a default for as long as it is there; that it is listed is for a rule of its own.
    let by_application = migration.application(table).is_some_and(|by| by.node.lists(name))
        || migration.transform(table).is_some_and(|at| at.node.is_given(name));
    // A column of a key is not dropped at all, which is said already.
    !(declared.is_in_key(name) || column.may_be_left_out() || reversed || by_application || migration.lacks_sync(table))
}
