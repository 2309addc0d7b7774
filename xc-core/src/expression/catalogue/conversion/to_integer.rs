//! To whole numbers.

use super::{cast, from_to, or_null};
use crate::expression::catalogue::{Call, Function, Parameter};
use crate::expression::domain::{Domain, Range};
use crate::expression::{Expression, Failure};
use crate::plan::Dialect;
use crate::schema::types::Class::{Boolean, Integer, Number, Text};
use crate::schema::types::Type;

const FROM_INTEGER: [Parameter; 2] = from_to(Integer, Integer);
const FROM_NUMBER: [Parameter; 2] = from_to(Number, Integer);
const FROM_TEXT: [Parameter; 2] = from_to(Text, Integer);
const FROM_BOOLEAN: [Parameter; 2] = from_to(Boolean, Integer);

const NARROWED: Function = Function {
    gives: |arguments| arguments[0].domain.clone().within(arguments[1].domain.range()),
    fails: |arguments| outside(arguments, arguments[0].domain.range()),
    injective: |_, index| index == 0,
    write: |call| in_width(call, call.first(), call.arguments[0].domain.range()),
    ..cast("cast(int as int)", "cast(number as bigint): an error where it does not fit", &FROM_INTEGER)
};

const ROUNDED: Function = Function {
    gives: |arguments| Domain::Integer(rounded(&arguments[0])).within(arguments[1].domain.range()),
    fails: |arguments| outside(arguments, rounded(&arguments[0])),
    write: round,
    ..cast("cast(decimal as int)", "cast(decimal as int): rounded, halves away from zero; an error where it does not fit", &FROM_NUMBER)
};

const READ: Function = Function {
    fails: |arguments| {
        let value = arguments[0].spelled();
        let to = arguments[1].spelled();
        Some(Failure::new(format!("where `{value}` is not a whole number that fits `{to}`")).instead(format!("try_cast({value} as {to})")))
    },
    write: read,
    ..cast(
        "cast(text as int)",
        "cast(text as int): a sign and at most 38 digits, without spaces; an error where it is anything else",
        &FROM_TEXT,
    )
};

pub(super) static FUNCTIONS: &[Function] = &[
    NARROWED,
    or_null("try_cast(int as int)", "try_cast(number as int): null where it does not fit", NARROWED),
    ROUNDED,
    or_null("try_cast(decimal as int)", "try_cast(decimal as int): rounded, halves away from zero; null where it does not fit", ROUNDED),
    READ,
    or_null("try_cast(text as int)", "try_cast(text as int): null where it is not a sign and digits, or does not fit", READ),
    Function {
        gives: |_| Domain::integers(0, 1),
        injective: |_, index| index == 0,
        write: |call| match call.dialect {
            Dialect::Postgres => format!("CAST({} AS integer)", call.first()),
            // Their booleans are the numbers 0 and 1.
            _ => call.first().to_owned(),
        },
        ..cast("cast(boolean as int)", "cast(boolean as int): 1 for true, 0 for false", &FROM_BOOLEAN)
    },
];

/// The numbers that a type holds, the lowest included.
fn bounds(ty: &Type) -> Range {
    // The lowest of 64 bits is left out: SQLite's cast gives it for every number below as well.
    if *ty == Type::BigInt { Range::BITS_64 } else { Range::held_by(ty) }
}

fn outside(arguments: &[Expression], value: Range) -> Option<Failure> {
    let crate::expression::Kind::Type(to) = &arguments[1].kind else { return None };
    let bounds = bounds(to);
    let floats = matches!(arguments[0].domain, Domain::Float { .. });
    (floats || !value.within(&bounds)).then(|| {
        let (value, to) = (arguments[0].spelled(), to.spelled());
        Failure::new(format!("where `{value}` is not within {} and {}", bounds.low, bounds.high))
            .instead(format!("try_cast({value} as {to})"))
    })
}

/// A whole number, if it is within the bounds of the type that is wanted.
fn in_width(call: &Call<'_>, value: &str, range: Range) -> String {
    let Some(to) = call.to() else { return value.to_owned() };
    let bounds = bounds(to);
    let converted = match call.dialect {
        Dialect::Postgres => format!("CAST({value} AS {})", to.ddl(call.dialect)),
        _ => value.to_owned(),
    };
    let checks_itself = call.dialect == Dialect::Postgres && !call.gives_null();
    if checks_itself || range.within(&bounds) {
        return converted;
    }
    call.where_valid(&format!("{value} BETWEEN {} AND {}", bounds.low, bounds.high), &converted)
}

/// The whole numbers that an exact number is rounded to.
fn rounded(number: &Expression) -> Range {
    match &number.domain {
        Domain::Decimal(range) => {
            let half = if range.scale == 0 { 0 } else { 5 * 10i128.saturating_pow(range.scale - 1) };
            let round = |value: i128| (value.saturating_abs().saturating_add(half) / 10i128.saturating_pow(range.scale)) * value.signum();
            Range { low: round(range.low), high: round(range.high), scale: 0, nonzero: false }
        }
        // Floating-point numbers go far beyond.
        Domain::Float { .. } => Range { low: i128::MIN, high: i128::MAX, scale: 0, nonzero: false },
        other => other.range(),
    }
}

fn round(call: &Call<'_>) -> String {
    let value = call.first();
    let range = rounded(&call.arguments[0]);
    if matches!(call.arguments[0].domain, Domain::Float { .. }) {
        return round_float(call, value);
    }
    match call.dialect {
        Dialect::Postgres | Dialect::MySql | Dialect::MariaDb => in_width(call, &format!("round({value})"), range),
        Dialect::Sqlite => {
            let scale = call.arguments[0].domain.range().scale;
            in_width(call, &format!("CAST({} AS INTEGER)", Call::sqlite_round(value, scale, 0)), range)
        }
    }
}

/// Halves away from zero, by the same additions everywhere: the databases' own rounding of floating-point numbers differs.
fn round_float(call: &Call<'_>, value: &str) -> String {
    let Some(to) = call.to() else { return value.to_owned() };
    let bounds = bounds(to);
    let away = format!("({value} + CASE WHEN {value} < 0 THEN -0.5 ELSE 0.5 END)");
    let converted = match call.dialect {
        Dialect::Postgres => format!("CAST(trunc({away}) AS {})", to.ddl(call.dialect)),
        Dialect::MySql | Dialect::MariaDb => format!("CAST(TRUNCATE({away}, 0) AS SIGNED)"),
        Dialect::Sqlite => format!("CAST({away} AS INTEGER)"),
    };
    // As floating-point numbers, with a margin: 2^63 - 1 is not one of them.
    let (low, high) = if *to == Type::BigInt { (-(1i128 << 62), 1i128 << 62) } else { (bounds.low, bounds.high) };
    call.where_valid(&format!("{value} BETWEEN {low} AND {high}"), &converted)
}

fn read(call: &Call<'_>) -> String {
    let Some(to) = call.to() else { return call.first().to_owned() };
    let (text, bounds) = (call.first(), bounds(to));
    let (low, high) = (bounds.low, bounds.high);
    match call.dialect {
        Dialect::Postgres => {
            // A literal is converted when the statement is read, wherever it stands; a text is not.
            let text = &format!("CAST({text} AS text)");
            let valid = call.matches(text, "[+-]?[0-9]{1,38}");
            let number = format!("CAST({text} AS numeric)");
            let otherwise = if call.gives_null() { String::new() } else { format!(" ELSE {}", call.raise(0)) };
            format!(
                "CASE WHEN {valid} THEN CASE WHEN {number} BETWEEN {low} AND {high} THEN CAST({text} AS {}){otherwise} END{otherwise} END",
                to.ddl(call.dialect)
            )
        }
        Dialect::MySql | Dialect::MariaDb => {
            let number = format!("CAST({text} AS DECIMAL(38,0))");
            let inside = call.where_valid(&format!("{number} BETWEEN {low} AND {high}"), &format!("CAST({number} AS SIGNED)"));
            call.where_valid(&call.matches(text, "[+-]?[0-9]{1,38}"), &inside)
        }
        Dialect::Sqlite => {
            let digits = format!("CASE WHEN substr({text}, 1, 1) IN ('+', '-') THEN substr({text}, 2) ELSE {text} END");
            let number = format!("CAST({text} AS INTEGER)");
            // Its cast gives the highest number for every one beyond.
            let fits = if *to == Type::BigInt {
                format!("({number} BETWEEN {low} AND {} OR ltrim({digits}, '0') = '{high}')", high - 1)
            } else {
                format!("{number} BETWEEN {low} AND {high}")
            };
            let valid = format!("length({digits}) BETWEEN 1 AND 38 AND {digits} NOT GLOB '*[^0-9]*' AND {fits}");
            call.where_valid(&valid, &number)
        }
    }
}
