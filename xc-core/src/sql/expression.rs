//! Expressions to SQL. How a function is written stands in its file of the catalogue; here is the walk, and what all functions share.

use super::text;
use crate::expression::catalogue::Call;
use crate::expression::domain::{Domain, Range};
use crate::expression::{Expression, Kind};
use crate::plan::Dialect;
use crate::schema::types::{Class, Type};
use crate::syntax::Literal;

/// Writes an expression. `column` says how a column is referred to: by itself, by `NEW.`, by `OLD.`, or by another expression.
///
/// On PostgreSQL a whole number is a `bigint` where its bounds need that, else an `integer`, whatever it was computed from: its functions
/// do not convert from the one to the other by themselves.
pub fn write(expression: &Expression, dialect: Dialect, column: &dyn Fn(&str) -> String) -> String {
    if let Some(sql) = enum_compared(expression, dialect, column) {
        return sql;
    }
    let sql = match &expression.kind {
        Kind::Column(name) => text_of(expression, column(name), dialect),
        Kind::Literal(value) => literal(value, dialect),
        Kind::Null => null(&expression.domain, dialect),
        // There is no SQL where there was a mistake; a type is written by the cast that it belongs to.
        Kind::Unknown | Kind::Type(_) => "NULL".into(),
        Kind::Call(function, arguments) => (function.write)(&Call {
            name: function.name,
            form: function.form,
            arguments,
            domain: &expression.domain,
            sql: arguments.iter().map(|argument| write(argument, dialect, column)).collect(),
            dialect,
        }),
        Kind::Case(arms, otherwise) => {
            let mut sql = String::from("CASE");
            for (condition, value) in arms {
                sql += &format!(" WHEN {} THEN {}", write(condition, dialect, column), write(value, dialect, column));
            }
            if let Some(value) = otherwise {
                sql += &format!(" ELSE {}", write(value, dialect, column));
            }
            sql + " END"
        }
    };
    let is_bigint = |one: &Expression| matches!(one.domain, Domain::Integer(range) if !range.within(&Range::BITS_32));
    if dialect == Dialect::Postgres
        && matches!(expression.domain, Domain::Integer(range) if range.within(&Range::BITS_32))
        && expression.parts().into_iter().any(is_bigint)
    {
        return format!("CAST({sql} AS integer)");
    }
    sql
}

/// PostgreSQL does not make text of a value of an enum by itself.
fn text_of(expression: &Expression, column: String, dialect: Dialect) -> String {
    if dialect == Dialect::Postgres && expression.as_enum().is_some() { format!("CAST({column} AS text)") } else { column }
}

/// A comparison of a column of an enum with values of it. PostgreSQL reads the texts as values of the enum once, when it reads the statement: an index
/// can be used, and have such a condition, which a conversion to text, not being immutable there, could not be part of.
fn enum_compared(expression: &Expression, dialect: Dialect, column: &dyn Fn(&str) -> String) -> Option<String> {
    let (Kind::Call(function, arguments), Dialect::Postgres) = (&expression.kind, dialect) else { return None };
    let (of_enum, _) = expression.compared_enum()?;
    let Kind::Column(name) = &of_enum.kind else { return None };
    let sql: Vec<String> = arguments
        .iter()
        .map(|argument| if argument.as_enum().is_some() { column(name) } else { write(argument, dialect, column) })
        .collect();
    let infix = |sign: &str| format!("({} {sign} {})", sql[0], sql[1]);
    Some(match function.name {
        "in" => format!("({} IN ({}))", sql[0], sql[1..].join(", ")),
        "is null" => format!("({} IS NULL)", sql[0]),
        "is not null" => format!("({} IS NOT NULL)", sql[0]),
        "is distinct from" => infix("IS DISTINCT FROM"),
        "is not distinct from" => infix("IS NOT DISTINCT FROM"),
        sign => infix(sign),
    })
}

/// What is assigned to a column of an enum. PostgreSQL makes no value of it from a text that is computed, unless it is told to.
pub fn assigned(sql: String, value: &Expression, into: Option<&Type>, dialect: Dialect, column: &dyn Fn(&str) -> String) -> String {
    let Some(of) = into.and_then(Type::as_enum).filter(|_| dialect == Dialect::Postgres) else { return sql };
    match &value.kind {
        Kind::Column(name) if value.as_enum().is_some_and(|from| from.name == of.name) => column(name),
        _ => format!("CAST({sql} AS {})", of.quoted()),
    }
}

/// `null`, of a type where a cast gave it one.
fn null(domain: &Domain, dialect: Dialect) -> String {
    match domain {
        Domain::Any => "NULL".into(),
        _ if dialect != Dialect::Postgres => "NULL".into(),
        Domain::Integer(range) if range.within(&Range::BITS_32) => "CAST(NULL AS integer)".into(),
        Domain::Integer(_) => "CAST(NULL AS bigint)".into(),
        Domain::Decimal(_) => "CAST(NULL AS numeric)".into(),
        Domain::Float { .. } => "CAST(NULL AS double precision)".into(),
        Domain::Boolean => "CAST(NULL AS boolean)".into(),
        Domain::Text { .. } => "CAST(NULL AS text)".into(),
        Domain::Date => "CAST(NULL AS date)".into(),
        Domain::Timestamp { zone: false, .. } => "CAST(NULL AS timestamp)".into(),
        Domain::Timestamp { zone: true, .. } => "CAST(NULL AS timestamptz)".into(),
        Domain::Uuid => "CAST(NULL AS uuid)".into(),
        Domain::Json => "CAST(NULL AS jsonb)".into(),
        Domain::Bytes => "CAST(NULL AS bytea)".into(),
    }
}

/// A literal.
pub fn literal(literal: &Literal, dialect: Dialect) -> String {
    match literal {
        Literal::Text(value) => text(value, dialect),
        Literal::Int(value) if *value < 0 => format!("({value})"),
        Literal::Int(value) => value.to_string(),
        Literal::Decimal(value) => value.clone(),
        Literal::Bool(value) => if *value { "TRUE" } else { "FALSE" }.into(),
    }
}

/// Two values that are alike, null and null included, whatever the collation.
pub fn same(a: &str, b: &str, class: Class, dialect: Dialect) -> String {
    match (dialect, class) {
        // A nondeterministic collation calls different texts equal (PostgreSQL 12, "Nondeterministic Collations").
        (Dialect::Postgres, Class::Text) => format!("{a} COLLATE \"C\" IS NOT DISTINCT FROM {b}"),
        (Dialect::Postgres, _) => format!("{a} IS NOT DISTINCT FROM {b}"),
        (Dialect::MySql | Dialect::MariaDb, Class::Text | Class::Enum) => format!("{} <=> {}", binary(a), binary(b)),
        (Dialect::MySql | Dialect::MariaDb, _) => format!("{a} <=> {b}"),
        (Dialect::Sqlite, Class::Text | Class::Enum) => format!("{a} COLLATE BINARY IS {b}"),
        (Dialect::Sqlite, _) => format!("{a} IS {b}"),
    }
}

/// MySQL's default collations ignore case, and most ignore trailing spaces. Both sides in one character set, then compared as bytes.
pub(crate) fn binary(value: &str) -> String {
    format!("CAST(CONVERT({value} USING utf8mb4) AS BINARY)")
}

/// The same for functions that count characters, on MySQL.
pub(crate) fn binary_collation(value: &str) -> String {
    format!("CONVERT({value} USING utf8mb4) COLLATE utf8mb4_bin")
}
