//! A generated column is nobody's to write, and what makes an ordinary column what it is does not apply to it.

use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::resolve::{Migration, Operation};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::schema::constraint::Constraint;
use crate::schema::{Column, Table};

/// XC0441.
pub static GENERATED_IS_COMPUTED: Rule = Rule {
    code: "XC0441",
    name: "generated_is_computed",
    severity: Severity::Error,
    overridable: Overridable::No("the database refuses the statement"),
    page: Page {
        what: "Something writes a generated column, or gives it a default, a NOT NULL or another type; or a key, a foreign key, the join of a sync, \
               a `like` or a swap is of one.",
        why: "The database computes the column, and refuses whoever gives it a value: a trigger that did would make the application's own writes \
              fail. As a key it is not known where a trigger needs it: PostgreSQL computes it after the BEFORE triggers.",
        databases: "All refuse a value for a generated column (MySQL error 3105, PostgreSQL 428C9). SQLite has none in a primary key, MySQL no \
                    virtual one; InnoDB takes no virtual one in a foreign key.",
        instead: "What it is computed from. To put an ordinary column in its place: a new column, a `sync` whose forward is the expression, and \
                  `drop column` of the generated one in contract. To have a key of it, an ordinary column as well.",
        sources: &[
            "PostgreSQL manual, \"Generated Columns\"; \"CREATE TRIGGER\": values of generated columns in BEFORE triggers",
            "MySQL 8.0 manual, \"CREATE TABLE and Generated Columns\"; \"FOREIGN KEY Constraints\"",
            "sqlite.org, \"Generated Columns\", Limitations",
        ],
    },
    refused: &[
        Example::after(
            GENERATED,
            "expand     { alter table t add column n int null; }
             dual_write { sync t { forward { n = a } reverse { b = n } } }
             migrate    { backfill t; }",
        ),
        Example::after(GENERATED, "contract { alter table t alter column b set not null; }"),
        Example::of("expand { create table t (a bigint not null, b bigint generated always as (abs(a)) stored, primary key (b)); }"),
    ],
    allowed: &[Example::after(
        GENERATED,
        "expand     { alter table t add column n int null; }
         dual_write { sync t { forward { n = b } } }
         migrate    { backfill t; }
         contract   { alter table t drop column b; }",
    )],
    found: Found::By(check),
};

const GENERATED: &str = "expand { create table t (id bigint primary key, a int null, b int generated always as (abs(a)) stored); }";

/// The refusal of what is done to a generated column: `does` says what, as in 'a default'.
pub fn refusal(table: &str, column: &Column, does: &str, place: Place) -> Diagnostic {
    let generated = column.generated.as_ref();
    Diagnostic::new(&GENERATED_IS_COMPUTED, place, format!("`{table}.{}` is generated, and {does}", column.name))
        .note(format!(
            "the database computes it from `{}`; it is declared at {}",
            generated.map_or("", |generated| generated.source.as_str()),
            column.declared_at
        ))
        .help(match generated.map(|generated| generated.columns.join("`, `")) {
            Some(columns) if !columns.is_empty() => format!("what can be written and changed is what it is computed from: `{columns}`"),
            _ => "leave it to the database".into(),
        })
}

fn check(migration: &Migration, sink: &mut Sink) {
    let mut of = |table: &str, column: &str, does: &str, place: Place| {
        let known = migration.expanded.table(table).and_then(|table| table.column(column));
        if let Some(known) = known.filter(|known| known.generated.is_some()) {
            sink.report(refusal(table, known, does, place));
        }
    };
    for mapping in migration.mappings() {
        for assignment in mapping.forward.iter().chain(mapping.normalise) {
            of(mapping.to, &assignment.column, "a sync writes it", assignment.place);
        }
        for assignment in mapping.reverse {
            of(mapping.from, &assignment.column, "a sync writes it", assignment.place);
        }
    }
    for at in &migration.pairs {
        let pair = &at.node;
        pair.source_key().for_each(|column| of(&pair.source, column, "the two tables are joined by it", at.place));
        pair.target_key().for_each(|column| of(&pair.target, column, "the two tables are joined by it", at.place));
        pair.presence.iter().for_each(|presence| of(&pair.source, &presence.column, "a sync writes it", at.place));
    }
    for at in &migration.applications {
        at.node.columns.iter().for_each(|column| of(&at.node.table, &column.node, "the application can't write it", column.place));
    }
    for at in &migration.transforms {
        let (table, listed) = (&at.node.table, migration.application(&at.node.table));
        at.node.targets.iter().for_each(|column| of(table, &column.node, "a function's value can't be written into it", column.place));
        // A listed one was reported.
        let unlisted = at.node.call.arguments.iter().filter(|column| !listed.is_some_and(|by| by.node.lists(&column.node)));
        unlisted.for_each(|column| of(table, &column.node, "the triggers that watch what a function takes don't know it", column.place));
    }
    for at in &migration.tables {
        let table = &at.node;
        table.primary_key.iter().for_each(|column| of(&table.name, column, "is in the primary key", at.place));
        table.foreign_keys.iter().for_each(|key| foreign_key(&mut of, table, &Constraint::ForeignKey(key.clone()), at.place));
    }
    for at in &migration.operations {
        let Some(table) = migration.expanded.table(&at.node.table) else { continue };
        match &at.node.operation {
            Operation::AddConstraint(constraint) => foreign_key(&mut of, table, constraint, at.place),
            Operation::SetPrimaryKey { to, .. } => {
                to.iter().for_each(|column| of(&table.name, column, "is in the primary key", at.place));
            }
            _ => {}
        }
    }
    for at in &migration.columns {
        at.node.like.iter().for_each(|like| of(&at.node.table, like, "another column is `like` it", at.place));
    }
    for at in &migration.swaps {
        [&at.node.column, &at.node.with].into_iter().for_each(|column| of(&at.node.table, column, "changes places with another", at.place));
    }
}

fn foreign_key(of: &mut dyn FnMut(&str, &str, &str, Place), table: &Table, constraint: &Constraint, place: Place) {
    let Constraint::ForeignKey(key) = constraint else { return };
    key.columns.iter().for_each(|column| of(&table.name, column, "is in a foreign key", place));
    key.references.iter().for_each(|column| of(&key.table, column, "a foreign key refers to it", place));
}
