//! `create index` and `drop index`.

use proc_macro2::Delimiter;

use super::cursor::{Cursor, Parsed};
use super::expression::source;
use super::table::names;
use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::rules::syntax::{NOT_YET, SYNTAX};
use crate::syntax::{CreateIndex, DropIndex, IndexPart};

/// What follows `create index` and `create unique index`.
pub(super) fn create(mut cursor: Cursor, unique: bool, place: Place, sink: &mut Sink) -> Parsed<CreateIndex> {
    // Every index is built concurrently: the word changes nothing.
    cursor.take(&["concurrently"]);
    if cursor.take(&["if", "not", "exists"]) {
        return Err(Diagnostic::new(
            &SYNTAX,
            place,
            "`if not exists` would take a dead index of an attempt that was cut off for a good one",
        )
        .help("leave it out: the executor knows from its journal and the catalogue whether it has built the index"));
    }
    if cursor.peek_word().as_deref() == Some("on") && cursor.word_at(1).as_deref() != Some("on") {
        return Err(cursor.expected("a name for the index").help("an index needs a name, which a later migration drops it by"));
    }
    let name = cursor.name("a name for the index")?;
    cursor.expect("on")?;
    let table = cursor.table()?;
    if cursor.take(&["using"]) {
        let method = cursor.name("the index's method")?;
        if method.node != "btree" {
            return Err(Diagnostic::new(
                &NOT_YET,
                method.place,
                format!("an index of method `{}` is not in the language yet", method.node),
            )
            .help("leave `using` out for a B-tree, which every database has"));
        }
    }
    let Some(group) = cursor.take_group(Delimiter::Parenthesis) else {
        return Err(cursor.expected("the index's columns in parentheses"));
    };
    let mut index = CreateIndex { name, table, unique, parts: Vec::new(), include: Vec::new(), predicate: None, place };
    for part in Cursor::inside(&group).split_commas() {
        if let Some(part) = sink.keep(index_part(part)) {
            index.parts.push(part);
        }
    }
    if group.stream().is_empty() {
        return Err(Diagnostic::new(&SYNTAX, group.span(), "expected a column, found nothing"));
    }
    if cursor.take(&["include"]) {
        index.include = names(&mut cursor)?;
    }
    if cursor.take(&["where"]) {
        index.predicate = Some(source(&mut cursor)?);
    }
    cursor.finish("the index")?;
    Ok(index)
}

fn index_part(mut cursor: Cursor) -> Parsed<IndexPart> {
    let value = source(&mut cursor)?;
    let descending = cursor.take(&["desc"]);
    if !descending {
        cursor.take(&["asc"]);
    }
    if cursor.peek_word().as_deref() == Some("nulls") {
        return Err(cursor.not_yet("`nulls first` and `nulls last`", "leave it out: the databases sort nulls in places of their own"));
    }
    cursor.finish("the index's column")?;
    Ok(IndexPart { value, descending })
}

/// What follows `drop index`.
pub(super) fn drop(mut cursor: Cursor, place: Place) -> Parsed<DropIndex> {
    cursor.take(&["concurrently"]);
    if cursor.take(&["if", "exists"]) {
        return Err(Diagnostic::new(&SYNTAX, place, "`if exists` would hide a misspelt name")
            .help("leave it out: the executor knows from its journal whether it has dropped the index"));
    }
    let name = cursor.name("an index")?;
    let table = if cursor.take(&["on"]) { Some(cursor.table()?) } else { None };
    cursor.finish("the index")?;
    Ok(DropIndex { name, table, place })
}
