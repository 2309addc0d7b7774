//! Statements and actions that databases have and the language refuses by name, with what to do instead.

use super::cursor::Cursor;
use crate::diagnostic::{Diagnostic, Place};
use crate::rules::data_loss::drop_cascade::DROP_CASCADE;
use crate::rules::data_loss::truncate::TRUNCATE;
use crate::rules::locks::blocking_statement::BLOCKING_STATEMENT;
use crate::rules::names::RENAME_IN_PLACE;

/// What begins a statement, and what to do instead.
const STATEMENTS: &[(&[&str], &str)] = &[
    (&["vacuum"], "for bloat: pg_repack, outside of a migration; autovacuum does the rest"),
    (&["cluster"], "pg_repack orders a table beside the writes, outside of a migration"),
    (&["reindex"], "`reindex index concurrently`, outside of a migration; or create a new index, and drop the old one in contract"),
    (&["optimize"], "gh-ost or pt-online-schema-change, outside of a migration"),
    (&["lock"], "xc takes the locks that a step needs, one table at a time, and lets the application through"),
    (&["set"], "xc sets what its statements need"),
];

/// What begins an action of `alter table`, and what to do instead.
const ACTIONS: &[(&[&str], &str)] = &[
    (&["algorithm"], "leave it out: xc names the algorithm that does not block, so that the server refuses anything worse"),
    (&["lock"], "leave it out: xc names the lock that does not block, so that the server refuses anything worse"),
    (&["engine"], ONLINE),
    (&["convert"], ONLINE),
    (&["row_format"], ONLINE),
    (&["force"], ONLINE),
    (&["order"], ONLINE),
    (&["set"], "a table moves beside its writes by pg_repack, outside of a migration"),
    (&["cluster"], "pg_repack orders a table beside the writes, outside of a migration"),
    (&["attach"], PARTITION),
    (&["detach"], PARTITION),
    (&["partition"], PARTITION),
    (&["reorganize"], PARTITION),
    (&["exchange"], PARTITION),
    (&["add", "partition"], PARTITION),
    (&["drop", "partition"], PARTITION),
    (&["truncate", "partition"], PARTITION),
];

const ONLINE: &str = "it writes the whole table anew: gh-ost or pt-online-schema-change do that beside the writes, outside of a migration";
const PARTITION: &str = "partitions are changed outside of a migration: on PostgreSQL by `detach partition ... concurrently`";

const NEW_ENUM: &str =
    "a new column of a new enum, with the mapping between the two as a `case` in a `sync`; drop the old one in `contract`";

/// What is renamed by a statement or an action of its own, and what to do instead.
const RENAMED: &[(&str, &str, &str)] = &[
    (
        "schema",
        "a schema",
        "create the tables under the new name, and keep them in step: sync old_name.t to new_name.t on ...; drop the old ones in `contract`",
    ),
    ("type", "a value of a type", NEW_ENUM),
    ("enum", "an enum, or a value of one,", NEW_ENUM),
    ("index", "an index", "create it under the new name, and drop the old one in `contract`: the new one is there before the old one goes"),
    ("key", "an index", "create it under the new name, and drop the old one in `contract`: the new one is there before the old one goes"),
    ("constraint", "a constraint", "add it under the new name in `contract`, and drop the old one there"),
    ("sequence", "a sequence", "leave its name: nobody but the column's default uses it"),
];

/// `rename`, at a word, of something other than a table or a column.
fn rename(cursor: &Cursor, kind: usize, place: Place) -> Option<Diagnostic> {
    let kind = cursor.word_at(kind)?;
    let (_, what, instead) = RENAMED.iter().find(|(word, ..)| *word == kind)?;
    Some(
        Diagnostic::new(&RENAME_IN_PLACE, place, format!("renaming {what} breaks the version that is running"))
            .note("whatever names it fails from that moment on: a statement, a hint, an `on conflict on constraint`")
            .help(*instead),
    )
}

/// The refusal of a statement, if it is one of these.
pub(super) fn statement(cursor: &Cursor, place: Place) -> Option<Diagnostic> {
    let word = cursor.word_at(0).unwrap_or_default();
    let spelled = [Some(word.clone()), cursor.word_at(1)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    match word.as_str() {
        "truncate" => {
            return Some(
                Diagnostic::new(&TRUNCATE, place, "`truncate` throws away every row, under v1's requests")
                    .note("no rollback brings them back")
                    .help("a table that nobody needs is dropped in contract: drop table ...;"),
            );
        }
        "update" | "delete" | "insert" | "merge" | "replace" => {
            return Some(
                Diagnostic::new(&TRUNCATE, place, format!("`{word}` writes rows, all in one transaction, and can't be stopped half way"))
                    .note("v1's requests wait for its row locks until the last row is through")
                    .help("what follows from other columns: dual_write { sync t { forward { new = ... } } } migrate { backfill t; }"),
            );
        }
        "alter" if (2..6).any(|ahead| cursor.word_at(ahead).as_deref() == Some("rename")) => return rename(cursor, 1, place),
        "create" if cursor.word_at(1).as_deref() == Some("or") => {
            return Some(
                Diagnostic::new(&DROP_CASCADE, place, "`create or replace` drops the table that is there, and its rows")
                    .help("`create table ...`; the executor knows from its journal whether it has made the table"),
            );
        }
        _ => {}
    }
    let (_, instead) = STATEMENTS.iter().find(|(words, _)| words[0] == word)?;
    Some(
        Diagnostic::new(&BLOCKING_STATEMENT, place, format!("`{spelled}` has no place in a migration"))
            .note("it holds a lock on the table, or settings for everybody after it, for longer than requests can wait")
            .help(*instead),
    )
}

/// The refusal of an action of `alter table`, if it is one of these.
pub(super) fn action(cursor: &Cursor, place: Place) -> Option<Diagnostic> {
    if cursor.word_at(0).as_deref() == Some("rename")
        && let Some(refusal) = rename(cursor, 1, place)
    {
        return Some(refusal);
    }
    let begins = |words: &[&str]| words.iter().enumerate().all(|(ahead, word)| cursor.word_at(ahead).as_deref() == Some(word));
    let (words, instead) = ACTIONS.iter().find(|(words, _)| begins(words))?;
    Some(
        Diagnostic::new(&BLOCKING_STATEMENT, place, format!("`{}` blocks the table, or writes it anew", words.join(" ")))
            .note("nobody writes to it until the last row is through")
            .help(*instead),
    )
}

/// `cascade` at the end of a drop.
pub(super) fn cascade(cursor: &mut Cursor, what: &str) -> Result<(), Diagnostic> {
    let place = cursor.here();
    if cursor.take(&["cascade"]) {
        return Err(Diagnostic::new(&DROP_CASCADE, place, format!("`cascade` would drop what depends on the {what}, whatever that is"))
            .note("views, foreign keys of other tables, functions: the list is shown while they go")
            .help("drop what depends on it first, by name, in `contract`"));
    }
    cursor.take(&["restrict"]);
    Ok(())
}
