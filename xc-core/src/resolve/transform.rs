//! Backfills by a Rust function, and the tables to which the application itself writes both shapes.

use super::statement::{meant, meant_table};
use super::{At, ByApplication, Migration, Transform, find_column, find_table};
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
    let arguments = columns(&migration.expanded, table, &using.arguments, sink);
    let targets = columns(&migration.expanded, table, &using.targets, sink);
    migration.incomplete |= arguments.len() < using.arguments.len() || targets.len() < using.targets.len();
    let node = Transform {
        table: table.name.clone(),
        function: using.function.clone(),
        arguments,
        parentheses: using.parentheses,
        awaited: using.awaited,
        targets,
        on_error: using.on_error,
    };
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
