//! `sync` and `backfill`.

use proc_macro2::{Delimiter, Group};

use super::cursor::{Cursor, Parsed};
use super::expression::expression;
use super::misspelt::misspelt;
use super::{overrides, pair, transform};
use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::rules::syntax::SYNTAX;
use crate::syntax::{Assignment, Backfill, Statement, Sync};

/// `sync users { forward { ... } reverse { ... } }`, or to another table.
pub(super) fn sync(cursor: &mut Cursor, sink: &mut Sink) -> Parsed<Statement> {
    let start = cursor.here();
    cursor.expect("sync")?;
    let table = cursor.table()?;
    if cursor.take(&["to"]) {
        return pair::pair(cursor, start, table, sink).map(Statement::Pair);
    }
    let (forward, reverse) = directions(cursor, start, true, sink, assignment)?;
    Ok(Statement::Sync(Sync { table, forward, reverse, place: cursor.since(start) }))
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
    let (mut forward, mut reverse) = ((false, Vec::new()), (false, Vec::new()));
    let mut inside = Cursor::inside(&group);
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
        let place = cursor.since(start);
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
