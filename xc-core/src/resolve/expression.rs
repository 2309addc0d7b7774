//! Expressions: columns are looked up, functions found in the catalogue, types inferred.

use super::find_column;
use crate::diagnostic::{Diagnostic, Place, Sink, Sp};
use crate::expression::catalogue::{self, ArgumentError, Function};
use crate::expression::{Expression, Kind};
use crate::plan::Dialect;
use crate::rules::names::UNKNOWN_FUNCTION;
use crate::rules::types::{NOT_ON_DIALECT, WRONG_ARGUMENT};
use crate::schema::types::Class;
use crate::schema::{Schema, Table};
use crate::syntax::{self, Literal, Name};

/// What an expression may refer to.
pub(super) struct Scope<'a> {
    pub(super) schema: &'a Schema,
    pub(super) table: &'a Table,
    pub(super) dialects: &'a [Dialect],
}

/// The class of a literal.
pub(super) fn literal_class(literal: &Literal) -> Class {
    match literal {
        Literal::Text(_) => Class::Text,
        Literal::Int(_) => Class::Integer,
        Literal::Decimal(_) => Class::Number,
        Literal::Bool(_) => Class::Boolean,
    }
}

/// Resolves an expression. Every mistake in it is reported; `None` if there was one.
pub(super) fn resolve(scope: &Scope<'_>, written: &Sp<syntax::Expression>, sink: &mut Sink) -> Option<Expression> {
    let place = written.place;
    match &written.node {
        syntax::Expression::Column(name) => {
            let column = sink.keep(find_column(scope.schema, scope.table, &Sp::new(name.clone(), place)))?;
            Some(Expression { kind: Kind::Column(column.name.clone()), class: column.ty.class(), place })
        }
        syntax::Expression::Literal(literal) => {
            Some(Expression { kind: Kind::Literal(literal.clone()), class: literal_class(literal), place })
        }
        syntax::Expression::Null => Some(Expression { kind: Kind::Null, class: Class::Any, place }),
        syntax::Expression::Call(name, arguments) => {
            let function = sink.keep(find_function(name));
            let arguments: Vec<Option<Expression>> = arguments.iter().map(|argument| resolve(scope, argument, sink)).collect();
            let arguments: Vec<Expression> = arguments.into_iter().collect::<Option<_>>()?;
            let function = function?;
            let class = sink.keep(call(scope, function, name, &arguments, place))?;
            Some(Expression { kind: Kind::Call(function, arguments), class, place })
        }
        syntax::Expression::Case(arms, otherwise) => case(scope, arms, otherwise.as_deref(), place, sink),
    }
}

fn find_function(name: &Name) -> Result<&'static Function, Diagnostic> {
    catalogue::find(&name.node).ok_or_else(|| {
        let known: Vec<_> = catalogue::callable_names().collect();
        Diagnostic::new(&UNKNOWN_FUNCTION, name.place, format!("there is no function `{}`", name.node))
            .did_you_mean(&name.node, known.iter().copied())
            .note(format!("the functions are {}", known.join(", ")))
    })
}

fn call(scope: &Scope<'_>, function: &'static Function, name: &Name, arguments: &[Expression], place: Place) -> Result<Class, Diagnostic> {
    if let Some((dialect, why)) = function.not_on
        && scope.dialects.contains(&dialect)
    {
        return Err(Diagnostic::new(&NOT_ON_DIALECT, name.place, format!("`{}` can't be had on {dialect}", function.name))
            .note(format!("{why}; the databases would disagree on the same row"))
            .help(format!("leave {dialect} out of `dialects:`, or write the mapping without `{}`", function.name)));
    }
    function.class(arguments).map_err(|error| {
        let usage = format!("`{}`", function.usage);
        match error {
            ArgumentError::Count => {
                Diagnostic::new(&WRONG_ARGUMENT, place, format!("`{}` does not take {} arguments", function.name, arguments.len()))
                    .help(usage)
            }
            ArgumentError::Class { index, wanted } => Diagnostic::new(
                &WRONG_ARGUMENT,
                arguments[index].place,
                format!("`{}` wants {} here, and this is {}", function.name, wanted.name(), arguments[index].class.name()),
            )
            .help(usage),
            ArgumentError::Literal { index, why } => {
                Diagnostic::new(&WRONG_ARGUMENT, arguments[index].place, format!("in `{}` {why}", function.name)).help(usage)
            }
        }
    })
}

type Arm = (Sp<syntax::Expression>, Sp<syntax::Expression>);

fn case(scope: &Scope<'_>, arms: &[Arm], otherwise: Option<&Sp<syntax::Expression>>, place: Place, sink: &mut Sink) -> Option<Expression> {
    let mut resolved = Vec::new();
    let mut whole = true;
    for (condition, value) in arms {
        match (resolve(scope, condition, sink), resolve(scope, value, sink)) {
            (Some(condition), Some(value)) => {
                if !condition.class.fits(Class::Boolean) {
                    let found = condition.class.name();
                    sink.report(Diagnostic::new(
                        &WRONG_ARGUMENT,
                        condition.place,
                        format!("a condition is wanted after `when`, and this is {found}"),
                    ));
                    whole = false;
                }
                resolved.push((condition, value));
            }
            _ => whole = false,
        }
    }
    let otherwise = match otherwise {
        None => None,
        Some(value) => Some(Box::new(resolve(scope, value, sink)?)),
    };
    if !whole {
        return None;
    }
    let values: Vec<Expression> = resolved.iter().map(|(_, value)| value.clone()).chain(otherwise.as_deref().cloned()).collect();
    let class = catalogue::common(&values);
    if let Some(odd) = values.iter().find(|value| !value.class.fits(class)) {
        sink.report(Diagnostic::new(
            &WRONG_ARGUMENT,
            odd.place,
            format!("the values of a `case` must be alike: this is {}, another is {}", odd.class.name(), class.name()),
        ));
        return None;
    }
    Some(Expression { kind: Kind::Case(resolved, otherwise), class, place })
}
