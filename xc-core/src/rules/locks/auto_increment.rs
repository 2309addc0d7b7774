//! A numbered column is one that every named database can number. The resolver asks this.

use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Table;
use crate::schema::types::Class;
use crate::syntax::CreateTable;

/// A numbered column that a database can't have.
pub static AUTO_INCREMENT: Rule = Rule {
    code: "XC0501",
    name: "auto_increment",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the table"),
    page: Page {
        what: "A column is numbered by the database in a place where one of the named databases can't do that, or it is no whole number.",
        why: "The statement fails on the one database that nobody tried, in the middle of expand.",
        databases: "PostgreSQL numbers any column of a whole number type. MySQL and MariaDB want it to be the one numbered column of the \
                    table, and a key. SQLite numbers only the one column that is the whole primary key.",
        instead: "`id bigint primary key auto_increment`.",
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
    ],
    allowed: &[Example::of("expand { create table users (id bigint primary key auto_increment); }")],
    found: Found::OnTheWay,
};

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
