//! Statements, in three passes: what widens the schema, what maps between its two shapes, what narrows it.

use super::{
    Assignment, At, ColumnRef, Migration, NewColumn, SwapRef, Sync, WrittenColumn, check_length, constraint, copies, expression,
    find_column, find_table, generated, rename, transform,
};
use crate::diagnostic::{Diagnostic, Place, Sink, Sp, nearest};
use crate::expression::Expression;
use crate::expression::domain::Domain;
use crate::plan::Phase;
use crate::rules::generated::generated_is_computed;
use crate::rules::locks::auto_increment;
use crate::rules::names::{ASSIGNED_TWICE, DUPLICATE_COLUMN, DUPLICATE_TABLE, RESERVED_NAME};
use crate::rules::nullability::primary_key_nullable::PRIMARY_KEY_NULLABLE;
use crate::rules::types::WRONG_TYPE;
use crate::schema::types::{Class, Type};
use crate::schema::{Column, Dropped, Gone, Schema, Table};
use crate::syntax::{self, AlterAction, AlterTable, ColumnDef, DefaultValue, Literal, Name, PhaseBlock, Statement};

/// Every statement with its phase; the effect of a raw statement behind it, as if it were written there.
pub(super) fn statements(blocks: &[PhaseBlock]) -> impl Iterator<Item = (Phase, &Statement)> {
    blocks.iter().flat_map(|block| {
        let with_effect = |statement| std::iter::once(statement).chain(super::raw::effect(statement));
        block.statements.iter().flat_map(with_effect).map(|statement| (block.phase.node, statement))
    })
}

/// New tables and columns, and what is refused whatever else the block says.
pub(super) fn widen(migration: &mut Migration, blocks: &[PhaseBlock], sink: &mut Sink) {
    for (phase, statement) in statements(blocks) {
        match statement {
            Statement::CreateTable(create) => create_table(migration, phase, create, sink),
            Statement::AlterTable(alter) => alter_table(migration, phase, alter, sink),
            _ => {}
        }
    }
}

fn create_table(migration: &mut Migration, phase: Phase, create: &syntax::CreateTable, sink: &mut Sink) {
    let name = &create.table;
    if let Some(known) = migration.expanded.table(&name.node) {
        sink.report(
            Diagnostic::new(&DUPLICATE_TABLE, name.place, format!("there is a table `{}` already", name.node))
                .note(format!("it is declared at {}", known.declared_at)),
        );
        return;
    }
    check_name(migration, name, sink);
    let mut table = Table { name: name.node.clone(), declared_at: name.place.location(), ..Table::default() };
    for def in &create.columns {
        if let Some(known) = table.column(&def.name.node) {
            sink.report(duplicate_column(&table.name, &def.name, &known.declared_at));
            continue;
        }
        check_name(migration, &def.name, sink);
        table.columns.push(column(def, sink));
        migration.written.push(written(&table.name, def, phase));
    }
    table.primary_key = known_columns(&table, &create.primary_key, sink);
    for key in &table.primary_key.clone() {
        let said_null = create.columns.iter().find(|def| def.name.node == *key).and_then(|def| def.null.as_ref()).filter(|null| null.node);
        if let Some(null) = said_null {
            sink.report(
                Diagnostic::new(&PRIMARY_KEY_NULLABLE, null.place, format!("`{key}` is in the primary key and may be null"))
                    .note("SQLite would take several rows without a key there, PostgreSQL and MySQL make the column NOT NULL whatever is written")
                    .help(format!("`{key} ... not null`")),
            );
        }
        if let Some(column) = table.column_mut(key) {
            column.nullable = false;
        }
    }
    for def in &create.columns {
        generated::resolve(migration, &mut table, def, (phase, def.place), true, sink);
    }
    constraint::of_table(migration, &mut table, &create.constraints, sink);
    auto_increment::check_create(&table, create, &migration.dialects, sink);
    migration.expanded.tables.push(table.clone());
    migration.tables.push(At { node: table, phase, place: create.place });
}

fn known_columns(table: &Table, names: &[Name], sink: &mut Sink) -> Vec<String> {
    let schema = Schema::default();
    names.iter().filter_map(|name| sink.keep(find_column(&schema, table, name)).map(|column| column.name.clone())).collect()
}

fn duplicate_column(table: &str, name: &Name, declared_at: &str) -> Diagnostic {
    Diagnostic::new(&DUPLICATE_COLUMN, name.place, format!("table `{table}` has a column `{}` already", name.node))
        .note(format!("it is declared at {declared_at}"))
}

pub(super) fn check_name(migration: &Migration, name: &Name, sink: &mut Sink) {
    check_length(&migration.dialects, name, sink);
    if name.node.to_ascii_lowercase().split('.').any(|part| part.starts_with("xc_")) {
        sink.report(
            Diagnostic::new(&RESERVED_NAME, name.place, format!("`{}` begins with `xc_`", name.node))
                .note("such names are xc's own: its journal, its lease, its triggers"),
        );
    }
}

fn written(table: &str, def: &ColumnDef, phase: Phase) -> At<WrittenColumn> {
    let column = WrittenColumn {
        table: table.into(),
        column: def.name.node.clone(),
        ty: def.ty.clone(),
        word: def.word.clone(),
        numbered: def.auto_increment,
    };
    At { node: column, phase, place: def.place }
}

fn column(def: &ColumnDef, sink: &mut Sink) -> Column {
    if let Some(default) = &def.default {
        check_default(&def.ty.node, default, sink);
    }
    Column {
        name: def.name.node.clone(),
        ty: def.ty.node.clone(),
        nullable: def.null.as_ref().is_none_or(|null| null.node),
        default: def.default.as_ref().map(|default| default.node.clone()),
        auto_increment: def.auto_increment,
        // Once all columns are known.
        generated: None,
        declared_at: def.name.place.location(),
    }
}

pub(super) fn check_default(ty: &Type, default: &Sp<DefaultValue>, sink: &mut Sink) {
    check_value("the default", ty, default, sink);
}

/// Whether a column can hold a value that is written beside it.
pub(super) fn check_value(what: &str, ty: &Type, default: &Sp<DefaultValue>, sink: &mut Sink) -> bool {
    let class = match &default.node {
        DefaultValue::Null => Class::Any,
        DefaultValue::CurrentTimestamp => Class::Timestamp,
        DefaultValue::Literal(literal) => Domain::of_literal(literal).class(),
    };
    // A day, a point in time, a document and a UUID are written as text.
    let text_stands = matches!(ty.class(), Class::Date | Class::Timestamp | Class::Json | Class::Uuid) && class == Class::Text;
    let too_long = match (ty, &default.node) {
        (Type::Varchar(size) | Type::Char(size), DefaultValue::Literal(Literal::Text(text))) => text.chars().count() > *size as usize,
        _ => false,
    };
    let fits = (class.fits(ty.class()) || text_stands) && !too_long;
    if !fits {
        sink.report(
            Diagnostic::new(&WRONG_TYPE, default.place, format!("{what} {} does not fit `{}`", default.node.spelled(), ty.spelled()))
                .note(if too_long { "it is longer than the column".into() } else { format!("it is {}", class.name()) }),
        );
    }
    fits
}

fn alter_table(migration: &mut Migration, phase: Phase, alter: &AlterTable, sink: &mut Sink) {
    let Some(table) = known_table(&migration.expanded, &alter.table, sink).cloned() else { return };
    for action in &alter.actions {
        match &action.node {
            AlterAction::AddColumn(def) => add_column(migration, phase, &table, def, action.place, sink),
            AlterAction::RenameColumn(from, to) => {
                if let Some(column) = sink.keep(find_column(&migration.expanded, &table, from)) {
                    sink.report(rename::column(&table, column, to, action.place));
                }
            }
            AlterAction::RenameTable(to) => sink.report(rename::table(migration, &table, to, action.place)),
            _ => {}
        }
    }
}

fn add_column(migration: &mut Migration, phase: Phase, table: &Table, def: &ColumnDef, place: Place, sink: &mut Sink) {
    // A second addition of this block is known to the schema already, not to `table`.
    let known = migration.expanded.table(&table.name).and_then(|table| table.column(&def.name.node));
    if let Some(known) = known {
        sink.report(duplicate_column(&table.name, &def.name, &known.declared_at));
        // It counts as added, so that a sync that fills it is not called a mistake as well.
        let new = NewColumn { table: table.name.clone(), column: known.clone(), not_null_at: None, default_at: None, like: None };
        migration.columns.push(At { node: new, phase, place });
        return;
    }
    check_name(migration, &def.name, sink);
    let like = def.like.as_ref().and_then(|name| sink.keep(find_column(&migration.before, table, name))).cloned();
    let mut column = column(def, sink);
    if def.word.is_empty() {
        // Without a type, it has that of the other column; a default too, where that can be told from a value that was given.
        if let Some(like) = &like {
            column.ty = like.ty.clone();
            column.default = column.default.or_else(|| like.default.clone().filter(|default| matches!(default, DefaultValue::Literal(_))));
        }
    } else {
        migration.written.push(written(&table.name, def, phase));
    }
    let mut with = migration.expanded.table(&table.name).unwrap_or(table).clone();
    with.columns.push(column.clone());
    generated::resolve(migration, &mut with, def, (phase, place), false, sink);
    if let Some(resolved) = with.column(&column.name) {
        column = resolved.clone();
    }
    if let Some(table) = migration.expanded.table_mut(&table.name) {
        *table = with;
    }
    let new = NewColumn {
        table: table.name.clone(),
        column,
        not_null_at: def.null.as_ref().filter(|null| !null.node).map(|null| null.place),
        default_at: def.default.as_ref().map(|default| default.place),
        like: like.map(|column| column.name),
    };
    migration.columns.push(At { node: new, phase, place });
}

/// The refusal of a rename, with the migration to write instead.
/// Syncs and backfills.
pub(super) fn map(migration: &mut Migration, blocks: &[PhaseBlock], sink: &mut Sink) {
    for (phase, statement) in statements(blocks) {
        match statement {
            Statement::Sync(sync) => map_sync(migration, phase, sync, sink),
            Statement::ByApplication(by) => transform::by_application(migration, phase, by, sink),
            Statement::Pair(pair) => super::pair::map(migration, phase, pair, sink),
            Statement::Backfill(backfill) => {
                let named = sink.keep(find_table(&migration.expanded, &backfill.table));
                let table = named.or_else(|| meant_table(&migration.expanded, &backfill.table)).cloned();
                let known = named.is_some();
                let is_written =
                    |name: &str| migration.mappings().any(|mapping| mapping.walked == name) || migration.application(name).is_some();
                match table {
                    Some(table) if known || is_written(&table.name) => {
                        if let Some(using) = &backfill.using {
                            transform::using(migration, &At { node: table.clone(), phase, place: backfill.place }, using, sink);
                        }
                        migration.backfills.push(At { node: table.name, phase, place: backfill.place });
                    }
                    // A guess that nothing else bears out.
                    Some(_) => {}
                    None => migration.incomplete = true,
                }
            }
            _ => {}
        }
    }
}

fn map_sync(migration: &mut Migration, phase: Phase, sync: &syntax::Sync, sink: &mut Sink) {
    let named = sink.keep(find_table(&migration.expanded, &sync.table));
    let mut guess = Sink::default();
    let (table, into) = match named {
        Some(table) => (Some(table), sink),
        None => (meant_table(&migration.expanded, &sync.table), &mut guess),
    };
    let resolved = table.map(|table| {
        let is_there = |name: &str| migration.before.table(&table.name).is_some_and(|table| table.column(name).is_some());
        let forward = assignments(migration, table, table, sync.forward.iter(), into);
        let reverse = assignments(migration, table, table, sync.reverse.iter(), into);
        let (forward, reverse) = copies::copies(migration, table, &sync.copies, (forward, reverse), into);
        let (normalise, forward) = forward
            .into_iter()
            .partition(|assignment| is_there(&assignment.column) && assignment.value.own_target_is_idempotent(&assignment.column));
        Sync { table: table.name.clone(), forward, reverse, parity_by_reverse: sync.parity_by_reverse, normalise }
    });
    match resolved {
        Some(resolved) if guess.is_empty() => migration.syncs.push(At { node: resolved, phase, place: sync.place }),
        _ => migration.incomplete = true,
    }
}

/// Assignments to columns of one table, from columns of another or of the same.
pub(super) fn assignments<'a>(
    migration: &Migration,
    table: &Table,
    from: &Table,
    written: impl Iterator<Item = &'a syntax::Assignment>,
    sink: &mut Sink,
) -> Vec<Assignment> {
    let mut resolved: Vec<Assignment> = Vec::new();
    for assignment in written {
        let name = &assignment.column;
        let scope = expression::Scope { schema: &migration.expanded, table: from, dialects: &migration.dialects, inlines: true };
        // A mistake in the value leaves the assignment, so that what the column becomes is not called a mistake as well.
        let value = expression::resolve(&scope, &assignment.value, sink).unwrap_or(Expression::unknown(assignment.value.place));
        let column = sink.keep(find_column(&migration.expanded, table, name)).or_else(|| meant(table, name));
        let Some(column) = column else { continue };
        if resolved.iter().any(|known| known.column == column.name) {
            sink.report(Diagnostic::new(&ASSIGNED_TWICE, name.place, format!("`{}` is assigned twice", column.name)));
            continue;
        }
        let fits = value.class().fits(column.ty.class());
        if !fits {
            sink.report(
                Diagnostic::new(
                    &WRONG_TYPE,
                    value.place,
                    format!(
                        "`{}` is {} (`{}`), and this is {}",
                        column.name,
                        column.ty.class().name(),
                        column.ty.spelled(),
                        value.class().name()
                    ),
                )
                .note(format!("the column is declared at {}", column.declared_at)),
            );
        }
        let value = if fits { value } else { Expression::unknown(value.place) };
        resolved.push(Assignment { column: column.name.clone(), place: name.place, value });
    }
    resolved
}

/// The table of a name; where there is none, that is reported, and the one that was probably meant stands for it.
pub(super) fn known_table<'a>(schema: &'a Schema, name: &Name, sink: &mut Sink) -> Option<&'a Table> {
    sink.keep(find_table(schema, name)).or_else(|| meant_table(schema, name))
}

pub(super) fn meant_table<'a>(schema: &'a Schema, name: &Name) -> Option<&'a Table> {
    nearest(&name.node, schema.tables.iter().map(|table| table.name.as_str())).and_then(|near| schema.table(near))
}

/// The column that was probably meant by an unknown name, which was reported.
pub(super) fn meant<'a>(table: &'a Table, name: &Name) -> Option<&'a Column> {
    nearest(&name.node, table.columns.iter().map(|column| column.name.as_str())).and_then(|near| table.column(near))
}

/// What becomes NOT NULL, and what is dropped.
pub(super) fn narrow(migration: &mut Migration, blocks: &[PhaseBlock], sink: &mut Sink) {
    for (phase, statement) in statements(blocks) {
        let Statement::AlterTable(alter) = statement else { continue };
        for action in &alter.actions {
            if let AlterAction::SwapColumn(column, with) = &action.node {
                swap_column(migration, phase, &alter.table, (column, with), action.place, sink);
                continue;
            }
            let (AlterAction::SetNotNull(name) | AlterAction::DropColumn(name)) = &action.node else { continue };
            // An unknown table was reported when the schema was widened.
            let table = migration.after.table(&alter.table.node).or_else(|| meant_table(&migration.after, &alter.table));
            let Some(table) = table else { continue };
            let Some(column) = sink.keep(find_column(&migration.after, table, name)).or_else(|| meant(table, name)) else { continue };
            if column.generated.is_some() && matches!(action.node, AlterAction::SetNotNull(_)) {
                sink.report(generated_is_computed::refusal(
                    &table.name,
                    column,
                    "whether it is null follows from its expression",
                    action.place,
                ));
                continue;
            }
            let reference = ColumnRef { table: table.name.clone(), column: column.name.clone() };
            let at = At { node: reference.clone(), phase, place: action.place };
            if reference.table != alter.table.node || reference.column != name.node {
                migration.guesses.push(action.place);
            }
            if matches!(action.node, AlterAction::SetNotNull(_)) {
                if let Some(column) = migration.after.table_mut(&reference.table).and_then(|table| table.column_mut(&reference.column)) {
                    column.nullable = false;
                }
                migration.not_null.push(at);
            } else {
                let gone = Dropped {
                    kind: Gone::Column,
                    table: reference.table.clone(),
                    name: reference.column.clone(),
                    migration: migration.plain_name(),
                    at: action.place.location(),
                };
                if let Some(table) = migration.after.table_mut(&reference.table) {
                    table.columns.retain(|column| column.name != reference.column);
                }
                migration.after.dropped.push(gone);
                migration.drops.push(at);
            }
        }
    }
}

/// Two columns change places: the name stays, and what it names is of the other's type.
fn swap_column(migration: &mut Migration, phase: Phase, table: &Name, (column, with): (&Name, &Name), place: Place, sink: &mut Sink) {
    let Some(table) = migration.after.table(&table.node).or_else(|| meant_table(&migration.after, table)).cloned() else { return };
    let mut find = |name: &Name| sink.keep(find_column(&migration.after, &table, name)).or_else(|| meant(&table, name)).cloned();
    let (Some(old), Some(new)) = (find(column), find(with)) else { return };
    if let Some(table) = migration.after.table_mut(&table.name) {
        let exchange = |column: &mut Column, other: &Column| {
            column.ty.clone_from(&other.ty);
            column.declared_at.clone_from(&other.declared_at);
        };
        if let Some(column) = table.column_mut(&old.name) {
            exchange(column, &new);
        }
        if let Some(column) = table.column_mut(&new.name) {
            exchange(column, &old);
        }
    }
    migration.swaps.push(At { node: SwapRef { table: table.name.clone(), column: old.name, with: new.name }, phase, place });
}
