//! `create schema`, `drop schema`.

use super::cursor::{Cursor, Parsed};
use super::refused;
use crate::diagnostic::Place;
use crate::syntax::SchemaStatement;

/// The statement, if it is one of these.
pub(super) fn statement(cursor: &mut Cursor, place: Place) -> Option<Parsed<SchemaStatement>> {
    let makes = cursor.peek_word().as_deref() == Some("create");
    if cursor.take(&["create", "schema"]) || cursor.take(&["drop", "schema"]) {
        return Some(rest(cursor, makes, place));
    }
    None
}

fn rest(cursor: &mut Cursor, makes: bool, place: Place) -> Parsed<SchemaStatement> {
    if cursor.take(&["if"]) {
        return Err(cursor
            .expected("the name of a schema")
            .help("leave out `if exists` and `if not exists`: the executor knows from its journal what it has done"));
    }
    let name = cursor.name("the name of a schema")?;
    if !makes {
        refused::cascade(cursor, "schema")?;
    }
    cursor.finish("the schema")?;
    Ok(SchemaStatement { name, makes, place })
}
