//! Expressions, by precedence: `or`, `and`, `not`, comparison, `+ - ||`, `* / %`, minus, `::`, then values.

use proc_macro2::{Delimiter, TokenTree};

use super::cursor::{Cursor, Parsed};
use super::table::plain_type;
use crate::diagnostic::{Diagnostic, Place, Sp};
use crate::expression::catalogue;
use crate::rules::syntax::{SYNTAX, TOO_DEEP};
use crate::schema::types::Type;
use crate::syntax::{CastKind, Expression, Name, Source};

/// How deep an expression may be nested; the parser's stack is safe far beyond it.
const DEPTH: usize = 64;
/// How high its tree may be: `a + b + c + d` is one of height 4 without any nesting. Everything behind the parser walks it recursively.
const HEIGHT: usize = 256;
/// How many columns, values and operators it may have. `case x when ...` has `x` once for each `when`.
const SIZE: usize = 10_000;

/// A tree, and how high and large it is.
struct Tree {
    node: Sp<Expression>,
    height: usize,
    size: usize,
}

/// An expression.
pub(super) fn expression(cursor: &mut Cursor) -> Parsed<Sp<Expression>> {
    Ok(either(cursor, DEPTH)?.node)
}

/// An expression together with its tokens, for what is written down with the schema.
pub(super) fn source(cursor: &mut Cursor) -> Parsed<Source> {
    let from = cursor.position();
    let expression = expression(cursor)?;
    Ok(Source { expression, text: cursor.text_since(from) })
}

/// Reads back what `source` wrote.
pub fn read(text: &str) -> Option<Sp<Expression>> {
    let tokens: proc_macro2::TokenStream = text.parse().ok()?;
    let mut cursor = Cursor::over(tokens);
    let expression = expression(&mut cursor).ok()?;
    cursor.at_end().then_some(expression)
}

fn deeper(cursor: &Cursor, depth: usize) -> Parsed<usize> {
    depth.checked_sub(1).ok_or_else(|| too_deep(cursor.here(), &format!("the expression is nested deeper than {DEPTH} levels")))
}

fn too_deep(place: Place, message: &str) -> Diagnostic {
    Diagnostic::new(&TOO_DEEP, place, message).help("take it apart: add a column for a part of it, in a migration before this one")
}

/// A column behind the name of its table. A function of its own: what it holds would be on the stack once for each level of a nested expression.
fn qualified(cursor: &mut Cursor, first: Name, start: Place) -> Parsed<Tree> {
    let (table, column) = cursor.column_of(first)?;
    Ok(leaf(Expression::ColumnOf(table, column), cursor.since(start)))
}

fn leaf(node: Expression, place: impl Into<Place>) -> Tree {
    Tree { node: Sp::new(node, place), height: 1, size: 1 }
}

/// The height and size of what is made of these trees.
fn measure<'a>(trees: impl IntoIterator<Item = &'a Tree>, place: Place) -> Parsed<(usize, usize)> {
    let (height, size) = trees.into_iter().fold((1, 1), |(height, size), tree| (height.max(tree.height + 1), size + tree.size));
    if height > HEIGHT {
        return Err(too_deep(place, &format!("the expression is a chain of more than {HEIGHT} operators")));
    }
    if size > SIZE {
        return Err(too_deep(place, &format!("the expression has more than {SIZE} parts")));
    }
    Ok((height, size))
}

/// A call of a function of the catalogue by an operator. It stands from its first argument to its last.
fn call(function: &str, sign: Place, arguments: Vec<Tree>) -> Parsed<Tree> {
    let place = match (arguments.first(), arguments.last()) {
        (Some(first), Some(last)) => first.node.place.to(last.node.place),
        _ => sign,
    };
    call_at(function, sign, arguments, place)
}

fn call_at(function: &str, sign: Place, arguments: Vec<Tree>, place: Place) -> Parsed<Tree> {
    let (height, size) = measure(&arguments, place)?;
    let arguments = arguments.into_iter().map(|tree| tree.node).collect();
    Ok(Tree { node: Sp::new(Expression::Call(Name::new(function.into(), sign), arguments), place), height, size })
}

fn cast(how: CastKind, value: Tree, to: Sp<Type>, place: Place) -> Parsed<Tree> {
    let (height, size) = measure([&value], place)?;
    Ok(Tree { node: Sp::new(Expression::Cast(how, Box::new(value.node), to), place), height, size })
}

fn either(cursor: &mut Cursor, depth: usize) -> Parsed<Tree> {
    let mut left = both(cursor, depth)?;
    loop {
        let sign = cursor.here();
        if !cursor.take(&["or"]) {
            return Ok(left);
        }
        left = call("or", sign, vec![left, both(cursor, depth)?])?;
    }
}

fn both(cursor: &mut Cursor, depth: usize) -> Parsed<Tree> {
    let mut left = negation(cursor, depth)?;
    loop {
        let sign = cursor.here();
        if !cursor.take(&["and"]) {
            return Ok(left);
        }
        left = call("and", sign, vec![left, negation(cursor, depth)?])?;
    }
}

fn negation(cursor: &mut Cursor, depth: usize) -> Parsed<Tree> {
    let sign = cursor.here();
    if cursor.take(&["not"]) {
        let operand = negation(cursor, deeper(cursor, depth)?)?;
        let place = sign.to(operand.node.place);
        return call_at("not", sign, vec![operand], place);
    }
    comparison(cursor, depth)
}

/// What may follow the word `is`, longest first.
const AFTER_IS: &[(&[&str], &str)] = &[
    (&["is", "not", "null"], "is not null"),
    (&["is", "null"], "is null"),
    (&["is", "not", "true"], "is not true"),
    (&["is", "true"], "is true"),
    (&["is", "not", "false"], "is not false"),
    (&["is", "false"], "is false"),
];

/// Two-character signs first: `<` begins `<=` and `<>`.
const SIGNS: &[(&str, &str)] = &[("<=", "<="), (">=", ">="), ("<>", "<>"), ("!=", "<>"), ("=", "="), ("<", "<"), (">", ">")];

fn comparison(cursor: &mut Cursor, depth: usize) -> Parsed<Tree> {
    let left = sum(cursor, depth)?;
    let sign = cursor.here();
    for (words, function) in AFTER_IS {
        if cursor.take(words) {
            let place = cursor.since(left.node.place);
            return call_at(function, sign, vec![left], place);
        }
    }
    for (words, function) in
        [(&["is", "not", "distinct", "from"][..], "is not distinct from"), (&["is", "distinct", "from"], "is distinct from")]
    {
        if cursor.take(words) {
            let sign = cursor.since(sign);
            return call(function, sign, vec![left, sum(cursor, depth)?]);
        }
    }
    if cursor.peek_word().as_deref() == Some("is") {
        cursor.bump();
        return Err(cursor.expected("`null`, `not null`, `true`, `false` or `distinct from` after `is`"));
    }
    for (written, function) in SIGNS {
        if cursor.take_sign(written) {
            let sign = cursor.since(sign);
            return call(function, sign, vec![left, sum(cursor, depth)?]);
        }
    }
    let negated = matches!(cursor.word_at(1).as_deref(), Some("in" | "between" | "like")) && cursor.take(&["not"]);
    let found = match cursor.peek_word().as_deref() {
        Some("in") => in_list(cursor, left, depth)?,
        Some("between") => between(cursor, left, depth)?,
        Some("like") => like(cursor, left, depth)?,
        _ => return Ok(left),
    };
    if !negated {
        return Ok(found);
    }
    let place = found.node.place;
    call_at("not", sign, vec![found], place)
}

/// `a in (b, c)`
fn in_list(cursor: &mut Cursor, left: Tree, depth: usize) -> Parsed<Tree> {
    let sign = cursor.here();
    cursor.bump();
    let Some(group) = cursor.take_group(Delimiter::Parenthesis) else {
        return Err(cursor.expected("the values in parentheses: `in (1, 2, 3)`"));
    };
    let inside = Cursor::inside(&group);
    if inside.peek_word().as_deref() == Some("select") {
        return Err(inside.not_yet("a subquery", "a mapping sees one row: its values stand in the list"));
    }
    let place = left.node.place.to(group.span().into());
    let mut trees = vec![left];
    trees.extend(arguments(&group, deeper(cursor, depth)?)?);
    if trees.len() == 1 {
        return Err(Diagnostic::new(&SYNTAX, group.span_close(), "expected a value in the list, found nothing"));
    }
    call_at("in", sign, trees, place)
}

/// `a between b and c`
fn between(cursor: &mut Cursor, left: Tree, depth: usize) -> Parsed<Tree> {
    let sign = cursor.here();
    cursor.bump();
    let low = sum(cursor, depth)?;
    cursor.expect("and")?;
    call("between", sign, vec![left, low, sum(cursor, depth)?])
}

/// `a like "pattern"`
fn like(cursor: &mut Cursor, left: Tree, depth: usize) -> Parsed<Tree> {
    let sign = cursor.here();
    cursor.bump();
    call("like", sign, vec![left, sum(cursor, depth)?])
}

fn sum(cursor: &mut Cursor, depth: usize) -> Parsed<Tree> {
    let mut left = product(cursor, depth)?;
    loop {
        let sign = cursor.here();
        let function = match () {
            () if cursor.take_sign("||") => "concat",
            () if cursor.take_sign("+") => "+",
            () if cursor.take_sign("-") => "-",
            () => return Ok(left),
        };
        left = call(function, cursor.since(sign), vec![left, product(cursor, depth)?])?;
    }
}

fn product(cursor: &mut Cursor, depth: usize) -> Parsed<Tree> {
    let mut left = minus(cursor, depth)?;
    loop {
        let sign = cursor.here();
        let Some(function) = ["*", "/", "%"].into_iter().find(|function| cursor.take_sign(function)) else { return Ok(left) };
        left = call(function, sign, vec![left, minus(cursor, depth)?])?;
    }
}

/// `-a`; a literal has its sign already.
fn minus(cursor: &mut Cursor, depth: usize) -> Parsed<Tree> {
    let sign = cursor.here();
    let is_literal = cursor.literal_follows();
    if !is_literal && cursor.take_sign("-") {
        let operand = minus(cursor, deeper(cursor, depth)?)?;
        let place = sign.to(operand.node.place);
        return call_at("-a", sign, vec![operand], place);
    }
    conversion(cursor, depth)
}

/// `a::type`
fn conversion(cursor: &mut Cursor, depth: usize) -> Parsed<Tree> {
    let mut value = value(cursor, depth)?;
    while cursor.take_sign("::") {
        let to = plain_type(cursor)?;
        let place = cursor.since(value.node.place);
        value = cast(CastKind::OrFail, value, to, place)?;
    }
    Ok(value)
}

fn value(cursor: &mut Cursor, depth: usize) -> Parsed<Tree> {
    let depth = deeper(cursor, depth)?;
    let start = cursor.here();
    if let Some(literal) = cursor.take_literal()? {
        return Ok(leaf(Expression::Literal(literal.node), literal.place));
    }
    if let Some(group) = cursor.take_group(Delimiter::Parenthesis) {
        let mut inside = Cursor::inside(&group);
        let inner = either(&mut inside, depth)?;
        inside.finish("the expression")?;
        return Ok(Tree { node: Sp::new(inner.node.node, group.span()), ..inner });
    }
    if cursor.take(&["null"]) {
        return Ok(leaf(Expression::Null, start));
    }
    if cursor.take(&["case"]) {
        return case(cursor, start, depth);
    }
    let between = ["when", "then", "else", "end", "and", "or", "is", "in", "between", "like"];
    if cursor.peek_word().is_some_and(|word| between.contains(&word.as_str())) {
        return Err(cursor.expected("an expression"));
    }
    let name = cursor.name("an expression")?;
    if cursor.take_sign(".") {
        return qualified(cursor, name, start);
    }
    let Some(group) = cursor.take_group(Delimiter::Parenthesis) else {
        // SQL's words without parentheses, which are no names there either.
        return match catalogue::find_word(&name.node) {
            Some(_) => call_at(&name.node, name.place, Vec::new(), name.place),
            None => Ok(leaf(Expression::Column(name.node), name.place)),
        };
    };
    let place = cursor.since(start);
    let word = name.node.to_ascii_lowercase();
    let casts = [("cast", CastKind::OrFail), ("try_cast", CastKind::OrNull)];
    if let Some((_, how)) = casts.into_iter().find(|(known, _)| *known == word) {
        let mut inside = Cursor::inside(&group);
        let value = either(&mut inside, depth)?;
        inside.expect("as")?;
        let to = plain_type(&mut inside)?;
        inside.finish("the type")?;
        return cast(how, value, to, place);
    }
    if word == "extract" {
        return extract(&group, depth, place);
    }
    call_at(&name.node, name.place, arguments(&group, depth)?, place)
}

/// `extract(year from a)` is `year(a)`.
fn extract(group: &proc_macro2::Group, depth: usize, place: Place) -> Parsed<Tree> {
    let mut inside = Cursor::inside(group);
    let field = inside.name("a field, such as `year`")?;
    inside.expect("from")?;
    let value = either(&mut inside, depth)?;
    inside.finish("the value")?;
    call_at(&field.node, field.place, vec![value], place)
}

/// What stands between a call's parentheses.
fn arguments(group: &proc_macro2::Group, depth: usize) -> Parsed<Vec<Tree>> {
    if let Some(TokenTree::Punct(comma)) = group.stream().into_iter().last()
        && comma.as_char() == ','
    {
        return Err(Diagnostic::new(&SYNTAX, comma.span(), "expected an argument after the last comma, found nothing"));
    }
    let parts = Cursor::inside(group).split_commas();
    let argument = |mut part: Cursor| {
        let argument = either(&mut part, depth)?;
        part.finish("the argument")?;
        Ok(argument)
    };
    parts.into_iter().map(argument).collect()
}

/// `case when c then a ... else b end`; `case x when v then a ... end` compares `x` with each `v`.
fn case(cursor: &mut Cursor, start: Place, depth: usize) -> Parsed<Tree> {
    let operand = if cursor.peek_word().as_deref() == Some("when") { None } else { Some(either(cursor, depth)?) };
    let mut arms = Vec::new();
    let (mut height, mut size) = (0, 0);
    let mut count = |tree: &Tree| {
        (height, size) = (height.max(tree.height), size + tree.size);
        // Before the next clone of the operand.
        measure([&Tree { node: Sp::new(Expression::Null, start), height, size }], start)
    };
    while cursor.take(&["when"]) {
        let mut condition = either(cursor, depth)?;
        if let Some(Tree { node, height, size }) = &operand {
            let place = condition.node.place;
            let operand = Tree { node: node.clone(), height: *height, size: *size };
            condition = call_at("=", place, vec![operand, condition], place)?;
        }
        cursor.expect("then")?;
        let value = either(cursor, depth)?;
        count(&condition)?;
        count(&value)?;
        arms.push((condition.node, value.node));
    }
    if arms.is_empty() {
        return Err(cursor.expected("`when`").help("`case when condition then value ... else value end`"));
    }
    let mut otherwise = None;
    if cursor.take(&["else"]) {
        let value = either(cursor, depth)?;
        count(&value)?;
        otherwise = Some(Box::new(value.node));
    }
    cursor.expect("end")?;
    let place = cursor.since(start);
    Ok(Tree { node: Sp::new(Expression::Case(arms, otherwise), place), height: height + 1, size: size + 1 })
}
