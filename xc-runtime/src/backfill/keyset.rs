//! Walking a table by its key: ranges with both ends inclusive, cut so that each has about so many rows.

use xc_core::plan::Backfill;

use crate::backends::{DbError, DbErrorKind, Row, Session, Value};

/// A key: the text of each of its columns.
pub(crate) type Key = Vec<String>;

/// Where a range ends, and where the next begins.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    pub(crate) end: Key,
    /// `None`: this range is the last.
    pub(crate) next: Option<Key>,
    /// Whether the range has as many rows as it was asked to have, and does not merely end at the bound.
    pub(crate) full: bool,
}

/// The lowest and the highest key, or `None` for an empty table.
pub(crate) async fn ends(session: &mut dyn Session, backfill: &Backfill) -> Result<Option<(Key, Key)>, DbError> {
    let lowest = session.fetch(backfill.lowest, &[]).await?.into_iter().next();
    let highest = session.fetch(backfill.highest, &[]).await?.into_iter().next();
    match (lowest, highest) {
        (Some(lowest), Some(highest)) => Ok(Some((key(backfill, lowest)?, key(backfill, highest)?))),
        _ => Ok(None),
    }
}

/// Cuts off a range of so many rows (at least one) between a key and the bound.
pub(crate) async fn cut(session: &mut dyn Session, backfill: &Backfill, from: &Key, bound: &Key, rows: u64) -> Result<Cut, DbError> {
    let mut params = params(&[from, bound]);
    params.push(Value::Int(i64::try_from(rows.max(1) - 1).unwrap_or(i64::MAX)));
    let mut keys = session.fetch(backfill.cut, &params).await?.into_iter();
    let end = keys.next().map(|row| key(backfill, row)).transpose()?;
    let next = keys.next().map(|row| key(backfill, row)).transpose()?;
    Ok(match end {
        Some(end) => Cut { end, next, full: true },
        None => Cut { end: bound.clone(), next: None, full: false },
    })
}

/// How many rows a range has.
pub(crate) async fn count(session: &mut dyn Session, backfill: &Backfill, from: &Key, end: &Key) -> Result<u64, DbError> {
    let counts = session.fetch(backfill.verify, &params(&[from, end])).await?;
    let rows = counts.into_iter().flatten().next().as_ref().and_then(Value::as_int);
    Ok(rows.and_then(|rows| u64::try_from(rows).ok()).unwrap_or(0))
}

/// Keys as parameters, one for each column.
pub(crate) fn params(keys: &[&Key]) -> Vec<Value> {
    keys.iter().flat_map(|key| key.iter()).map(|column| Value::Text(column.clone())).collect()
}

/// A row of key columns as a key.
pub(crate) fn key(backfill: &Backfill, row: Row) -> Result<Key, DbError> {
    let found = row.len();
    let key: Option<Key> = row.into_iter().map(Value::into_text).collect();
    key.filter(|key| key.len() == backfill.key_columns).ok_or_else(|| {
        let problem = format!("a key of `{}` came back with {found} columns or a null; it has {}", backfill.table, backfill.key_columns);
        DbError::new(DbErrorKind::Other, None, problem)
    })
}
