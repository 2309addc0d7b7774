//! The way of a migration, from tokens to tokens. Every stop is a module of its own.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::diagnostic::{Diagnostic, Sink};
use crate::expression::Expression;
use crate::parse::Form;
use crate::plan::Dialect;
use crate::rules::chain::BROKEN_CHAIN;
use crate::rules::names::{UNKNOWN_COLUMN, UNKNOWN_TABLE};
use crate::schema::carried::Carried;
use crate::schema::{Schema, Table};
use crate::{emit, flight, ghosts, hash, parse, resolve, rules, sql, steps};

/// `migration! { ... }`. A block with a predecessor is sent to it, and comes back to [`migration_after`] with the schema.
pub fn migration(block: TokenStream) -> TokenStream {
    match parse::predecessor(&block) {
        Some(predecessor) => emit::ask(&predecessor, &block),
        None => compile(block, Form::Migration, Carried::default()),
    }
}

/// `schema! { ... }`: what was there before the first migration.
pub fn schema(block: TokenStream) -> TokenStream {
    compile(block, Form::Schema, Carried::default())
}

/// The second call: the predecessor's schema, then the block.
pub fn migration_after(input: TokenStream) -> TokenStream {
    let mut tokens = input.into_iter();
    let carried = match tokens.next() {
        Some(TokenTree::Group(group)) => Carried::read(&group),
        _ => None,
    };
    match carried {
        Some(carried) => compile(tokens.collect(), Form::Migration, carried),
        None => other_version(),
    }
}

fn other_version() -> TokenStream {
    failed(Diagnostic::new(
        &BROKEN_CHAIN,
        proc_macro2::Span::call_site(),
        "the migration before this one was compiled by another version of xc: build both with the same",
    ))
}

/// `migrations![a, b, c]`.
pub fn migrations(list: TokenStream) -> TokenStream {
    use syn::parse::Parser as _;
    let parser = syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
    match parser.parse2(list) {
        Ok(paths) => emit::chain(&paths.into_iter().collect::<Vec<_>>()),
        Err(error) => failed(
            Diagnostic::new(&BROKEN_CHAIN, error.span(), format!("{error}"))
                .help("a list of paths: `migrations![create_users, split_user_name]`"),
        ),
    }
}

fn failed(diagnostic: Diagnostic) -> TokenStream {
    let mut sink = Sink::default();
    sink.report(diagnostic);
    let error = sink.into_tokens();
    quote::quote!(#error)
}

/// What a block compiles to, before it becomes tokens.
pub struct Compiled {
    /// What is wrong. Where there are errors, there are no plans.
    pub sink: Sink,
    /// The migration, if the block has a name at least.
    pub migration: Option<resolve::Migration>,
    /// Its identity.
    pub id: u64,
    /// The plans of the dialects.
    pub plans: Vec<sql::Plan>,
    /// The rules that were overridden.
    pub overrides: Vec<rules::overrides::Override>,
    /// What makes an editor understand the names in it.
    pub ghosts: TokenStream,
}

/// Takes a block through all stops: parse, resolve, check, plan, SQL. Nothing can fail behind the check.
pub fn stops(block: TokenStream, before: Schema) -> Compiled {
    stops_of(block, Form::Migration, before)
}

/// The same for either kind of block.
pub fn stops_of(block: TokenStream, form: Form, before: Schema) -> Compiled {
    let mut sink = Sink::default();
    let id = identity(&block, before.id);
    let Some(block) = parse::block(block, form, &mut sink) else {
        return Compiled { sink, migration: None, id, plans: Vec::new(), overrides: Vec::new(), ghosts: TokenStream::new() };
    };
    let (parsed_whole, parsed) = (!sink.has_left_out(), sink.count());
    let (mentions, after) = (ghosts::mentions(&block), block.after.clone());
    let mut migration = resolve::resolve(block, before, &mut sink);
    // What was not understood is missing: to call that a mistake of its own would be the second error for one mistake.
    if parsed_whole && !migration.incomplete {
        rules::check(&migration, &mut sink);
    }
    if !parsed_whole {
        sink.forget_since(parsed, &[&UNKNOWN_TABLE, &UNKNOWN_COLUMN]);
        sink.forget_unfinished(parsed);
    }
    let overrides = rules::overrides::apply(&mut sink, parsed_whole && !migration.incomplete);
    let plans = if !sink.has_errors() { sql::write(&steps::plan(&migration), &migration.dialects) } else { Vec::new() };
    flight::stamp(&mut migration);
    migration.after.id = Some(id);
    migration.after.dialects.clone_from(&migration.dialects);
    migration.after.migrations.push(migration.plain_name());
    let schemas = [&migration.expanded, &migration.before, &migration.after];
    let ghosts = ghosts::module(&migration.plain_name(), after.as_ref().map(|path| &path.node), &mentions, schemas);
    Compiled { sink, migration: Some(migration), id, plans, overrides, ghosts }
}

/// An expression by itself, over the columns of a table: what a mapping, a check or an index would make of it on these databases.
///
/// # Errors
/// Every mistake in it.
pub fn expression(tokens: TokenStream, table: &Table, dialects: &[Dialect]) -> Result<Expression, Vec<Diagnostic>> {
    let mut sink = Sink::default();
    let written = sink.keep(parse::lone_expression(tokens));
    let resolved = written.and_then(|written| resolve::lone_expression(&written, table, dialects, &mut sink));
    resolved.filter(|_| sink.is_empty()).ok_or_else(|| sink.into_sorted())
}

fn compile(block: TokenStream, form: Form, mut carried: Carried) -> TokenStream {
    let Some(before) = carried.schema_for(&block) else { return other_version() };
    let mut compiled = stops_of(block.clone(), form, before);
    if !compiled.sink.is_empty() && !carried.is_read() {
        // What to say depends on the tables that the block does not name: one of them may have been meant.
        let Some(before) = carried.schema() else { return other_version() };
        compiled = stops_of(block, form, before);
    }
    let items = compiled.migration.map(|migration| {
        let schema = carried.write(&migration.after);
        emit::migration(&migration, compiled.id, &compiled.plans, &compiled.overrides, &schema)
    });
    let errors = compiled.sink.into_tokens();
    let ghosts = compiled.ghosts;
    quote::quote!(#errors #items #ghosts)
}

/// Identifies the content, whatever its layout and comments, and the migration that it comes after.
fn identity(block: &TokenStream, after: Option<u64>) -> u64 {
    let mut content = format!("{:016x}", after.unwrap_or(0));
    spell(block.clone(), &mut content);
    hash::fnv1a(content.as_bytes())
}

fn spell(tokens: TokenStream, into: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            // A doc comment.
            TokenTree::Punct(punct) if punct.as_char() == '#' && matches!(tokens.peek(), Some(TokenTree::Group(_))) => {
                tokens.next();
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => (" (", " )"),
                    Delimiter::Brace => (" {", " }"),
                    Delimiter::Bracket => (" [", " ]"),
                    Delimiter::None => ("", ""),
                };
                into.push_str(open);
                spell(group.stream(), into);
                into.push_str(close);
            }
            other => {
                into.push(' ');
                into.push_str(&other.to_string());
            }
        }
    }
}
