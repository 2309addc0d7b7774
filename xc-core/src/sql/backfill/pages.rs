//! A table without a key, on PostgreSQL: its rows are walked by where they are (`ctid`), a range of pages at a time. PostgreSQL reads such a range by itself since 14
//! ("E.14. Release 14": TID range scans).
//!
//! A row that is changed moves, ahead of the walk or behind it. That is why the trigger fills whatever is changed there, in any column
//! ([`needs_all_updates`]): a row that has moved is in parity.

use super::super::{quote, text};
use crate::plan::Dialect;
use crate::schema::Table;

/// The column by which the rows are walked, and its type.
pub(super) const COLUMN: &str = "ctid";
pub(super) const TYPE: &str = "tid";

/// The last row that a page can have, and the last page that a table can have ("System Columns"; "PostgreSQL Limits").
const LAST_ROW: u32 = 65_535;
const LAST_PAGE: u32 = u32::MAX - 1;

/// Rows in a page, where nobody has counted them yet. Too few make a batch smaller than it was to be.
const ROWS_IN_A_PAGE: u32 = 50;

/// Whether any UPDATE of a table must fill the row.
pub(in crate::sql) fn needs_all_updates(table: &Table) -> bool {
    table.key().is_empty()
}

/// Where the first page begins; no row for an empty table.
pub(super) fn lowest(table: &str) -> String {
    format!("SELECT '(0,0)'{} WHERE pages > 0", parts(table))
}

/// Where the last page ends.
pub(super) fn highest(table: &str) -> String {
    format!("SELECT format('(%s,{LAST_ROW})', pages - 1){} WHERE pages > 0", parts(table))
}

/// The end of a range of so many rows, and where the next begins: at the next place, for children may each have a row in one. It is looked for in twice as many pages
/// as so many rows should take: where these have fewer rows, they are the range.
pub(super) fn cut(table: &str) -> String {
    let quoted = quote(table, Dialect::Postgres);
    format!(
        "WITH xc_window AS MATERIALIZED (SELECT LEAST($2::text::tid, format('(%s,{LAST_ROW})', page)::tid) AS until FROM \
         (SELECT LEAST({LAST_PAGE}, ($1::text::point)[0]::bigint + 1 + (2 * ($3::bigint + 1) / density)::bigint) AS page{}) AS pages), \
         xc_end AS MATERIALIZED (SELECT COALESCE((SELECT {quoted}.{COLUMN} FROM {quoted} WHERE {COLUMN} >= $1::text::tid AND {COLUMN} <= \
         (SELECT until FROM xc_window) ORDER BY {quoted}.{COLUMN} LIMIT 1 OFFSET $3::bigint), (SELECT until FROM xc_window)) AS until), \
         xc_place AS (SELECT until, (until::text::point)[0]::bigint AS page, (until::text::point)[1]::bigint AS place FROM xc_end \
         WHERE until < $2::text::tid) \
         SELECT place FROM (SELECT 0 AS kind, until::text AS place FROM xc_place UNION ALL \
         SELECT 1, CASE WHEN place < {LAST_ROW} THEN format('(%s,%s)', page, place + 1) ELSE format('(%s,0)', page + 1) END FROM xc_place) AS cuts \
         ORDER BY cuts.kind",
        parts(table)
    )
}

/// How many pages the table has, and about how many rows are in one; of partitions and children, whose pages are counted anew in each, the
/// longest, and all that have one number.
fn parts(table: &str) -> String {
    let of_table = text(&quote(table, Dialect::Postgres), Dialect::Postgres);
    format!(
        " FROM (WITH RECURSIVE xc_parts AS (SELECT to_regclass({of_table})::oid AS part UNION ALL \
         SELECT inhrelid FROM pg_inherits JOIN xc_parts ON inhparent = part) \
         SELECT COALESCE(MAX(pg_relation_size(part)) / current_setting('block_size')::bigint, 0) AS pages, \
         GREATEST(1, COALESCE(SUM(reltuples) FILTER (WHERE reltuples > 0) / NULLIF(MAX(relpages), 0), {ROWS_IN_A_PAGE})) AS density \
         FROM xc_parts JOIN pg_class ON oid = part) AS parts"
    )
}
