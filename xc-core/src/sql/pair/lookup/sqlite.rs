//! On SQLite: a row that is there is set right.

use super::super::super::quoted;
use super::super::sqlite::trigger;
use super::PairMapping;
use crate::resolve::Assignment;

/// The detail table's triggers, by name and statement.
pub(in super::super) fn on_looking_up(mapping: &PairMapping<'_>) -> Vec<(String, String)> {
    let install = mapping.install;
    let (main, main_row) = (mapping.main(), mapping.main_row());
    let of_new = mapping.join("NEW.", &main_row);
    let set = |assignment: &Assignment| {
        let value = mapping.value(assignment, &main_row);
        format!("{} = (SELECT {value} FROM {main} WHERE {of_new})", mapping.name(&assignment.column))
    };
    let key =
        install.detail.key_columns().map(|column| format!("{} = {}", mapping.name(&column.name), mapping.column("NEW.", &column.name)));
    let update = format!(
        "UPDATE {} SET {} WHERE {}",
        mapping.detail(),
        install.down().map(set).collect::<Vec<_>>().join(", "),
        key.collect::<Vec<_>>().join(" AND ")
    );
    let out_of_step = format!("EXISTS (SELECT 1 FROM {main} WHERE {of_new} AND NOT {})", mapping.parity(&main_row, "NEW."));
    let mut columns = install.detail_columns();
    columns.extend(install.detail_key());
    let after_update = format!("AFTER UPDATE OF {}", quoted(columns, mapping.dialect));
    let table = install.detail.name.as_str();
    vec![
        trigger(install, "d_ins", "AFTER INSERT", table, &out_of_step, std::slice::from_ref(&update)),
        trigger(install, "d_upd", &after_update, table, &out_of_step, &[update]),
    ]
}

/// The main table's. `INSERT OR REPLACE` is an insert, and foreign keys may be off: rows that look up may be there already.
pub(in super::super) fn on_looked_up(mapping: &PairMapping<'_>) -> Vec<(String, String)> {
    let install = mapping.install;
    let update = mapping.follow_new();
    let there = format!("EXISTS (SELECT 1 FROM {} WHERE {})", mapping.detail(), mapping.behind_new());
    let mut columns = install.main_columns();
    columns.extend(install.main_key());
    let after_update = format!("AFTER UPDATE OF {}", quoted(columns, mapping.dialect));
    let table = install.main.name.as_str();
    vec![
        trigger(install, "m_ins", "AFTER INSERT", table, &there, std::slice::from_ref(&update)),
        trigger(install, "m_upd", &after_update, table, &format!("NOT {} AND {there}", mapping.main_untouched()), &[update]),
    ]
}
