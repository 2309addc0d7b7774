//! `retire: 30 days`: for how long contract keeps the old shape.

use proc_macro2::TokenTree;

use super::cursor::{Cursor, Parsed};
use crate::diagnostic::Diagnostic;
use crate::rules::syntax::HEADER;

const UNITS: [(&[&str], u64); 4] = [
    (&["s", "second", "seconds"], 1),
    (&["min", "minute", "minutes"], 60),
    (&["h", "hour", "hours"], 60 * 60),
    (&["d", "day", "days"], 24 * 60 * 60),
];

const FORM: &str =
    "`retire: 30 days,` keeps the old shape so long after contract, which can be taken back meanwhile; `retire: 0s,` drops it at once";

/// A number and a unit, in seconds.
pub(super) fn time(cursor: &mut Cursor) -> Parsed<u64> {
    let start = cursor.here();
    let Some(TokenTree::Literal(literal)) = cursor.peek().cloned() else {
        return Err(Diagnostic { rule: &HEADER, ..cursor.expected("a time, such as `30 days`") }.help(FORM));
    };
    cursor.bump();
    // `0s` is one token to Rust, `30 days` are two.
    let text = literal.to_string();
    let digits = text.len() - text.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    let (number, mut unit) = (text[..digits].parse::<u64>().ok(), text[digits..].to_owned());
    if unit.is_empty()
        && let Some(word) = cursor.peek_word()
    {
        cursor.bump();
        unit = word;
    }
    let seconds = UNITS.iter().find(|(names, _)| names.contains(&unit.as_str())).map(|(_, seconds)| *seconds);
    match number.zip(seconds).and_then(|(number, seconds)| number.checked_mul(seconds)) {
        Some(time) => Ok(time),
        None => Err(Diagnostic::new(&HEADER, cursor.since(start), "this is no time")
            .note("a time is a whole number and a unit: s, min, h or days")
            .help(FORM)),
    }
}
