//! A key changes its type together with every column that refers to it.

use super::{BEFORE, OF_KEYS, all_can};
use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0606.
pub static SWAP_LEAVES_REFERENCES: Rule = Rule {
    code: "XC0606",
    name: "swap_leaves_references",
    severity: Severity::Error,
    overridable: Overridable::No("the foreign key would go with the column that it refers to"),
    page: Page {
        what: "A column that foreign keys refer to is swapped, and a column that refers to it is not.",
        why: "An int that refers to a bigint overflows with the first row that needs the larger type. And the foreign key depends on the key that \
              goes: between its drop and its return, orphans can be written.",
        databases: "PostgreSQL and SQLite; the others can't swap keys (XC0505).",
        instead: "A shadow for each column that refers to it, in the same migration: xc swaps them all in one transaction.",
        sources: &["PostgreSQL manual, \"Dependency Tracking\"", "GitLab, \"Swapping tables and converting integer ids to bigint\""],
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
    .on(OF_KEYS)],
    allowed: &[Example::after(
        BEFORE,
        r#"expand     { alter table users add column id_big bigint like id;
                      alter table posts add column user_id_big bigint like user_id; }
         dual_write { sync users { forward { id_big = id } } sync posts { forward { user_id_big = user_id } } }
         migrate    { backfill users; backfill posts; }
         contract   { alter table users
                        #[allow(changed_type_same_name, reason = "v2 reads 64 bits")] swap column id with id_big,
                        drop column id_big;
                      alter table posts
                        #[allow(changed_type_same_name, reason = "v2 reads 64 bits")] swap column user_id with user_id_big,
                        drop column user_id_big; }"#,
    )
    .on(OF_KEYS)],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    if !all_can(migration) {
        return;
    }
    let is_swapped = |table: &str, column: &str| migration.swaps.iter().any(|at| at.node.table == table && at.node.column == column);
    for at in &migration.swaps {
        let (parent, column) = (&at.node.table, &at.node.column);
        for child in &migration.expanded.tables {
            for key in child.foreign_keys.iter().filter(|key| key.table == *parent) {
                let Some(referring) = key.references.iter().position(|name| name == column).and_then(|index| key.columns.get(index)) else {
                    continue;
                };
                let ty = migration.after.table(parent).and_then(|table| table.column(column)).map(|column| column.ty.spelled());
                if is_swapped(&child.name, referring) {
                    continue;
                }
                let (name, ty) = (&child.name, ty.unwrap_or_default());
                sink.report(
                    Diagnostic::new(
                        &SWAP_LEAVES_REFERENCES,
                        at.place,
                        format!("`{name}.{referring}` refers to `{parent}.{column}`, and keeps its type"),
                    )
                    .note(format!("the foreign key is declared at {}", key.declared_at))
                    .help(format!(
                        "in the same migration:\nexpand     {{ alter table {name} add column {referring}_new {ty} like {referring}; }}\n\
                         dual_write {{ sync {name} {{ forward {{ {referring}_new = {referring} }} }} }}\nmigrate    {{ backfill {name}; }}\n\
                         contract   {{ alter table {name} swap column {referring} with {referring}_new, drop column {referring}_new; }}"
                    )),
                );
            }
        }
    }
}
