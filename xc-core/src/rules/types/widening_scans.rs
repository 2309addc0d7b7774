//! A wider type is a change of the catalogue only where nothing that hangs on the column has to be gone through.

use super::change::{self, TypeChange};
use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::constraint::{Index, IndexValue};
use crate::schema::retype::{Retype, retype};
use crate::schema::{Schema, Table};

/// XC0407.
pub static WIDENING_SCANS: Rule = Rule {
    code: "XC0407",
    name: "widening_scans",
    severity: Severity::Error,
    overridable: Overridable::No("the table would be read, or an index built, while nobody may write"),
    page: Page {
        what: "A column is given a wider type, and a check, an index with an expression or a condition, or a foreign key hangs on it.",
        why: "The new type alone would be a change of the catalogue. But PostgreSQL looks at the check again for every row, and builds \
              the index anew, under the same exclusive lock: the statement that everybody knows to be instant stops reads and writes for \
              minutes, on the one column that has a check.",
        databases: "PostgreSQL: checks on the column, and partial and expression indexes that read it. Plain indexes, unique constraints \
                    and foreign keys stay as they are. MariaDB refuses to change a column of a foreign key (errors 1832 and 1833). MySQL \
                    copies the table where an enum is given a value and a check reads the column (error 1845); for a longer text it has no \
                    such limit, and SQLite has none. What the migrations do not know of, the executor looks up before the step.",
        instead: "Drop the check or the index first and make it again afterwards, each in a migration of its own; xc builds it beside the \
                  writes.",
        sources: &[
            "measured on PostgreSQL 13, 15 and 18 by rows read and relfilenode, on MariaDB 10.11 and MySQL by their errors",
            "PostgreSQL source, tablecmds.c, ATPostAlterTypeCleanup; indexcmds.c, CheckIndexCompatible: \"no expressions or predicates\"",
            "MariaDB, \"Foreign Keys\", Constraints",
        ],
    },
    refused: &[Example::after("expand { create table users (id bigint primary key, name varchar(20) not null check (length(name) > 0)); }", "expand { alter table users alter column name type varchar(60); }").on(&[Dialect::Postgres]), Example::after("expand { create table users (id bigint primary key, name varchar(20) null); create index named on users (id) where name is not null; }", "expand { alter table users alter column name type varchar(60); }").on(&[Dialect::Postgres]), Example::after("expand { create table countries (code varchar(2) primary key); create table users (id bigint primary key, country varchar(2) null references countries); create index users_country on users (country); }", "expand { alter table users alter column country type varchar(3); }").on(&[Dialect::MariaDb])],
    allowed: &[Example::after("expand { create table users (id bigint primary key, name varchar(20) not null unique); }", "expand { alter table users alter column name type varchar(60); }"), Example::after("expand { create table countries (code varchar(2) primary key); create table users (id bigint primary key, country varchar(2) null references countries); create index users_country on users (country); }", "expand { alter table users alter column country type varchar(3); }").on(&[Dialect::Postgres, Dialect::Sqlite])],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for change in change::all(migration) {
        let TypeChange { table, column, from, to, place, .. } = &change;
        // With what this migration's expand adds.
        let Some(table) = migration.expanded.table(&table.name) else { continue };
        let in_catalogue = |dialect| migration.dialects.contains(&dialect) && retype(from, to, dialect) == Retype::Catalogue;
        let found = if in_catalogue(Dialect::Postgres)
            && let Some(hangs) = hangs_on_postgres(table, &column.name)
        {
            Some((hangs, "PostgreSQL goes through every row for it, while nobody reads or writes the table"))
        } else if in_catalogue(Dialect::MariaDb)
            && let Some(hangs) = foreign_key(&migration.expanded, table, &column.name)
        {
            Some((hangs, "MariaDB refuses to change a column of a foreign key (errors 1832 and 1833)"))
        } else if in_catalogue(Dialect::MySql)
            && to.as_enum().is_some()
            && let Some(hangs) = check_on(table, &column.name).or_else(|| foreign_key(&migration.expanded, table, &column.name))
        {
            Some((hangs, "MySQL takes no ALGORITHM but COPY for it then (error 1845), and nobody writes the table meanwhile"))
        } else {
            None
        };
        let Some(((hangs, declared_at), why)) = found else { continue };
        sink.report(
            Diagnostic::new(
                &WIDENING_SCANS,
                *place,
                format!("`{}.{}` can't be given a wider type while {hangs} hangs on it", table.name, column.name),
            )
            .note(why)
            .note(format!("it is declared at {declared_at}"))
            .help("drop it in the contract of a migration before this one, and make it again in one after it"),
        );
    }
}

/// A check that reads a column.
fn check_on<'a>(table: &'a Table, column: &str) -> Option<(String, &'a str)> {
    let check = table.checks.iter().find(|check| check.columns.iter().any(|name| name == column))?;
    Some((format!("check ({})", check.source), check.declared_at.as_str()))
}

/// A check, or an index that PostgreSQL does not take over as it is.
fn hangs_on_postgres<'a>(table: &'a Table, column: &str) -> Option<(String, &'a str)> {
    let reads = |columns: &[String]| columns.iter().any(|name| name == column);
    let has_expression = |index: &Index| index.parts.iter().any(|part| matches!(part.value, IndexValue::Expression(_)));
    let index = table.indexes.iter().find(|index| reads(&index.columns) && (index.predicate.is_some() || has_expression(index)));
    check_on(table, column).or_else(|| index.map(|index| (format!("index `{}`", index.name), index.declared_at.as_str())))
}

/// A foreign key of the column, or to it.
fn foreign_key<'a>(schema: &'a Schema, table: &'a Table, column: &str) -> Option<(String, &'a str)> {
    let own = table.foreign_keys.iter().find(|key| key.columns.iter().any(|name| name == column)).map(|key| (table, key));
    let other = schema.tables.iter().find_map(|child| {
        let key = child.foreign_keys.iter().find(|key| key.table == table.name && key.references.iter().any(|name| name == column))?;
        Some((child, key))
    });
    own.or(other).map(|(child, key)| {
        let key_columns = key.columns.join(", ");
        (format!("foreign key ({key_columns}) of `{}`", child.name), key.declared_at.as_str())
    })
}
