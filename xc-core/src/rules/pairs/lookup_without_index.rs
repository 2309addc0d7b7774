//! What changes in a row that others look values up in, is to reach those others.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0727.
pub static LOOKUP_WITHOUT_INDEX: Rule = Rule {
    code: "XC0727",
    name: "lookup_without_index",
    severity: Severity::Error,
    overridable: Overridable::WithReason,
    page: Page {
        what: "The rows of a table look values up in another, and no index of the table begins with the columns by which they do.",
        why: "Where the value that was looked up is changed, each row that refers to it is changed by the trigger, in the application's own transaction. \
              Without an index that is a scan of the whole table, and on MySQL and MariaDB, at REPEATABLE READ, a lock on each of its rows.",
        databases: "All.",
        instead: "`create index` in `expand`. Where the value never changes: `#[allow(lookup_without_index, reason = \"...\")]`.",
        sources: &[
            "MySQL 8.0 manual, \"Locks Set by Different SQL Statements in InnoDB\": without a suitable index, every row of the table is locked",
            "PostgreSQL manual, \"Foreign Keys\": \"it is often a good idea to index the referencing columns too\"",
        ],
    },
    refused: &[Example::after(
        "expand { create table posts (id bigint primary key, tenant bigint not null); create table notes (id bigint primary key, post_id bigint not null); }",
        "expand     { alter table notes add column tenant bigint null; }
         dual_write { sync posts to notes on notes.post_id = posts.id rows by application { forward { notes.tenant = posts.tenant } } }
         migrate    { backfill notes; }",
    )],
    allowed: &[Example::after(
        "expand { create table posts (id bigint primary key, tenant bigint not null); create table notes (id bigint primary key, post_id bigint not null); }",
        "expand     { alter table notes add column tenant bigint null; create index notes_post_id_idx on notes (post_id); }
         dual_write { sync posts to notes on notes.post_id = posts.id rows by application { forward { notes.tenant = posts.tenant } } }
         migrate    { backfill notes; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in migration.pairs.iter().filter(|at| at.node.looks_up) {
        let pair = &at.node;
        let Some(target) = migration.expanded.table(&pair.target) else { continue };
        let columns: Vec<String> = pair.target_key().map(str::to_owned).collect();
        if target.has_index_on(&columns) {
            continue;
        }
        let listed = columns.join(", ");
        let index = target.index_name(&columns);
        sink.report(
            Diagnostic::new(
                &LOOKUP_WITHOUT_INDEX,
                at.place,
                format!("no index of `{}` begins with the columns by which it looks up `{}` ({listed})", target.name, pair.source),
            )
            .note(format!("each change of the value in `{}` would scan the whole of `{}` for its rows", pair.source, target.name))
            .help(format!("in `expand`: create index {index} on {} ({listed});", target.name)),
        );
    }
}
