//! Expressions to SQL: how each function of the catalogue is written for each database, so that all give the same value for the same row.

use super::text;
use crate::expression::{Expression, Kind};
use crate::plan::Dialect;
use crate::schema::types::Class;
use crate::syntax::Literal;

/// Writes an expression. `column` says how a column is referred to: by itself, by `NEW.`, by `OLD.`, or by another expression.
pub fn write(expression: &Expression, dialect: Dialect, column: &dyn Fn(&str) -> String) -> String {
    match &expression.kind {
        Kind::Column(name) => column(name),
        Kind::Literal(value) => literal(value, dialect),
        // There is no SQL where there was a mistake.
        Kind::Null | Kind::Unknown => "NULL".into(),
        Kind::Call(function, arguments) => call(function.name, arguments, dialect, column),
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
        (Dialect::MySql | Dialect::MariaDb, Class::Text) => format!("{} <=> {}", binary(a), binary(b)),
        (Dialect::MySql | Dialect::MariaDb, _) => format!("{a} <=> {b}"),
        (Dialect::Sqlite, Class::Text) => format!("{a} COLLATE BINARY IS {b}"),
        (Dialect::Sqlite, _) => format!("{a} IS {b}"),
    }
}

/// MySQL's default collations ignore case, and most ignore trailing spaces. Both sides in one character set, then compared as bytes.
fn binary(value: &str) -> String {
    format!("CAST(CONVERT({value} USING utf8mb4) AS BINARY)")
}

fn call(name: &str, arguments: &[Expression], dialect: Dialect, column: &dyn Fn(&str) -> String) -> String {
    let sql: Vec<String> = arguments.iter().map(|argument| write(argument, dialect, column)).collect();
    let function = |name: &str| format!("{name}({})", sql.join(", "));
    let is_mysql = matches!(dialect, Dialect::MySql | Dialect::MariaDb);
    match name {
        "concat" if is_mysql => function("CONCAT"),
        "concat" => format!("({})", sql.join(" || ")),
        "split_part" => split_part(&sql, arguments, dialect),
        "substr" => substr(&sql, arguments, dialect),
        "length" if is_mysql => function("CHAR_LENGTH"),
        "is null" => format!("({} IS NULL)", sql[0]),
        "is not null" => format!("({} IS NOT NULL)", sql[0]),
        "not" => format!("(NOT {})", sql[0]),
        "and" | "or" => format!("({} {} {})", sql[0], name.to_uppercase(), sql[1]),
        "+" | "-" | "*" => format!("({} {name} {})", sql[0], sql[1]),
        "nullif" if arguments[0].class == Class::Text => {
            format!("CASE WHEN {} THEN NULL ELSE {} END", compare("=", &sql, Class::Text, dialect), sql[0])
        }
        "=" | "<>" | "<" | "<=" | ">" | ">=" => {
            let class = crate::expression::catalogue::common(arguments);
            format!("({})", compare(name, &sql, class, dialect))
        }
        _ => function(name),
    }
}

fn compare(sign: &str, sql: &[String], class: Class, dialect: Dialect) -> String {
    let (a, b) = (&sql[0], &sql[1]);
    match (dialect, class) {
        (Dialect::Postgres, Class::Text) => format!("{a} COLLATE \"C\" {sign} {b}"),
        (Dialect::MySql | Dialect::MariaDb, Class::Text) => format!("{} {sign} {}", binary(a), binary(b)),
        (Dialect::Sqlite, Class::Text) => format!("{a} COLLATE BINARY {sign} {b}"),
        _ => format!("{a} {sign} {b}"),
    }
}

/// The nth part. Past the last one it is empty, as on PostgreSQL.
fn split_part(sql: &[String], arguments: &[Expression], dialect: Dialect) -> String {
    let (value, delimiter) = (&sql[0], &sql[1]);
    let (Kind::Literal(Literal::Int(nth)), Kind::Literal(Literal::Text(written))) = (&arguments[2].kind, &arguments[1].kind) else {
        unreachable!("the catalogue takes literals here only")
    };
    let width = written.chars().count();
    match dialect {
        Dialect::Postgres => format!("split_part({value}, {delimiter}, {nth})"),
        Dialect::MySql | Dialect::MariaDb if *nth == 1 => format!("SUBSTRING_INDEX({value}, {delimiter}, 1)"),
        Dialect::MySql | Dialect::MariaDb => format!(
            "CASE WHEN CHAR_LENGTH({value}) - CHAR_LENGTH(REPLACE({value}, {delimiter}, '')) < {} THEN '' \
             ELSE SUBSTRING_INDEX(SUBSTRING_INDEX({value}, {delimiter}, {nth}), {delimiter}, -1) END",
            (nth - 1) * width as i64
        ),
        Dialect::Sqlite => {
            let mut rest = value.clone();
            for _ in 1..*nth {
                rest = format!(
                    "CASE WHEN instr({rest}, {delimiter}) = 0 THEN '' ELSE substr({rest}, instr({rest}, {delimiter}) + {width}) END"
                );
            }
            format!("CASE WHEN instr({rest}, {delimiter}) = 0 THEN {rest} ELSE substr({rest}, 1, instr({rest}, {delimiter}) - 1) END")
        }
    }
}

/// The databases disagree on starts below 1 and on negative lengths: a start below 1 counts as 1, a length below 0 as 0.
fn substr(sql: &[String], arguments: &[Expression], dialect: Dialect) -> String {
    let clamp = |index: usize, least: i64| {
        let value = &sql[index];
        let value =
            if dialect == Dialect::Postgres && !is_int4(&arguments[index]) { format!("CAST({value} AS integer)") } else { value.clone() };
        if arguments[index].at_least(least) { value } else { format!("CASE WHEN {value} < {least} THEN {least} ELSE {value} END") }
    };
    let mut parts = vec![sql[0].clone(), clamp(1, 1)];
    if sql.len() > 2 {
        parts.push(clamp(2, 0));
    }
    format!("substr({})", parts.join(", "))
}

/// Whether PostgreSQL computes it in 32 bits, which is what its substr() takes.
fn is_int4(expression: &Expression) -> bool {
    match &expression.kind {
        Kind::Literal(Literal::Int(value)) => i32::try_from(*value).is_ok(),
        Kind::Call(function, arguments) => match function.name {
            "length" => true,
            "+" | "-" | "*" => arguments.iter().all(is_int4),
            _ => false,
        },
        _ => false,
    }
}
