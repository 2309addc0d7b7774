//! Constraints: `unique`, `check`, `foreign key`, as a table has them and as a column says them of itself.

use proc_macro2::Delimiter;

use super::cursor::{Cursor, Parsed};
use super::expression::source;
use super::table::names;
use crate::diagnostic::Diagnostic;
use crate::rules::locks::exclusion_constraint;
use crate::rules::syntax::NOT_YET;
use crate::syntax::{Constraint, ConstraintKind, Name, Referential, Source};

/// `[constraint n] unique (...) | check (...) | foreign key (...) references ...`; `None` where none begins here.
pub(super) fn constraint(cursor: &mut Cursor) -> Parsed<Option<Constraint>> {
    let start = cursor.here();
    let name = if cursor.take(&["constraint"]) { Some(cursor.name("the constraint's name")?) } else { None };
    let word = cursor.peek_word().unwrap_or_default();
    let kind = match word.as_str() {
        "unique" => {
            cursor.bump();
            if !cursor.take(&["key"]) {
                cursor.take(&["index"]);
            }
            ConstraintKind::Unique(names(cursor)?)
        }
        "check" => {
            cursor.bump();
            ConstraintKind::Check(checked(cursor)?)
        }
        "foreign" => {
            cursor.bump();
            cursor.expect("key")?;
            let columns = names(cursor)?;
            cursor.expect("references")?;
            references(cursor, columns)?
        }
        "exclude" => {
            return Err(exclusion_constraint::refusal(cursor.rest()));
        }
        "primary" if name.is_some() => {
            return Err(cursor.not_yet("a named primary key", "leave out `constraint` and its name: a table has one primary key"));
        }
        _ if name.is_some() => return Err(cursor.expected("`unique`, `check` or `foreign key`")),
        _ => return Ok(None),
    };
    // `not valid` is how xc adds them in any case.
    cursor.take(&["not", "valid"]);
    Ok(Some(Constraint { name, kind, place: cursor.since(start) }))
}

/// What follows `check`.
pub(super) fn checked(cursor: &mut Cursor) -> Parsed<Source> {
    let Some(group) = cursor.take_group(Delimiter::Parenthesis) else {
        return Err(cursor.expected("a condition in parentheses"));
    };
    let mut inside = Cursor::inside(&group);
    let condition = source(&mut inside)?;
    inside.finish("the condition")?;
    Ok(condition)
}

/// What follows `references`.
pub(super) fn references(cursor: &mut Cursor, columns: Vec<Name>) -> Parsed<ConstraintKind> {
    let table = cursor.table()?;
    let has_list = matches!(cursor.peek(), Some(proc_macro2::TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
    let references = if has_list { names(cursor)? } else { Vec::new() };
    let (mut on_delete, mut on_update) = (Referential::default(), Referential::default());
    loop {
        if cursor.take(&["on", "delete"]) {
            on_delete = referential(cursor)?;
        } else if cursor.take(&["on", "update"]) {
            on_update = referential(cursor)?;
        } else if matches!(cursor.peek_word().as_deref(), Some("deferrable" | "initially" | "match")) {
            return Err(cursor.not_yet("this option of a foreign key", "leave it out: not every database has it"));
        } else {
            return Ok(ConstraintKind::ForeignKey { columns, table, references, on_delete, on_update });
        }
    }
}

fn referential(cursor: &mut Cursor) -> Parsed<Referential> {
    let here = cursor.here();
    if cursor.take(&["set", "default"]) {
        return Err(Diagnostic::new(&NOT_YET, here, "`set default` is not in the language")
            .note("InnoDB refuses it (MySQL manual, \"FOREIGN KEY Constraints\")")
            .help("`set null`, `cascade`, `restrict` or `no action`"));
    }
    for (words, action) in [
        (&["cascade"][..], Referential::Cascade),
        (&["set", "null"], Referential::SetNull),
        (&["restrict"], Referential::Restrict),
        (&["no", "action"], Referential::NoAction),
    ] {
        if cursor.take(words) {
            return Ok(action);
        }
    }
    Err(cursor.expected("`cascade`, `set null`, `restrict` or `no action`"))
}
