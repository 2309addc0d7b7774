//! What contract relies on has been backfilled.

use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Phase;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity, USERS};

/// XC0105.
pub static CONTRACT_WITHOUT_MIGRATE: Rule = Rule {
    code: "XC0105",
    name: "contract_without_migrate",
    severity: Severity::Error,
    overridable: Overridable::No("contract would destroy the only copy of the rows that were there before"),
    page: Page {
        what: "Contract makes a new column NOT NULL, or drops the old one, and nothing backfills the rows that were there before the dual \
               write.",
        why: "The dual write covers what is written from then on. Rows that nobody has written since hold null in the new columns: NOT \
              NULL fails on the first of them, at the end; and the drop of the old column destroys the only copy of their values.",
        databases: "All.",
        instead: "`migrate { backfill ...; }` for each table whose sync contract relies on.",
        sources: &["strong_migrations, \"Backfilling data\"", "xc's own: no other checker sees both phases"],
    },
    refused: &[Example::after(
        USERS,
        "expand     { alter table users add column full_name varchar(100) null; }
         dual_write { sync users { forward { full_name = name } reverse { name = full_name } } }
         contract   { alter table users alter column full_name set not null, drop column name; }",
    )],
    allowed: &[Example::after(
        USERS,
        "expand     { alter table users add column full_name varchar(100) null; }
         dual_write { sync users { forward { full_name = name } reverse { name = full_name } } }
         migrate    { backfill users; }
         contract   { alter table users alter column full_name set not null, drop column name; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for mapping in migration.mappings() {
        let (table, filled) = (mapping.walked, mapping.to);
        if migration.backfills(table) {
            continue;
        }
        let (new_columns, old_columns) = (mapping.new_columns(), mapping.old_columns());
        let tightened = migration.not_null.iter().find(|at| at.node.table == filled && new_columns.contains(&at.node.column.as_str()));
        let dropped = migration.drops.iter().find(|at| at.node.table == mapping.from && old_columns.contains(&at.node.column.as_str()));
        let Some(relies) = tightened.or(dropped) else { continue };
        // The block's keyword when the whole phase is missing; the statement otherwise.
        let place = match migration.phases.iter().find(|written| written.node == Phase::Contract) {
            Some(contract) if !migration.has(Phase::Migrate) => contract.place,
            _ => relies.place,
        };
        let written = if migration.has(Phase::Migrate) { "in `migrate`" } else { "before `contract`" };
        sink.report(
            Diagnostic::new(
                &CONTRACT_WITHOUT_MIGRATE,
                place,
                format!("`contract` relies on the data of `{table}`, and nothing backfills it"),
            )
            .note(if table == filled {
                let columns: Vec<String> = new_columns.iter().map(|column| format!("`{column}`")).collect();
                format!("rows of `{table}` that were there before dual write hold null in {}", columns.join(", "))
            } else {
                format!("rows of `{table}` that were there before dual write have none in `{filled}`")
            })
            .help(format!("{written}: migrate {{ backfill {table}; }}")),
        );
    }
}
