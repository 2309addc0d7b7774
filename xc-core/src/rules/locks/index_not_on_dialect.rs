//! Indexes that a database can't have.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::plan::Dialect;
use crate::resolve::{Migration, Operation, stored};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Table;
use crate::schema::constraint::{Index, IndexValue};
use crate::schema::types::Type;

/// XC0504.
pub static INDEX_NOT_ON_DIALECT: Rule = Rule {
    code: "XC0504",
    name: "index_not_on_dialect",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the index, or it would refuse rows that it shall allow"),
    page: Page {
        what: "A database that is named can't have this index.",
        why: "The statement would fail on that database, half way through the migration; or the index would refuse rows that it shall allow.",
        databases: "PostgreSQL has no index on the text of an enum. MySQL and MariaDB have no partial indexes. On an index that is not unique the condition is left out there: it is larger, and gives \
                    the same rows. On a unique one it can't be left out. MariaDB has no indexes on expressions. InnoDB indexes at most 3072 bytes of a \
                    key (a character of utf8mb4 counts 4), and no text, blob or json without a length.",
        instead: "A varchar in place of text; a column with the value of the expression, kept in step by a `sync`; or a migration without that \
                  database.",
        sources: &[
            "MySQL, \"InnoDB Limits\"",
            "MySQL, \"CREATE INDEX Statement\", errors 1170 and 1071",
            "MariaDB, \"Getting Started with Indexes\"",
        ],
    },
    refused: &[
        Example::of("expand { create table t (id bigint primary key, a text null); create index t_a on t (a); }")
            .on(&[Dialect::MySql, Dialect::MariaDb]),
        Example::of("expand { create table t (id bigint primary key, a int null); create index t_a on t (a + 1); }")
            .on(&[Dialect::MariaDb]),
        Example::of("expand { create table t (id bigint primary key, a int null); create unique index t_a on t (a) where a > 0; }")
            .on(&[Dialect::MySql, Dialect::MariaDb]),
        Example::of(
            "expand { create enum s (\"new\"); create table t (id bigint primary key, a s null); create index t_a on t (id) where upper(a) = \"NEW\"; }",
        )
        .on(&[Dialect::Postgres]),
    ],
    allowed: &[
        Example::of(
            "expand { create table t (id bigint primary key, a varchar(100) null); create index t_a on t (a desc) where a is not null; }",
        ),
        Example::of("expand { create table t (id bigint primary key, a int null); create index t_a on t (a + 1); }")
            .on(&[Dialect::Postgres, Dialect::Sqlite]),
    ],
    found: Found::By(check),
};

/// InnoDB, with the DYNAMIC row format, which is the default since MySQL 5.7.9.
const KEY_BYTES: u32 = 3072;

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.operations {
        let Some(table) = migration.expanded.table(&at.node.table) else { continue };
        if let Operation::CreateIndex(index) = &at.node.operation {
            if migration.dialects.contains(&Dialect::Postgres)
                && let Some(error) = enum_as_text(table, index, at.place)
            {
                sink.report(error);
            }
            for dialect in migration.dialects.iter().filter(|dialect| matches!(dialect, Dialect::MySql | Dialect::MariaDb)) {
                if let Some(error) = refusal(table, index, *dialect, at.place) {
                    sink.report(error);
                    break;
                }
            }
        }
    }
}

/// PostgreSQL's conversion of an enum to text is stable, not immutable: a value might be renamed.
fn enum_as_text(table: &Table, index: &Index, place: Place) -> Option<Diagnostic> {
    let expressions = index.parts.iter().filter_map(|part| match &part.value {
        IndexValue::Expression(text) => Some(text),
        IndexValue::Column(_) => None,
    });
    let reads = expressions.chain(&index.predicate).filter_map(|text| stored(table, text)).any(|read| read.reads_enum_as_text().is_some());
    reads.then(|| {
        Diagnostic::new(&INDEX_NOT_ON_DIALECT, place, format!("postgres can't keep the text of an enum in index `{}`", index.name))
            .note("\"functions in index expression must be marked IMMUTABLE\", and the conversion to text is not")
            .help("index the column itself; in a condition, compare it with its values: `where status in (\"new\", \"paid\")`")
    })
}

fn refusal(table: &Table, index: &Index, dialect: Dialect, place: Place) -> Option<Diagnostic> {
    let error = |message: String| Diagnostic::new(&INDEX_NOT_ON_DIALECT, place, message);
    if index.unique && index.predicate.is_some() {
        return Some(
            error(format!("{dialect} has no partial indexes, and `{}` is unique", index.name))
                .note("without its condition it would refuse rows that it shall allow")
                .help("leave mysql and mariadb out of `dialects:`, or keep a column that is null where the condition does not hold, and index that"),
        );
    }
    let has_expression = index.parts.iter().any(|part| matches!(part.value, IndexValue::Expression(_)));
    if has_expression && dialect == Dialect::MariaDb {
        return Some(
            error(format!("MariaDB has no indexes on expressions, and `{}` is one", index.name))
                .help("add a column with the value, keep it in step by `sync`, and index that; or leave mariadb out of `dialects:`"),
        );
    }
    let columns = index.leading_columns();
    let bytes = |name: &&str| match table.column(name).map(|column| &column.ty) {
        Some(Type::Varchar(size) | Type::Char(size)) => size.saturating_mul(4),
        Some(_) => 8,
        None => 0,
    };
    if let Some(name) =
        columns.iter().find(|name| matches!(table.column(name), Some(column) if matches!(column.ty, Type::Text | Type::Bytes | Type::Json)))
    {
        return Some(
            error(format!("{dialect} can't index `{name}`, which has no length"))
                .note("error 1170: a key of a text, blob or json column needs one")
                .help(format!("`{name} varchar(768)` or shorter")),
        );
    }
    let total: u32 = columns.iter().map(bytes).fold(0, u32::saturating_add);
    (total > KEY_BYTES).then(|| {
        error(format!("the key of index `{}` has up to {total} bytes, and {dialect} takes {KEY_BYTES}", index.name))
            .note("error 1071; a character of utf8mb4 counts 4 bytes")
    })
}
