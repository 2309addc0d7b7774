//! `sync` and `backfill`.

use proc_macro2::{Delimiter, Group};

use super::cursor::{Cursor, Parsed};
use super::expression::expression;
use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::rules::syntax::SYNTAX;
use crate::syntax::{Assignment, Backfill, Sync};

/// `sync users { forward { ... } reverse { ... } }`
pub(super) fn sync(cursor: &mut Cursor, sink: &mut Sink) -> Parsed<Sync> {
    let start = cursor.here();
    cursor.expect("sync")?;
    let table = cursor.name("a table")?;
    if cursor.peek_word().as_deref() == Some("to") {
        return Err(cursor.not_yet("`sync` to another table", "a sync keeps columns of one table in step so far"));
    }
    let Some(group) = cursor.take_group(Delimiter::Brace) else {
        return Err(cursor.expected("`{ forward { ... } reverse { ... } }`"));
    };
    let mut sync = Sync { table, forward: Vec::new(), reverse: Vec::new(), place: cursor.since(start) };
    let mut inside = Cursor::inside(&group);
    let (mut forward, mut reverse) = (false, false);
    while !inside.at_end() {
        let here = inside.here();
        let word = inside.peek_word().unwrap_or_default();
        let (seen, into) = match word.as_str() {
            "forward" => (&mut forward, &mut sync.forward),
            "reverse" => (&mut reverse, &mut sync.reverse),
            _ => return Err(inside.expected("`forward` or `reverse`").did_you_mean(&word, ["forward", "reverse"])),
        };
        inside.bump();
        let Some(block) = inside.take_group(Delimiter::Brace) else {
            return Err(inside.expected("assignments in braces").help(format!("`{word} {{ column = expression }}`")));
        };
        if std::mem::replace(seen, true) {
            sink.report(Diagnostic::new(&SYNTAX, here, format!("`{word}` is given twice")));
        } else {
            *into = assignments(&block, sink);
        }
    }
    if !forward {
        return Err(Diagnostic::new(&SYNTAX, sync.place, "the sync has no `forward`: it says how the new columns follow from the old"));
    }
    Ok(sync)
}

fn assignments(block: &Group, sink: &mut Sink) -> Vec<Assignment> {
    let parts = Cursor::inside(block).split_commas();
    if parts.is_empty() {
        sink.report(Diagnostic::new(&SYNTAX, block.span_close(), "expected `column = expression`, found nothing"));
    }
    parts.into_iter().filter_map(|part| sink.keep(assignment(part))).collect()
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
    let table = cursor.name("a table")?;
    if cursor.peek_word().as_deref() == Some("using") {
        return Err(cursor.not_yet("a backfill by a Rust function", "the backfill uses the expressions of the table's `sync` so far"));
    }
    cursor.finish("the table")?;
    Ok(Backfill { table, place })
}
