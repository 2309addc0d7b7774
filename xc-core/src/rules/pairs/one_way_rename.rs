//! A table that takes another's place gives back what v2 writes to it.

use crate::diagnostic::{Diagnostic, Sink};
use crate::resolve::{Migration, Rows};
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// XC0723.
pub static ONE_WAY_RENAME: Rule = Rule {
    code: "XC0723",
    name: "one_way_rename",
    severity: Severity::Error,
    overridable: Overridable::No("v1 would never see what v2 inserts, and read on what v2 has deleted"),
    page: Page {
        what: "Contract drops the source of a sync of two tables, and the sync has no `reverse`.",
        why: "v2 knows the new table alone. Without `reverse`, the rows that it inserts, changes and deletes there stay unknown to v1, which goes on \
              serving the old ones until its last instance is gone; and a rollback of the deployment loses them all.",
        databases: "All.",
        instead: "`reverse { users.name = people.name, ... }`. Then what v2 inserts and deletes in the new table is inserted and deleted in the old \
                  one as well.",
        sources: &["xc, \"Two tables\" in docs/DECISIONS.md"],
    },
    refused: &[Example::after(
        "expand { create table users (id bigint primary key, name varchar(50) not null); }",
        "expand     { create table people (id bigint primary key, name varchar(50) not null); }
         dual_write { sync users to people on people.id = users.id { forward { people.name = users.name } } }
         migrate    { backfill users; }
         contract   { drop table users; }",
    )],
    allowed: &[Example::after(
        "expand { create table users (id bigint primary key, name varchar(50) not null); }",
        "expand     { create table people (id bigint primary key, name varchar(50) not null); }
         dual_write { sync users to people on people.id = users.id {
             forward { people.name = users.name }
             reverse { users.name = people.name }
         } }
         migrate    { backfill users; }
         contract   { drop table users; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in migration.pairs.iter().filter(|at| at.node.reverse.is_empty() && migration.rows_of(&at.node) == Rows::Each) {
        let (source, target) = (&at.node.source, &at.node.target);
        sink.report(
            Diagnostic::new(&ONE_WAY_RENAME, at.place, format!("`{target}` takes the place of `{source}`, and the sync has no `reverse`"))
                .note(format!("what v2 writes to `{target}` would never reach v1"))
                .help(format!("reverse {{ {source}.... = {target}.... }}")),
        );
    }
}
