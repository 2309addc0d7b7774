//! The way of a migration, from tokens to tokens. Every stop is a module of its own.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::diagnostic::{Diagnostic, Sink};
use crate::rules::chain::BROKEN_CHAIN;
use crate::rules::names::{UNKNOWN_COLUMN, UNKNOWN_TABLE};
use crate::schema::{Schema, literal};
use crate::{emit, hash, parse, resolve, rules, sql, steps};

/// `migration! { ... }`. A block with a predecessor is sent to it, and comes back to [`migration_after`] with the schema.
pub fn migration(block: TokenStream) -> TokenStream {
    match parse::predecessor(&block) {
        Some(predecessor) => emit::ask(&predecessor, &block),
        None => compile(block, Schema::default()),
    }
}

/// The second call: a string literal with the predecessor's schema, then the block.
pub fn migration_after(input: TokenStream) -> TokenStream {
    let mut tokens = input.into_iter();
    let schema = match tokens.next() {
        Some(TokenTree::Literal(text)) => {
            syn::parse2::<syn::LitStr>(TokenTree::from(text).into()).ok().and_then(|text| literal::decode(&text.value()))
        }
        _ => None,
    };
    match schema {
        Some(schema) => compile(tokens.collect(), schema),
        None => failed(Diagnostic::new(
            &BROKEN_CHAIN,
            proc_macro2::Span::call_site(),
            "the migration before this one was compiled by another version of xc: build both with the same",
        )),
    }
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
    /// What is wrong. Where anything is, there are no plans.
    pub sink: Sink,
    /// The migration, if the block has a name at least.
    pub migration: Option<resolve::Migration>,
    /// Its identity.
    pub id: u64,
    /// The plans of the dialects.
    pub plans: Vec<sql::Plan>,
}

/// Takes a block through all stops: parse, resolve, check, plan, SQL. Nothing can fail behind the check.
pub fn stops(block: TokenStream, before: Schema) -> Compiled {
    let mut sink = Sink::default();
    let id = identity(&block, before.id);
    let Some(block) = parse::migration(block, &mut sink) else {
        return Compiled { sink, migration: None, id, plans: Vec::new() };
    };
    let (parsed_whole, parsed) = (!sink.has_left_out(), sink.count());
    let mut migration = resolve::resolve(block, before, &mut sink);
    // What was not understood is missing: to call that a mistake of its own would be the second error for one mistake.
    if parsed_whole && !migration.incomplete {
        rules::check(&migration, &mut sink);
    }
    if !parsed_whole {
        sink.forget_since(parsed, &[&UNKNOWN_TABLE, &UNKNOWN_COLUMN]);
    }
    let plans = if sink.is_empty() { sql::write(&steps::plan(&migration), &migration.dialects) } else { Vec::new() };
    migration.after.id = Some(id);
    migration.after.dialects.clone_from(&migration.dialects);
    migration.after.migrations.push(migration.name.node.to_string());
    Compiled { sink, migration: Some(migration), id, plans }
}

fn compile(block: TokenStream, before: Schema) -> TokenStream {
    let compiled = stops(block, before);
    let items = compiled.migration.map(|migration| emit::migration(&migration, compiled.id, &compiled.plans));
    let errors = compiled.sink.into_tokens();
    quote::quote!(#errors #items)
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
