//! Renames in place are refused, with the migration to write.

use super::Migration;
use crate::diagnostic::{Diagnostic, Place};
use crate::rules::names::RENAME_IN_PLACE;
use crate::schema::constraint::{Constraint, ForeignKey, Index, IndexValue};
use crate::schema::{Column, Schema, Table};
use crate::syntax::{Name, Referential};

const OUTAGE: &str = "between the rename and the end of the deployment, every statement of v1 on the old name fails";

/// `rename column a to b`.
pub(super) fn column(table: &Table, column: &Column, to: &Name, place: Place) -> Diagnostic {
    let (name, from, to) = (&table.name, &column.name, &to.node);
    let blocks = [
        format!("expand     {{ alter table {name} add column {to} like {from}; }}"),
        format!("dual_write {{ sync {name} {{ {from} <-> {to} }} }}"),
        format!("migrate    {{ backfill {name}; }}"),
        format!("contract   {{ alter table {name} drop column {from}; }}"),
    ];
    let refusal =
        Diagnostic::new(&RENAME_IN_PLACE, place, format!("renaming `{name}.{from}` to `{to}` breaks the version that is running"))
            .note(OUTAGE);
    if table.primary_key.contains(from) {
        return refusal.note(format!("`{from}` is in the primary key of `{name}`: a key under another name is not in the language yet"));
    }
    refusal.help(format!("add the new name beside the old one:\n{}", blocks.join("\n")))
}

/// `rename table a to b`, `alter table a rename to b`.
pub(super) fn table(migration: &Migration, table: &Table, to: &Name, place: Place) -> Diagnostic {
    let error = Diagnostic::new(
        &RENAME_IN_PLACE,
        place,
        format!("renaming table `{}` to `{}` breaks the version that is running", table.name, to.node),
    )
    .note(OUTAGE);
    if table.primary_key.is_empty() {
        return error
            .note(format!("a table beside it would need a primary key, by which its rows belong together; `{}` has none", table.name));
    }
    error
        .note("what indexes, constraints and other tables say of it must be said of the new table: it is written out here; v2 is deployed after migrate")
        .help(format!("make the new table beside the old one:\n{}", Rename { schema: &migration.expanded, table, to: &to.node }.blocks()))
}

struct Rename<'a> {
    schema: &'a Schema,
    table: &'a Table,
    to: &'a str,
}

impl Rename<'_> {
    fn blocks(&self) -> String {
        let (from, to) = (&self.table.name, self.to);
        let key = &self.table.primary_key;
        let written = self.table.columns.iter().filter(|column| column.generated.is_none()).map(|column| column.name.as_str());
        let others: Vec<&str> = written.filter(|name| !key.iter().any(|key| key == name)).collect();
        let on: Vec<String> = key.iter().map(|key| format!("{to}.{key} = {from}.{key}")).collect();
        let given = |to: &str, from: &str| others.iter().map(|name| format!("{to}.{name} = {from}.{name}")).collect::<Vec<_>>().join(", ");
        let mut lines = vec!["expand {".to_owned()];
        lines.extend(self.create_table());
        lines.extend(self.table.indexes.iter().map(|index| format!("    {}", self.index(index))));
        lines.extend([
            "}".to_owned(),
            "dual_write {".into(),
            format!("    sync {from} to {to} on {} {{", on.join(" and ")),
            format!("        forward {{ {} }}", given(to, from)),
            format!("        reverse {{ {} }}", given(from, to)),
            "    }".into(),
            "}".into(),
            format!("migrate {{ backfill {from}; }}"),
            "contract {".into(),
        ]);
        lines.extend(self.referring());
        lines.extend([format!("    drop table {from};"), "}".into()]);
        lines.join("\n")
    }

    fn create_table(&self) -> Vec<String> {
        let (from, to, key) = (&self.table.name, self.to, &self.table.primary_key);
        let mut parts: Vec<String> = self.table.columns.iter().map(|column| definition(column, *key == [column.name.as_str()])).collect();
        if key.len() > 1 {
            parts.push(format!("primary key ({})", key.join(", ")));
        }
        parts.extend(self.table.constraints().filter_map(|constraint| match constraint {
            // Rows are copied in the order of their keys, and not that of their parents.
            Constraint::ForeignKey(key) if key.table == *from => None,
            Constraint::ForeignKey(key) => Some(spelled(&key, &key.table)),
            other => Some(other.spelled()),
        }));
        let mut lines = vec![format!("    create table {to} (")];
        lines.push(format!("        {}", parts.join(",\n        ")));
        lines.push("    );".into());
        lines
    }

    fn index(&self, index: &Index) -> String {
        let parts = index.parts.iter().map(|part| {
            let value = match &part.value {
                IndexValue::Column(name) => name.clone(),
                IndexValue::Expression(text) => format!("({text})"),
            };
            if part.descending { format!("{value} desc") } else { value }
        });
        let parts: Vec<String> = parts.collect();
        let unique = if index.unique { "unique " } else { "" };
        let include = if index.include.is_empty() { String::new() } else { format!(" include ({})", index.include.join(", ")) };
        let predicate = index.predicate.as_ref().map(|text| format!(" where {text}")).unwrap_or_default();
        format!("create {unique}index {} on {} ({}){include}{predicate};", self.own_name(&index.name), self.to, parts.join(", "))
    }

    /// Foreign keys that refer to the table.
    fn referring(&self) -> Vec<String> {
        let from = &self.table.name;
        let keys = self.schema.tables.iter().flat_map(|table| table.foreign_keys.iter().map(move |key| (table, key)));
        let referring = keys.filter(|(_, key)| key.table == *from).map(|(table, key)| {
            let add = format!("add constraint {} {}", self.own_name(&key.name), spelled(key, self.to));
            if table.name == *from {
                format!("    alter table {} {add};", self.to)
            } else {
                format!("    alter table {} {add}, drop constraint {};", table.name, key.name)
            }
        });
        referring.collect()
    }

    /// A name that is not taken yet: names of indexes and foreign keys are the schema's, not the table's.
    fn own_name(&self, name: &str) -> String {
        match name.contains(self.table.name.as_str()) {
            true => name.replace(&self.table.name, self.to),
            false => format!("{name}_{}", self.to),
        }
    }
}

fn definition(column: &Column, is_key: bool) -> String {
    let mut sql = format!("{} {}", column.name, column.ty.spelled());
    if let Some(generated) = &column.generated {
        return format!("{sql} generated always as ({}) {}", generated.source, generated.kept());
    }
    sql += match (is_key, column.nullable) {
        (true, _) => " primary key",
        (false, true) => " null",
        (false, false) => " not null",
    };
    if column.auto_increment {
        sql += " auto_increment";
    }
    if let Some(default) = &column.default {
        sql += &format!(" default {}", default.spelled());
    }
    sql
}

fn spelled(key: &ForeignKey, table: &str) -> String {
    let mut sql = format!("foreign key ({}) references {table} ({})", key.columns.join(", "), key.references.join(", "));
    for (event, action) in [("delete", key.on_delete), ("update", key.on_update)] {
        if action != Referential::NoAction {
            sql += &format!(" on {event} {}", action.sql().to_lowercase());
        }
    }
    sql
}
