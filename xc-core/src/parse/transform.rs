//! Backfills by a Rust function, and `by application`.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::cursor::{Cursor, Parsed};
use crate::diagnostic::{Diagnostic, Place, Sp};
use crate::plan::OnError;
use crate::rules::syntax::SYNTAX;
use crate::syntax::{ByApplication, Name, RustCall, Using};

const USING: &str = "for example `backfill users using crate::normalise_phone(phone, country) -> phone_e164;`";
const PARITY: &str = "for example `parity by crate::opens(card, card_sealed)`: the function says whether a row's shapes are in step";
const BY_APPLICATION: &str = "for example `by application users (phone, phone_e164);`: the columns of both shapes";

/// What follows `by`.
pub(super) fn by_application(mut cursor: Cursor, place: Place) -> Parsed<ByApplication> {
    if !cursor.take(&["application"]) {
        let word = cursor.peek_word().unwrap_or_default();
        return Err(cursor.expected("`application` after `by`").did_you_mean(&word, ["application"]).help(BY_APPLICATION));
    }
    let table = cursor.table()?;
    let Some(group) = cursor.take_group(Delimiter::Parenthesis) else {
        return Err(cursor.expected("columns in parentheses").help(BY_APPLICATION));
    };
    let columns = names(&group, "the columns of both shapes", BY_APPLICATION)?;
    cursor.finish("the columns")?;
    Ok(ByApplication { table, columns, place })
}

/// What follows `using`.
pub(super) fn using(cursor: &mut Cursor) -> Parsed<Using> {
    let call = call(cursor, USING)?;
    if !cursor.take_sign("->") {
        return Err(cursor.expected("`->` and the column that is filled").help(USING));
    }
    let targets = match cursor.take_group(Delimiter::Parenthesis) {
        Some(targets) => names(&targets, "the columns that are filled", USING)?,
        None => vec![cursor.name("the column that is filled")?],
    };
    Ok(Using { call, targets, parity: parity(cursor)?, on_error: on_error(cursor)? })
}

/// `crate::function(a, b).await`
fn call(cursor: &mut Cursor, help: &str) -> Parsed<RustCall> {
    let function = path(cursor, help)?;
    let Some(group) = cursor.take_group(Delimiter::Parenthesis) else {
        return Err(cursor.expected("the columns that the function is given, in parentheses").help(help));
    };
    let arguments = names(&group, "the columns that the function is given", help)?;
    let dot = cursor.here();
    let awaited = match cursor.take_sign(".") {
        true if cursor.take(&["await"]) => Some(cursor.since(dot)),
        true => return Err(cursor.expected("`await`").help("`.await` behind the call, where the function is an `async fn`")),
        false => None,
    };
    Ok(RustCall { function, arguments, parentheses: group.span().into(), awaited })
}

/// `parity by crate::opens(card, card_sealed)`, where it stands.
fn parity(cursor: &mut Cursor) -> Parsed<Option<RustCall>> {
    if !cursor.take(&["parity"]) {
        return Ok(None);
    }
    cursor.expect("by")?;
    if matches!(cursor.peek_word().as_deref(), Some("reverse" | "forward")) {
        return Err(cursor
            .expected("the path of a function")
            .note("what a Rust function fills has no reverse mapping; another function says whether a row is in step")
            .help(PARITY));
    }
    call(cursor, PARITY).map(Some)
}

/// `on error stop`, which needs not be said, or `on error skip`.
fn on_error(cursor: &mut Cursor) -> Parsed<OnError> {
    if !cursor.take(&["on"]) {
        return Ok(OnError::Stop);
    }
    cursor.expect("error")?;
    let word = cursor.peek_word().unwrap_or_default();
    let policy = match word.as_str() {
        "stop" => OnError::Stop,
        "skip" => OnError::Skip,
        _ => {
            return Err(cursor.expected("`stop` or `skip`").did_you_mean(&word, ["stop", "skip"]).note(
                "`stop` ends the backfill at the first batch with such rows; `skip` goes on without them, and contract waits for them",
            ));
        }
    };
    cursor.bump();
    Ok(policy)
}

/// The path of a function, without generic arguments.
fn path(cursor: &mut Cursor, help: &str) -> Parsed<Sp<TokenStream>> {
    if cursor.peek_word().as_deref() == Some("async") {
        return Err(cursor
            .expected("the path of a function")
            .help("for an `async fn`, write `.await` behind the call: `using crate::look_up(phone).await -> phone_e164`"));
    }
    let start = cursor.here();
    let mut path = TokenStream::new();
    while let Some(token) = cursor.peek() {
        let of_path = match token {
            TokenTree::Ident(_) => true,
            TokenTree::Punct(punct) => punct.as_char() == ':',
            _ => false,
        };
        if !of_path {
            break;
        }
        path.extend(cursor.bump());
    }
    if path.is_empty() {
        return Err(cursor.expected("the path of a function").help(help));
    }
    match syn::parse2::<syn::Path>(path.clone()) {
        Ok(_) => Ok(Sp::new(path, cursor.since(start))),
        Err(_) => Err(Diagnostic::new(&SYNTAX, cursor.since(start), "this is not the path of a function").help(help)),
    }
}

/// Names between commas, at least one.
fn names(group: &Group, what: &str, help: &str) -> Parsed<Vec<Name>> {
    let parts = Cursor::inside(group).split_commas();
    if parts.is_empty() {
        return Err(Diagnostic::new(&SYNTAX, group.span_close(), format!("expected {what}, found nothing")).help(help));
    }
    let mut names = Vec::new();
    for mut part in parts {
        let name = part.name("a column")?;
        part.finish("the column")?;
        if names.iter().any(|known: &Name| known.node == name.node) {
            return Err(Diagnostic::new(&SYNTAX, name.place, format!("`{}` is named twice", name.node)));
        }
        names.push(name);
    }
    Ok(names)
}
