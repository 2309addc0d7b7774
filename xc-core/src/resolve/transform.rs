//! Backfills by a Rust function, and the tables to which the application itself writes both shapes.

use super::statement::{meant, meant_table};
use super::{At, ByApplication, Migration, RustCall, Transform, find_column, find_table};
use crate::diagnostic::{Sink, Sp};
use crate::plan::Phase;
use crate::schema::{Schema, Table};
use crate::syntax::{self, Name};

pub(super) fn by_application(migration: &mut Migration, phase: Phase, by: &syntax::ByApplication, sink: &mut Sink) {
    let named = sink.keep(find_table(&migration.expanded, &by.table));
    let Some(table) = named.or_else(|| meant_table(&migration.expanded, &by.table)) else {
        migration.incomplete = true;
        return;
    };
    let (table_name, columns) = (table.name.clone(), columns(&migration.expanded, table, &by.columns, sink));
    migration.incomplete |= columns.len() < by.columns.len();
    let node = ByApplication { table: table_name, columns };
    migration.applications.push(At { node, phase, place: by.place });
}

pub(super) fn using(migration: &mut Migration, backfill: &At<Table>, using: &syntax::Using, sink: &mut Sink) {
    let table = &backfill.node;
    let mut complete = true;
    let mut known = |names: &[Name]| {
        let columns = columns(&migration.expanded, table, names, sink);
        complete &= columns.len() == names.len();
        columns
    };
    let mut called = |call: &syntax::RustCall| RustCall {
        function: call.function.clone(),
        arguments: known(&call.arguments),
        parentheses: call.parentheses,
        awaited: call.awaited,
    };
    let (call, parity) = (called(&using.call), using.parity.as_ref().map(called));
    let targets = known(&using.targets);
    migration.incomplete |= !complete;
    let node = Transform { table: table.name.clone(), call, targets, parity, on_error: using.on_error };
    migration.transforms.push(At { node, phase: backfill.phase, place: backfill.place });
}

/// The columns of these names. One that is not there is reported, and the one that was probably meant stands for it.
fn columns(schema: &Schema, table: &Table, names: &[Name], sink: &mut Sink) -> Vec<Sp<String>> {
    let found = |name: &Name| {
        let column = sink.keep(find_column(schema, table, name)).or_else(|| meant(table, name))?;
        Some(Sp::new(column.name.clone(), name.place))
    };
    names.iter().filter_map(found).collect()
}
