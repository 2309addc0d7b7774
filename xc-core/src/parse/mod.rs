//! Tokens to syntax tree. A mistake ends the part that it stands in, is recorded, and parsing goes on behind it.

mod constraint;
mod cursor;
mod dialects;
mod enumeration;
mod expression;
mod index;
mod misspelt;
mod namespace;
mod overrides;
mod pair;
mod raw;
mod refused;
mod retire;
mod sync;
mod table;
mod transform;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens as _;

use crate::diagnostic::{Diagnostic, Place, Sink, Sp};
use crate::nearest::nearest;
use crate::plan::Phase;
use crate::rules::names::UNKNOWN_PHASE;
use crate::rules::syntax::{HEADER, NOT_YET, SYNTAX};
use crate::syntax::{EnumChange, Expression, Migration, PhaseBlock, Statement};
use cursor::{Cursor, Parsed};
pub use expression::read as read_expression;

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

/// An expression and nothing else.
///
/// # Errors
/// The mistake in it.
pub fn lone_expression(tokens: TokenStream) -> Result<Sp<Expression>, Diagnostic> {
    let mut cursor = Cursor::over(tokens);
    let expression = expression::expression(&mut cursor)?;
    cursor.finish("the expression")?;
    Ok(expression)
}

/// The two kinds of block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `migration! { ... }`, with its phases.
    Migration,
    /// `schema! { ... }`, with statements for what is there already.
    Schema,
}

/// A whole block. `None` when it has no name, without which nothing can be made of it.
pub fn block(tokens: TokenStream, form: Form, sink: &mut Sink) -> Option<Migration> {
    let dialects = names_dialects(&tokens).then(Vec::new);
    let mut cursor = Cursor::over(tokens);
    let start = cursor.here();
    let (mut name, mut doc) = (None, Vec::new());
    let mut migration = Migration {
        name: Sp::new(Ident::new("unnamed", Span::call_site()), Span::call_site()),
        after: None,
        dialects,
        minimum: Vec::new(),
        retire: None,
        doc: String::new(),
        phases: Vec::new(),
        declares: form == Form::Schema,
    };
    while !cursor.at_end() {
        if cursor.take_sign(",") || cursor.take_sign(";") {
            continue;
        }
        if form == Form::Schema && name.is_some() && cursor.peek_word().is_some_and(|word| word == "create") {
            let start = cursor.here();
            let statements = statements(cursor, sink);
            statements.iter().for_each(|statement| check_declares(statement, sink));
            migration.phases.push(PhaseBlock { phase: Sp::new(Phase::Expand, start), statements });
            break;
        }
        let attributes = overrides::take(&mut cursor, sink);
        attributes.cover_nothing(sink);
        doc.extend(attributes.doc);
        if cursor.at_end() {
            break;
        }
        let entry = entry(&mut cursor, &mut migration, &mut name, sink);
        if sink.keep(entry).is_none() {
            skip_entry(&mut cursor);
        }
    }
    match name {
        Some(name) => Some(Migration { name, doc: doc.join("\n"), ..migration }),
        None => {
            if sink.is_empty() {
                sink.report(
                    Diagnostic::new(&HEADER, start, "the migration has no name")
                        .help("begin with `name: split_user_name,`: the name under which the next migration and the journal know it"),
                );
            }
            None
        }
    }
}

/// A `schema!` block says what is there.
fn check_declares(statement: &Statement, sink: &mut Sink) {
    let place = match statement {
        Statement::CreateTable(_) | Statement::CreateIndex(_) => return,
        Statement::Enum(made) if matches!(made.change, EnumChange::Create(_)) => return,
        Statement::Enum(changed) => changed.place,
        Statement::Schema(made) if made.makes => return,
        Statement::Schema(dropped) => dropped.place,
        Statement::AlterTable(alter) => alter.table.place,
        Statement::DropTable(drop) => drop.place,
        Statement::DropIndex(drop) => drop.place,
        Statement::Sync(sync) => sync.place,
        Statement::Pair(pair) => pair.place,
        Statement::Backfill(backfill) => backfill.place,
        Statement::ByApplication(by) => by.place,
        Statement::Raw(raw) => raw.place,
    };
    sink.report(
        Diagnostic::new(&SYNTAX, place, "`schema!` declares what is there, and changes nothing")
            .note("its statements are `create table`, `create index`, `create enum` and `create schema`, and none of them is run")
            .help("write the change as a `migration!` that comes after it"),
    );
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
                let (item, mistake) = item_name(&ident);
                if name.replace(Sp::new(item, ident.span())).is_some() {
                    return Err(twice());
                }
                mistake.map_or(Ok(()), Err)
            }
            "after" if migration.declares => {
                Err(Diagnostic::new(&HEADER, place, "a `schema!` block comes before all migrations, and after none")
                    .help("leave out `after:`; what a migration adds is known to the next one"))
            }
            "after" => {
                let (path, _) = take_path(cursor)?;
                match migration.after.replace(path) {
                    Some(_) => Err(twice()),
                    None => Ok(()),
                }
            }
            "dialects" => dialects::dialects(cursor, migration, sink),
            "retire" if migration.declares => Err(Diagnostic::new(&HEADER, place, "a `schema!` block retires nothing")
                .help("leave out `retire:`: it belongs to a migration with a contract")),
            "retire" => match migration.retire.replace(retire::time(cursor)?) {
                Some(_) => Err(twice()),
                None => Ok(()),
            },
            _ => Err(Diagnostic::new(&HEADER, place, format!("unknown key `{word}:`"))
                .did_you_mean(&word, ["name", "after", "dialects", "retire"])
                .note("a block has `name:`, `after:`, `dialects:` and `retire:`, then its phases")),
        }
    } else if let Some(group) = cursor.take_group(Delimiter::Brace) {
        if migration.declares {
            return Err(Diagnostic::new(&SYNTAX, place, "a `schema!` block has no phases: it declares what is there")
                .help("write its `create table` statements without the phase, or make it a `migration!`"));
        }
        let phase = phase(&word, place)?;
        let statements = statements(Cursor::inside(&group), sink);
        migration.phases.push(PhaseBlock { phase: Sp::new(phase.0, place), statements });
        match phase.1 {
            Some(mistake) => Err(mistake),
            None => Ok(()),
        }
    } else if word == "parameter" {
        cursor.until(',');
        Err(Diagnostic::new(&NOT_YET, place, "a parameter that is given at run time is not in the language yet")
            .note("the SQL of a plan is written when the code compiles, and a trigger has no parameters")
            .help("write the value as a literal, or give it by a Rust function: `backfill t using crate::function(a) -> b`"))
    } else {
        let phases = Phase::ALL.map(Phase::keyword);
        match nearest(&word, phases) {
            Some(near) => Err(Diagnostic { rule: &UNKNOWN_PHASE, ..cursor.expected(&format!("`{{` after `{near}`")) }),
            None => Err(Diagnostic { rule: &UNKNOWN_PHASE, ..cursor.expected(&format!("`:` or `{{` after `{word}`")) }
                .note("statements stand in one of the phases expand, dual_write, migrate, contract")),
        }
    }
}

/// The name as one that an item can have, and the mistake where it is none: it stands for a constant and a macro.
fn item_name(written: &Ident) -> (Ident, Option<Diagnostic>) {
    let text = written.to_string();
    // `gen` is a keyword from the edition of 2024 on.
    if text != "gen" && syn::parse2::<Ident>(written.to_token_stream()).is_ok() {
        return (written.clone(), None);
    }
    let mistake =
        Diagnostic::new(&HEADER, written.span(), format!("`{text}` is a keyword of Rust, and a migration's name is that of a constant"));
    if ["_", "self", "Self", "super", "crate"].contains(&text.as_str()) {
        let item = Ident::new(&format!("{text}_"), written.span());
        return (item, Some(mistake.help("give it another name")));
    }
    let raw = Ident::new_raw(&text, written.span());
    (raw, Some(mistake.help(format!("`r#{text}`, which the journal knows as `{text}`, or another name"))))
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

fn statements(mut cursor: Cursor, sink: &mut Sink) -> Vec<Statement> {
    let mut statements = Vec::new();
    while !cursor.at_end() {
        if cursor.take_sign(";") {
            continue;
        }
        let Some(attributes) = overrides::take_before(&mut cursor, sink) else { break };
        let start = cursor.here();
        if cursor.at_end() {
            sink.report(cursor.expected("a statement behind the attribute"));
            break;
        }
        let statement = if cursor.peek_word().as_deref() == Some("sync") {
            sync::sync(&mut cursor, sink)
        } else if raw::begins(&cursor) {
            raw::raw(&mut cursor, sink).map(Statement::Raw)
        } else {
            let (part, ended) = cursor.until(';');
            let (place, before) = (part.whole(), sink.count());
            let statement = statement(part, sink);
            // What is cut off lacks more than its `;`: the other mistake says so.
            if !ended {
                sink.unfinished(place);
                if statement.is_ok() && sink.count() == before {
                    sink.report(Diagnostic::new(&SYNTAX, place.end, "missing `;` at the end of the statement"));
                }
            }
            statement
        };
        attributes.cover(cursor.since(start), sink);
        match sink.keep(statement) {
            Some(statement) => statements.push(statement),
            // Whatever a broken `sync` left.
            None => skip_statement(&mut cursor),
        }
    }
    statements
}

fn skip_statement(cursor: &mut Cursor) {
    let starts = ["alter", "create", "drop", "sync", "by", "backfill", "raw"];
    while !cursor.at_end() && !cursor.peek_word().is_some_and(|word| starts.contains(&word.as_str())) {
        cursor.bump();
    }
}

const STATEMENTS: &str = "the statements are `create table`, `alter table`, `drop table`, `create index`, `drop index`, `create enum`, `alter enum`, `drop enum`, `sync`, `by application`, `backfill` and `raw`";

fn statement(mut cursor: Cursor, sink: &mut Sink) -> Parsed<Statement> {
    let place = cursor.whole();
    if cursor.take(&["create", "table"]) {
        return table::create(cursor, place, sink).map(Statement::CreateTable);
    }
    if cursor.take(&["alter", "table"]) {
        return table::alter(cursor, sink).map(Statement::AlterTable);
    }
    if cursor.take(&["drop", "table"]) {
        return table::drop(cursor, place).map(Statement::DropTable);
    }
    if cursor.take(&["rename", "table"]) {
        return table::rename(cursor).map(Statement::AlterTable);
    }
    if cursor.take(&["create", "index"]) {
        return index::create(cursor, false, place, sink).map(Statement::CreateIndex);
    }
    if cursor.take(&["create", "unique", "index"]) {
        return index::create(cursor, true, place, sink).map(Statement::CreateIndex);
    }
    if cursor.take(&["drop", "index"]) {
        return index::drop(cursor, place).map(Statement::DropIndex);
    }
    if let Some(parsed) = enumeration::statement(&mut cursor, place) {
        return parsed.map(Statement::Enum);
    }
    if let Some(parsed) = namespace::statement(&mut cursor, place) {
        return parsed.map(Statement::Schema);
    }
    if cursor.take(&["backfill"]) {
        return sync::backfill(cursor, place).map(Statement::Backfill);
    }
    if cursor.take(&["by"]) {
        return transform::by_application(cursor, place).map(Statement::ByApplication);
    }
    if let Some(refusal) = refused::statement(&cursor, place).or_else(|| misspelt::misspelt(&cursor, misspelt::STATEMENTS)) {
        return Err(refusal);
    }
    let word = cursor.peek_word().unwrap_or_default();
    match word.as_str() {
        "create" | "drop" | "rename" => {
            let second = cursor.word_at(1).map(|second| format!(" {second}")).unwrap_or_default();
            Err(cursor.not_yet(&format!("`{word}{second}`"), STATEMENTS))
        }
        _ => Err(cursor.expected("a statement").note(STATEMENTS).did_you_mean(&word, ["create", "drop", "sync", "backfill", "raw"])),
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
