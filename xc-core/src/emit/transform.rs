//! A Rust function between columns: the code through which rustc checks its types, how the executor calls it, and the helper by which the
//! application writes both shapes.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use crate::resolve::{Migration, Transform};
use crate::schema::Column;
use crate::schema::types::Type;

/// The items of a transform. `None` where a column's type is a mistake, already reported.
pub(super) fn items(migration: &Migration, transform: &Transform) -> Option<TokenStream> {
    let shape = Shape::of(migration, transform)?;
    let (typed, called, helper) = (shape.typed(), shape.called(), shape.helper());
    Some(quote!(#typed #called #helper))
}

/// A transform with the types of its columns.
struct Shape<'a> {
    migration: &'a Migration,
    transform: &'a Transform,
    arguments: Vec<&'a Column>,
    targets: Vec<&'a Column>,
}

impl<'a> Shape<'a> {
    fn of(migration: &'a Migration, transform: &'a Transform) -> Option<Shape<'a>> {
        let table = migration.expanded.table(&transform.table)?;
        let known = |name: &str| table.column(name).filter(|column| column.ty != Type::Unknown);
        let arguments = transform.arguments.iter().map(|name| known(&name.node)).collect::<Option<_>>()?;
        let targets = transform.targets.iter().map(|name| known(&name.node)).collect::<Option<_>>()?;
        Some(Shape { migration, transform, arguments, targets })
    }

    fn own_name(&self) -> String {
        self.transform.items_name(&self.migration.name.node.to_string())
    }

    fn typed_name(&self) -> Ident {
        format_ident!("__xc_typed_{}", self.own_name(), span = Span::call_site())
    }

    /// Whether a column that the function gives may be null in the end.
    fn stays_nullable(&self, column: &Column) -> bool {
        column.nullable && !self.migration.becomes_not_null(&self.transform.table, &column.name)
    }

    /// The types of the columns that the function gives.
    fn results(&self) -> Vec<TokenStream> {
        self.targets.iter().map(|column| optional(owned(&column.ty), self.stays_nullable(column))).collect()
    }

    /// What it gives as one type.
    fn result(&self) -> TokenStream {
        match self.results().as_slice() {
            [one] => one.clone(),
            several => quote!((#(#several),*)),
        }
    }

    fn awaits(&self) -> Option<TokenStream> {
        self.transform.awaited.map(|place| quote_spanned!(place.end=> .await))
    }

    fn asyncness(&self) -> Option<TokenStream> {
        self.transform.awaited.map(|_| quote!(async))
    }

    /// A function of the columns' types that calls the user's. Each argument stands where its column was written, so that rustc points there,
    /// and at the function's path.
    fn typed(&self) -> TokenStream {
        let name = self.typed_name();
        let arguments: Vec<Ident> =
            (0..self.arguments.len()).map(|index| format_ident!("a{index}", span = self.transform.arguments[index].place.start)).collect();
        let types = self.arguments.iter().map(|column| optional(borrowed(&column.ty, None), column.nullable));
        let result = self.result();
        let mut call = self.transform.function.node.clone();
        let mut parentheses = Group::new(Delimiter::Parenthesis, quote!(#(#arguments),*));
        parentheses.set_span(self.transform.parentheses.start);
        TokenTree::Group(parentheses).to_tokens(&mut call);
        call.extend(self.awaits());
        let (asyncness, function) = (self.asyncness(), self.transform.function.place.start);
        let body = quote_spanned!(function=> ::xc::transform::Outcome::<#result>::outcome(#call));
        quote! {
            #[doc(hidden)]
            #[allow(non_snake_case, dead_code, clippy::too_many_arguments, clippy::type_complexity)]
            #asyncness fn #name(#(#arguments: #types),*) -> ::core::result::Result<#result, ::xc::transform::Failure> {
                #body
            }
        }
    }

    /// A function that takes and gives texts.
    fn called(&self) -> TokenStream {
        let (name, typed) = (format_ident!("__xc_call_{}", self.own_name(), span = Span::call_site()), self.typed_name());
        let names: Vec<Ident> = (0..self.arguments.len()).map(|index| format_ident!("a{index}")).collect();
        let indexes = 0..self.arguments.len();
        let types = self.arguments.iter().map(|column| match column.ty {
            Type::Bytes => optional(quote!(::std::vec::Vec<u8>), column.nullable),
            _ => optional(borrowed(&column.ty, None), column.nullable),
        });
        let given = self.arguments.iter().zip(&names).map(|(column, name)| match (&column.ty, column.nullable) {
            (Type::Bytes, false) => quote!(&#name),
            (Type::Bytes, true) => quote!(#name.as_deref()),
            _ => quote!(#name),
        });
        let awaits = self.transform.awaited.map(|_| quote!(.await));
        let body = quote! {
            #(let #names: #types = row.get(#indexes)?;)*
            ::core::result::Result::Ok(::xc::transform::Columns::into_texts(#typed(#(#given),*) #awaits ?))
        };
        let (row, result, body) = if self.transform.awaited.is_some() {
            (quote!(::xc::transform::Row), quote!(::xc::transform::Computing), quote!(::std::boxed::Box::pin(async move { #body })))
        } else {
            let result = quote!(::core::result::Result<::xc::transform::Texts, ::xc::transform::Failure>);
            (quote!(&::xc::transform::Row), result, body)
        };
        quote! {
            #[doc(hidden)]
            #[allow(non_snake_case, dead_code, clippy::too_many_arguments, clippy::type_complexity)]
            fn #name(row: #row) -> #result {
                #body
            }
        }
    }

    /// The module by which the application writes and reads both shapes.
    fn helper(&self) -> TokenStream {
        let (table, function) = (&self.transform.table, self.transform.path());
        let module = format_ident!("{}", self.own_name(), span = self.migration.name.node.span());
        let typed = self.typed_name();
        let arguments: Vec<Ident> = identifiers(&self.arguments);
        let targets: Vec<Ident> = identifiers(&self.targets);
        let listed = |column: &Column| self.migration.application(table).is_some_and(|by| by.node.lists(&column.name));
        let old: Vec<(&Ident, &Column)> =
            arguments.iter().zip(self.arguments.iter().copied()).filter(|(_, column)| listed(column)).collect();
        let lifetime = old.iter().any(|(_, column)| is_borrowed(&column.ty)).then(|| quote!(<'a>));
        let of_old = lifetime.as_ref().map(|_| quote!('a));
        let types: Vec<TokenStream> = self
            .arguments
            .iter()
            .map(|column| optional(borrowed(&column.ty, of_old.clone().filter(|_| listed(column))), column.nullable))
            .collect();
        let (old_names, old_types): (Vec<&Ident>, Vec<TokenStream>) =
            old.iter().map(|(name, column)| (*name, optional(borrowed(&column.ty, of_old.clone()), column.nullable))).unzip();
        let results = self.results();
        let given = if targets.len() == 1 { quote!(#(#targets),*) } else { quote!((#(#targets),*)) };
        let (asyncness, awaits) = (self.asyncness(), self.transform.awaited.map(|_| quote!(.await)));
        let about = format!("The rows of `{table}` in both shapes, for the version of the application that writes both.");
        let about_both = format!("A row of `{table}` as it is to be written: the old shape, and the new one that follows from it.");
        let about_make = format!("Both shapes of a row, by `{function}`: to be written in one statement, or in one transaction.");
        quote! {
            #[doc = #about]
            #[allow(non_snake_case, dead_code, unreachable_pub, missing_docs, clippy::too_many_arguments)]
            pub mod #module {
                #[doc = #about_both]
                #[derive(Clone, Debug, PartialEq)]
                pub struct Both #lifetime {
                    #(pub #old_names: #old_types,)*
                    #(pub #targets: #results,)*
                }

                #[doc = #about_make]
                pub #asyncness fn both #lifetime (#(#arguments: #types),*) -> ::core::result::Result<Both #lifetime, ::xc::transform::Failure> {
                    let #given = super::#typed(#(#arguments),*) #awaits ?;
                    ::core::result::Result::Ok(Both { #(#old_names,)* #(#targets,)* })
                }
            }
        }
    }
}

/// Columns as Rust names.
fn identifiers(columns: &[&Column]) -> Vec<Ident> {
    let identifier = |(index, column): (usize, &&Column)| {
        let plain = syn::parse_str::<Ident>(&column.name);
        plain.or_else(|_| syn::parse_str(&format!("r#{}", column.name))).unwrap_or_else(|_| format_ident!("column_{index}"))
    };
    columns.iter().enumerate().map(identifier).collect()
}

fn optional(ty: TokenStream, nullable: bool) -> TokenStream {
    if nullable { quote!(::core::option::Option<#ty>) } else { ty }
}

fn is_borrowed(ty: &Type) -> bool {
    !matches!(ty, Type::SmallInt | Type::Int | Type::BigInt | Type::Real | Type::Double | Type::Boolean)
}

/// A column's type as an argument.
fn borrowed(ty: &Type, lifetime: Option<TokenStream>) -> TokenStream {
    match ty {
        Type::Bytes => quote!(&#lifetime [u8]),
        ty if is_borrowed(ty) => quote!(&#lifetime str),
        ty => owned(ty),
    }
}

/// A column's type as a result.
fn owned(ty: &Type) -> TokenStream {
    match ty {
        Type::SmallInt => quote!(i16),
        Type::Int => quote!(i32),
        Type::BigInt => quote!(i64),
        Type::Real => quote!(f32),
        Type::Double => quote!(f64),
        Type::Boolean => quote!(bool),
        Type::Bytes => quote!(::std::vec::Vec<u8>),
        _ => quote!(::std::string::String),
    }
}
