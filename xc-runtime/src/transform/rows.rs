//! Rows out of the database as text, and into it as one JSON text.

use xc_core::plan::Transform;
use xc_core::transform::Texts;

use super::By;
use crate::backends::{DbError, DbErrorKind, Row, Session, Value};
use crate::backfill::keyset::{self, Key};
use crate::journal::key;

/// A row as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    pub(crate) key: Key,
    /// The change log's, where the row is in it.
    pub(crate) version: Option<String>,
    /// Whether the table has it: the log may have more.
    pub(crate) there: bool,
    /// What the function is given.
    pub(crate) given: Texts,
    /// What the columns hold that it writes.
    pub(crate) held: Texts,
}

/// A row with what the function gave.
#[derive(Clone, Debug)]
pub(crate) struct Computed {
    pub(crate) read: Read,
    pub(crate) outcome: Result<Texts, String>,
}

impl Computed {
    /// Whether the columns hold what was computed, as far as their texts tell.
    pub(crate) fn is_held(&self) -> bool {
        self.outcome.as_ref().is_ok_and(|texts| *texts == self.read.held)
    }

    /// Whether there is something to write.
    pub(crate) fn is_to_be_written(&self) -> bool {
        self.read.there && self.outcome.is_ok() && !self.is_held()
    }

    /// `contacts(5): no such country`
    pub(crate) fn shown(&self, table: &str) -> String {
        let words = self.outcome.as_ref().err().map(|words| format!(": {words}")).unwrap_or_default();
        format!("{table}({}){words}", key::encode(&self.read.key))
    }
}

/// Reads a range, by [`Transform::unfilled`] or [`Transform::in_step`].
pub(crate) async fn read_range(session: &mut dyn Session, by: By, sql: &'static str, from: &Key, to: &Key) -> Result<Vec<Read>, DbError> {
    let rows = session.fetch(sql, &keyset::params(&[from, to])).await?;
    rows.into_iter().map(|row| decode(by, row, false)).collect()
}

/// Reads a page of the log, by [`Transform::logged`].
pub(super) async fn read_log(session: &mut dyn Session, by: By, from: &Key, side: &str, limit: i64) -> Result<Vec<Read>, DbError> {
    let mut params = keyset::params(&[from]);
    params.extend([side.into(), limit.into()]);
    let rows = session.fetch(by.transform.logged, &params).await?;
    rows.into_iter().map(|row| decode(by, row, true)).collect()
}

fn decode(by: By, row: Row, logged: bool) -> Result<Read, DbError> {
    let (keys, reads, writes) = (by.backfill.key_columns, by.transform.reads.len(), by.transform.writes.len());
    let wanted = keys + reads + writes + if logged { 2 } else { 0 };
    let found = row.len();
    let wrong = || {
        let problem = format!("a row of `{}` came back with {found} columns, or without its key; it has {wanted}", by.backfill.table);
        DbError::new(DbErrorKind::Other, None, problem)
    };
    if found != wanted {
        return Err(wrong());
    }
    let mut texts = row.into_iter().map(Value::into_text);
    let key: Option<Key> = texts.by_ref().take(keys).collect();
    let version = if logged { texts.next().flatten() } else { None };
    let given = texts.by_ref().take(reads).collect();
    let held = texts.by_ref().take(writes).collect();
    let there = !logged || texts.next().flatten().is_some();
    Ok(Read { key: key.ok_or_else(wrong)?, version, there, given, held })
}

/// Rows as the parameter of the statements that take rows.
pub(crate) fn encode<'a>(transform: &Transform, rows: impl IntoIterator<Item = &'a Computed>) -> Value {
    let mut text = String::from("[");
    for (index, row) in rows.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push('[');
        let read = &row.read;
        let (computed, failure) = match &row.outcome {
            Ok(texts) => (texts.as_slice(), None),
            Err(words) => (&[] as &[_], Some(words.as_str())),
        };
        let computed = (0..transform.writes.len()).map(|index| computed.get(index).and_then(Option::as_deref));
        let key = read.key.iter().map(|part| Some(part.as_str()));
        let values = key
            .chain([read.version.as_deref()])
            .chain(read.given.iter().chain(&read.held).map(Option::as_deref))
            .chain(computed)
            .chain([failure]);
        for (index, value) in values.enumerate() {
            if index > 0 {
                text.push(',');
            }
            match value {
                Some(value) => quote(value, &mut text),
                None => text.push_str("null"),
            }
        }
        text.push(']');
    }
    text.push(']');
    Value::Text(text)
}

/// A text as JSON has it (RFC 8259, section 7).
fn quote(value: &str, into: &mut String) {
    into.push('"');
    for c in value.chars() {
        match c {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            c if c < ' ' => into.push_str(&format!("\\u{:04x}", c as u32)),
            c => into.push(c),
        }
    }
    into.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_a_json_text() {
        let mut text = String::new();
        quote("a\"b\\c\nd\u{1}é🎻", &mut text);
        assert_eq!(text, r#""a\"b\\c\u000ad\u0001é🎻""#);
    }
}
