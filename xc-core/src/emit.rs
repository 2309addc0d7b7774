//! Static data: the plan as Rust tokens, and the macro that carries the schema on.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::plan::{Dialect, Servers};
use crate::resolve::Migration;
use crate::schema::literal;
use crate::sql::{Backfill, Change, Plan, Step, TableShape};

/// The items of a migration: its constant, and a macro of the same name that calls back with the schema that the migration leaves.
///
/// After an error there is no plan, and the items are there all the same, so that one mistake is one error.
pub fn migration(migration: &Migration, id: u64, plans: &[Plan]) -> TokenStream {
    let name = &migration.name.node;
    let text = name.to_string();
    let after = option(migration.before.id);
    let declared_at = &migration.declared_at;
    let doc = &migration.doc;
    let doc_attribute = (!doc.is_empty()).then(|| quote!(#[doc = #doc]));
    let plans = plans.iter().map(plan);
    let schema = literal::encode(&migration.after);
    let carrier = format_ident!("__xc_{}_{id:016x}", text.trim_start_matches("r#"), span = Span::call_site());
    let constant = quote_spanned! {name.span()=>
        #[allow(non_upper_case_globals, dead_code, missing_docs, unreachable_pub)]
        #doc_attribute
        pub const #name: &::xc::plan::Migration = &::xc::plan::Migration {
            name: #text,
            id: #id,
            after: #after,
            declared_at: #declared_at,
            doc: #doc,
            plans: &[#(#plans),*],
        };
    };
    quote! {
        #constant
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

fn plan(plan: &Plan) -> TokenStream {
    let dialects = plan.dialects.iter().map(|dialect| {
        let name = dialect_name(*dialect);
        quote!(::xc::plan::Dialect::#name)
    });
    let expects = plan.expects.iter().map(shape);
    let expand = plan.expand.iter().map(step);
    let dual_write = plan.dual_write.iter().map(step);
    let migrate = plan.migrate.iter().map(backfill);
    let contract = plan.contract.iter().map(step);
    quote! {
        ::xc::plan::Plan {
            dialects: &[#(#dialects),*],
            expects: &[#(#expects),*],
            expand: &[#(#expand),*],
            dual_write: &[#(#dual_write),*],
            migrate: &[#(#migrate),*],
            contract: &[#(#contract),*],
        }
    }
}

fn dialect_name(dialect: Dialect) -> Ident {
    format_ident!("{dialect:?}")
}

fn shape(shape: &TableShape) -> TokenStream {
    let TableShape { table, columns, primary_key, uniques, closed } = shape;
    let uniques = uniques.iter().map(|columns| quote!(&[#(#columns),*]));
    let columns =
        columns.iter().map(|(name, ty, nullable)| quote!(::xc::plan::ColumnShape { name: #name, catalog_type: #ty, nullable: #nullable }));
    quote! {
        ::xc::plan::TableShape {
            table: #table,
            columns: &[#(#columns),*],
            primary_key: &[#(#primary_key),*],
            uniques: &[#(#uniques),*],
            closed: #closed,
        }
    }
}

fn step(step: &Step) -> TokenStream {
    let Step { name, table, servers: Servers { from, before }, run, undo, probe, already, cost } = step;
    let (run, undo) = (change(run), change(undo));
    quote! {
        ::xc::plan::Step {
            name: #name,
            table: #table,
            servers: ::xc::plan::Servers { from: #from, before: #before },
            run: #run,
            undo: #undo,
            probe: #probe,
            already: #already,
            cost: #cost,
        }
    }
}

fn change(change: &Change) -> TokenStream {
    let statements = change.statements.iter().map(|(sql, fallback)| {
        let fallback = option(fallback.as_ref());
        quote!(::xc::plan::Statement { sql: #sql, fallback: #fallback })
    });
    let rebuilds = option(change.rebuilds.as_ref());
    let refuse_if = option(change.refuse_if.as_ref().map(|(query, text)| quote!((#query, #text))));
    quote! {
        ::xc::plan::Change { statements: &[#(#statements),*], rebuilds: #rebuilds, refuse_if: #refuse_if }
    }
}

fn backfill(backfill: &Backfill) -> TokenStream {
    let Backfill { table, key_columns, parity, estimate, lowest, highest, cut, fill, verify, not_null, examine, session } = backfill;
    quote! {
        ::xc::plan::Backfill {
            table: #table,
            key_columns: #key_columns,
            parity: #parity,
            estimate: #estimate,
            lowest: #lowest,
            highest: #highest,
            cut: #cut,
            fill: #fill,
            verify: #verify,
            not_null: &[#(#not_null),*],
            examine: #examine,
            session: &[#(#session),*],
        }
    }
}

fn option<T: quote::ToTokens>(value: Option<T>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
