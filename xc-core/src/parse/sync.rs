//! `sync` and `backfill`.

use proc_macro2::{Delimiter, Group};

use super::cursor::{Cursor, Parsed};
use super::expression::expression;
use super::misspelt::misspelt;
use super::{overrides, pair, transform};
use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::rules::syntax::SYNTAX;
use crate::syntax::{Assignment, Backfill, Name, Statement, Sync};

/// `sync users { name <-> full_name, forward { ... } reverse { ... } }`, or to another table.
pub(super) fn sync(cursor: &mut Cursor, sink: &mut Sink) -> Parsed<Statement> {
    let start = cursor.here();
    cursor.expect("sync")?;
    let table = cursor.table()?;
    if cursor.take(&["to"]) {
        return pair::pair(cursor, start, table, sink).map(Statement::Pair);
    }
    let parity_by_reverse = parity(cursor)?;
    let Some(group) = cursor.take_group(Delimiter::Brace) else {
        return Err(cursor.expected("`{ forward { ... } reverse { ... } }`, or `{ old <-> new }`"));
    };
    let mut inside = Cursor::inside(&group);
    let copies = copies(&mut inside, sink);
    let (forward, reverse) =
        if copies.is_some() && inside.at_end() { Default::default() } else { both(inside, cursor.since(start), true, sink, assignment)? };
    Ok(Statement::Sync(Sync { table, parity_by_reverse, copies: copies.unwrap_or_default(), forward, reverse, place: cursor.since(start) }))
}

/// `parity by reverse`, where it stands.
fn parity(cursor: &mut Cursor) -> Parsed<Option<Place>> {
    let start = cursor.here();
    if !cursor.take(&["parity"]) {
        return Ok(None);
    }
    cursor.expect("by")?;
    if cursor.take(&["reverse"]) {
        return Ok(Some(cursor.since(start)));
    }
    Err(match cursor.peek_word().as_deref() {
        Some("forward") => cursor.expected("`reverse`").note("parity goes by both directions where nothing is said: either suffices"),
        _ => cursor
            .expected("`reverse`")
            .note("a Rust function judges what a Rust function fills")
            .help("`backfill users using crate::seal(card) -> card_sealed parity by crate::opens(card, card_sealed)`"),
    })
}

/// `name <-> full_name, email <-> mail`, up to the first word with braces (`forward { ... }`). `None` where there are none.
fn copies(inside: &mut Cursor, sink: &mut Sink) -> Option<Vec<(Name, Name)>> {
    let mut copies = None;
    while !inside.at_end() && !inside.braces_follow() {
        let mut part = inside.until(',').0;
        let copies = copies.get_or_insert_with(Vec::new);
        let Some(attributes) = overrides::take_before(&mut part, sink) else { continue };
        attributes.cover(part.rest(), sink);
        copies.extend(sink.keep(copy(part)));
    }
    copies
}

fn copy(mut cursor: Cursor) -> Parsed<(Name, Name)> {
    let old = cursor.name("a column")?;
    // One by one: a macro that writes migrations loses how close its signs stood.
    if !(cursor.take_sign("<") && cursor.take_sign("-") && cursor.take_sign(">")) {
        let error = cursor.expected("`<->`");
        return Err(if cursor.take_sign("=") {
            error.help("`old <-> new` keeps two columns equal; anything else is said in both directions: `forward { ... } reverse { ... }`")
        } else {
            error
        });
    }
    let new = cursor.name("the new column")?;
    cursor.finish("the two columns")?;
    Ok((old, new))
}

/// `{ forward { ... } reverse { ... } }`
pub(super) fn directions<T>(
    cursor: &mut Cursor,
    start: Place,
    needs_forward: bool,
    sink: &mut Sink,
    assignment: fn(Cursor) -> Parsed<T>,
) -> Parsed<(Vec<T>, Vec<T>)> {
    let Some(group) = cursor.take_group(Delimiter::Brace) else {
        return Err(cursor.expected("`{ forward { ... } reverse { ... } }`"));
    };
    both(Cursor::inside(&group), cursor.since(start), needs_forward, sink, assignment)
}

/// What stands in those braces.
fn both<T>(
    mut inside: Cursor,
    place: Place,
    needs_forward: bool,
    sink: &mut Sink,
    assignment: fn(Cursor) -> Parsed<T>,
) -> Parsed<(Vec<T>, Vec<T>)> {
    let (mut forward, mut reverse) = ((false, Vec::new()), (false, Vec::new()));
    while !inside.at_end() {
        let here = inside.here();
        let word = inside.peek_word().unwrap_or_default();
        let (seen, into) = match word.as_str() {
            "forward" => (&mut forward.0, &mut forward.1),
            "reverse" => (&mut reverse.0, &mut reverse.1),
            _ => return Err(inside.expected("`forward` or `reverse`").did_you_mean(&word, ["forward", "reverse"])),
        };
        inside.bump();
        let Some(block) = inside.take_group(Delimiter::Brace) else {
            return Err(inside.expected("assignments in braces").help(format!("`{word} {{ column = expression }}`")));
        };
        if std::mem::replace(seen, true) {
            sink.report(Diagnostic::new(&SYNTAX, here, format!("`{word}` is given twice")));
        } else {
            *into = assignments(&block, sink, assignment);
        }
    }
    if !forward.0 && needs_forward {
        return Err(Diagnostic::new(&SYNTAX, place, "the sync has no `forward`: it says how the new columns follow from the old"));
    }
    Ok((forward.1, reverse.1))
}

fn assignments<T>(block: &Group, sink: &mut Sink, assignment: fn(Cursor) -> Parsed<T>) -> Vec<T> {
    let parts = Cursor::inside(block).split_commas();
    if parts.is_empty() {
        sink.keep::<()>(Err(Diagnostic::new(&SYNTAX, block.span_close(), "expected `column = expression`, found nothing")));
    }
    let mut assignments = Vec::new();
    for mut part in parts {
        let Some(attributes) = overrides::take_before(&mut part, sink) else { continue };
        attributes.cover(part.rest(), sink);
        assignments.extend(sink.keep(assignment(part)));
    }
    assignments
}

fn assignment(mut cursor: Cursor) -> Parsed<Assignment> {
    let column = cursor.name("a column")?;
    if !cursor.take_sign("=") {
        return Err(cursor.expected("`=`"));
    }
    let value = expression(&mut cursor)?;
    cursor.finish("the expression")?;
    Ok(Assignment { column, value })
}

/// What follows `backfill`.
pub(super) fn backfill(mut cursor: Cursor, place: Place) -> Parsed<Backfill> {
    let table = cursor.table()?;
    if cursor.take(&["using"]) {
        let using = Some(transform::using(&mut cursor)?);
        cursor.finish("the backfill")?;
        return Ok(Backfill { table, using, place });
    }
    if let Some(mistake) = misspelt(&cursor, &[&["using"]]) {
        return Err(mistake);
    }
    cursor.finish("the table")?;
    Ok(Backfill { table, using: None, place })
}
