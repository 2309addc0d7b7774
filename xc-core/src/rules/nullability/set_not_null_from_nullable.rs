//! A column that becomes NOT NULL is filled by an expression that is never null.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::{At, ColumnRef, Mapping, Migration, Pair};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0204.
pub static SET_NOT_NULL_FROM_NULLABLE: Rule = Rule {
    code: "XC0204",
    name: "set_not_null_from_nullable",
    severity: Severity::Error,
    overridable: Overridable::No("the backfill would leave nulls, and the database would refuse NOT NULL"),
    page: Page {
        what: "A column becomes NOT NULL, and the expression that fills it may be null.",
        why: "For a row where it is null, the backfill is done and the row is in parity, with a null in it: contract would wait for it \
              for ever, or fail on it. And each of v1's inserts may add another.",
        databases: "All. In xc an operator or a function is null when an operand is, on every database; `coalesce`, `case ... else` and \
                    `is null` are not.",
        instead: "Say what stands for null: `coalesce(nickname, \"\")`. The message names the operand.",
        sources: &["xc's own: nullability is followed through the expression", "The SQL standard: null propagates through operators"],
    },
    refused: &[Example::after(
        USERS,
        "expand     { alter table users add column title varchar(150) null; }
         dual_write { sync users { forward { title = concat(name, nickname) } } }
         migrate    { backfill users; }
         contract   { alter table users alter column title set not null; }",
    )],
    allowed: &[Example::after(
        USERS,
        r#"expand     { alter table users add column title varchar(150) null; }
         dual_write { sync users { forward { title = concat(name, coalesce(nickname, "")) } } }
         migrate    { backfill users; }
         contract   { alter table users alter column title set not null; }"#,
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.not_null {
        let Some(mapping) = migration.mapping_into(&at.node.table, &at.node.column) else { continue };
        let Some(table) = migration.expanded.table(mapping.from) else { continue };
        let Some(assignment) = mapping.filled().find(|assignment| assignment.column == at.node.column) else { continue };
        let is_nullable = |name: &str| table.column(name).is_some_and(|column| column.nullable);
        let Some(source) = assignment.value.null_source(&is_nullable) else {
            check_reference(migration, &mapping, at, sink);
            continue;
        };
        sink.report(
            Diagnostic::new(
                &SET_NOT_NULL_FROM_NULLABLE,
                source.place,
                format!("`{}` becomes NOT NULL, and is filled from {}, which may be null", at.node.column, source.node),
            )
            .note(format!("it becomes NOT NULL at {}", at.place.location()))
            .help(format!("say what stands for null: coalesce({}, ...)", source.node.trim_matches('`'))),
        );
    }
}

/// A row that refers to none looks up nothing.
fn check_reference(migration: &Migration, mapping: &Mapping<'_>, at: &At<ColumnRef>, sink: &mut Sink) {
    let pair = migration.pairs.iter().map(|at| &at.node).find(|pair| pair.looks_up && pair.target == mapping.to);
    let target = migration.expanded.table(mapping.to);
    let nullable = pair.into_iter().flat_map(Pair::target_key).filter_map(|name| target?.column(name)).find(|column| column.nullable);
    let Some(reference) = nullable else { return };
    sink.report(
        Diagnostic::new(
            &SET_NOT_NULL_FROM_NULLABLE,
            at.place,
            format!("`{}` becomes NOT NULL, and is looked up by `{}`, which may be null", at.node.column, reference.name),
        )
        .note(format!(
            "a row that refers to no row of `{}` has no value; `{}` is declared at {}",
            mapping.from, reference.name, reference.declared_at
        ))
        .help(format!("make `{}` NOT NULL in a migration before this one, or let `{}` be nullable", reference.name, at.node.column)),
    );
}
