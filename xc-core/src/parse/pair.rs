//! `sync` to another table.

use super::cursor::{Cursor, Parsed};
use super::expression::expression;
use super::sync::directions;
use crate::diagnostic::{Place, Sink, Sp};
use crate::syntax::{Assignment, DefaultValue, Name, Pair, PairAssignment, Presence, Qualified};

/// What follows `sync users to`: `profiles on profiles.user_id = users.id where users.has_profile { forward { ... } reverse { ... } }`.
pub(super) fn pair(cursor: &mut Cursor, start: Place, source: Name, sink: &mut Sink) -> Parsed<Pair> {
    let target = cursor.table()?;
    if !cursor.take(&["on"]) {
        return Err(cursor
            .expected("`on`")
            .help(format!("say which rows belong together: `on {0}.{1}_id = {1}.id`", target.node, source.node)));
    }
    let mut on = Vec::new();
    loop {
        let left = qualified(cursor)?;
        if !cursor.take_sign("=") {
            return Err(cursor.expected("`=`"));
        }
        on.push((left, qualified(cursor)?));
        if !cursor.take(&["and"]) {
            break;
        }
    }
    let presence = if cursor.take(&["where"]) { Some(presence(cursor)?) } else { None };
    if presence.is_some() && cursor.peek_word().as_deref() != Some("rows") && !cursor.at_braces() {
        return Err(cursor.not_yet(
            "a condition in a sync",
            "`where users.has_profile`, or `where users.kind = \"company\" else \"person\"`: a column that tells whether the row has one in the other table, \
             and that is written with it",
        ));
    }
    let here = cursor.here();
    let rows_by_application = if cursor.take(&["rows"]) {
        cursor.expect("by")?;
        cursor.expect("application")?;
        Some(cursor.since(here))
    } else {
        None
    };
    let (forward, reverse) = directions(cursor, start, presence.is_none(), sink, assignment)?;
    Ok(Pair { source, target, on, presence, rows_by_application, forward, reverse, place: cursor.since(start) })
}

/// `users.has_profile`, or `users.kind = "company" else "person"`.
fn presence(cursor: &mut Cursor) -> Parsed<Presence> {
    let column = qualified(cursor)?;
    if !cursor.take_sign("=") {
        return Ok(Presence { column, values: None });
    }
    let there = cursor.take_literal()?.ok_or_else(|| cursor.expected("a value"))?;
    if !cursor.take(&["else"]) {
        return Err(cursor
            .expected("`else`")
            .help("say what the column is given when the row of the other table is deleted: `else \"person\"`, or `else null`"));
    }
    let here = cursor.here();
    let gone = match cursor.take_literal()? {
        Some(literal) => DefaultValue::Literal(literal.node),
        None if cursor.take(&["null"]) => DefaultValue::Null,
        None => return Err(cursor.expected("a value, or `null`")),
    };
    Ok(Presence { column, values: Some((there, Sp::new(gone, cursor.since(here)))) })
}

fn qualified(cursor: &mut Cursor) -> Parsed<Qualified> {
    let first = cursor.name("a column")?;
    if cursor.take_sign(".") {
        let (table, column) = cursor.column_of(first)?;
        return Ok(Qualified { table: Some(table), column });
    }
    Ok(Qualified { table: None, column: first })
}

fn assignment(mut cursor: Cursor) -> Parsed<PairAssignment> {
    let Qualified { table, column } = qualified(&mut cursor)?;
    if !cursor.take_sign("=") {
        return Err(cursor.expected("`=`"));
    }
    let value = expression(&mut cursor)?;
    cursor.finish("the expression")?;
    Ok(PairAssignment { table, assignment: Assignment { column, value } })
}
