//! What a Rust function fills is null until it is filled.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};
use crate::syntax::DefaultValue;

/// A column that a function fills, and that is never null or has a default.
pub static TRANSFORM_TARGET: Rule = Rule {
    code: "XC0743",
    name: "transform_target",
    severity: Severity::Error,
    overridable: Overridable::No("rows that are not filled could not be told from those that are"),
    page: Page {
        what: "A column that a Rust function fills has a default, or is NOT NULL from the start.",
        why: "Null stands for 'not filled yet'. SQL can't compute what the function would give, so a default in its place would look like a value \
              that the application wrote, and would be left alone; v1's inserts would get it, and nobody would notice.",
        databases: "All.",
        instead: "Add it as nullable and without a default; contract may make it NOT NULL, where the function gives no `Option`.",
        sources: &["xc's own: the change log of a dual write by the application, docs/DECISIONS.md"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, phone varchar(40) null); }",
        "expand { alter table users add column phone_e164 varchar(20) not null default \"\"; }
         dual_write { by application users (phone, phone_e164); }
         migrate { backfill users using crate::normalise_phone(phone) -> phone_e164; }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, phone varchar(40) null); }",
        "expand { alter table users add column phone_e164 varchar(20) null; }
         dual_write { by application users (phone, phone_e164); }
         migrate { backfill users using crate::normalise_phone(phone) -> phone_e164; }
         contract { alter table users alter column phone_e164 set not null; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in &migration.transforms {
        let Some(table) = migration.expanded.table(&at.node.table) else { continue };
        for target in &at.node.targets {
            let Some(column) = table.column(&target.node) else { continue };
            let has_default = column.default.as_ref().is_some_and(|default| *default != DefaultValue::Null);
            let added = migration.columns.iter().any(|new| new.node.table == table.name && new.node.column.name == column.name);
            // NOT NULL without a default, and a column that was there before, are mistakes of their own.
            if !added || !has_default {
                continue;
            }
            let (name, ty) = (&column.name, column.ty.spelled());
            sink.report(
                Diagnostic::new(&TRANSFORM_TARGET, target.place, format!("`{name}` is filled by a Rust function, and has a default"))
                    .note(format!(
                        "null stands for 'not filled yet': the default would be taken for a value that the application wrote; it is declared at {}",
                        column.declared_at
                    ))
                    .help(format!("in `expand`: add column {name} {ty} null")),
            );
        }
    }
}
