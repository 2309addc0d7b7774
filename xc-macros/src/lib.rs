//! The procedural macros of xc: tokens in, tokens out. What they do is in `xc_core::compile`; how they are used, in the facade `xc`.

use proc_macro::TokenStream;

/// A schema change in four phases.
///
/// The block becomes a constant of the name given by `name:`, of type `&'static Migration`, and a macro of the same name that carries the
/// schema on to the next migration.
#[proc_macro]
pub fn migration(block: TokenStream) -> TokenStream {
    xc_core::compile::migration(block.into()).into()
}

/// The tables that were there before the first migration, as a first link of the chain.
///
/// Nothing of it is run: the executor compares it with the live database when it comes to it. `create table` and `create index`, with `name:`
/// and `dialects:` before them.
#[proc_macro]
pub fn schema(block: TokenStream) -> TokenStream {
    xc_core::compile::schema(block.into()).into()
}

/// The second of the two calls that a migration with a predecessor makes: the predecessor's schema, then the block.
#[doc(hidden)]
#[proc_macro]
pub fn __migration_after(input: TokenStream) -> TokenStream {
    xc_core::compile::migration_after(input.into()).into()
}

/// What a migration's hidden module holds for editors; a build never calls it.
#[doc(hidden)]
#[proc_macro]
pub fn __names(input: TokenStream) -> TokenStream {
    xc_core::ghosts::names(input.into()).into()
}

/// The ordered list of migrations, for the executor. That it is one chain, complete and in order, is asserted at compile time.
#[proc_macro]
pub fn migrations(list: TokenStream) -> TokenStream {
    xc_core::compile::migrations(list.into()).into()
}
