//! A numbered column is one that every named database can number. The resolver asks this.

use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Table;
use crate::schema::types::Class;
use crate::syntax::{ColumnDef, CreateTable};

/// A numbered column that a database can't have.
pub static AUTO_INCREMENT: Rule = Rule {
    code: "XC0501",
    name: "auto_increment",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the table"),
    page: Page {
        what: "A column is numbered by the database in a place where one of the named databases can't do that, or it is no whole number; or it is added \
               to a table that has rows.",
        why: "The statement fails on the one database that nobody tried, in the middle of expand. On a table that has rows, each gets its number \
              in the same statement: the table is written anew, and nobody writes to it until that is done.",
        databases: "PostgreSQL numbers any column of a whole number type. MySQL and MariaDB want it to be the one numbered column of the \
                    table, and a key. SQLite numbers only the one column that is the whole primary key. Added to a table: PostgreSQL writes the table anew under \
                    ACCESS EXCLUSIVE, MySQL and MariaDB copy it, SQLite refuses.",
        instead: "`id bigint primary key auto_increment`. On a table that has rows: `add column number bigint null`, which v2 writes and a \
                  `backfill` fills; a key changes its type by `like` and `swap column`.",
        sources: &[
            "MySQL 8.0 manual, \"CREATE TABLE\": \"There can be only one AUTO_INCREMENT column per table, it must be indexed\"",
            "sqlite.org, \"SQLite Autoincrement\"",
            "PostgreSQL manual, \"CREATE TABLE\", GENERATED AS IDENTITY",
        ],
    },
    refused: &[
        Example::of("expand { create table users (id bigint primary key, number bigint not null auto_increment); }").on(&[
            Dialect::MySql,
            Dialect::MariaDb,
            Dialect::Sqlite,
        ]),
        Example::of("expand { create table users (id varchar(20) primary key auto_increment); }"),
        Example::after(
            "expand { create table users (id bigint primary key); }",
            "expand { alter table users add column number bigserial; }",
        ),
    ],
    allowed: &[Example::of("expand { create table users (id bigint primary key auto_increment); }")],
    found: Found::OnTheWay,
};

/// The refusal of a numbered column for a table that has rows.
pub fn added(column: &ColumnDef) -> Diagnostic {
    Diagnostic::new(&AUTO_INCREMENT, column.place, format!("`{}` would be numbered in every row that is there, at once", column.name.node))
        .note("PostgreSQL writes the table anew for it, MySQL and MariaDB copy it: nobody writes until the last row is through")
        .help(format!("`add column {} bigint null`: v2 writes it, and `backfill` fills the rows that are there", column.name.node))
}

/// What MySQL and SQLite ask of a numbered column.
pub fn check_create(table: &Table, create: &CreateTable, dialects: &[Dialect], sink: &mut Sink) {
    for column in table.columns.iter().filter(|column| column.auto_increment) {
        let place = create.columns.iter().find(|def| def.name.node == column.name).map_or(create.place, |def| def.place);
        let error = |message: String| Diagnostic::new(&AUTO_INCREMENT, place, message);
        if !matches!(column.ty.class(), Class::Integer | Class::Any) {
            sink.report(error(format!("`{}` is numbered by the database and must be a whole number", column.name)).help("`bigint`"));
        } else if table.primary_key != [column.name.as_str()] && dialects.iter().any(|dialect| *dialect != Dialect::Postgres) {
            sink.report(
                error(format!("`{}` is numbered by the database and is not the primary key", column.name))
                    .note("MySQL numbers only a key, SQLite only the primary key")
                    .help(format!("`{} {} primary key auto_increment`", column.name, column.ty.spelled())),
            );
        }
    }
}
