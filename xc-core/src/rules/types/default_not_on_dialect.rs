//! A default is one that every named database can add.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::plan::Dialect;
use crate::resolve::{Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};
use crate::schema::Column;
use crate::schema::types::{Class, Type};
use crate::syntax::DefaultValue;

/// A default that can't be added to a table that has rows.
pub static DEFAULT_NOT_ON_DIALECT: Rule = Rule {
    code: "XC0404",
    name: "default_not_on_dialect",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the statement"),
    page: Page {
        what: "A column has a default that one of the named databases can't give it.",
        why: "The statement fails on the one database that nobody tried, in the middle of expand.",
        databases: "SQLite can't add a column whose default is CURRENT_TIMESTAMP to a table: the rows that are there would need a value. \
                    MySQL takes no literal default for TEXT, BLOB and JSON columns; MariaDB does.",
        instead: "No default, and `null`; or, for a text on MySQL, `varchar(n)`.",
        sources: &[
            "sqlite.org, \"ALTER TABLE\", ALTER TABLE ADD COLUMN: \"The column may not have a default value of CURRENT_TIME, \
             CURRENT_DATE, CURRENT_TIMESTAMP, or an expression in parentheses\"",
            "MySQL 8.0 manual, \"Data Type Default Values\": \"The BLOB, TEXT, GEOMETRY, and JSON data types can be assigned a default \
             value only if the value is written as an expression\"",
        ],
    },
    refused: &[
        Example::after(USERS, "expand { alter table users add column seen_at timestamptz not null default current_timestamp; }")
            .on(&[Dialect::Sqlite]),
        Example::after(USERS, r#"expand { alter table users add column about text not null default ""; }"#).on(&[Dialect::MySql]),
        Example::after(
            "expand { create table users (id bigint primary key, about text null); }",
            r#"contract { alter table users alter column about set default ""; }"#,
        )
        .on(&[Dialect::MySql]),
    ],
    allowed: &[
        Example::after(USERS, "expand { alter table users add column seen_at timestamptz null; }"),
        Example::after(USERS, r#"expand { alter table users add column about varchar(1000) not null default ""; }"#),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for new in &migration.columns {
        if migration.dialects.contains(&Dialect::Sqlite)
            && new.node.column.default == Some(DefaultValue::CurrentTimestamp)
            && new.node.column.ty.class() == Class::Timestamp
        {
            sink.report(
                Diagnostic::new(
                    &DEFAULT_NOT_ON_DIALECT,
                    new.node.default_at.unwrap_or(new.place),
                    format!("SQLite can't add column `{}` with the default current_timestamp", new.node.column.name),
                )
                .note("the rows that are there would need a value, and SQLite does not rewrite them")
                .help(format!(
                    "add it as `{} {} null`, without a default",
                    new.node.column.name,
                    new.node.column.ty.spelled()
                )),
            );
        }
        literal_default(migration, &new.node.column, new.node.default_at.unwrap_or(new.place), sink);
    }
    for table in &migration.tables {
        for column in &table.node.columns {
            literal_default(migration, column, table.place, sink);
        }
    }
    for at in &migration.operations {
        let Operation::SetDefault(name, value) = &at.node.operation else { continue };
        if let Some(column) = migration.expanded.table(&at.node.table).and_then(|table| table.column(name)) {
            literal_default(migration, &Column { default: Some(value.clone()), ..column.clone() }, at.place, sink);
        }
    }
}

fn literal_default(migration: &Migration, column: &Column, place: Place, sink: &mut Sink) {
    let refused = matches!(column.ty, Type::Text | Type::Bytes | Type::Json) && matches!(column.default, Some(DefaultValue::Literal(_)));
    if refused && migration.dialects.contains(&Dialect::MySql) {
        sink.report(
            Diagnostic::new(
                &DEFAULT_NOT_ON_DIALECT,
                place,
                format!("MySQL takes no default for column `{}`: it is `{}`", column.name, column.ty.spelled()),
            )
            .help(format!("`{} varchar(255) ...`, or no default", column.name)),
        );
    }
}
