//! Tokens to syntax tree. A mistake ends the part that it stands in, is recorded, and parsing goes on behind it.

mod cursor;
mod expression;
mod sync;
mod table;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};

use crate::diagnostic::{Diagnostic, Place, Sink, Sp, nearest};
use crate::plan::{Dialect, Phase};
use crate::rules::names::UNKNOWN_PHASE;
use crate::rules::syntax::{HEADER, SYNTAX};
use crate::syntax::{Migration, PhaseBlock, Statement};
use cursor::{Cursor, Parsed};

/// The path given by `after:`, found without reading anything else: the first of the two macro calls needs no more.
pub fn predecessor(tokens: &TokenStream) -> Option<TokenStream> {
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_after = matches!(&token, TokenTree::Ident(word) if word == "after");
        if is_after && matches!(tokens.peek(), Some(TokenTree::Punct(colon)) if colon.as_char() == ':') {
            tokens.next();
            let path = tokens.take_while(|token| !ends_path(token)).collect::<TokenStream>();
            // What is no path is left to the second call, which says so.
            return syn::parse2::<syn::Path>(path.clone()).is_ok().then_some(path);
        }
    }
    None
}

fn ends_path(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => punct.as_char() != ':',
        TokenTree::Ident(_) => false,
        _ => true,
    }
}

/// A whole block. `None` when it has no name, without which nothing can be made of it.
pub fn migration(tokens: TokenStream, sink: &mut Sink) -> Option<Migration> {
    let named_dialects = names_dialects(&tokens);
    let mut cursor = Cursor::over(tokens);
    let mut name = None;
    let mut migration = Migration {
        name: Sp::new(Ident::new("unnamed", Span::call_site()), Span::call_site()),
        after: None,
        dialects: Vec::new(),
        doc: String::new(),
        phases: Vec::new(),
    };
    while !cursor.at_end() {
        if cursor.take_sign(",") || cursor.take_sign(";") {
            continue;
        }
        if cursor.take_sign("#") {
            doc_line(&mut cursor, &mut migration.doc);
            continue;
        }
        let entry = entry(&mut cursor, &mut migration, &mut name, sink);
        if sink.keep(entry).is_none() {
            skip_entry(&mut cursor);
        }
    }
    if migration.dialects.is_empty() && !named_dialects {
        migration.dialects = Dialect::ALL.into_iter().map(|dialect| Sp::new(dialect, Span::call_site())).collect();
    }
    match name {
        Some(name) => Some(Migration { name, ..migration }),
        None => {
            if sink.is_empty() {
                sink.report(
                    Diagnostic::new(&HEADER, Span::call_site(), "the migration has no name")
                        .help("begin with `name: split_user_name,`: the name under which the next migration and the journal know it"),
                );
            }
            None
        }
    }
}

/// Whether `dialects:` is there at all: where nothing in it could be understood, that does not stand for all of them.
fn names_dialects(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| matches!(&token, TokenTree::Ident(word) if word == "dialects"))
}

/// `key: value` or `phase { ... }`.
fn entry(cursor: &mut Cursor, migration: &mut Migration, name: &mut Option<Sp<Ident>>, sink: &mut Sink) -> Parsed<()> {
    let place = cursor.here();
    let Some(word) = cursor.peek_word() else {
        return Err(cursor.expected("`name:`, `after:`, `dialects:` or a phase"));
    };
    cursor.bump();
    if cursor.take_sign(":") {
        let twice = || Diagnostic::new(&HEADER, place, format!("`{word}:` is given twice"));
        match word.as_str() {
            "name" => {
                let Some(TokenTree::Ident(ident)) = cursor.peek().cloned() else {
                    return Err(Diagnostic { rule: &HEADER, ..cursor.expected("the migration's name") });
                };
                cursor.bump();
                match name.replace(Sp::new(ident.clone(), ident.span())) {
                    Some(_) => Err(twice()),
                    None => Ok(()),
                }
            }
            "after" => {
                let (path, _) = take_path(cursor)?;
                match migration.after.replace(path) {
                    Some(_) => Err(twice()),
                    None => Ok(()),
                }
            }
            "dialects" => dialects(cursor, &mut migration.dialects, sink),
            _ => Err(Diagnostic::new(&HEADER, place, format!("unknown key `{word}:`"))
                .did_you_mean(&word, ["name", "after", "dialects"])
                .note("a block has `name:`, `after:` and `dialects:`, then its phases")),
        }
    } else if let Some(group) = cursor.take_group(Delimiter::Brace) {
        let phase = phase(&word, place)?;
        let statements = statements(Cursor::inside(&group), sink);
        migration.phases.push(PhaseBlock { phase: Sp::new(phase.0, place), statements });
        match phase.1 {
            Some(mistake) => Err(mistake),
            None => Ok(()),
        }
    } else {
        let phases = Phase::ALL.map(Phase::keyword);
        match nearest(&word, phases) {
            Some(near) => Err(Diagnostic { rule: &UNKNOWN_PHASE, ..cursor.expected(&format!("`{{` after `{near}`")) }),
            None => Err(Diagnostic { rule: &UNKNOWN_PHASE, ..cursor.expected(&format!("`:` or `{{` after `{word}`")) }
                .note("statements stand in one of the phases expand, dual_write, migrate, contract")),
        }
    }
}

/// The phase of a word; where the word is only near, the phase that was meant and the mistake.
fn phase(word: &str, place: Place) -> Parsed<(Phase, Option<Diagnostic>)> {
    let known = Phase::ALL.map(Phase::keyword);
    let mistake = Diagnostic::new(&UNKNOWN_PHASE, place, format!("there is no phase `{word}`"))
        .note("the phases are expand, dual_write, migrate, contract, in this order")
        .did_you_mean(word, known);
    match Phase::ALL.into_iter().find(|phase| phase.keyword() == word) {
        Some(phase) => Ok((phase, None)),
        None => match Phase::ALL.into_iter().find(|phase| Some(phase.keyword()) == nearest(word, known)) {
            Some(meant) => Ok((meant, Some(mistake))),
            None => Err(mistake),
        },
    }
}

fn take_path(cursor: &mut Cursor) -> Parsed<(Sp<TokenStream>, ())> {
    let start = cursor.here();
    let mut path = TokenStream::new();
    while let Some(token) = cursor.peek().filter(|token| !ends_path(token)).cloned() {
        cursor.bump();
        path.extend([token]);
    }
    match syn::parse2::<syn::Path>(path.clone()) {
        Ok(_) => Ok((Sp::new(path, cursor.since(start)), ())),
        Err(_) => Err(Diagnostic::new(&HEADER, cursor.since(start), "`after:` wants the path of a migration")
            .help("for example `after: super::create_users,`")),
    }
}

/// `[postgres, mysql, sqlite]`. `mysql` stands for MariaDB too, unless `mariadb` is named.
fn dialects(cursor: &mut Cursor, dialects: &mut Vec<Sp<Dialect>>, sink: &mut Sink) -> Parsed<()> {
    let place = cursor.here();
    let Some(group) = cursor.take_group(Delimiter::Bracket) else {
        let error = cursor.expected("a list of dialects in brackets").help("`dialects: [postgres, mysql, sqlite],`");
        return Err(Diagnostic { rule: &HEADER, ..error });
    };
    for mut part in Cursor::inside(&group).split_commas() {
        let name = part.name("a dialect").and_then(|name| part.finish("the dialect").map(|()| name));
        let Some(name) = sink.keep(name) else { continue };
        let dialect = match name.node.to_ascii_lowercase().as_str() {
            "postgres" | "postgresql" => Dialect::Postgres,
            "mysql" => Dialect::MySql,
            "mariadb" => Dialect::MariaDb,
            "sqlite" => Dialect::Sqlite,
            _ => {
                sink.report(
                    Diagnostic::new(&HEADER, name.place, format!("unknown dialect `{}`", name.node))
                        .note("the dialects are postgres, mysql (which stands for MariaDB too, unless `mariadb` is named), mariadb, sqlite")
                        .did_you_mean(&name.node, ["postgres", "mysql", "mariadb", "sqlite"]),
                );
                continue;
            }
        };
        if dialects.iter().any(|known| known.node == dialect) {
            sink.report(Diagnostic::new(&HEADER, name.place, format!("dialect `{}` is named twice", name.node)));
            continue;
        }
        dialects.push(Sp::new(dialect, name.place));
    }
    if let Some(mysql) = dialects.iter().find(|known| known.node == Dialect::MySql)
        && !dialects.iter().any(|known| known.node == Dialect::MariaDb)
    {
        let place = mysql.place;
        dialects.push(Sp::new(Dialect::MariaDb, place));
    }
    dialects.sort_by_key(|dialect| dialect.node);
    if dialects.is_empty() && sink.is_empty() {
        return Err(Diagnostic::new(&HEADER, place, "no dialect is named")
            .help("`dialects: [postgres, mysql, sqlite],`, or leave the line out for all of them"));
    }
    Ok(())
}

fn statements(mut cursor: Cursor, sink: &mut Sink) -> Vec<Statement> {
    let mut statements = Vec::new();
    while !cursor.at_end() {
        if cursor.take_sign(";") {
            continue;
        }
        let statement = if cursor.peek_word().as_deref() == Some("sync") {
            sync::sync(&mut cursor, sink).map(Statement::Sync)
        } else {
            let (part, ended) = cursor.until(';');
            let end = part.whole().end;
            let statement = statement(part, sink);
            if !ended && statement.is_ok() {
                sink.report(Diagnostic::new(&SYNTAX, end, "missing `;` at the end of the statement"));
            }
            statement
        };
        match sink.keep(statement) {
            Some(statement) => statements.push(statement),
            // Whatever a broken `sync` left.
            None => skip_statement(&mut cursor),
        }
    }
    statements
}

fn skip_statement(cursor: &mut Cursor) {
    let starts = ["alter", "create", "sync", "backfill"];
    while !cursor.at_end() && !cursor.peek_word().is_some_and(|word| starts.contains(&word.as_str())) {
        cursor.bump();
    }
}

fn statement(mut cursor: Cursor, sink: &mut Sink) -> Parsed<Statement> {
    let place = cursor.whole();
    if cursor.take(&["create", "table"]) {
        return table::create(cursor, place, sink).map(Statement::CreateTable);
    }
    if cursor.take(&["alter", "table"]) {
        return table::alter(cursor, sink).map(Statement::AlterTable);
    }
    if cursor.take(&["backfill"]) {
        return sync::backfill(cursor, place).map(Statement::Backfill);
    }
    let word = cursor.peek_word().unwrap_or_default();
    match word.as_str() {
        "create" | "drop" | "raw" | "truncate" | "update" | "insert" | "delete" | "rename" => {
            let second = cursor.word_at(1).map(|second| format!(" {second}")).unwrap_or_default();
            Err(cursor.not_yet(&format!("`{word}{second}`"), "the statements are `create table`, `alter table`, `sync` and `backfill`"))
        }
        _ => Err(cursor
            .expected("a statement")
            .note("the statements are `create table`, `alter table`, `sync` and `backfill`")
            .did_you_mean(&word, ["create", "alter", "sync", "backfill"])),
    }
}

/// `#[doc = "..."]`, which is what `///` becomes.
fn doc_line(cursor: &mut Cursor, doc: &mut String) {
    let Some(group) = cursor.take_group(Delimiter::Bracket) else { return };
    let mut inside = Cursor::inside(&group);
    if inside.take(&["doc"])
        && inside.take_sign("=")
        && let Ok(Some(Sp { node: crate::syntax::Literal::Text(line), .. })) = inside.take_literal()
    {
        if !doc.is_empty() {
            doc.push('\n');
        }
        doc.push_str(line.trim());
    }
}

/// To behind the next comma or braces.
fn skip_entry(cursor: &mut Cursor) {
    while !cursor.at_end() {
        let known = cursor.peek_word().is_some_and(|word| {
            ["name", "after", "dialects"].contains(&word.as_str()) || Phase::ALL.iter().any(|phase| phase.keyword() == word)
        });
        if known || cursor.take_sign(",") || cursor.take_group(Delimiter::Brace).is_some() {
            return;
        }
        cursor.bump();
    }
}
