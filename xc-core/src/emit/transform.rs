//! A Rust function between columns: the code through which rustc checks its types, how the executor calls it, and the helper by which the
//! application writes both shapes.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use crate::resolve::{Migration, RustCall, Transform};
use crate::schema::Column;
use crate::schema::types::Type;

/// The items of a transform. `None` where a column's type is a mistake, already reported.
pub(super) fn items(migration: &Migration, transform: &Transform) -> Option<TokenStream> {
    let shape = Shape::of(migration, transform)?;
    let function = shape.function();
    let judge = match &transform.parity {
        Some(judge) => Some(shape.judge(judge)?),
        None => None,
    };
    let items = [Some(&function), judge.as_ref()].into_iter().flatten().map(Function::items);
    let helper = shape.helper();
    Some(quote!(#(#items)* #helper))
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
        let arguments = transform.call.arguments.iter().map(|name| known(&name.node)).collect::<Option<_>>()?;
        let targets = transform.targets.iter().map(|name| known(&name.node)).collect::<Option<_>>()?;
        Some(Shape { migration, transform, arguments, targets })
    }

    fn own_name(&self) -> String {
        self.transform.items_name(&self.migration.name.node.to_string())
    }

    /// Whether a column that the function gives may be null in the end.
    fn stays_nullable(&self, column: &Column) -> bool {
        column.nullable && !self.migration.becomes_not_null(&self.transform.table, &column.name)
    }

    /// The types of the columns that the function gives.
    fn results(&self) -> Vec<TokenStream> {
        self.targets.iter().map(|column| optional(owned(&column.ty), self.stays_nullable(column))).collect()
    }

    /// The function that fills the columns.
    fn function(&self) -> Function<'a> {
        let given = |(index, &column): (usize, &&'a Column)| Argument { column, index, optional: column.nullable, needed: false };
        let place = self.transform.call.function.place.start;
        let result = match self.results().as_slice() {
            [one] => one.clone(),
            several => quote!((#(#several),*)),
        };
        Function {
            call: &self.transform.call,
            item: format_ident!("__xc_call_{}", self.own_name(), span = Span::call_site()),
            typed: format_ident!("__xc_typed_{}", self.own_name(), span = Span::call_site()),
            arguments: self.arguments.iter().enumerate().map(given).collect(),
            outcome: quote_spanned!(place=> ::xc::transform::Outcome::<#result>::outcome),
            result,
        }
    }

    /// The function that says whether a row is in step. `None` where it is given a column of neither shape, already reported.
    fn judge(&self, call: &'a RustCall) -> Option<Function<'a>> {
        let columns: Vec<&'a Column> = self.arguments.iter().chain(&self.targets).copied().collect();
        let given = |name: &str| {
            let index = columns.iter().position(|column| column.name == name)?;
            let column = columns[index];
            let is_target = self.transform.fills(name);
            let optional = if is_target { self.stays_nullable(column) } else { column.nullable };
            Some(Argument { column, index, optional, needed: is_target && !optional })
        };
        let place = call.function.place.start;
        Some(Function {
            call,
            item: format_ident!("__xc_judge_{}", self.own_name(), span = Span::call_site()),
            typed: format_ident!("__xc_typed_judge_{}", self.own_name(), span = Span::call_site()),
            arguments: call.arguments.iter().map(|name| given(&name.node)).collect::<Option<_>>()?,
            outcome: quote_spanned!(place=> ::xc::transform::Verdict::verdict),
            result: quote!(bool),
        })
    }

    /// The module by which the application writes and reads both shapes.
    fn helper(&self) -> TokenStream {
        let (table, function, filling) = (&self.transform.table, self.transform.call.path(), self.function());
        let module = format_ident!("{}", self.own_name(), span = self.migration.name.node.span());
        let typed = &filling.typed;
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
        let (asyncness, awaits) = (filling.asyncness(), filling.awaits());
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

/// A column that a function is given.
struct Argument<'a> {
    column: &'a Column,
    /// Its place among the columns of the row.
    index: usize,
    /// Whether it comes as an `Option`.
    optional: bool,
    /// Whether nothing needs to be asked where it is null: the row is not in step.
    needed: bool,
}

/// A Rust function that the executor calls with a row.
struct Function<'a> {
    call: &'a RustCall,
    /// The item that takes and gives texts.
    item: Ident,
    /// The item with the columns' types.
    typed: Ident,
    arguments: Vec<Argument<'a>>,
    /// What makes a result of what the user's function gives, with the place of its name.
    outcome: TokenStream,
    result: TokenStream,
}

impl Function<'_> {
    fn items(&self) -> TokenStream {
        let (typed, called) = (self.typed(), self.called());
        quote!(#typed #called)
    }

    fn asyncness(&self) -> Option<TokenStream> {
        self.call.awaited.map(|_| quote!(async))
    }

    fn awaits(&self) -> Option<TokenStream> {
        self.call.awaited.map(|_| quote!(.await))
    }

    /// A function of the columns' types that calls the user's. Each argument stands where its column was written, so that rustc points there,
    /// and at the function's path.
    fn typed(&self) -> TokenStream {
        let (name, result, outcome) = (&self.typed, &self.result, &self.outcome);
        let arguments: Vec<Ident> =
            self.call.arguments.iter().enumerate().map(|(index, name)| format_ident!("a{index}", span = name.place.start)).collect();
        let types = self.arguments.iter().map(|argument| optional(borrowed(&argument.column.ty, None), argument.optional));
        let mut call = self.call.function.node.clone();
        let mut parentheses = Group::new(Delimiter::Parenthesis, quote!(#(#arguments),*));
        parentheses.set_span(self.call.parentheses.start);
        TokenTree::Group(parentheses).to_tokens(&mut call);
        call.extend(self.call.awaited.map(|place| quote_spanned!(place.end=> .await)));
        let (asyncness, function) = (self.asyncness(), self.call.function.place.start);
        let body = quote_spanned!(function=> #outcome(#call));
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
        let (name, typed, awaits) = (&self.item, &self.typed, self.awaits());
        let names: Vec<Ident> = (0..self.arguments.len()).map(|index| format_ident!("a{index}")).collect();
        let indexes = self.arguments.iter().map(|argument| argument.index);
        let types = self.arguments.iter().map(|argument| match argument.column.ty {
            Type::Bytes => optional(quote!(::std::vec::Vec<u8>), argument.optional),
            _ => optional(borrowed(&argument.column.ty, None), argument.optional),
        });
        let given = self.arguments.iter().zip(&names).map(|(argument, name)| match (&argument.column.ty, argument.optional) {
            (Type::Bytes, false) => quote!(&#name),
            (Type::Bytes, true) => quote!(#name.as_deref()),
            _ => quote!(#name),
        });
        let needed = self.arguments.iter().filter(|argument| argument.needed).map(|argument| argument.index);
        let body = quote! {
            #(if row.is_null(#needed) {
                return ::core::result::Result::Ok(::xc::transform::Columns::into_texts(false));
            })*
            #(let #names: #types = row.get(#indexes)?;)*
            ::core::result::Result::Ok(::xc::transform::Columns::into_texts(#typed(#(#given),*) #awaits ?))
        };
        let (row, result, body) = if self.call.awaited.is_some() {
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
