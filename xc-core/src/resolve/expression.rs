//! Expressions: columns are looked up, functions found in the catalogue, types inferred.

use super::find_column;
use crate::diagnostic::{Diagnostic, Place, Sink, Sp, nearest};
use crate::expression::catalogue::{self, ArgumentError, Form, Function};
use crate::expression::domain::Domain;
use crate::expression::{Expression, Kind};
use crate::plan::Dialect;
use crate::rules::names::UNKNOWN_FUNCTION;
use crate::rules::pairs::reads_other_table::READS_OTHER_TABLE;
use crate::rules::types::{NOT_ON_DIALECT, WRONG_ARGUMENT};
use crate::schema::types::{Class, Type};
use crate::schema::{Column, Schema, Table};
use crate::syntax::{self, CastKind, Name};

/// What an expression may refer to.
pub(super) struct Scope<'a> {
    pub(super) schema: &'a Schema,
    pub(super) table: &'a Table,
    pub(super) dialects: &'a [Dialect],
    /// Whether a generated column stands for its expression.
    pub(super) inlines: bool,
}

/// Resolves an expression. Every mistake in it is reported; `None` if there was one.
pub(super) fn resolve(scope: &Scope<'_>, written: &Sp<syntax::Expression>, sink: &mut Sink) -> Option<Expression> {
    let place = written.place;
    match &written.node {
        syntax::Expression::Column(name) => {
            let column = sink.keep(find_column(scope.schema, scope.table, &Sp::new(name.clone(), place)))?;
            read(scope, column, place)
        }
        syntax::Expression::ColumnOf(table, name) => {
            sink.keep(this_table(scope, table))?;
            let column = sink.keep(find_column(scope.schema, scope.table, name))?;
            read(scope, column, place)
        }
        syntax::Expression::Literal(literal) => Some(Expression::new(Kind::Literal(literal.clone()), Domain::of_literal(literal), place)),
        syntax::Expression::Null => Some(Expression::new(Kind::Null, Domain::Any, place)),
        syntax::Expression::Call(name, arguments) => {
            let function = sink.keep(find_function(name));
            let arguments: Vec<Option<Expression>> = arguments.iter().map(|argument| resolve(scope, argument, sink)).collect();
            let arguments: Vec<Expression> = arguments.into_iter().collect::<Option<_>>()?;
            let function = function?;
            let domain = sink.keep(call(scope, function, name.place, &arguments, place))?;
            Some(Expression::new(Kind::Call(function, arguments), domain, place))
        }
        syntax::Expression::Cast(how, value, to) => {
            let value = resolve(scope, value, sink)?;
            sink.keep(cast(scope, *how, value, to, place))
        }
        syntax::Expression::Case(arms, otherwise) => case(scope, arms, otherwise.as_deref(), place, sink),
    }
}

fn read(scope: &Scope<'_>, column: &Column, place: Place) -> Option<Expression> {
    match column.generated.as_ref().filter(|_| scope.inlines) {
        Some(generated) => super::generated::inlined(scope, generated, place),
        None => Some(Expression::column(column, place)),
    }
}

fn cast(scope: &Scope<'_>, how: CastKind, value: Expression, to: &Sp<Type>, place: Place) -> Result<Expression, Diagnostic> {
    if let Type::Named(name) = &to.node {
        return Err(match scope.schema.enumeration(name) {
            Some(known) => Diagnostic::new(&WRONG_ARGUMENT, place, format!("`{}` does not convert to an enum", how.name()))
                .note(format!(
                    "a text that is none of the values of `{}` would be an error on one database, and something else on another",
                    known.ty.name
                ))
                .help("a text is given to a column of an enum as it is: a `case` with an arm for each value says which"),
            None => super::enumeration::unknown(scope.schema, name, to.place),
        });
    }
    let domain = Domain::of(&to.node);
    let (from, into) = (value.class(), domain.class());
    if from == Class::Any || into == Class::Any {
        // A null of a type; or a mistake, already reported.
        let kind = if matches!(value.kind, Kind::Null) { Kind::Null } else { Kind::Unknown };
        return Ok(Expression::new(kind, domain, place));
    }
    let function = catalogue::find_cast(how, from, into).ok_or_else(|| {
        let known: Vec<_> = catalogue::all().filter(|function| function.form == Form::Cast(how) && function.takes_class(from)).collect();
        let known: Vec<_> = known.iter().map(|function| format!("`{}`", function.usage)).collect();
        let error = Diagnostic::new(
            &WRONG_ARGUMENT,
            place,
            format!("`{}` does not convert {} to `{}`", how.name(), from.name(), to.node.spelled()),
        );
        if known.is_empty() { error } else { error.note(format!("it knows {}", known.join("; "))) }
    })?;
    let to = Expression::new(Kind::Type(to.node.clone()), domain, to.place);
    let arguments = vec![value, to];
    let domain = call(scope, function, place, &arguments, place)?;
    Ok(Expression::new(Kind::Call(function, arguments), domain, place))
}

/// An expression reads the columns of one table.
fn this_table(scope: &Scope<'_>, table: &Name) -> Result<(), Diagnostic> {
    let known = super::find_table(scope.schema, table)?;
    if known.name == scope.table.name {
        return Ok(());
    }
    Err(Diagnostic::new(&READS_OTHER_TABLE, table.place, format!("this reads `{}`, where the columns of `{}` are to be had", known.name, scope.table.name))
        .note("forward says how the new columns follow from the old, reverse how the old follow from the new: each reads one side and writes the other")
        .help(format!("use columns of `{}` only", scope.table.name)))
}

fn find_function(name: &Name) -> Result<&'static Function, Diagnostic> {
    catalogue::find(&name.node).ok_or_else(|| {
        let known: Vec<_> = catalogue::callable_names().collect();
        let error = Diagnostic::new(&UNKNOWN_FUNCTION, name.place, format!("there is no function `{}`", name.node));
        match nearest(&name.node, known.iter().copied()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.note(format!("the functions are {}", known.join(", "))),
        }
    })
}

/// Checks a call, and tells what it gives. `name` is where the function is named.
fn call(scope: &Scope<'_>, function: &'static Function, name: Place, arguments: &[Expression], place: Place) -> Result<Domain, Diagnostic> {
    let called = function.called();
    if let Some((dialect, why)) = function.not_on.iter().find(|(dialect, _)| scope.dialects.contains(dialect)) {
        return Err(Diagnostic::new(&NOT_ON_DIALECT, name, format!("`{called}` can't be had on {dialect}"))
            .note(format!("{why}; the databases would disagree on the same row"))
            .help(format!("leave {dialect} out of `dialects:`, or write the mapping without `{called}`")));
    }
    let usage = || format!("`{}`", function.usage);
    let domain = function.domain(arguments).map_err(|error| match error {
        ArgumentError::Count => {
            let message = match arguments.len() {
                1 => format!("`{called}` does not take 1 argument"),
                count => format!("`{called}` does not take {count} arguments"),
            };
            Diagnostic::new(&WRONG_ARGUMENT, place, message).help(usage())
        }
        ArgumentError::Class { index, wanted } => Diagnostic::new(
            &WRONG_ARGUMENT,
            arguments[index].place,
            format!("`{called}` wants {} here, and this is {}", wanted.name(), arguments[index].class().name()),
        )
        .help(usage()),
        ArgumentError::Null { index } => null_argument(called, arguments, index, place),
        ArgumentError::Literal { index, why } => {
            Diagnostic::new(&WRONG_ARGUMENT, arguments[index].place, format!("in `{called}` {why}")).help(usage())
        }
    })?;
    let refused = |dialect: &Dialect| (function.refuses)(arguments, *dialect).map(|why| (*dialect, why));
    let refusals: Vec<_> = scope.dialects.iter().filter_map(refused).collect();
    match refusals.as_slice() {
        [] => Ok(domain),
        // Nobody has it: that is no matter of a database.
        [(_, why), ..] if refusals.len() == scope.dialects.len() && refusals.iter().all(|(_, other)| other == why) => {
            Err(Diagnostic::new(&WRONG_ARGUMENT, place, why.clone()).help(usage()))
        }
        [(dialect, why), ..] => Err(Diagnostic::new(&NOT_ON_DIALECT, place, format!("this can't be had on {dialect}: {why}"))
            .help(format!("leave {dialect} out of `dialects:`"))),
    }
}

/// What is null with any of its arguments is never anything else when one of them is `null`.
fn null_argument(called: &str, arguments: &[Expression], index: usize, place: Place) -> Diagnostic {
    let error = Diagnostic::new(&WRONG_ARGUMENT, place, format!("`{called}` of `null` is null for every row"));
    match (called, &arguments[1 - index.min(1)..]) {
        ("=", [other, ..]) => error.help(format!("`{} is null`", other.spelled())),
        ("<>", [other, ..]) => error.help(format!("`{} is not null`", other.spelled())),
        ("in", _) => error.help("leave it out of the list, and add `or ... is null`"),
        _ => error,
    }
}

type Arm = (Sp<syntax::Expression>, Sp<syntax::Expression>);

fn case(scope: &Scope<'_>, arms: &[Arm], otherwise: Option<&Sp<syntax::Expression>>, place: Place, sink: &mut Sink) -> Option<Expression> {
    let mut resolved = Vec::new();
    let mut whole = true;
    for (condition, value) in arms {
        match (resolve(scope, condition, sink), resolve(scope, value, sink)) {
            (Some(condition), Some(value)) => {
                if !condition.class().fits(Class::Boolean) {
                    let found = condition.class().name();
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
    let class = catalogue::common(&values).class();
    if let Some(odd) = values.iter().find(|value| !value.class().fits(class)) {
        sink.report(Diagnostic::new(
            &WRONG_ARGUMENT,
            odd.place,
            format!("the values of a `case` must be alike: this is {}, another is {}", odd.class().name(), class.name()),
        ));
        return None;
    }
    if class == Class::Any && values.iter().all(|value| matches!(value.kind, Kind::Null)) {
        sink.report(Diagnostic::new(&WRONG_ARGUMENT, place, "every value of this `case` is null"));
        return None;
    }
    let has_else = otherwise.is_some();
    // Each value with the bounds that its condition sets.
    let mut case = Expression::new(Kind::Case(resolved, otherwise), Domain::Any, place);
    let mut domain = Domain::Any;
    case.outcomes(&mut |value| domain = std::mem::replace(&mut domain, Domain::Any).or(value.domain.clone()));
    case.domain = domain;
    let total = case.arms().filter(|(column, arms)| {
        let is_said = |value: &String| arms.iter().any(|arm| arm.node == *value);
        scope.table.values_of(column).is_some_and(|values| values.iter().all(is_said))
    });
    let total = total.map(|(column, _)| column.to_owned());
    Some(match total {
        Some(column) if !has_else => case.total_over(&column),
        _ => case,
    })
}
