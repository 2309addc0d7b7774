//! Generated columns: the expression is looked up and typed, and what it reads is remembered with the column.
//!
//! Whoever reads one in a mapping reads its expression: a trigger may not know its value yet, and a column that nobody can write is no old side.

use super::{At, Migration, constraint, expression};
use crate::diagnostic::{Diagnostic, Place, Sink, Sp};
use crate::expression::Expression;
use crate::plan::Phase;
use crate::rules::types::WRONG_TYPE;
use crate::schema::types::Class;
use crate::schema::{Column, Generated, Table};
use crate::syntax::ColumnDef;

/// A generated column that a migration makes.
#[derive(Debug, Clone)]
pub struct NewGenerated {
    /// The table.
    pub table: String,
    /// The column.
    pub column: Column,
    /// What it is computed from.
    pub value: Expression,
    /// Whether it is stored.
    pub stored: bool,
    /// Where `not null` was written.
    pub not_null_at: Option<Place>,
    /// Whether the table is made with it, and has no rows.
    pub fresh: bool,
}

/// Resolves what a column is generated from, and gives it to the column of the table. `whole` is where the column is written.
pub(super) fn resolve(
    migration: &mut Migration,
    table: &mut Table,
    def: &ColumnDef,
    (phase, whole): (Phase, Place),
    fresh: bool,
    sink: &mut Sink,
) {
    let Some(written) = &def.generated else { return };
    let source = &written.node.source;
    let Some((value, columns)) = constraint::value(&migration.expanded, &migration.dialects, table, source, sink) else { return };
    let is_nullable = |name: &str| table.column(name).is_some_and(|column| column.nullable);
    let nullable = value.null_source(&is_nullable).is_some();
    let name = table.name.clone();
    let Some(column) = table.column_mut(&def.name.node) else { return };
    let value = fitting(column, value, sink);
    column.nullable = nullable;
    column.generated = Some(Generated { source: source.text.clone(), columns, stored: written.node.stored });
    let node = NewGenerated {
        table: name,
        column: column.clone(),
        value,
        stored: written.node.stored,
        not_null_at: def.null.as_ref().filter(|null| !null.node).map(|null| null.place),
        fresh,
    };
    migration.generated.push(At { node, phase, place: whole });
}

/// The value, or a mistake where it is of another class than the column. The class has to be the same: a mapping that reads the column reads
/// the expression in its place.
fn fitting(column: &Column, value: Expression, sink: &mut Sink) -> Expression {
    let (is, shall) = (value.class(), column.ty.class());
    if is == shall || is == Class::Any || shall == Class::Any {
        return value;
    }
    sink.report(
        Diagnostic::new(
            &WRONG_TYPE,
            value.place,
            format!("`{}` is {} (`{}`), and this is {}", column.name, shall.name(), column.ty.spelled(), is.name()),
        )
        .note("what a generated column is computed from is of its own kind: who reads the column gets what the expression gives"),
    );
    Expression::unknown(value.place)
}

/// The expression of a generated column, where a mapping reads it.
pub(super) fn inlined(scope: &expression::Scope<'_>, generated: &Generated, place: Place) -> Option<Expression> {
    let written: Sp<crate::syntax::Expression> = crate::parse::read_expression(&generated.source)?;
    // It was checked where it was declared: nothing is reported a second time.
    expression::resolve(scope, &written, &mut Sink::default()).map(|value| value.at(place))
}
