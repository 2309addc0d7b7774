//! An index that another one can stand in for costs each write, and serves no read.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::{Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::Table;
use crate::schema::constraint::{Index, IndexValue};

/// XC0521.
pub static REDUNDANT_INDEX: Rule = Rule {
    code: "XC0521",
    name: "redundant_index",
    severity: Severity::Warning,
    overridable: Overridable::WithReason,
    page: Page {
        what: "A new index is sorted by columns with which another index, the primary key or a unique constraint begins.",
        why: "The other one finds the same rows. This one takes its time to build, its place on disk and in memory, and a bit of every write, for \
              nothing.",
        databases: "All.",
        instead: "Leave it out. Where it is to replace the other one (it is smaller, and the other's further columns are not used), drop that \
                  one in the same migration's contract.",
        sources: &[
            "spirit, linter: redundant indexes",
            "pt-duplicate-key-checker: duplicate and left-prefix keys",
            "MySQL 8.0 manual, \"Multiple-Column Indexes\": \"any leftmost prefix of the index can be used\"",
        ],
    },
    refused: &[Example::after(
        "expand { create table t (id bigint primary key, a int null, b int null); create index t_ab on t (a, b); }",
        "expand { create index t_a on t (a); }",
    )],
    allowed: &[
        Example::after(
            "expand { create table t (id bigint primary key, a int null, b int null); create index t_ab on t (a, b); }",
            "expand { create index t_b on t (b); }",
        ),
        Example::after(
            "expand { create table t (id bigint primary key, a int null, b int null); create index t_ab on t (a, b); }",
            "expand { create index t_a on t (a); } contract { drop index t_ab on t; }",
        ),
    ],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in migration.operations.iter().filter(|at| !at.node.taken_over) {
        let Operation::CreateIndex(index) = &at.node.operation else { continue };
        let Some(table) = migration.after.table(&at.node.table) else { continue };
        let Some((by, declared_at)) = (!index.unique).then(|| serves(table, index)).flatten() else { continue };
        sink.report(
            Diagnostic::new(&REDUNDANT_INDEX, at.place, format!("index `{}` finds nothing that {by} does not", index.name))
                .note(format!("that begins with the same columns; it is declared at {declared_at}"))
                .help("leave the new index out, or drop the other one in `contract`"),
        );
    }
}

/// What else of the table is sorted by the index's parts first, and has the same rows: one of some rows only is smaller.
fn serves(table: &Table, index: &Index) -> Option<(String, String)> {
    let other = table.indexes.iter().find(|other| {
        let rows = other.predicate == index.predicate;
        let carries = index.include.iter().all(|column| other.columns.contains(column));
        other.name != index.name && rows && carries && other.parts.starts_with(&index.parts)
    });
    if let Some(other) = other {
        return Some((format!("index `{}`", other.name), other.declared_at.clone()));
    }
    // A key is sorted upwards by its columns, and carries nothing else.
    let columns: Vec<&str> = index
        .parts
        .iter()
        .map_while(|part| match &part.value {
            IndexValue::Column(name) if !part.descending => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let whole = columns.len() == index.parts.len() && index.include.is_empty();
    let begins = |key: &[String]| {
        whole && index.predicate.is_none() && key.len() >= columns.len() && key.iter().zip(&columns).all(|(own, column)| own == column)
    };
    if begins(&table.primary_key) {
        return Some(("the primary key".into(), table.declared_at.clone()));
    }
    let unique = table.uniques.iter().find(|unique| begins(&unique.columns))?;
    Some((format!("`unique ({})`", unique.columns.join(", ")), unique.declared_at.clone()))
}
