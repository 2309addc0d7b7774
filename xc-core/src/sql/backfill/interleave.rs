//! PostgreSQL: filling in passes over the same pages, so that new row versions find room where the old ones were.

use super::super::mapping::{Mapping, Row};
use super::super::{Interleave, text};
use super::Key;
use crate::plan::Dialect;
use crate::schema::Column;
use crate::schema::types::{Class, Type};
use crate::steps::InstallSync;

/// How many rows each sample has: some dozens of pages of a narrow table, some hundreds of a wide one.
const SAMPLE: u32 = 2_000;
/// Of so many rows at its beginning, a range has the page of the one in the middle.
const FIRST: u32 = 9;

/// `None` where no slot can be made of the key.
pub(super) fn write(install: &InstallSync, mapping: &Mapping<'_>, key: &Key<'_>, update: &str, parity: &str) -> Option<Interleave> {
    let slot = slot(key.columns)?;
    let table = key.table;
    let regclass = text(table, Dialect::Postgres);
    let growth = install.sync.forward.iter().chain(mapping.normalise()).map(|assignment| {
        let column = mapping.column(Row::This, &assignment.column);
        // A short text is stored with a header of one byte, and measured with one of four while it is computed.
        let header =
            if install.table.column(&assignment.column).is_some_and(|column| column.ty.class() == Class::Text) { " - 3" } else { "" };
        let value = mapping.value(assignment, Row::This);
        format!("COALESCE(pg_column_size({value}){header} - COALESCE(pg_column_size({column}), 0), 0)")
    });
    let growth = growth.collect::<Vec<_>>().join(" + ");
    let pages = |sample: &str| format!("(SELECT COUNT(*) FROM {sample}), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM {sample})");
    Some(Interleave {
        layout: format!(
            "WITH by_page AS (SELECT ctid AS place, pg_column_size({table}.*) AS size, {growth} AS growth FROM {table} LIMIT {SAMPLE}), \
             by_key AS (SELECT ctid AS place FROM {table} ORDER BY {} LIMIT {SAMPLE}) \
             SELECT pg_relation_size(to_regclass({regclass})) / current_setting('block_size')::bigint, {}, {}, \
             (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), \
             pg_size_bytes(current_setting('shared_buffers'))",
            key.order(""),
            pages("by_page"),
            pages("by_key"),
        ),
        page: format!(
            "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM {table} \
             WHERE {} ORDER BY {} LIMIT {FIRST}) AS places",
            key.range(),
            key.order(""),
        ),
        fill: format!(
            "{update} WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid \
             AND ($3::bigint >> {slot} & 1) = 1 AND NOT {parity}"
        ),
        bitmap: "SET LOCAL enable_indexscan = off".to_owned(),
        updated: format!(
            "SELECT pg_stat_get_xact_tuples_updated(to_regclass({regclass})), pg_stat_get_xact_tuples_hot_updated(to_regclass({regclass}))"
        ),
    })
}

/// The slot of a row, as an `int` from 0 to 63. Of neighbouring whole numbers each gets another slot; of other keys, what the hash says.
fn slot(columns: &[&Column]) -> Option<String> {
    let part = |column: &&Column| -> Option<String> {
        let name = super::quote(&column.name, Dialect::Postgres);
        Some(match (&column.ty, column.ty.class()) {
            (_, Class::Integer) => name,
            (Type::Uuid, _) => format!("uuid_hash({name})"),
            (Type::Char(_), _) => format!("hashbpchar({name})"),
            (_, Class::Text) => format!("hashtext({name})"),
            (Type::Decimal(..), _) => format!("hash_numeric({name})"),
            // The hashes of the others have no name of their own, and their text depends on the session.
            _ => return None,
        })
    };
    let parts: Vec<String> = columns.iter().filter_map(part).collect();
    match parts.as_slice() {
        [] => None,
        [one] => Some(format!("({one} & 63)::int")),
        several => {
            let wide: Vec<String> = several.iter().map(|part| format!("{part}::bigint")).collect();
            Some(format!("(({}) & 63)::int", wide.join(" # ")))
        }
    }
}
