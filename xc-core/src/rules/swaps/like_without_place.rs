//! A column that is like another takes its place, or changes places with it.

use super::{can_swap, is_copy};
use crate::diagnostic::{Diagnostic, Sink};
use crate::plan::Phase;
use crate::resolve::Migration;
use crate::rules::{Example, Found, Overridable, Page, Rule, Severity};

/// What the examples begin with: a column with an index, and a unique one.
const BEFORE: &str = "expand {
             create table users (id bigint primary key, name varchar(100) not null, nick varchar(100) null, mail varchar(100) unique not null);
             create index users_by_name on users (name);
         }";

/// XC0608.
pub static LIKE_WITHOUT_PLACE: Rule = Rule {
    code: "XC0608",
    name: "like_without_place",
    severity: Severity::Error,
    overridable: Overridable::No("what hangs on the old column would be on one of the two columns only"),
    page: Page {
        what: "A column is added `like` another, and the migration's contract neither drops the other nor swaps the two; or the new column is not kept \
               equal to the old one.",
        why: "`like` means: what hangs on the old column (NOT NULL, default, indexes, unique constraints, checks, foreign keys) hangs on the new one \
              when the old one goes. Where the old one stays, or holds something else, there is nothing to take over; and a constraint that is right for \
              the values of one column is not right for those of another.",
        databases: "All.",
        instead: "A new name: `add column full_name like name`, `sync users { name <-> full_name }`, `backfill users`, `drop column name`. A new type under \
                  the old name: `add column id_big bigint like id`, `sync users { forward { id_big = id } }`, `backfill users`, `swap column id with \
                  id_big, drop column id_big`. A column of its own: leave out `like`, and say its type.",
        sources: &["pgroll: duplicated columns lost their defaults, checks and foreign keys for a year of releases"],
    },
    refused: &[
        Example::after(
            BEFORE,
            "expand     { alter table users add column full_name like name; }
         dual_write { sync users { name <-> full_name } }
         migrate    { backfill users; }
         contract   { alter table users alter column full_name set not null; }",
        ),
        Example::after(
            BEFORE,
            "expand     { alter table users add column full_name like name; }
         dual_write { sync users { forward { full_name = coalesce(nick, name) } reverse { name = full_name } } }
         migrate    { backfill users; }
         contract   { alter table users drop column name; }",
        ),
    ],
    allowed: &[Example::after(
        BEFORE,
        "expand     { alter table users add column full_name like name, add column email like mail; }
         dual_write { sync users { name <-> full_name, mail <-> email } }
         migrate    { backfill users; }
         contract   { alter table users drop column name, drop column mail; }",
    )],
    found: Found::By(check),
};

fn check(migration: &Migration, sink: &mut Sink) {
    for at in migration.columns.iter().filter(|_| migration.has(Phase::Contract)) {
        let (Some(like), table, column) = (&at.node.like, &at.node.table, &at.node.column.name) else { continue };
        if migration.is_shadow(table, column) {
            continue;
        }
        if !migration.is_succeeded(table, like) {
            let mut error =
                Diagnostic::new(&LIKE_WITHOUT_PLACE, at.place, format!("`{column}` is like `{like}`, and never takes its place"))
                    .help(format!("where the new name stays, in `contract`: alter table {table} drop column {like};"));
            if can_swap(migration, table, like) {
                error = error
                    .help(format!("where the old name stays: alter table {table} swap column {like} with {column}, drop column {column};"));
            }
            sink.report(error.help("or leave out `like`, where it is a column of its own"));
        } else if !migration.lacks_sync(table) && !is_copy(migration, table, like, column) {
            sink.report(
                Diagnostic::new(&LIKE_WITHOUT_PLACE, at.place, format!("`{column}` is like `{like}`, and is not kept equal to it"))
                    .note(format!("what hangs on `{like}` is right for its values; they are not those of `{column}`"))
                    .help(format!("in `dual_write`: sync {table} {{ {like} <-> {column} }}"))
                    .help(format!("or leave out `like`, and write what `{column}` shall have")),
            );
        }
    }
}
