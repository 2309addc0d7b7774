//! MySQL and MariaDB exchange the names of two columns in one statement, of one table, as long as nothing else holds on to them.

use super::{BEFORE, WHOLE};
use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Dialect;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::constraint::IndexValue;
use crate::schema::{Schema, Table};

/// XC0505.
pub static SWAP_NOT_ON_DIALECT: Rule = Rule {
    code: "XC0505",
    name: "swap_not_on_dialect",
    severity: Severity::Error,
    overridable: Overridable::No("writes would be lost, or fail, in between"),
    page: Page {
        what: "`swap column` is used on MySQL or MariaDB with a column that the database numbers, or that is in the primary key, a foreign key, a check or \
               an expression of an index.",
        why: "They commit each statement of DDL by itself, so that all that changes must be one statement. That is possible for the names of columns and \
              of indexes. But a numbered key can't be kept in step at all: a BEFORE trigger sees 0 in its place. A foreign key joins two tables, which no \
              statement changes both. The rows are stored by the primary key, so that another column in it copies the table. And MySQL refuses to rename \
              what a check or an expression of an index reads.",
        databases: "MySQL and MariaDB, all versions.",
        instead: "A new name for the new type, by `sync` in both directions, which v2 then uses, where it is no key; or leave mysql and mariadb out of `dialects:` and \
                  let a tool that copies the table (gh-ost, spirit, pt-online-schema-change) change the type there.",
        sources: &[
            "MySQL 8.0 manual, \"Statements That Cause an Implicit Commit\"",
            "MySQL 8.0 manual, \"CREATE TRIGGER\": NEW.col of an AUTO_INCREMENT column is 0 in a BEFORE trigger",
            "MySQL 8.0 error reference: 3959, ER_DEPENDENT_BY_CHECK_CONSTRAINT; 3837, ER_DEPENDENT_BY_FUNCTIONAL_INDEX",
        ],
    },
    refused: &[Example::after(
        BEFORE,
        r#"expand     { alter table users add column id_big bigint like id; }
         dual_write { sync users { forward { id_big = id } } }
         migrate    { backfill users; }
         contract   { alter table users
                        #[allow(changed_type_same_name, reason = "v2 reads 64 bits")] swap column id with id_big,
                        drop column id_big; }"#,
    )
    .on(&[Dialect::MySql, Dialect::MariaDb])],
    allowed: &[WHOLE],
    found: Found::By(check),
};

/// Why a column can't change places with another on MySQL and MariaDB.
pub(in crate::rules) fn obstacle(schema: &Schema, table: &Table, column: &str) -> Option<String> {
    let reads = |columns: &[String]| columns.iter().any(|name| name == column);
    if table.column(column)?.auto_increment {
        return Some(format!("the database numbers `{column}`, and a trigger sees 0 in its place: the other column can't be kept in step"));
    }
    if reads(&table.primary_key) {
        return Some(format!("`{column}` is in the primary key, by which the rows are stored: the table would be copied"));
    }
    let own = table.foreign_keys.iter().find(|key| reads(&key.columns)).map(|key| (&table.name, key));
    let others = || schema.tables.iter().flat_map(|child| child.foreign_keys.iter().map(move |key| (&child.name, key)));
    let refers = || others().find(|(_, key)| key.table == table.name && reads(&key.references));
    if let Some((child, key)) = own.or_else(refers) {
        return Some(format!("a foreign key joins `{child}` and `{}` by it: no statement changes both", key.table));
    }
    if let Some(check) = table.checks.iter().find(|check| reads(&check.columns)) {
        return Some(format!("check ({}) reads `{column}`, and what a check reads can't be renamed", check.source));
    }
    let computes = |value: &IndexValue| matches!(value, IndexValue::Expression(_));
    let index = table.indexes.iter().find(|index| reads(&index.columns) && index.parts.iter().any(|part| computes(&part.value)));
    index.map(|index| format!("index `{}` computes with `{column}`, and what it reads can't be renamed", index.name))
}

fn check(migration: &Migration, sink: &mut Sink) {
    let Some(dialect) = migration.dialects.iter().find(|dialect| super::commits_each_statement(**dialect)) else { return };
    for at in &migration.swaps {
        let (column, with) = (&at.node.column, &at.node.with);
        let Some(table) = migration.expanded.table(&at.node.table) else { continue };
        let Some(obstacle) = obstacle(&migration.expanded, table, column) else { continue };
        let mut error =
            Diagnostic::new(&SWAP_NOT_ON_DIALECT, at.place, format!("{dialect} can't exchange `{column}` and `{with}` in one step"))
                .note(obstacle);
        // A key of another name is another key.
        let or = if table.primary_key.contains(column) {
            ""
        } else {
            error = error.help(format!(
                "let v2 use the new name: sync {} {{ forward {{ {with} = {column} }} reverse {{ {column} = {with} }} }}",
                table.name
            ));
            "or "
        };
        sink.report(
            error.help(format!(
                "{or}leave mysql and mariadb out of `dialects:`, and change the type there with a tool that copies the table"
            )),
        );
    }
}
