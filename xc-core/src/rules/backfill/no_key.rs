//! A table that is backfilled has a key to walk by.

use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// A table that can't be walked.
pub static NO_KEY: Rule = Rule {
    code: "XC0701",
    name: "no_key",
    severity: Severity::Error,
    overridable: Overridable::No("there would be nothing to walk by"),
    page: Page {
        what: "A table is backfilled that has no primary key, and no unique constraint or index on columns that hold no null, and that is not for \
               PostgreSQL 14 and later alone; or, on MySQL and MariaDB, none without an enum.",
        why: "A backfill walks the table by its key, a range at a time, so that each batch is short, reads only its own rows, and can be \
              repeated after a crash. Without a key, each batch would have to read the table from its start: on 200 million rows, the \
              first takes minutes, and the last as long as all together.",
        databases: "All. On MySQL with Group Replication, a table without a primary key can't be written at all. MySQL and MariaDB sort an enum by the place of \
                    a value in its list, and compare it with a text by the letters: between the lowest key and the highest there may be no row at \
                    all, neither for the backfill nor for the verification behind it.",
        instead: "Give the table a unique constraint on NOT NULL columns in a migration before this one. Or, with `dialects: [postgres >= 14]`, let it be \
                  walked by its pages (`ctid`), where the sync is within the table: a row that the application updates meanwhile moves to another page, and so the \
                  trigger fills each row that is updated, in whichever column.",
        sources: &[
            "xc's own: the backfill walks by key",
            "MySQL 8.0 manual, \"Group Replication Requirements\"",
            "reshape panics on such a table",
            "MySQL manual, \"The ENUM Type\", Enumeration Sorting",
            "PostgreSQL 14, \"Release Notes\": scans of a range of TIDs",
            "PostgreSQL manual, \"System Columns\": ctid",
        ],
    },
    refused: &[
        Example::after(
            "expand { create table visits (path varchar(200) not null, status int null); }",
            "expand     { alter table visits add column code int null; }
             dual_write { sync visits { forward { code = status } } }
             migrate    { backfill visits; }",
        ),
        Example::after(
            "expand { create enum site (\"shop\", \"blog\"); create table visits (at site not null, n int not null, status int null, primary key (at, n)); }",
            "expand     { alter table visits add column code int null; }
             dual_write { sync visits { forward { code = status } } }
             migrate    { backfill visits; }",
        )
        .on(&[Dialect::MySql, Dialect::MariaDb]),
    ],
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
        Example::after(
            "expand { create enum site (\"shop\", \"blog\"); create table visits (at site not null, n int not null unique, status int null, primary key (at, n)); }",
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
        [Some(mapping.from), other].into_iter().flatten().map(move |table| (table, mapping.place, other.is_none()))
    });
    let transforms = migration.transforms.iter().map(|at| (at.node.table.as_str(), at.place, false));
    for (table, place, within) in syncs.chain(transforms) {
        let Some(table) = migration.expanded.table(table) else { continue };
        if table.key().is_empty() {
            if within && is_walked_by_pages(migration) {
                continue;
            }
            let refusal = Diagnostic::new(&NO_KEY, place, format!("table `{}` has no key", table.name))
                .note(format!("the backfill would have nothing to walk by; the table is declared at {}", table.declared_at))
                .note("a primary key would do, and so would a unique constraint or a whole unique index on columns that hold no null");
            sink.report(if within { refusal.help("or let its pages be walked: `dialects: [postgres >= 14]`") } else { refusal });
        } else if let Some(dialect) = migration.dialects.iter().find(|dialect| matches!(dialect, Dialect::MySql | Dialect::MariaDb))
            && let Some(column) = table.key_columns().find(|column| column.ty.as_enum().is_some())
        {
            sink.report(
                Diagnostic::new(&NO_KEY, place, format!("the key of table `{}` has an enum, `{}`", table.name, column.name))
                    .note(format!("{} sorts it by the place of a value in its list, and compares it by the letters", dialect.name()))
                    .note(format!(
                        "the ranges of the backfill would leave rows out, and so would the verification; the column is declared at {}",
                        column.declared_at
                    ))
                    .help("give the table a unique constraint on NOT NULL columns without an enum, in a migration before this one"),
            );
        }
    }
}

/// PostgreSQL reads a range of pages by itself since 14.
fn is_walked_by_pages(migration: &Migration) -> bool {
    let of_postgres = migration.dialects.iter().all(|dialect| *dialect == Dialect::Postgres);
    of_postgres && migration.oldest(Dialect::Postgres).is_some_and(|version| version >= 140_000)
}
