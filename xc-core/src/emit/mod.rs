//! Static data: the plan as Rust, and the macro that carries the schema on.

mod data;
mod transform;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::resolve::Migration;
use crate::rules::overrides::Override;
use crate::sql::Plan;
use data::Data;

/// What a macro call becomes: tokens, text that is to be read as Rust, and tokens again.
///
/// The static data is text, for the compiler's own lexer: read by `proc_macro2`, it would be taken apart twice, the first time without
/// optimization.
#[derive(Default)]
pub struct Expansion {
    /// Errors, and the items up to the data.
    pub before: TokenStream,
    /// The data: whole tokens, without the user's spans.
    pub data: String,
    /// The items behind it.
    pub after: TokenStream,
}

impl From<TokenStream> for Expansion {
    fn from(tokens: TokenStream) -> Expansion {
        Expansion { before: tokens, ..Expansion::default() }
    }
}

impl Expansion {
    /// The same as tokens, without a compiler.
    ///
    /// # Errors
    /// When the data is not Rust, which would be a mistake of this crate.
    pub fn into_tokens(self) -> Result<TokenStream, proc_macro2::LexError> {
        let Expansion { mut before, data, after } = self;
        before.extend(data.parse::<TokenStream>()?);
        before.extend(after);
        Ok(before)
    }
}

/// The items of a migration: its constant, and a macro of the same name that calls back with the schema that the migration leaves.
///
/// After an error there is no plan, and the items are there all the same, so that one mistake is one error.
pub fn migration(migration: &Migration, id: u64, plans: &[Plan], overrides: &[Override], schema: &TokenStream) -> Expansion {
    let name = &migration.name.node;
    let text = migration.plain_name();
    let doc = &migration.doc;
    let doc_attribute = (!doc.is_empty()).then(|| quote!(#[doc = #doc]));
    let transforms = migration.transforms.iter().filter_map(|at| transform::items(migration, &at.node));
    let before = quote_spanned! {name.span()=>
        #[allow(non_upper_case_globals, dead_code, missing_docs, unreachable_pub)]
        #doc_attribute
        pub const #name: &::xc::plan::Migration =
    };
    let mut data = String::from("{use ::xc::plan::emitted::*;fn plans()->&'static [Plan]{");
    plans.write(&mut data);
    data.push_str("}&Migration{plans:Plans(plans),");
    let fields: [(&str, &dyn Data); 8] = [
        ("name", &text),
        ("id", &id),
        ("after", &migration.before.id),
        ("declared_at", &migration.declared_at),
        ("doc", doc),
        ("overrides", &overrides),
        ("minimum", &migration.minimum),
        ("retire", &migration.retire),
    ];
    for (name, value) in fields {
        data.push_str(name);
        data.push(':');
        value.write(&mut data);
        data.push(',');
    }
    data.push_str("}};");
    let carrier = format_ident!("__xc_{}_{id:016x}", text, span = Span::call_site());
    let after = quote! {
        #(#transforms)*
        #[doc(hidden)]
        #[allow(unused_macros)]
        #[macro_export]
        macro_rules! #carrier {
            ({ $($then:tt)* } $($block:tt)*) => { $($then)* ! { #schema $($block)* } };
        }
        #[doc(hidden)]
        #[allow(unused_imports)]
        pub use #carrier as #name;
    };
    Expansion { before, data, after }
}

/// The first of the two calls: asks the predecessor for its schema.
pub fn ask(predecessor: &TokenStream, block: &TokenStream) -> TokenStream {
    quote! { #predecessor ! { { ::xc::__migration_after } #block } }
}

/// The list for the executor, with the assertion that it is the chain.
pub fn chain(paths: &[syn::Path]) -> TokenStream {
    let code = crate::rules::chain::BROKEN_CHAIN.code;
    let span = |path: &syn::Path| path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span());
    let spelled = |path: &syn::Path| quote!(#path).to_string().replace(' ', "");
    let first = paths.first().map(|path| {
        let message = format!(
            "{code}: the list begins with `{}`, which comes after another migration: put that one, and all before it, into the list",
            spelled(path)
        );
        quote_spanned! {span(path)=> assert!(#path.after.is_none(), #message); }
    });
    let links = paths.windows(2).map(|pair| {
        let (before, path) = (&pair[0], &pair[1]);
        let message = format!(
            "{code}: `{0}` does not come after `{1}`: list the migrations in the order of their `after:`; where two come after the same one, \
             change the `after:` of the one that is deployed later",
            spelled(path),
            spelled(before)
        );
        quote_spanned! {span(path)=>
            assert!(match #path.after { ::core::option::Option::Some(id) => id == #before.id, ::core::option::Option::None => false }, #message);
        }
    });
    quote! {
        {
            const CHAIN: ::xc::Migrations = {
                #first
                #(#links)*
                &[#(#paths),*]
            };
            CHAIN
        }
    }
}
