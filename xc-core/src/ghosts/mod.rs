//! Ghosts: what makes an editor understand the names of tables and columns in a block.
//!
//! An editor resolves Rust, so each migration expands to a hidden module with a constant for each table and column that it declares, named by
//! the very tokens that declare it, and with a use of one wherever the block means one. Go-to-definition and hover then work in the block, over
//! files, and in a block that is not finished.
//!
//! The constants are inherited by glob imports from the module of the migration before, whose path is that of `after:`. All of it stands
//! behind `cfg(rust_analyzer)`, which rust-analyzer sets: rustc reads the tokens and drops them, so nothing here can break a build.

mod mentions;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

pub use mentions::{Mention, mentions};

use crate::schema::{Column, Schema, Table};

/// The hidden module of a migration. `schemas` are those in which a name may be found: what was before, and what the migration leaves.
pub fn module(name: &str, after: Option<&TokenStream>, mentions: &[Mention], schemas: [&Schema; 3]) -> TokenStream {
    let module = module_name(name);
    let before = after.map(|path| {
        let imports = imports(path);
        quote! {
            #[cfg(rust_analyzer)]
            mod before { #imports }
            #[cfg(rust_analyzer)]
            pub use before::*;
        }
    });
    let tables = declared(name, before.is_some(), mentions, schemas);
    let used = mentions.iter().filter_map(|mention| used(mention, schemas));
    quote! {
        #[doc(hidden)]
        #[allow(unexpected_cfgs, missing_docs, non_upper_case_globals, non_snake_case, unreachable_pub)]
        pub mod #module {
            #before
            #tables
            #[cfg(rust_analyzer)]
            const _: () = { #(#used)* };
        }
    }
}

fn module_name(migration: &str) -> Ident {
    format_ident!("__xc_names_of_{migration}", span = Span::call_site())
}

/// The module of the migration before stands beside its constant: where the path of `after:` ends, or, where that was re-exported from a
/// module of the same name, in that module. One of the imports finds it.
fn imports(after: &TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = after.clone().into_iter().collect();
    let Some(TokenTree::Ident(last)) = tokens.pop() else { return TokenStream::new() };
    let module = module_name(last.to_string().trim_start_matches("r#"));
    let mut imports = TokenStream::new();
    for way in ways(tokens) {
        imports.extend(quote! { pub use #way #module::*; pub use #way #last::#module::*; });
    }
    imports
}

/// The path as seen from two modules further down. One that begins with a name may begin with a crate's.
fn ways(path: Vec<TokenTree>) -> Vec<TokenStream> {
    let rest = |count: usize| path[count..].iter().cloned().collect::<TokenStream>();
    match path.first() {
        Some(TokenTree::Punct(_)) => vec![rest(0)],
        Some(TokenTree::Ident(word)) if word == "crate" => vec![rest(0)],
        // `self::`
        Some(TokenTree::Ident(word)) if word == "self" => {
            let rest = rest(3);
            vec![quote!(super::super:: #rest)]
        }
        first => {
            let path = rest(0);
            let inside = quote!(super::super:: #path);
            let outside = first.filter(|word| matches!(word, TokenTree::Ident(word) if word != "super")).map(|_| path);
            [inside].into_iter().chain(outside).collect()
        }
    }
}

/// A constant for each table, and a module with one for each of its columns.
fn declared(migration: &str, inherits: bool, mentions: &[Mention], schemas: [&Schema; 3]) -> TokenStream {
    let mut items = TokenStream::new();
    let mut tables: Vec<&str> = Vec::new();
    for mention in mentions.iter().filter(|mention| mention.declares) {
        if !tables.contains(&mention.table.as_str()) {
            tables.push(&mention.table);
        }
    }
    for table in tables {
        let of = |mention: &&Mention| mention.declares && mention.table == table;
        let columns = mentions.iter().filter(of).filter_map(|mention| {
            let name = mention.column.as_deref()?;
            let column = find(schemas, table)?.column(name)?;
            let (ident, says) = (ident(name, mention.place.start), says(column));
            let doc = format!("Column `{name}` of table `{table}`, added by migration `{migration}`.");
            Some(quote! { #[doc = #doc] pub const #ident: &str = #says; })
        });
        let module = ident(table, Span::call_site());
        let inherited = inherits.then(|| quote! { pub use super::before::#module::*; });
        items.extend(quote! {
            #[cfg(rust_analyzer)]
            pub mod #module { #inherited #(#columns)* }
        });
        let created = mentions.iter().find(|mention| mention.declares && mention.table == table && mention.column.is_none());
        if let (Some(mention), Some(known)) = (created, find(schemas, table)) {
            let ident = ident(table, mention.place.end);
            let columns: Vec<&str> = known.columns.iter().map(|column| column.name.as_str()).collect();
            let doc = format!("Table `{table}`, created by migration `{migration}`.");
            let says = columns.join(", ");
            items.extend(quote! {
                #[cfg(rust_analyzer)]
                #[doc = #doc]
                pub const #ident: &str = #says;
            });
        }
    }
    items
}

/// What an editor shows of a column: its definition.
fn says(column: &Column) -> String {
    let null = if column.nullable { "null" } else { "not null" };
    let default = column.default.as_ref().map(|default| format!(" default {}", default.spelled())).unwrap_or_default();
    format!("{} {null}{default}", column.ty.spelled())
}

/// A use of what a name means, if it is known.
fn used(mention: &Mention, schemas: [&Schema; 3]) -> Option<TokenStream> {
    find(schemas, &mention.table)?;
    let Some(column) = &mention.column else {
        let table = ident(&mention.table, mention.place.end);
        return Some(quote! { let _ = #table; });
    };
    schemas.iter().find_map(|schema| schema.table(&mention.table)?.column(column))?;
    let (table, column) = (ident(&mention.table, Span::call_site()), ident(column, mention.place.start));
    Some(quote! { let _ = #table::#column; })
}

fn find<'a>(schemas: [&'a Schema; 3], table: &str) -> Option<&'a Table> {
    schemas.into_iter().find_map(|schema| schema.table(table))
}

/// A name as one word of Rust, at a place of the block. The editor goes by the place: how the word is spelled need only be the same everywhere.
fn ident(name: &str, place: Span) -> Ident {
    let word: String = name.chars().map(|ch| if ch == '_' || ch.is_alphanumeric() { ch } else { '_' }).collect();
    if KEYWORDS.contains(&word.as_str()) {
        return format_ident!("{word}_", span = place);
    }
    Ident::new(&word, place)
}

/// The words that are no identifiers (The Rust Reference, "Keywords", strict and reserved, all editions).
const KEYWORDS: &[&str] = &[
    "_", "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override",
    "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized",
    "use", "virtual", "where", "while", "yield",
];
