//! A text grows within the bytes that hold its length.

use super::change::{self, TypeChange};
use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::retype::{BYTES_A_CHARACTER, Retype, retype};

/// XC0406.
pub static VARCHAR_LENGTH_BYTES: Rule = Rule {
    code: "XC0406",
    name: "varchar_length_bytes",
    severity: Severity::Error,
    overridable: Overridable::No("MySQL copies the whole table, with writes blocked"),
    page: Page {
        what: "A varchar is made longer in place, and its longest value grows from at most 255 bytes to more, on MySQL or MariaDB.",
        why: "Up to 255 bytes, a value's length takes one byte of the row; beyond that, two: every row has to be written anew. The same \
              statement that was instant from 20 to 50 characters stops all writes for hours from 50 to 100.",
        databases: "MySQL: the limit lies between 63 and 64 characters of utf8mb4, 4 bytes each. MariaDB takes a column of up to 127 \
                    bytes (31 characters) to any length, and copies the table from 128 to 255 bytes on. A column in another character set \
                    has another limit, which the executor looks up before the step. PostgreSQL and SQLite have none.",
        instead: "At most varchar(63), where that is enough; else a new column, as the message prints it. For a new table: varchar(64) or \
                  more, where a text may have to grow one day, costs one byte a row.",
        sources: &[
            "MySQL 8.0 manual, \"Online DDL Operations\", \"Extending VARCHAR column size\": \"The number of length bytes required by a \
             VARCHAR column must remain the same\"",
            "MariaDB, \"InnoDB Online DDL Operations with the INSTANT Alter Algorithm\", and MDEV-15563",
            "measured on MySQL 9.7 and MariaDB 10.11",
            "strong_migrations (documentation)",
        ],
    },
    refused: &[
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(20) not null, age int not null); }",
            "expand { alter table users alter column name type varchar(100); }",
        )
        .on(&[Dialect::MySql]),
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(40) not null); }",
            "expand { alter table users alter column name type varchar(100); }",
        )
        .on(&[Dialect::MySql, Dialect::MariaDb]),
    ],
    allowed: &[
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(20) not null, age int not null); }",
            "expand { alter table users alter column name type varchar(63); }",
        ),
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(64) not null); }",
            "expand { alter table users alter column name type varchar(1000); }",
        ),
        Example::after(
            "expand { create table users (id bigint primary key, name varchar(20) not null, age int not null); }",
            "expand { alter table users alter column name type varchar(100); }",
        )
        .on(&[Dialect::Postgres, Dialect::Sqlite]),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for change in change::all(migration) {
        let TypeChange { table, column, from, to, place, .. } = &change;
        let crossing = migration.dialects.iter().find_map(|dialect| match retype(from, to, *dialect) {
            Retype::LengthBytes { from, to } => Some((*dialect, from, to)),
            _ => None,
        });
        let Some((dialect, before, after)) = crossing else { continue };
        let error = Diagnostic::new(
            &VARCHAR_LENGTH_BYTES,
            *place,
            format!(
                "making `{}.{}` longer, from {} to {}, copies the table on {dialect}, with writes blocked",
                table.name,
                column.name,
                from.spelled(),
                to.spelled()
            ),
        )
        .note(format!(
            "its longest value grows from {before} to {after} bytes ({BYTES_A_CHARACTER} a character in utf8mb4); beyond 255, each length takes two bytes"
        ))
        .help(format!("if it is enough: alter column {} type varchar({})", column.name, 255 / BYTES_A_CHARACTER));
        sink.report(change.with_the_way(error));
    }
}
