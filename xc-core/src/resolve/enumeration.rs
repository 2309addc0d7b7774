//! Enums: made and given values in expand, dropped in contract; and the columns whose type is the name of one.

use super::{At, Migration, OnTable, Operation, already_dropped, listed};
use crate::diagnostic::{Diagnostic, Place, Sink, Sp, nearest};
use crate::plan::Phase;
use crate::rules::data_loss::still_used::STILL_USED;
use crate::rules::names::unknown_enum::UNKNOWN_ENUM;
use crate::rules::names::{DUPLICATE_ENUM, unknown_type};
use crate::rules::types::enum_value_not_portable;
use crate::schema::enumeration::{Enum, EnumType};
use crate::schema::types::Type;
use crate::schema::{Dropped, Gone, Schema};
use crate::syntax::{AlterAction, EnumChange, EnumStatement, Name, PhaseBlock, Statement};

/// What is done to an enum.
#[derive(Debug, Clone)]
pub struct OnEnum {
    /// The enum as it is when all of the block is done to it; of one that goes, as it was.
    pub ty: EnumType,
    /// What is done.
    pub work: EnumWork,
}

/// What is done to an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnumWork {
    /// It is made.
    Create,
    /// It is given a value.
    AddValue(String),
    /// It goes.
    Drop,
}

/// Makes the enums of the block known, then looks up each type that is a name.
pub(super) fn widen(migration: &mut Migration, blocks: &mut [PhaseBlock], sink: &mut Sink) {
    for (phase, statement) in super::statement::statements(blocks) {
        if let Statement::Enum(written) = statement {
            match &written.change {
                EnumChange::Create(values) => create(migration, phase, written, values, sink),
                EnumChange::AddValue(value) => add_value(migration, phase, written, value, sink),
                EnumChange::Drop => {}
            }
        }
    }
    for at in &mut migration.enums {
        if let Some(known) = migration.expanded.enumeration(&at.node.ty.name) {
            at.node.ty = known.ty.clone();
        }
    }
    let schema = &migration.expanded;
    blocks.iter_mut().flat_map(|block| &mut block.statements).for_each(|statement| name_types(schema, statement, sink));
}

fn create(migration: &mut Migration, phase: Phase, written: &EnumStatement, values: &[Sp<String>], sink: &mut Sink) {
    let name = &written.name;
    let taken = |what: &str, at: &str| {
        Diagnostic::new(&DUPLICATE_ENUM, name.place, format!("there is {what} `{}` already", name.node))
            .note(format!("it is declared at {at}"))
    };
    if let Some(known) = migration.expanded.enumeration(&name.node) {
        sink.report(taken("an enum", &known.declared_at).help(format!("to give it a value: alter enum {} add value \"...\";", name.node)));
        return;
    }
    if let Some(table) = migration.expanded.table(&name.node) {
        sink.report(taken("a table", &table.declared_at).note("PostgreSQL has a type for each table, of the table's name"));
        return;
    }
    if Type::parse(&name.node, &[]) != Err(false) {
        sink.report(Diagnostic::new(&DUPLICATE_ENUM, name.place, format!("`{}` is a type of the language", name.node)));
        return;
    }
    super::statement::check_name(migration, name, sink);
    enum_value_not_portable::check(&[], values, written.place, &migration.dialects, sink);
    let ty = EnumType { name: name.node.clone(), values: values.iter().map(|value| value.node.clone()).collect() };
    migration.expanded.enums.push(Enum { ty: ty.clone(), declared_at: name.place.location(), since: None });
    migration.enums.push(At { node: OnEnum { ty, work: EnumWork::Create }, phase, place: written.place });
}

fn add_value(migration: &mut Migration, phase: Phase, written: &EnumStatement, value: &Sp<String>, sink: &mut Sink) {
    let Some(known) = sink.keep(find_enum(&migration.expanded, &written.name)).map(|known| known.ty.clone()) else { return };
    if !enum_value_not_portable::check(&known.values, std::slice::from_ref(value), written.place, &migration.dialects, sink) {
        return;
    }
    let work = EnumWork::AddValue(value.node.clone());
    if let Some(known) = migration.expanded.enums.iter_mut().find(|each| each.ty.name == known.name) {
        known.ty.values.push(value.node.clone());
    }
    migration.enums.push(At { node: OnEnum { ty: known, work }, phase, place: written.place });
}

/// The columns of tables that were there before have the new values as well: on PostgreSQL by themselves, elsewhere the column is altered.
pub(super) fn grow(migration: &mut Migration) {
    let Migration { enums, expanded, before, operations, .. } = migration;
    for (index, at) in enums.iter().enumerate().filter(|(_, at)| matches!(at.node.work, EnumWork::AddValue(_))) {
        let to = Type::Enum(Box::new(at.node.ty.clone()));
        let is_first = enums[..index].iter().all(|other| other.node.ty.name != at.node.ty.name);
        for table in expanded.tables.iter_mut().filter(|table| is_first && before.table(&table.name).is_some()) {
            let mut grown = Vec::new();
            for column in &mut table.columns {
                let is_old = column.ty.as_enum().is_some_and(|of| of.name == at.node.ty.name && *of != at.node.ty);
                if is_old {
                    let from = std::mem::replace(&mut column.ty, to.clone());
                    grown.push(Operation::SetType { column: column.name.clone(), from, to: to.clone() });
                }
            }
            let on_table = |operation| At {
                node: OnTable { table: table.name.clone(), operation, taken_over: false },
                phase: at.phase,
                place: at.place,
            };
            operations.extend(grown.into_iter().map(on_table));
        }
    }
}

/// Enums that go.
pub(super) fn narrow(migration: &mut Migration, blocks: &[PhaseBlock], sink: &mut Sink) {
    for (phase, statement) in super::statement::statements(blocks) {
        let Statement::Enum(EnumStatement { name, change: EnumChange::Drop, place }) = statement else { continue };
        let Some(ty) = sink.keep(find_enum(&migration.after, name)).map(|known| known.ty.clone()) else { continue };
        let tables = &migration.after.tables;
        let uses = tables.iter().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
        if let Some((table, column)) = uses.into_iter().find(|(_, column)| column.ty.as_enum().is_some_and(|of| of.name == ty.name)) {
            sink.report(
                Diagnostic::new(&STILL_USED, *place, format!("enum `{}` is the type of `{}.{}`", ty.name, table.name, column.name))
                    .note(format!("the column is declared at {}", column.declared_at))
                    .help("drop the column, or let another take its place, in this `contract` or an earlier one"),
            );
            continue;
        }
        migration.after.enums.retain(|known| known.ty.name != ty.name);
        let (by, at) = (migration.plain_name(), place.location());
        migration.after.dropped.push(Dropped { kind: Gone::Enum, table: ty.name.clone(), name: ty.name.clone(), migration: by, at });
        migration.enums.push(At { node: OnEnum { ty, work: EnumWork::Drop }, phase, place: *place });
    }
}

fn find_enum<'a>(schema: &'a Schema, name: &Name) -> Result<&'a Enum, Diagnostic> {
    schema.enumeration(&name.node).ok_or_else(|| {
        if let Some(gone) = schema.dropped(&[Gone::Enum], "", &name.node) {
            return already_dropped(gone, name.place);
        }
        let known = || schema.enums.iter().map(|known| known.ty.name.as_str());
        let error = Diagnostic::new(&UNKNOWN_ENUM, name.place, format!("there is no enum `{}`", name.node));
        match nearest(&name.node, known()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None if schema.enums.is_empty() => error.note("no migration before this one creates an enum"),
            None => error.note(format!("the enums are {}", listed(known()))),
        }
    })
}

fn name_types(schema: &Schema, statement: &mut Statement, sink: &mut Sink) {
    match statement {
        Statement::CreateTable(create) => create.columns.iter_mut().for_each(|def| name_type(schema, &mut def.ty, sink)),
        Statement::AlterTable(alter) => {
            for action in &mut alter.actions {
                match &mut action.node {
                    AlterAction::AddColumn(def) => name_type(schema, &mut def.ty, sink),
                    AlterAction::SetType(_, ty) => name_type(schema, ty, sink),
                    _ => {}
                }
            }
        }
        Statement::Raw(raw) => {
            let effect = raw.effect.iter_mut().flat_map(|effect| &mut effect.node);
            effect.for_each(|statement| name_types(schema, statement, sink));
        }
        _ => {}
    }
}

fn name_type(schema: &Schema, ty: &mut Sp<Type>, sink: &mut Sink) {
    let Type::Named(name) = &ty.node else { return };
    ty.node = match schema.enumeration(name) {
        Some(known) => Type::Enum(Box::new(known.ty.clone())),
        None => {
            sink.report(unknown(schema, name, ty.place));
            Type::Unknown
        }
    };
}

/// A word that is no type, and no enum.
pub(super) fn unknown(schema: &Schema, name: &str, place: Place) -> Diagnostic {
    if let Some(gone) = schema.dropped(&[Gone::Enum], "", name) {
        return already_dropped(gone, place);
    }
    unknown_type::refusal(name, None, schema.enums.iter().map(|known| known.ty.name.as_str()), place)
}
