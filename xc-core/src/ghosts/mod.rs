//! Ghosts: what makes an editor understand the names of tables and columns in a block.
//!
//! An editor resolves Rust, so each migration expands to a hidden module with a constant for each table and column that it declares, named by
//! the very tokens that declare it, and with a use of one wherever the block means one. Go-to-definition and hover then work in the block, over
//! files, and in a block that is not finished.
//!
//! The constants are inherited by glob imports from the module of the migration before, whose path is that of `after:`.
//!
//! All of it stands behind `cfg(rust_analyzer)`, which rust-analyzer sets, so that nothing here can break a build; and it is made by a macro of
//! its own ([`names`]), so that it costs a build next to nothing: rustc reads the user's tokens and one literal, and drops them.

mod mentions;

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

pub use mentions::{Mention, mentions};

use crate::schema::{Column, Schema, Table};

/// The hidden module of a migration: a call of the macro that makes what is in it. `schemas` are those in which a name may be found: what was
/// before, and what the migration leaves.
pub fn module(name: &str, after: Option<&TokenStream>, mentions: &[Mention], schemas: [&Schema; 3]) -> TokenStream {
    let mut lines = String::from(name);
    let mut words = Vec::new();
    for mention in mentions {
        let Some(table) = find(schemas, &mention.table) else { continue };
        let says = match &mention.column {
            None => table.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", "),
            Some(name) => match schemas.iter().find_map(|schema| schema.table(&mention.table)?.column(name)) {
                Some(column) => says(column),
                None => continue,
            },
        };
        // A default may hold any text; a name holds neither tabs nor line ends.
        let says = if mention.declares { says.replace(['\t', '\n'], " ") } else { String::new() };
        let kind = if mention.declares { "declares" } else { "uses" };
        lines.push_str(&format!("\n{kind}\t{}\t{}\t{says}", mention.table, mention.column.as_deref().unwrap_or_default()));
        let (written, place) = match &mention.column {
            None => (&mention.table, mention.place.end),
            Some(column) => (column, mention.place.start),
        };
        words.push(TokenTree::Ident(ident(written, place)));
    }
    let module = module_name(name);
    let lines = Literal::string(&lines);
    let group = |tokens: TokenStream| Group::new(Delimiter::Brace, tokens);
    let (after, words) = (group(after.cloned().unwrap_or_default()), group(words.into_iter().collect()));
    quote! {
        #[doc(hidden)]
        #[allow(unexpected_cfgs, missing_docs, non_snake_case, unreachable_pub)]
        pub mod #module {
            #[cfg(rust_analyzer)]
            ::xc::__names! { #lines #after #words }
        }
    }
}

/// A name of the block: what it means, and the token that it is written with.
struct Known<'a> {
    declares: bool,
    table: &'a str,
    /// Empty for the table itself.
    column: &'a str,
    says: &'a str,
    word: TokenTree,
}

/// What stands in the hidden module, of what [`module`] wrote. Nothing, of anything else.
pub fn names(input: TokenStream) -> TokenStream {
    read(input).unwrap_or_default()
}

fn read(input: TokenStream) -> Option<TokenStream> {
    let mut input = input.into_iter();
    let (Some(TokenTree::Literal(lines)), Some(TokenTree::Group(after)), Some(TokenTree::Group(words))) =
        (input.next(), input.next(), input.next())
    else {
        return None;
    };
    let lines = syn::parse_str::<syn::LitStr>(&lines.to_string()).ok()?.value();
    let mut lines = lines.lines();
    let migration = lines.next()?;
    let mut known = Vec::new();
    for (line, word) in lines.zip(words.stream()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [kind, table, column, says] = fields[..] else { return None };
        known.push(Known { declares: kind == "declares", table, column, says, word });
    }
    let before = (!after.stream().is_empty()).then(|| {
        let imports = imports(&after.stream());
        quote! {
            mod before { #imports }
            pub use before::*;
        }
    });
    let declared = declared(migration, before.is_some(), &known);
    let used = known.iter().filter(|known| !known.declares).map(|Known { table, column, word, .. }| {
        let table = (!column.is_empty()).then(|| ident(table, Span::call_site()));
        let table = table.map(|table| quote!(#table::));
        quote! { let _ = #table #word; }
    });
    Some(quote! {
        #before
        #declared
        const _: () = { #(#used)* };
    })
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
fn declared(migration: &str, inherits: bool, known: &[Known]) -> TokenStream {
    let mut items = TokenStream::new();
    let mut tables: Vec<&str> = Vec::new();
    for Known { declares, table, column, says, word } in known {
        if *declares && !tables.contains(table) {
            tables.push(table);
        }
        if *declares && column.is_empty() {
            let doc = format!("Table `{table}`, created by migration `{migration}`.");
            items.extend(quote! { #[doc = #doc] pub const #word: &str = #says; });
        }
    }
    for table in tables {
        let columns = known.iter().filter(|known| known.declares && known.table == table && !known.column.is_empty());
        let columns = columns.map(|Known { column, says, word, .. }| {
            let doc = format!("Column `{column}` of table `{table}`, added by migration `{migration}`.");
            quote! { #[doc = #doc] pub const #word: &str = #says; }
        });
        let module = ident(table, Span::call_site());
        let inherited = inherits.then(|| quote! { pub use super::before::#module::*; });
        items.extend(quote! { pub mod #module { #inherited #(#columns)* } });
    }
    items
}

/// What an editor shows of a column: its definition.
fn says(column: &Column) -> String {
    let null = if column.nullable { "null" } else { "not null" };
    let default = column.default.as_ref().map(|default| format!(" default {}", default.spelled())).unwrap_or_default();
    format!("{} {null}{default}", column.ty.spelled())
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
