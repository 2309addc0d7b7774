//! `raw "why" { ... }`: SQL of a database's own, with all that xc would otherwise know of it.

use proc_macro2::{Delimiter, Group, TokenTree};

use super::cursor::{Cursor, Parsed};
use super::{dialects, statements};
use crate::diagnostic::{Diagnostic, Place, Sink, Sp};
use crate::locks::Lock;
use crate::plan::Dialect;
use crate::rules::syntax::SYNTAX;
use crate::syntax::{Literal, Raw, RawText, Statement};

const FORM: &str = "for example\n\
    raw \"names are searched by trigrams\" {\n    \
        postgres: \"create index concurrently users_trgm on users using gin (name gin_trgm_ops)\",\n    \
        mysql: nothing,\n    \
        sqlite: nothing,\n    \
        inverse { postgres: \"drop index concurrently users_trgm\" }\n    \
        lock: share_update_exclusive,\n\
    }";

/// The words for locks: PostgreSQL's own, those of MySQL's `LOCK=`, and `none` for one that stops neither reads nor writes.
const LOCKS: &[(&str, Lock)] = &[
    ("none", Lock::None),
    ("access_share", Lock::AccessShare),
    ("row_share", Lock::RowShare),
    ("row_exclusive", Lock::RowExclusive),
    ("share_update_exclusive", Lock::ShareUpdateExclusive),
    ("share", Lock::Share),
    ("shared", Lock::MetadataNoWrites),
    ("share_row_exclusive", Lock::ShareRowExclusive),
    ("exclusive", Lock::Exclusive),
    ("access_exclusive", Lock::AccessExclusive),
];

/// Whether a raw statement is next.
pub(super) fn begins(cursor: &Cursor) -> bool {
    cursor.peek_word().as_deref() == Some("raw")
}

/// The whole statement. A `;` behind it is taken by whoever reads on.
pub(super) fn raw(cursor: &mut Cursor, sink: &mut Sink) -> Parsed<Raw> {
    let start = cursor.here();
    cursor.bump();
    let why = match cursor.take_literal()? {
        Some(Sp { node: Literal::Text(text), place }) => Sp::new(text.trim().to_owned(), place),
        _ => return Err(cursor.expected("the reason as a text: why the language does not do").help(FORM)),
    };
    let Some(group) = cursor.take_group(Delimiter::Brace) else {
        return Err(cursor.expected("`{` after the reason").help(FORM));
    };
    let mut raw = Raw {
        why,
        run: Vec::new(),
        inverse: Vec::new(),
        irreversible: None,
        done: Vec::new(),
        locks: Vec::new(),
        table: None,
        effect: None,
        place: cursor.since(start),
    };
    let mut inside = Cursor::inside(&group);
    while !inside.at_end() {
        if inside.take_sign(",") || inside.take_sign(";") {
            continue;
        }
        let outcome = part(&mut inside, &mut raw, sink);
        if sink.keep(outcome).is_none() {
            skip_part(&mut inside);
        }
    }
    Ok(raw)
}

const PARTS: [&str; 10] = ["postgres", "mysql", "mariadb", "sqlite", "inverse", "irreversible", "lock", "table", "done", "effect"];

fn part(cursor: &mut Cursor, raw: &mut Raw, sink: &mut Sink) -> Parsed<()> {
    let here = cursor.here();
    let word = cursor.peek_word().unwrap_or_default();
    let twice = |cursor: &Cursor| Err(Diagnostic::new(&SYNTAX, cursor.since(here), format!("`{word}` is given twice")));
    match word.as_str() {
        "inverse" => {
            cursor.bump();
            texts_in_braces(cursor, "inverse", &mut raw.inverse, sink)
        }
        "irreversible" => {
            cursor.bump();
            colon(cursor, "irreversible: \"why nothing takes it back\"")?;
            let reason = text(cursor, "the reason as a text")?;
            if raw.irreversible.replace(reason).is_some() { twice(cursor) } else { Ok(()) }
        }
        "done" => {
            cursor.bump();
            cursor.expect("when")?;
            if matches!(cursor.peek(), Some(TokenTree::Group(_))) {
                return texts_in_braces(cursor, "done when", &mut raw.done, sink);
            }
            let query = text(cursor, "a query, or queries in braces")?;
            raw.done.push(RawText { dialect: None, text: Some(query.node), place: query.place });
            Ok(())
        }
        "lock" => {
            cursor.bump();
            locks(cursor, raw, sink)
        }
        "table" => {
            cursor.bump();
            colon(cursor, "table: users")?;
            let table = cursor.table()?;
            if raw.table.replace(table).is_some() { twice(cursor) } else { Ok(()) }
        }
        "effect" => {
            cursor.bump();
            let Some(group) = cursor.take_group(Delimiter::Brace) else {
                return Err(cursor.expected("`{`").help("`effect { alter table users add column age int null; }`"));
            };
            if raw.effect.is_some() {
                return twice(cursor);
            }
            let effect = effect(&group, cursor.since(here), sink);
            raw.effect = Some(Sp::new(effect, cursor.since(here)));
            Ok(())
        }
        _ => {
            let name = cursor.name("a database, or `inverse`, `lock`, `effect`")?;
            let Ok(dialect) = dialects::dialect(&name) else {
                return Err(Diagnostic::new(&SYNTAX, name.place, format!("`{}` is no part of a raw statement", name.node))
                    .note(format!("its parts are {}", PARTS.map(|part| format!("`{part}`")).join(", ")))
                    .did_you_mean(&name.node, PARTS));
            };
            text_of(cursor, dialect, name.place, &mut raw.run)
        }
    }
}

/// To the next part that can be told: behind a comma, or braces.
fn skip_part(cursor: &mut Cursor) {
    while !cursor.at_end() && !cursor.take_sign(",") && cursor.take_group(Delimiter::Brace).is_none() {
        cursor.bump();
    }
}

fn colon(cursor: &mut Cursor, form: &str) -> Parsed<()> {
    if cursor.take_sign(":") { Ok(()) } else { Err(cursor.expected("`:`").help(format!("`{form}`"))) }
}

fn text(cursor: &mut Cursor, what: &str) -> Parsed<Sp<String>> {
    let found = cursor.clone();
    match cursor.take_literal()? {
        Some(Sp { node: Literal::Text(text), place }) => Ok(Sp::new(text.trim().to_owned(), place)),
        _ => Err(found.expected(what)),
    }
}

/// `postgres: "...", mysql: nothing` in braces.
fn texts_in_braces(cursor: &mut Cursor, word: &str, into: &mut Vec<RawText>, sink: &mut Sink) -> Parsed<()> {
    let Some(group) = cursor.take_group(Delimiter::Brace) else {
        return Err(cursor.expected(&format!("`{{` after `{word}`")).help(format!("`{word} {{ postgres: \"...\" }}`")));
    };
    for mut part in Cursor::inside(&group).split_commas() {
        let outcome = (|| {
            let name = part.name("a database")?;
            let dialect = dialects::dialect(&name)?;
            text_of(&mut part, dialect, name.place, into)?;
            part.finish("the text")
        })();
        sink.keep(outcome);
    }
    Ok(())
}

/// What follows a database's name.
fn text_of(cursor: &mut Cursor, dialect: Dialect, place: Place, into: &mut Vec<RawText>) -> Parsed<()> {
    colon(cursor, "postgres: \"...\"")?;
    if into.iter().any(|known| known.dialect == Some(dialect)) {
        return Err(Diagnostic::new(&SYNTAX, place, format!("{dialect} is given twice")).help("one raw statement is one statement of SQL"));
    }
    let here = cursor.here();
    let text = if cursor.take(&["nothing"]) { None } else { Some(text(cursor, "the statement as a text, or `nothing`")?.node) };
    into.push(RawText { dialect: Some(dialect), text, place: cursor.since(here) });
    Ok(())
}

/// `: word`, or `{ postgres: word, mysql: word }`.
fn locks(cursor: &mut Cursor, raw: &mut Raw, sink: &mut Sink) -> Parsed<()> {
    if let Some(group) = cursor.take_group(Delimiter::Brace) {
        for mut part in Cursor::inside(&group).split_commas() {
            let outcome = (|| {
                let name = part.name("a database")?;
                let dialect = dialects::dialect(&name)?;
                colon(&mut part, "postgres: share_update_exclusive")?;
                raw.locks.push((Some(dialect), lock(&mut part)?));
                part.finish("the lock")
            })();
            sink.keep(outcome);
        }
        return Ok(());
    }
    colon(cursor, "lock: share_update_exclusive")?;
    raw.locks.push((None, lock(cursor)?));
    Ok(())
}

fn lock(cursor: &mut Cursor) -> Parsed<Sp<Lock>> {
    let name = cursor.name("a lock")?;
    let known = || LOCKS.iter().map(|(word, _)| *word);
    match LOCKS.iter().find(|(word, _)| name.node.eq_ignore_ascii_case(word)) {
        Some((_, lock)) => Ok(Sp::new(*lock, name.place)),
        None => Err(Diagnostic::new(&SYNTAX, name.place, format!("there is no lock `{}`", name.node))
            .note(format!("the locks are {}", known().collect::<Vec<_>>().join(", ")))
            .did_you_mean(&name.node, known())),
    }
}

/// The statements of an effect: what changes the schema, and nothing else.
fn effect(group: &Group, place: Place, sink: &mut Sink) -> Vec<Statement> {
    let before = sink.count();
    let statements = statements(Cursor::inside(group), sink);
    if statements.is_empty() && sink.count() == before {
        sink.keep::<()>(Err(Diagnostic::new(&SYNTAX, place, "the effect is empty").help("leave it out where the schema stays as it is")));
    }
    let changes = |statement: &Statement| {
        matches!(
            statement,
            Statement::CreateTable(_)
                | Statement::AlterTable(_)
                | Statement::DropTable(_)
                | Statement::CreateIndex(_)
                | Statement::DropIndex(_)
        )
    };
    if !statements.iter().all(changes) {
        sink.keep::<()>(Err(Diagnostic::new(&SYNTAX, place, "an effect says what becomes of tables and indexes, and nothing else")
            .help("its statements are `create table`, `alter table`, `drop table`, `create index` and `drop index`")));
    }
    statements.into_iter().filter(changes).collect()
}
