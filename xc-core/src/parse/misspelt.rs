//! A statement or an action whose words are nearly those of one that there is: the mistake is the word, not the statement.

use super::cursor::Cursor;
use crate::diagnostic::Diagnostic;

/// What begins each statement.
pub(super) const STATEMENTS: &[&[&str]] = &[
    &["create", "table"],
    &["create", "index"],
    &["create", "unique", "index"],
    &["alter", "table"],
    &["drop", "table"],
    &["drop", "index"],
    &["by", "application"],
    &["backfill"],
    &["sync"],
];

/// What begins each action of `alter table`.
pub(super) const ACTIONS: &[&[&str]] = &[
    &["add", "column"],
    &["add", "constraint"],
    &["add", "foreign", "key"],
    &["add", "unique"],
    &["add", "check"],
    &["drop", "column"],
    &["drop", "constraint"],
    &["drop", "foreign", "key"],
    &["drop", "unique"],
    &["alter", "column"],
    &["swap", "column"],
    &["rename", "column"],
    &["rename", "to"],
];

/// What can be done to a column.
pub(super) const COLUMN_CHANGES: &[&[&str]] =
    &[&["set", "not", "null"], &["drop", "not", "null"], &["set", "default"], &["drop", "default"], &["set", "data", "type"], &["type"]];

/// The mistake in the words that come next, if they are nearly those of one of these forms: it points at the first word that is another.
pub(super) fn misspelt(cursor: &Cursor, forms: &[&[&'static str]]) -> Option<Diagnostic> {
    let (_, meant, ahead) = forms.iter().filter_map(|form| distance(cursor, form)).min_by_key(|(distance, ..)| *distance)?;
    let mut at = cursor.clone();
    (0..ahead).for_each(|_| drop(at.bump()));
    Some(at.expected(&format!("`{meant}`")).help(format!("did you mean `{meant}`?")))
}

/// How far the next words are from a form; which of its words is the first that was not written, and how many stand before it. `None` where they
/// are the same, or so far off that something else was meant.
fn distance(cursor: &Cursor, form: &[&'static str]) -> Option<(usize, &'static str, usize)> {
    let mut total = 0;
    let mut first = None;
    for (ahead, word) in form.iter().enumerate() {
        let written = cursor.word_at(ahead)?;
        let distance = strsim::damerau_levenshtein(&written, word);
        // One letter of two or three is much, unless the other words of the form bear it out.
        if distance > (word.len() / 3).max(1) || (form.len() == 1 && word.len() < 3) {
            return None;
        }
        if distance > 0 && first.is_none() {
            first = Some((*word, ahead));
        }
        total += distance;
    }
    first.map(|(word, ahead)| (total, word, ahead))
}
