//! A wider type, as a change of the catalogue.

use super::{DIALECT, catalogue_step, name, regclass};
use crate::schema::{Column, Table};
use crate::sql::{Change, Gate, Step, alter_column_name, text};

/// The gate is for what the migrations do not know: a CHECK on the column is looked at again for every row, and an index with an expression
/// or a condition that reads it is built anew, both under the exclusive lock (seen on 13, 15 and 18).
pub(super) fn widen(table: &Table, was: &Column, shall: &Column) -> Step {
    let relation = regclass(&table.name);
    let column = format!("(SELECT attnum FROM pg_attribute WHERE attrelid = {relation} AND attname = {})", text(&shall.name, DIALECT));
    let dependents = format!(
        "FROM (SELECT conname::text AS name FROM pg_constraint WHERE conrelid = {relation} AND contype = 'c' AND {column} = ANY (conkey) \
         UNION SELECT indexrelid::regclass::text FROM pg_index JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = indexrelid \
         AND refclassid = 'pg_class'::regclass AND refobjid = indrelid AND refobjsubid = {column} \
         WHERE indrelid = {relation} AND (indpred IS NOT NULL OR indexprs IS NOT NULL)) AS dependents"
    );
    let gate = Gate {
        count: format!("SELECT count(*) {dependents}"),
        show: Some(format!("SELECT name {dependents} ORDER BY name")),
        reason: format!(
            "checks on {0}.{1}, and indexes with an expression or a condition that read it, would be gone through for every row while nobody \
             reads or writes {0}: drop them, and make them again afterwards",
            table.name, shall.name
        ),
    };
    let alter = format!("ALTER TABLE {} ALTER COLUMN {} TYPE {}", name(&table.name), name(&shall.name), shall.ty.ddl(DIALECT));
    catalogue_step(
        alter_column_name(was, shall, &table.name),
        &table.name,
        Change { refuse_if: Some(gate), ..Change::of([alter]) },
        // Narrower again would be a rewrite. The wider column takes all that the other took.
        Change::default(),
        // Done twice, it is the same.
        "SELECT 0::bigint".into(),
        String::new(),
    )
}
