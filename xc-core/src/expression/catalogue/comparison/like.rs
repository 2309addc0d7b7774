//! `a like "pattern"`.

use crate::expression::catalogue::arguments::TEXT;
use crate::expression::catalogue::{Call, Function, Parameter, Takes};
use crate::expression::domain::Domain;
use crate::plan::Dialect;
use crate::sql::expression::binary_collation;
use crate::sql::text;

pub(super) static FUNCTIONS: &[Function] = &[Function {
    gives: |_| Domain::Boolean,
    write,
    ..Function::infix(
        "like",
        "a like \"pattern\": % stands for any characters, _ for one; \\\\% and \\\\_ for themselves; capitals differ from small letters",
        Takes::exactly(&[TEXT, Parameter::Pattern]),
    )
}];

/// A part of a pattern.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::expression::catalogue) enum Part {
    /// `%`
    Any,
    /// `_`
    One,
    /// Itself.
    Char(char),
}

/// The parts of a pattern, or what is wrong with it.
pub(in crate::expression::catalogue) fn pattern(pattern: &str) -> Result<Vec<Part>, &'static str> {
    let mut parts = Vec::new();
    let mut chars = pattern.chars();
    while let Some(ch) = chars.next() {
        parts.push(match ch {
            '%' => Part::Any,
            '_' => Part::One,
            '\\' => match chars.next() {
                Some(escaped @ ('%' | '_' | '\\')) => Part::Char(escaped),
                _ => return Err("a backslash in the pattern stands before %, _ or another backslash (in Rust: \"\\\\%\")"),
            },
            ch => Part::Char(ch),
        });
    }
    Ok(parts)
}

/// Written with an escape character of its own: the backslash means different things in the literals of the databases.
fn write(call: &Call<'_>) -> String {
    let parts = pattern(call.text(1)).unwrap_or_default();
    let escaped = || {
        let part = |part: &Part| match part {
            Part::Any => "%".to_owned(),
            Part::One => "_".into(),
            Part::Char(ch @ ('%' | '_' | '!')) => format!("!{ch}"),
            Part::Char(ch) => ch.to_string(),
        };
        text(&parts.iter().map(part).collect::<String>(), call.dialect)
    };
    match call.dialect {
        // A nondeterministic collation knows no LIKE (PostgreSQL up to 17, "Nondeterministic Collations").
        Dialect::Postgres => format!("({} COLLATE \"C\" LIKE {} ESCAPE '!')", call.first(), escaped()),
        Dialect::MySql | Dialect::MariaDb => format!("({} LIKE {} ESCAPE '!')", binary_collation(call.first()), escaped()),
        // Its LIKE takes capitals for small letters; GLOB does not (sqlite.org, "The LIKE, GLOB, REGEXP, MATCH, and extract operators").
        Dialect::Sqlite => {
            let part = |part: &Part| match part {
                Part::Any => "*".to_owned(),
                Part::One => "?".into(),
                Part::Char(ch @ ('*' | '?' | '[')) => format!("[{ch}]"),
                Part::Char(ch) => ch.to_string(),
            };
            format!("({} GLOB {})", call.first(), text(&parts.iter().map(part).collect::<String>(), call.dialect))
        }
    }
}
