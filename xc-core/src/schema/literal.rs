//! The schema as one string literal: how it passes from one macro call to the next.
//!
//! One line for each thing, fields parted by tabs. A literal costs the compiler one token, however large the schema is.

use super::{Column, Dropped, Schema, Table, types::Type};
use crate::plan::Dialect;
use crate::syntax::{DefaultValue, Literal};

/// Writes a schema down.
pub fn encode(schema: &Schema) -> String {
    let mut lines = Vec::new();
    if let Some(id) = schema.id {
        lines.push(line(["id", &format!("{id:016x}")]));
    }
    lines.push(line(std::iter::once("dialects").chain(schema.dialects.iter().map(|dialect| dialect.name()))));
    lines.extend(schema.migrations.iter().map(|name| line(["migration", name])));
    for table in &schema.tables {
        lines.push(line(["table", &table.name, &table.declared_at]));
        lines.extend(table.columns.iter().map(column));
        lines.push(line(std::iter::once("key").chain(table.primary_key.iter().map(String::as_str))));
        lines.extend(table.uniques.iter().map(|unique| line(std::iter::once("unique").chain(unique.iter().map(String::as_str)))));
    }
    lines.extend(schema.dropped.iter().map(|gone| line(["dropped", &gone.table, &gone.column, &gone.migration, &gone.at])));
    lines.join("\n")
}

/// Reads a schema back. `None` if the text is not one that [`encode`] wrote.
pub fn decode(text: &str) -> Option<Schema> {
    let mut schema = Schema::default();
    for line in text.lines() {
        let fields: Vec<String> = line.split('\t').map(unescape).collect();
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        match fields.as_slice() {
            ["id", id] => schema.id = Some(u64::from_str_radix(id, 16).ok()?),
            ["dialects", names @ ..] => {
                for name in names {
                    schema.dialects.push(Dialect::ALL.into_iter().find(|dialect| dialect.name() == *name)?);
                }
            }
            ["migration", name] => schema.migrations.push((*name).into()),
            ["table", name, at] => schema.tables.push(Table {
                name: (*name).into(),
                declared_at: (*at).into(),
                columns: Vec::new(),
                primary_key: Vec::new(),
                uniques: Vec::new(),
            }),
            ["column", name, ty, null, auto, at, default @ ..] => schema.tables.last_mut()?.columns.push(Column {
                name: (*name).into(),
                ty: parse_type(ty)?,
                nullable: *null == "null",
                auto_increment: *auto == "auto",
                declared_at: (*at).into(),
                default: parse_default(default)?,
            }),
            ["key", columns @ ..] => schema.tables.last_mut()?.primary_key = owned(columns),
            ["unique", columns @ ..] => schema.tables.last_mut()?.uniques.push(owned(columns)),
            ["dropped", table, column, migration, at] => schema.dropped.push(Dropped {
                table: (*table).into(),
                column: (*column).into(),
                migration: (*migration).into(),
                at: (*at).into(),
            }),
            _ => return None,
        }
    }
    Some(schema)
}

fn line<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    fields.into_iter().map(escape).collect::<Vec<_>>().join("\t")
}

fn column(column: &Column) -> String {
    let ty = column.ty.spelled();
    let null = if column.nullable { "null" } else { "not null" };
    let auto = if column.auto_increment { "auto" } else { "" };
    let mut fields = vec!["column", &column.name, &ty, null, auto, &column.declared_at];
    let number;
    match &column.default {
        None => {}
        Some(DefaultValue::Null) => fields.push("null"),
        Some(DefaultValue::CurrentTimestamp) => fields.push("now"),
        Some(DefaultValue::Literal(Literal::Text(text))) => fields.extend(["text", text]),
        Some(DefaultValue::Literal(Literal::Decimal(text))) => fields.extend(["decimal", text]),
        Some(DefaultValue::Literal(Literal::Bool(value))) => fields.push(if *value { "true" } else { "false" }),
        Some(DefaultValue::Literal(Literal::Int(value))) => {
            number = value.to_string();
            fields.extend(["int", &number]);
        }
    }
    line(fields)
}

fn parse_default(fields: &[&str]) -> Option<Option<DefaultValue>> {
    let literal = |literal| Some(Some(DefaultValue::Literal(literal)));
    match fields {
        [] => Some(None),
        ["null"] => Some(Some(DefaultValue::Null)),
        ["now"] => Some(Some(DefaultValue::CurrentTimestamp)),
        ["true"] => literal(Literal::Bool(true)),
        ["false"] => literal(Literal::Bool(false)),
        ["text", text] => literal(Literal::Text((*text).into())),
        ["decimal", text] => literal(Literal::Decimal((*text).into())),
        ["int", number] => literal(Literal::Int(number.parse().ok()?)),
        _ => None,
    }
}

fn parse_type(spelled: &str) -> Option<Type> {
    if spelled == Type::Unknown.spelled() {
        return Some(Type::Unknown);
    }
    let (word, numbers) = match spelled.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
        None => (spelled, Vec::new()),
        Some((word, numbers)) => (word, numbers.split(", ").map(str::parse).collect::<Result<_, _>>().ok()?),
    };
    Type::parse(word, &numbers).ok()
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).into()).collect()
}

fn escape(field: &str) -> String {
    field.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

fn unescape(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    let mut chars = field.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '\\' => match chars.next() {
                Some('t') => text.push('\t'),
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_survives_the_way_through_text() {
        let column = |name: &str, ty, default| Column {
            name: name.into(),
            ty,
            nullable: default == Some(DefaultValue::Null),
            default,
            auto_increment: name == "id",
            declared_at: "src/a.rs:1:2".into(),
        };
        let schema = Schema {
            id: Some(u64::MAX - 3),
            dialects: vec![Dialect::Postgres, Dialect::Sqlite],
            migrations: vec!["first".into(), "second".into()],
            tables: vec![Table {
                name: "odd\tname\\n".into(),
                declared_at: "C:\\tables.rs:3:4".into(),
                columns: vec![
                    column("id", Type::BigInt, None),
                    column("tab\there", Type::Varchar(40), Some(DefaultValue::Literal(Literal::Text("a\tb\nc\\".into())))),
                    column("price", Type::Decimal(10, 2), Some(DefaultValue::Literal(Literal::Decimal("1.50".into())))),
                    column("seen", Type::Timestamp(0), Some(DefaultValue::CurrentTimestamp)),
                    column("count", Type::Int, Some(DefaultValue::Literal(Literal::Int(-1)))),
                    column("on", Type::Boolean, Some(DefaultValue::Literal(Literal::Bool(true)))),
                    column("poison", Type::Unknown, Some(DefaultValue::Null)),
                ],
                primary_key: vec!["id".into()],
                uniques: vec![vec!["price".into(), "seen".into()]],
            }],
            dropped: vec![Dropped { table: "t".into(), column: "c".into(), migration: "m".into(), at: "a.rs:1:1".into() }],
        };
        assert_eq!(decode(&encode(&schema)), Some(schema));
    }
}
