//! What a migration becomes in the user's crate: its constant with the plan as text, and the macro that carries the schema on.

mod data;
pub mod literal;
mod transform;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::plan::Minimum;
use crate::resolve::Migration;
use crate::rules::overrides::Override;
use crate::sql::Plan;
use data::Text;

/// The items of a migration: its constant, and a macro of the same name that calls back with the schema that the migration leaves.
///
/// After an error there is no plan, and the items are there all the same, so that one mistake is one error.
pub fn migration(migration: &Migration, id: u64, plans: &[Plan], overrides: &[Override], schema: &TokenStream) -> TokenStream {
    let name = &migration.name.node;
    let text = migration.plain_name();
    let doc = &migration.doc;
    let doc_attribute = (!doc.is_empty()).then(|| quote!(#[doc = #doc]));
    let transforms = migration.transforms.iter().filter_map(|at| transform::items(migration, &at.node));
    let Text { text: plans, calls } = Text::of(plans);
    let plans = literal::text(&plans);
    let (before, declared_at) = (optional(migration.before.id), &migration.declared_at);
    let (overrides, minimum) = (overrides.iter().map(exception), migration.minimum.iter().map(minimum));
    let retire = optional(migration.retire);
    // At the name's place, for errors about the constant and for editors.
    let constant = quote_spanned! {name.span()=>
        #[allow(non_upper_case_globals, dead_code, missing_docs, unreachable_pub)]
        #doc_attribute
        pub const #name: &::xc::plan::Migration =
    };
    let carrier = format_ident!("__xc_{}_{id:016x}", text, span = Span::call_site());
    quote! {
        #constant {
            fn plans() -> &'static [::xc::plan::Plan] {
                static PLANS: ::xc::plan::Written = ::xc::plan::Written::new(#plans, &[#(#calls),*]);
                PLANS.plans()
            }
            &::xc::plan::Migration {
                name: #text,
                id: #id,
                after: #before,
                declared_at: #declared_at,
                doc: #doc,
                plans: ::xc::plan::Plans(plans),
                overrides: &[#(#overrides),*],
                minimum: &[#(#minimum),*],
                retire: #retire,
            }
        };
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
    }
}

fn optional(value: Option<u64>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

fn exception(exception: &Override) -> TokenStream {
    let Override { rule, reason, at, refused } = exception;
    let (code, rule) = (rule.code, rule.name);
    quote!(::xc::plan::Override { code: #code, rule: #rule, reason: #reason, at: #at, refused: #refused })
}

fn minimum(minimum: &Minimum) -> TokenStream {
    let Minimum { dialect, version } = minimum;
    let dialect = format_ident!("{dialect:?}", span = Span::call_site());
    quote!(::xc::plan::Minimum { dialect: ::xc::plan::Dialect::#dialect, version: #version })
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
