//! A column changes places with its shadow: one that was made for it, holds all its values, and then goes.

use super::{BEFORE, WHOLE, all_can};
use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::{At, Migration, SwapRef};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0605.
pub static SWAP_WITHOUT_SHADOW: Rule = Rule {
    code: "XC0605",
    name: "swap_without_shadow",
    severity: Severity::Error,
    overridable: Overridable::No("values, or what kept them right, would be lost"),
    page: Page {
        what: "`swap column` names a column that is not a whole shadow of the other: not added `like` it by this migration, not kept equal by its \
               `sync`, not backfilled, or not dropped after the swap.",
        why: "What hangs on the column (its key, indexes, checks, default, sequence, foreign keys) must hang on the other from the same moment on, \
              and every value must be there. What stays behind under the other name would be NOT NULL and unknown to v2, whose INSERTs would fail.",
        databases: "All.",
        instead: "`add column c_new type like c` in expand, `sync t { forward { c_new = c } }`, `backfill t`, and in contract \
                  `swap column c with c_new, drop column c_new`.",
        sources: &["pgroll: duplicated columns lost their defaults, checks and foreign keys for a year of releases"],
    },
    refused: &[
        Example::after(
            BEFORE,
            r#"expand     { alter table users add column score_big bigint null; }
         dual_write { sync users { forward { score_big = score } } }
         migrate    { backfill users; }
         contract   { alter table users
                        #[allow(changed_type_same_name, reason = "v2 reads 64 bits")] swap column score with score_big,
                        drop column score_big; }"#,
        ),
        Example::after(
            BEFORE,
            r#"expand     { alter table users add column score_big bigint like score; }
         dual_write { sync users { forward { score_big = score } } }
         migrate    { backfill users; }
         contract   { alter table users
                        #[allow(changed_type_same_name, reason = "v2 reads 64 bits")] swap column score with score_big; }"#,
        ),
    ],
    allowed: &[WHOLE],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    if !all_can(migration) {
        return;
    }
    for at in &migration.swaps {
        if let Some((message, help)) = lacks(migration, at) {
            sink.report(Diagnostic::new(&SWAP_WITHOUT_SHADOW, at.place, message).help(help));
        }
    }
}

/// What a swap lacks, and what to write.
fn lacks(migration: &Migration, at: &At<SwapRef>) -> Option<(String, String)> {
    let SwapRef { table, column, with } = &at.node;
    let added = migration.columns.iter().find(|new| new.node.table == *table && new.node.column.name == *with);
    let ty = migration.after.table(table).and_then(|table| table.column(column)).map(|column| column.ty.spelled()).unwrap_or_default();
    if added.is_none_or(|added| added.node.like.as_ref() != Some(column)) {
        return Some((
            format!("`{with}` is not a shadow of `{column}`"),
            format!("in `expand`: alter table {table} add column {with} {ty} like {column};"),
        ));
    }
    if migration.lacks_sync(table) {
        return None;
    }
    if !super::is_copy(migration, table, column, with) {
        return Some((
            format!("`{with}` is not kept equal to `{column}`"),
            format!("in `dual_write`: sync {table} {{ forward {{ {with} = {column} }} }}"),
        ));
    }
    if !migration.backfills(table) {
        return Some((format!("`{with}` is not filled in the rows that are there"), format!("in `migrate`: backfill {table};")));
    }
    if !migration.drops.iter().any(|drop| drop.node.table == *table && drop.node.column == *with) {
        return Some((
            format!("what was `{column}` stays behind as `{with}`"),
            format!("in the same statement: swap column {column} with {with}, drop column {with}"),
        ));
    }
    None
}
