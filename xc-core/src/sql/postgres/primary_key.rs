//! A primary key in the place of another: its index is built beside reads and writes, then the two change places in one short transaction.

use super::constraint::{by_columns, drop_by_columns};
use super::{DIALECT, name};
use crate::locks::Operation;
use crate::plan::{Servers, When};
use crate::schema::constraint::{Constraint, Unique};
use crate::schema::{Table, fit};
use crate::sql::{Change, Step, gate, quoted};

/// "ALTER TABLE", ADD PRIMARY KEY USING INDEX: the index takes the constraint's name. Over columns that are NOT NULL, nothing is read.
pub(super) fn swap(before: &Table, key: &Unique) -> Vec<Step> {
    let (table, columns) = (&before.name, key.columns.join(", "));
    let index = fit(format!("xc_pk_{table}"));
    let alter = format!("ALTER TABLE {}", name(table));
    let build = format!(
        "CREATE UNIQUE INDEX CONCURRENTLY {} ON {} ({})",
        name(&index),
        name(table),
        quoted(key.columns.iter().map(String::as_str), DIALECT)
    );
    let gate = gate::constraint(before, &Constraint::Unique(key.clone()), DIALECT);
    let old = (!before.primary_key.is_empty()).then(|| drop_by_columns(table, "contype = 'p'", &before.primary_key));
    let add = format!("{alter} ADD CONSTRAINT {} PRIMARY KEY USING INDEX {}", name(&key.name), name(&index));
    vec![
        super::index::concurrent(format!("build the index of primary key ({columns}) on {table}"), table, &index, build, Some(gate)),
        Step {
            name: format!("make ({columns}) the primary key of {table}"),
            table: table.clone(),
            servers: Servers::ALL,
            run: Change::of(old.into_iter().chain([add])),
            undo: Change::default(),
            probe: by_columns(table, "contype = 'p'", &key.columns),
            already: format!("({columns}) is the primary key of {table} already, and not by xc"),
            cost: super::cost(&[Operation::DropPrimaryKey, Operation::AddPrimaryKeyUsingIndex]),
            concurrent: false,
            when: When::Always,
        },
    ]
}
