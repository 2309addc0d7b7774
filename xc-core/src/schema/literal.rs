//! Parts of the schema as text: how it passes from one macro call to the next.
//!
//! One line for each thing, fields parted by tabs.

use super::constraint::{Check, ForeignKey, Index, IndexPart, IndexValue, Unique};
use super::enumeration::{Enum, EnumType};
use super::history::{Flight, Part, PartKind, Since, Uses};
use super::namespace::Namespace;
use super::{Column, Dropped, Generated, Gone, Schema, Table, types::Type};
use crate::plan::{Dialect, Phase};
use crate::syntax::{DefaultValue, Literal, Referential};

/// Writes down what is of the whole schema, except the names of its migrations.
pub fn head(schema: &Schema) -> String {
    let mut lines = Vec::new();
    if let Some(id) = schema.id {
        lines.push(line(["id", &format!("{id:016x}")]));
    }
    lines.push(line(std::iter::once("dialects").chain(schema.dialects.iter().map(|dialect| dialect.name()))));
    lines.extend(schema.enums.iter().map(|known| {
        let values = known.ty.values.iter().map(String::as_str);
        line(["enum", &known.ty.name, &known.declared_at, &since(known.since)].into_iter().chain(values))
    }));
    lines.extend(schema.namespaces.iter().map(|known| line(["schema", &known.name, &known.declared_at, &since(known.since)])));
    // What was dropped from a table that is there still is written with the table.
    lines.extend(schema.dropped.iter().filter(|gone| schema.table(&gone.table).is_none()).map(dropped));
    lines.join("\n")
}

/// Writes down a table of the schema, and what was dropped from it.
pub fn table(schema: &Schema, table: &Table) -> String {
    let mut lines = vec![line(["table", &table.name, &table.declared_at])];
    lines.extend(table.columns.iter().flat_map(|each| std::iter::once(column(each)).chain(each.generated.as_ref().map(generated))));
    lines.push(line(std::iter::once("key").chain(table.primary_key.iter().map(String::as_str))));
    lines.extend(
        table
            .uniques
            .iter()
            .map(|unique| line(["unique", &unique.name, &unique.declared_at].into_iter().chain(unique.columns.iter().map(String::as_str)))),
    );
    lines.extend(table.checks.iter().map(|check| {
        line(["check", &check.name, &check.declared_at, &check.source].into_iter().chain(check.columns.iter().map(String::as_str)))
    }));
    lines.extend(table.foreign_keys.iter().map(foreign_key));
    lines.extend(table.indexes.iter().flat_map(index));
    lines.extend(table.history.since.map(|at| line(["since", &since(Some(at))])));
    lines.extend(table.history.parts.iter().map(part));
    lines.extend(table.history.flights.iter().map(flight));
    lines.extend(schema.dropped.iter().filter(|gone| gone.table == table.name).map(dropped));
    lines.join("\n")
}

/// Reads such a part into a schema, the head before the tables. `None` if it is not one that [`head`] or [`table`] wrote.
pub fn read(text: &str, schema: &mut Schema) -> Option<()> {
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
            ["enum", name, at, from, values @ ..] => schema.enums.push(Enum {
                ty: EnumType { name: (*name).into(), values: owned(values) },
                declared_at: (*at).into(),
                since: parse_since(from)?,
            }),
            ["schema", name, at, from] => {
                schema.namespaces.push(Namespace { name: (*name).into(), declared_at: (*at).into(), since: parse_since(from)? })
            }
            ["table", name, at] => schema.tables.push(Table { name: (*name).into(), declared_at: (*at).into(), ..Table::default() }),
            ["column", name, ty, null, auto, at, default @ ..] => {
                let column = Column {
                    name: (*name).into(),
                    ty: parse_type(ty, schema)?,
                    nullable: *null == "null",
                    auto_increment: *auto == "auto",
                    declared_at: (*at).into(),
                    default: parse_default(default)?,
                    // On a line of its own.
                    generated: None,
                };
                schema.tables.last_mut()?.columns.push(column);
            }
            ["generated", kept, source, columns @ ..] => {
                let stored = *kept == "stored";
                let column = schema.tables.last_mut()?.columns.last_mut()?;
                column.generated = Some(Generated { source: (*source).into(), columns: owned(columns), stored });
            }
            ["key", columns @ ..] => schema.tables.last_mut()?.primary_key = owned(columns),
            ["unique", name, at, columns @ ..] => {
                schema.tables.last_mut()?.uniques.push(Unique { name: (*name).into(), columns: owned(columns), declared_at: (*at).into() })
            }
            ["check", name, at, source, columns @ ..] => schema.tables.last_mut()?.checks.push(Check {
                name: (*name).into(),
                source: (*source).into(),
                columns: owned(columns),
                declared_at: (*at).into(),
            }),
            ["foreign key", name, at, table, on_delete, on_update, columns @ ..] if columns.len() % 2 == 0 => {
                let (columns, references) = columns.split_at(columns.len() / 2);
                schema.tables.last_mut()?.foreign_keys.push(ForeignKey {
                    name: (*name).into(),
                    columns: owned(columns),
                    table: (*table).into(),
                    references: owned(references),
                    on_delete: parse_referential(on_delete)?,
                    on_update: parse_referential(on_update)?,
                    declared_at: (*at).into(),
                });
            }
            ["index", name, at, unique, predicate @ ..] => schema.tables.last_mut()?.indexes.push(Index {
                name: (*name).into(),
                unique: *unique == "unique",
                parts: Vec::new(),
                include: Vec::new(),
                predicate: predicate.first().map(|source| (*source).into()),
                columns: Vec::new(),
                declared_at: (*at).into(),
            }),
            ["part", kind, direction, text] => schema.tables.last_mut()?.indexes.last_mut()?.parts.push(IndexPart {
                value: match *kind {
                    "column" => IndexValue::Column((*text).into()),
                    _ => IndexValue::Expression((*text).into()),
                },
                descending: *direction == "desc",
            }),
            ["include", columns @ ..] => schema.tables.last_mut()?.indexes.last_mut()?.include = owned(columns),
            ["reads", columns @ ..] => schema.tables.last_mut()?.indexes.last_mut()?.columns = owned(columns),
            ["since", at] => schema.tables.last_mut()?.history.since = parse_since(at)?,
            ["was", kind, name, at, filled] => schema.tables.last_mut()?.history.parts.push(Part {
                kind: PART_KINDS.into_iter().find(|(_, spelled)| spelled == kind)?.0,
                name: (*name).into(),
                since: parse_since(at)?,
                filled: parse_since(filled)?,
            }),
            ["flight", by, flags, at, columns @ ..] if columns.len() % 2 == 0 => {
                let by = parse_since(by)??;
                let has = |flag| flags.contains(flag);
                schema.tables.last_mut()?.history.flights.push(Flight {
                    migration: by.migration,
                    ends: by.phase,
                    at: (*at).into(),
                    touches: has('t'),
                    whole: has('w'),
                    reshapes: has('r'),
                    makes_rows: has('m'),
                    endless: has('e'),
                    columns: columns.chunks(2).map(|pair| (pair[0].into(), parse_uses(pair[1]))).collect(),
                });
            }
            ["dropped", kind, table, name, migration, at] => schema.dropped.push(Dropped {
                kind: Gone::ALL.into_iter().find(|gone| gone.name() == *kind)?,
                table: (*table).into(),
                name: (*name).into(),
                migration: (*migration).into(),
                at: (*at).into(),
            }),
            _ => return None,
        }
    }
    Some(())
}

fn dropped(gone: &Dropped) -> String {
    line(["dropped", gone.kind.name(), &gone.table, &gone.name, &gone.migration, &gone.at])
}

const PART_KINDS: [(PartKind, &str); 3] = [(PartKind::Column, "column"), (PartKind::Index, "index"), (PartKind::Constraint, "constraint")];

fn part(part: &Part) -> String {
    let kind = PART_KINDS.into_iter().find(|(kind, _)| *kind == part.kind).map_or("", |(_, spelled)| spelled);
    line(["was", kind, &part.name, &since(part.since), &since(part.filled)])
}

fn flight(flight: &Flight) -> String {
    let Flight { migration, ends, at, touches, whole, reshapes, makes_rows, endless, columns } = flight;
    let by = since(Some(Since { migration: *migration, phase: *ends }));
    let flags = flags(&[(*touches, 't'), (*whole, 'w'), (*reshapes, 'r'), (*makes_rows, 'm'), (*endless, 'e')]);
    let uses: Vec<String> = columns.iter().map(|(_, uses)| spelled_uses(*uses)).collect();
    let columns = columns.iter().zip(&uses).flat_map(|((column, _), uses)| [column.as_str(), uses.as_str()]);
    line(["flight", by.as_str(), flags.as_str(), at.as_str()].into_iter().chain(columns))
}

fn flags(of: &[(bool, char)]) -> String {
    of.iter().filter(|(set, _)| *set).map(|(_, flag)| *flag).collect()
}

fn spelled_uses(uses: Uses) -> String {
    let Uses { synced, filled, changed, leaned } = uses;
    flags(&[(synced, 's'), (filled, 'f'), (changed, 'c'), (leaned, 'l')])
}

fn parse_uses(flags: &str) -> Uses {
    let has = |flag| flags.contains(flag);
    Uses { synced: has('s'), filled: has('f'), changed: has('c'), leaned: has('l') }
}

/// `3e`: the migration's index, and the first letter of the phase.
fn since(since: Option<Since>) -> String {
    since.map(|at| format!("{}{}", at.migration, &at.phase.keyword()[..1])).unwrap_or_default()
}

fn parse_since(spelled: &str) -> Option<Option<Since>> {
    if spelled.is_empty() {
        return Some(None);
    }
    let phase = Phase::ALL.into_iter().find(|phase| spelled.ends_with(&phase.keyword()[..1]))?;
    let migration = spelled[..spelled.len() - 1].parse().ok()?;
    Some(Some(Since { migration, phase }))
}

fn line<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    fields.into_iter().map(escape).collect::<Vec<_>>().join("\t")
}

fn column(column: &Column) -> String {
    // The values of an enum are said once, in the head: they may have become more since the table was written down.
    let ty = column.ty.as_enum().map_or_else(|| column.ty.spelled(), |of| format!("{ENUM}{}", of.name));
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

fn generated(generated: &Generated) -> String {
    let Generated { source, columns, stored: _ } = generated;
    line(["generated", generated.kept(), source].into_iter().chain(columns.iter().map(String::as_str)))
}

fn foreign_key(key: &ForeignKey) -> String {
    let ForeignKey { name, columns, table, references, on_delete, on_update, declared_at } = key;
    let fields = ["foreign key", name, declared_at, table, on_delete.sql(), on_update.sql()];
    line(fields.into_iter().chain(columns.iter().chain(references).map(String::as_str)))
}

fn parse_referential(sql: &str) -> Option<Referential> {
    Referential::ALL.into_iter().find(|action| action.sql() == sql)
}

/// An index has a line of its own, and one for each of its parts.
fn index(index: &Index) -> Vec<String> {
    let unique = if index.unique { "unique" } else { "" };
    let mut lines = vec![line(["index", &index.name, &index.declared_at, unique].into_iter().chain(index.predicate.as_deref()))];
    lines.extend(index.parts.iter().map(|part| {
        let (kind, text) = match &part.value {
            IndexValue::Column(name) => ("column", name),
            IndexValue::Expression(source) => ("expression", source),
        };
        line(["part", kind, if part.descending { "desc" } else { "asc" }, text])
    }));
    if !index.include.is_empty() {
        lines.push(line(std::iter::once("include").chain(index.include.iter().map(String::as_str))));
    }
    lines.push(line(std::iter::once("reads").chain(index.columns.iter().map(String::as_str))));
    lines
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

/// What the name of an enum begins with where a type is spelled.
const ENUM: &str = "enum ";

fn parse_type(spelled: &str, schema: &Schema) -> Option<Type> {
    if let Some(name) = spelled.strip_prefix(ENUM) {
        return schema.enumeration(name).map(|known| Type::Enum(Box::new(known.ty.clone())));
    }
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
    use super::super::history::History;
    use super::*;

    #[test]
    fn a_schema_survives_the_way_through_text() {
        let column = |name: &str, ty, default| Column {
            name: name.into(),
            ty,
            nullable: default == Some(DefaultValue::Null),
            default,
            auto_increment: name == "id",
            generated: (name == "price").then(|| Generated {
                source: "a\t+ \"b\"".into(),
                columns: vec!["a".into(), "tab\there".into()],
                stored: true,
            }),
            declared_at: "src/a.rs:1:2".into(),
        };
        let dropped_from = |table: &str| Dropped {
            kind: Gone::Column,
            table: table.into(),
            name: "c".into(),
            migration: "m".into(),
            at: "a.rs:1:1".into(),
        };
        let at = |migration, phase| Some(Since { migration, phase });
        let schema = Schema {
            id: Some(u64::MAX - 3),
            dialects: vec![Dialect::Postgres, Dialect::Sqlite],
            migrations: Vec::new(),
            namespaces: vec![Namespace { name: "billing".into(), declared_at: "src/m.rs:9:1".into(), since: None }],
            enums: vec![Enum {
                ty: EnumType { name: "state".into(), values: vec!["new".into(), "on\tits way".into()] },
                declared_at: "a.rs:9:4".into(),
                since: at(3, Phase::Expand),
            }],
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
                    column(
                        "state",
                        Type::Enum(Box::new(EnumType { name: "state".into(), values: vec!["new".into(), "on\tits way".into()] })),
                        None,
                    ),
                    column("poison", Type::Unknown, Some(DefaultValue::Null)),
                ],
                primary_key: vec!["id".into()],
                uniques: vec![Unique { name: "u".into(), columns: vec!["price".into(), "seen".into()], declared_at: "a.rs:4:4".into() }],
                checks: vec![Check {
                    name: "c".into(),
                    source: "price > 0 or\tseen is null".into(),
                    columns: vec!["price".into(), "seen".into()],
                    declared_at: "a.rs:5:4".into(),
                }],
                foreign_keys: vec![ForeignKey {
                    name: "f".into(),
                    columns: vec!["price".into(), "seen".into()],
                    table: "other".into(),
                    references: vec!["a".into(), "b".into()],
                    on_delete: Referential::SetNull,
                    on_update: Referential::NoAction,
                    declared_at: "a.rs:6:4".into(),
                }],
                indexes: vec![Index {
                    name: "i".into(),
                    unique: true,
                    parts: vec![
                        IndexPart { value: IndexValue::Column("price".into()), descending: true },
                        IndexPart { value: IndexValue::Expression("lower (seen)".into()), descending: false },
                    ],
                    include: vec!["count".into()],
                    predicate: Some("on".into()),
                    columns: vec!["price".into(), "seen".into(), "count".into(), "on".into()],
                    declared_at: "a.rs:7:4".into(),
                }],
                history: History {
                    since: at(0, Phase::Expand),
                    parts: vec![
                        Part {
                            kind: PartKind::Column,
                            name: "tab\there".into(),
                            since: at(12, Phase::Expand),
                            filled: at(12, Phase::Migrate),
                        },
                        Part { kind: PartKind::Constraint, name: "u".into(), since: at(7, Phase::Contract), filled: None },
                    ],
                    flights: vec![Flight {
                        migration: 300,
                        ends: Phase::DualWrite,
                        at: "a.rs:8:4".into(),
                        touches: true,
                        whole: false,
                        reshapes: true,
                        makes_rows: true,
                        endless: false,
                        columns: vec![("price".into(), Uses::FILLED), ("seen".into(), Uses::CHANGED.and(Uses::LEANED))],
                    }],
                },
            }],
            dropped: ["gone", "odd\tname\\n"].map(dropped_from).to_vec(),
        };
        let mut read_back = Schema::default();
        assert_eq!(read(&head(&schema), &mut read_back), Some(()));
        assert_eq!(read(&table(&schema, &schema.tables[0]), &mut read_back), Some(()));
        assert_eq!(read_back, schema);
    }
}
