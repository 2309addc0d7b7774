//! A type is changed in place where no database has to touch a row.

use super::change::{self, TypeChange};
use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::retype::{Retype, is_wider, retype};

/// XC0405.
pub static TYPE_CHANGE_REWRITES: Rule = Rule {
    code: "XC0405",
    name: "type_change_rewrites",
    severity: Severity::Error,
    overridable: Overridable::No("a table that is written anew is an outage, and a narrower type loses values"),
    page: Page {
        what: "A column is given another type in place, and one of the named databases would write the whole table anew for it; or the \
               new type does not hold every value of the old one.",
        why: "The rewrite holds a lock that stops writes, and on PostgreSQL reads as well, until the last row is copied: minutes for a \
              million rows, hours for some hundred million. A narrower type fails in the middle of that, on the first value that does not \
              fit; and v1, which still writes such values, fails from then on.",
        databases: "PostgreSQL changes the catalogue alone for a longer varchar, varchar to text, a decimal with more digits before the \
                    point and as many behind it, and a timestamp with more digits; everything else it rewrites under ACCESS EXCLUSIVE. \
                    MySQL and MariaDB change the catalogue alone for a longer varchar, and copy the table with writes blocked for \
                    everything else, int to bigint too. SQLite stores neither lengths nor digits: there is nothing to do there for a \
                    wider type of the same kind.",
        instead: "A new column of the new type beside the old one, kept in step by a sync, filled by a backfill, and the old one dropped \
                  in contract. The message prints that migration, filled in for this column.",
        sources: &[
            "PostgreSQL manual, \"ALTER TABLE\", Notes: \"changing the type of an existing column will normally cause the entire table \
             and its indexes to be rewritten\"",
            "MySQL 8.0 manual, \"Online DDL Operations\", \"Changing the column data type\": only with ALGORITHM=COPY",
            "MariaDB, \"InnoDB Online DDL Operations with the COPY Alter Algorithm\"",
            "sqlite.org, \"Datatypes In SQLite\", 3.1",
            "measured on PostgreSQL 13, 15 and 18, MySQL 9.7, MariaDB 10.11",
            "strong_migrations, \"Changing the type of a column\"; squawk: changing-column-type; Atlas: PG301",
        ],
    },
    refused: &[
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(20) not null, age int not null); }",
            "expand { alter table users alter column age type bigint; }",
        )
        .on(&[Dialect::Postgres, Dialect::MySql, Dialect::MariaDb]),
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(20) not null, age int not null); }",
            "expand { alter table users alter column name type varchar(10); }",
        ),
    ],
    allowed: &[
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(20) not null, age int not null); }",
            "expand { alter table users alter column name type varchar(60); }",
        ),
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(20) not null, age int not null); }",
            "expand { alter table users alter column age type bigint; }",
        )
        .on(&[Dialect::Sqlite]),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for change in change::all(migration) {
        let TypeChange { table, column, from, to, place, .. } = &change;
        let of = |dialect: &Dialect| retype(from, to, *dialect);
        let rewriting: Vec<Dialect> = migration.dialects.iter().copied().filter(|dialect| of(dialect) == Retype::Rewrite).collect();
        if rewriting.is_empty() {
            continue;
        }
        if let (Some(was), Some(shall)) = (from.as_enum(), to.as_enum())
            && was.grows_to(shall)
        {
            sink.report(
                Diagnostic::new(
                    &TYPE_CHANGE_REWRITES,
                    *place,
                    format!("the 256th value of enum `{}` rewrites `{}` on MySQL and MariaDB", was.name, table.name),
                )
                .note("they hold a value in one byte where there are at most 255, else in two; nobody writes the table until the last row is copied")
                .help("a table of the values, with a foreign key to it; or a new enum with all of them, and a column of it beside the old one"),
            );
            continue;
        }
        let (from_spelled, to_spelled) = (from.spelled(), to.spelled());
        let what = format!("changing `{}.{}` from `{from_spelled}` to `{to_spelled}`", table.name, column.name);
        let error = if is_wider(from, to) {
            let names: Vec<&str> = rewriting.iter().map(|dialect| dialect.name()).collect();
            let stops = if rewriting.contains(&Dialect::Postgres) { "reads or writes" } else { "writes" };
            Diagnostic::new(&TYPE_CHANGE_REWRITES, *place, format!("{what} rewrites the table on {}", names.join(", ")))
                .note(format!("nobody {stops} it until the last row is copied"))
        } else {
            Diagnostic::new(&TYPE_CHANGE_REWRITES, *place, format!("{what} does not keep every value"))
                .note(format!("`{to_spelled}` does not hold all that `{from_spelled}` holds, and v1 still writes it"))
        };
        sink.report(change.with_the_way(error));
    }
}
