//! Family 04: types. The resolver finds those of expressions; a default that a database can't add is found here.

use super::Rule;
use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::schema::types::Type;
use crate::syntax::DefaultValue;

/// An argument that a function does not take.
pub static WRONG_ARGUMENT: Rule = Rule {
    code: "XC0401",
    name: "wrong_argument",
    page: "A function of the catalogue takes arguments of certain types. Databases convert on their own, each in its own way; xc does not rely on \
           that.",
};

/// A value that does not fit its column.
pub static WRONG_TYPE: Rule = Rule {
    code: "XC0402",
    name: "wrong_type",
    page: "The value is of another type than the column. One database would refuse it, another would convert it in silence.",
};

/// A function that a database lacks.
pub static NOT_ON_DIALECT: Rule = Rule {
    code: "XC0403",
    name: "not_on_dialect",
    page: "One of the named databases has no such function, or has one that gives other values.",
};

/// A default that can't be added to a table that has rows.
pub static DEFAULT_NOT_ON_DIALECT: Rule = Rule {
    code: "XC0404",
    name: "default_not_on_dialect",
    page: "SQLite can't add a column whose default is CURRENT_TIMESTAMP (sqlite.org, \"ALTER TABLE ADD COLUMN\"); MySQL takes no literal default \
           for TEXT, BLOB and JSON columns (\"Data Type Default Values\").",
};

/// Defaults of new columns.
pub(super) fn check(migration: &Migration, sink: &mut Sink) {
    for new in &migration.columns {
        if migration.dialects.contains(&Dialect::Sqlite)
            && new.node.column.default == Some(DefaultValue::CurrentTimestamp)
            && new.node.column.ty.class() == crate::schema::types::Class::Timestamp
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
}

fn literal_default(migration: &Migration, column: &crate::schema::Column, place: crate::diagnostic::Place, sink: &mut Sink) {
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
