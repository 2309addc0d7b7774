//! Expressions, by precedence: `or`, `and`, `not`, comparison, `+ - ||`, `*`, then values.

use proc_macro2::{Delimiter, TokenTree};

use super::cursor::{Cursor, Parsed};
use crate::diagnostic::{Diagnostic, Place, Sp};
use crate::rules::syntax::{SYNTAX, TOO_DEEP};
use crate::syntax::{Expression, Name};

/// How deep an expression may be nested; the parser's stack is safe far beyond it.
const DEPTH: usize = 64;

/// An expression.
pub(super) fn expression(cursor: &mut Cursor) -> Parsed<Sp<Expression>> {
    either(cursor, DEPTH)
}

fn deeper(cursor: &Cursor, depth: usize) -> Parsed<usize> {
    depth.checked_sub(1).ok_or_else(|| {
        Diagnostic::new(&TOO_DEEP, cursor.here(), format!("the expression is nested deeper than {DEPTH} levels"))
            .help("take it apart: add a column for a part of it, in a migration before this one")
    })
}

fn call(function: &str, sign: Place, arguments: Vec<Sp<Expression>>) -> Sp<Expression> {
    let place = match (arguments.first(), arguments.last()) {
        (Some(first), Some(last)) => first.place.to(last.place),
        _ => sign,
    };
    Sp::new(Expression::Call(Name::new(function.into(), sign), arguments), place)
}

fn either(cursor: &mut Cursor, depth: usize) -> Parsed<Sp<Expression>> {
    let mut left = both(cursor, depth)?;
    loop {
        let sign = cursor.here();
        if !cursor.take(&["or"]) {
            return Ok(left);
        }
        left = call("or", sign, vec![left, both(cursor, depth)?]);
    }
}

fn both(cursor: &mut Cursor, depth: usize) -> Parsed<Sp<Expression>> {
    let mut left = negation(cursor, depth)?;
    loop {
        let sign = cursor.here();
        if !cursor.take(&["and"]) {
            return Ok(left);
        }
        left = call("and", sign, vec![left, negation(cursor, depth)?]);
    }
}

fn negation(cursor: &mut Cursor, depth: usize) -> Parsed<Sp<Expression>> {
    let sign = cursor.here();
    if cursor.take(&["not"]) {
        let operand = negation(cursor, deeper(cursor, depth)?)?;
        let place = sign.to(operand.place);
        return Ok(Sp { place, ..call("not", sign, vec![operand]) });
    }
    comparison(cursor, depth)
}

fn comparison(cursor: &mut Cursor, depth: usize) -> Parsed<Sp<Expression>> {
    let left = sum(cursor, depth)?;
    let sign = cursor.here();
    if cursor.take(&["is", "not", "null"]) {
        return Ok(Sp { place: cursor.since(left.place), ..call("is not null", sign, vec![left]) });
    }
    if cursor.take(&["is", "null"]) {
        return Ok(Sp { place: cursor.since(left.place), ..call("is null", sign, vec![left]) });
    }
    // Two-character signs first: `<` begins `<=` and `<>`.
    for (written, function) in [("<=", "<="), (">=", ">="), ("<>", "<>"), ("!=", "<>"), ("=", "="), ("<", "<"), (">", ">")] {
        if cursor.take_sign(written) {
            let sign = cursor.since(sign);
            return Ok(call(function, sign, vec![left, sum(cursor, depth)?]));
        }
    }
    Ok(left)
}

fn sum(cursor: &mut Cursor, depth: usize) -> Parsed<Sp<Expression>> {
    let mut left = product(cursor, depth)?;
    loop {
        let sign = cursor.here();
        let function = match () {
            () if cursor.take_sign("||") => "concat",
            () if cursor.take_sign("+") => "+",
            () if cursor.take_sign("-") => "-",
            () => return Ok(left),
        };
        left = call(function, cursor.since(sign), vec![left, product(cursor, depth)?]);
    }
}

fn product(cursor: &mut Cursor, depth: usize) -> Parsed<Sp<Expression>> {
    let mut left = value(cursor, depth)?;
    loop {
        let sign = cursor.here();
        if cursor.take_sign("*") {
            left = call("*", sign, vec![left, value(cursor, depth)?]);
        } else if matches!(cursor.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '/' || punct.as_char() == '%') {
            return Err(cursor.not_yet("division", "the operators are + - * || = <> < <= > >=, and or not, is null"));
        } else {
            return Ok(left);
        }
    }
}

fn value(cursor: &mut Cursor, depth: usize) -> Parsed<Sp<Expression>> {
    let depth = deeper(cursor, depth)?;
    let start = cursor.here();
    if let Some(literal) = cursor.take_literal()? {
        return Ok(Sp::new(Expression::Literal(literal.node), literal.place));
    }
    if let Some(group) = cursor.take_group(Delimiter::Parenthesis) {
        let mut inside = Cursor::inside(&group);
        let inner = either(&mut inside, depth)?;
        inside.finish("the expression")?;
        return Ok(Sp::new(inner.node, group.span()));
    }
    if cursor.take(&["null"]) {
        return Ok(Sp::new(Expression::Null, start));
    }
    if cursor.take(&["case"]) {
        return case(cursor, start, depth);
    }
    let between = ["when", "then", "else", "end", "and", "or", "is"];
    if cursor.peek_word().is_some_and(|word| between.contains(&word.as_str())) {
        return Err(cursor.expected("an expression"));
    }
    let name = cursor.name("an expression")?;
    let Some(group) = cursor.take_group(Delimiter::Parenthesis) else {
        return Ok(Sp::new(Expression::Column(name.node), name.place));
    };
    if name.node.eq_ignore_ascii_case("cast") {
        return Err(Diagnostic::new(&crate::rules::syntax::NOT_YET, name.place, "`cast` is not in the language yet"));
    }
    if let Some(TokenTree::Punct(comma)) = group.stream().into_iter().last()
        && comma.as_char() == ','
    {
        return Err(Diagnostic::new(&SYNTAX, comma.span(), "expected an argument after the last comma, found nothing"));
    }
    let mut arguments = Vec::new();
    for mut part in Cursor::inside(&group).split_commas() {
        let argument = either(&mut part, depth)?;
        part.finish("the argument")?;
        arguments.push(argument);
    }
    Ok(Sp::new(Expression::Call(name, arguments), cursor.since(start)))
}

fn case(cursor: &mut Cursor, start: Place, depth: usize) -> Parsed<Sp<Expression>> {
    let mut arms = Vec::new();
    while cursor.take(&["when"]) {
        let condition = either(cursor, depth)?;
        cursor.expect("then")?;
        arms.push((condition, either(cursor, depth)?));
    }
    if arms.is_empty() {
        return Err(cursor.expected("`when`").help("`case when condition then value ... else value end`"));
    }
    let otherwise = if cursor.take(&["else"]) { Some(Box::new(either(cursor, depth)?)) } else { None };
    cursor.expect("end")?;
    Ok(Sp::new(Expression::Case(arms, otherwise), cursor.since(start)))
}
