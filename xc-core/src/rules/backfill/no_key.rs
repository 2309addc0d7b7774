//! A table that is backfilled has a key to walk by.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// A table that can't be walked.
pub static NO_KEY: Rule = Rule {
    code: "XC0701",
    name: "no_key",
    severity: Severity::Error,
    overridable: Overridable::No("there would be nothing to walk by"),
    page: Page {
        what: "A table is backfilled that has no primary key, and no unique constraint or index on columns that hold no null.",
        why: "A backfill walks the table by its key, a range at a time, so that each batch is short, reads only its own rows, and can be \
              repeated after a crash. Without a key, each batch would have to read the table from its start: on 200 million rows, the \
              first takes minutes, and the last as long as all together.",
        databases: "All. On MySQL with Group Replication, a table without a primary key can't be written at all.",
        instead: "Give the table a unique constraint on NOT NULL columns in a migration before this one. Windows of pages \
                  (`ctid`, PostgreSQL 14 and later) are not walked yet: a row that the application updates meanwhile moves to another page, and would have \
                  to be looked for again.",
        sources: &[
            "xc's own: the backfill walks by key",
            "MySQL 8.0 manual, \"Group Replication Requirements\"",
            "reshape panics on such a table",
        ],
    },
    refused: &[Example::after(
        "expand { create table visits (path varchar(200) not null, status int null); }",
        "expand     { alter table visits add column code int null; }
         dual_write { sync visits { forward { code = status } } }
         migrate    { backfill visits; }",
    )],
    allowed: &[
        Example::after(
            "expand { create table visits (id bigint primary key, path varchar(200) not null, status int null); }",
            "expand     { alter table visits add column code int null; }
             dual_write { sync visits { forward { code = status } } }
             migrate    { backfill visits; }",
        ),
        Example::after(
            "expand { create table visits (path varchar(200) not null unique, status int null); }",
            "expand     { alter table visits add column code int null; }
             dual_write { sync visits { forward { code = status } } }
             migrate    { backfill visits; }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    // Of two tables, the verification walks both.
    let syncs = migration.mappings().flat_map(|mapping| {
        let other = Some(mapping.to).filter(|to| *to != mapping.from);
        [Some(mapping.from), other].into_iter().flatten().map(move |table| (table, mapping.place))
    });
    for (table, place) in syncs.chain(migration.transforms.iter().map(|at| (at.node.table.as_str(), at.place))) {
        let Some(table) = migration.expanded.table(table) else { continue };
        if table.key().is_empty() {
            sink.report(
                Diagnostic::new(&NO_KEY, place, format!("table `{}` has no key", table.name))
                    .note(format!("the backfill would have nothing to walk by; the table is declared at {}", table.declared_at))
                    .note("a primary key would do, and so would a unique constraint or a whole unique index on columns that hold no null"),
            );
        }
    }
}
