//! `create enum`, `alter enum`, `drop enum`; PostgreSQL's own spelling, `create type s as enum (...)`, is taken as well.

use proc_macro2::{Delimiter, TokenTree};

use super::cursor::{Cursor, Parsed};
use super::refused;
use crate::diagnostic::{Place, Sp};
use crate::rules::locks::enum_value_changed;
use crate::syntax::{EnumChange, EnumStatement, Literal};

/// The statement, if it is one of these.
pub(super) fn statement(cursor: &mut Cursor, place: Place) -> Option<Parsed<EnumStatement>> {
    let verb = cursor.peek_word().filter(|word| ["create", "alter", "drop"].contains(&word.as_str()))?;
    let noun = cursor.word_at(1).filter(|word| ["enum", "type"].contains(&word.as_str()))?;
    // What is renamed in place has a rule of its own.
    if verb == "alter" && cursor.word_at(3).as_deref() == Some("rename") {
        return None;
    }
    cursor.bump();
    cursor.bump();
    Some(match verb.as_str() {
        "create" => create(cursor, &noun, place),
        "alter" => alter(cursor, place),
        _ => drop(cursor, place),
    })
}

fn create(cursor: &mut Cursor, noun: &str, place: Place) -> Parsed<EnumStatement> {
    let name = cursor.name("the name of an enum")?;
    if noun == "type" && !cursor.take(&["as", "enum"]) {
        return Err(cursor.not_yet(
            "a type that is not an enum",
            "the one kind of type that can be made is `create enum status (\"new\", \"paid\");`; another of PostgreSQL's own: `raw`",
        ));
    }
    let Some(group) = cursor.take_group(Delimiter::Parenthesis) else {
        return Err(cursor.expected("the values in parentheses").help("for example `create enum status (\"new\", \"paid\");`"));
    };
    let mut values = Vec::new();
    for mut part in Cursor::inside(&group).split_commas() {
        values.push(value(&mut part)?);
        part.finish("the value")?;
    }
    cursor.finish("the values")?;
    Ok(EnumStatement { name, change: EnumChange::Create(values), place })
}

fn alter(cursor: &mut Cursor, place: Place) -> Parsed<EnumStatement> {
    let name = cursor.name("an enum")?;
    if cursor.take(&["add", "value"]) {
        if cursor.take(&["if", "not", "exists"]) {
            return Err(cursor
                .expected("the value")
                .help("leave out `if not exists`: the executor knows from its journal whether it has added the value"));
        }
        let added = value(cursor)?;
        if matches!(cursor.peek_word().as_deref(), Some("before" | "after")) {
            return Err(enum_value_changed::refusal(&name.node, "putting a value between others", place)
                .help(format!("behind the others: alter enum {} add value {:?};", name.node, added.node)));
        }
        cursor.finish("the value")?;
        return Ok(EnumStatement { name, change: EnumChange::AddValue(added), place });
    }
    Err(match cursor.peek_word().as_deref() {
        Some("drop") => enum_value_changed::refusal(&name.node, "dropping a value", place),
        Some("add") => cursor.expected("`add value \"...\"`"),
        _ => cursor.expected("`add value \"...\"`").note("it is all that can be done to an enum that columns have"),
    })
}

fn drop(cursor: &mut Cursor, place: Place) -> Parsed<EnumStatement> {
    let name = cursor.name("an enum")?;
    refused::cascade(cursor, "enum")?;
    cursor.finish("the enum")?;
    Ok(EnumStatement { name, change: EnumChange::Drop, place })
}

fn value(cursor: &mut Cursor) -> Parsed<Sp<String>> {
    let here = cursor.here();
    if !matches!(cursor.peek(), Some(TokenTree::Literal(_))) {
        return Err(cursor.expected("a value: a text in double quotes"));
    }
    match cursor.take_literal()? {
        Some(Sp { node: Literal::Text(text), place }) => Ok(Sp::new(text, place)),
        _ => {
            Err(crate::diagnostic::Diagnostic::new(&crate::rules::syntax::SYNTAX, here, "the values of an enum are texts in double quotes"))
        }
    }
}
