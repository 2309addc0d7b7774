//! Schemas, in PostgreSQL's sense: made in expand, dropped in contract when nothing is in them.

use super::{At, Migration, already_dropped, listed};
use crate::diagnostic::{Diagnostic, Sink, nearest};
use crate::rules::data_loss::still_used::STILL_USED;
use crate::rules::names::{DUPLICATE_SCHEMA, UNKNOWN_SCHEMA};
use crate::schema::namespace::Namespace;
use crate::schema::{Dropped, Gone, schema_of};
use crate::syntax::{Name, PhaseBlock, SchemaStatement, Statement};

/// What is done to a schema.
#[derive(Debug, Clone)]
pub struct OnNamespace {
    /// Its name.
    pub name: String,
    /// Whether it is made; else it is dropped.
    pub makes: bool,
}

/// Makes the schemas of the block known.
pub(super) fn widen(migration: &mut Migration, blocks: &[PhaseBlock], sink: &mut Sink) {
    for (phase, statement) in super::statement::statements(blocks) {
        let Statement::Schema(SchemaStatement { name, makes: true, place }) = statement else { continue };
        if let Some(known) = migration.expanded.namespace(&name.node) {
            let error = Diagnostic::new(&DUPLICATE_SCHEMA, name.place, format!("there is a schema `{}` already", name.node));
            sink.report(error.note(format!("it is declared at {}", known.declared_at)));
            continue;
        }
        super::statement::check_name(migration, name, sink);
        let declared_at = name.place.location();
        migration.expanded.namespaces.push(Namespace { name: name.node.clone(), declared_at, since: None });
        migration.namespaces.push(At { node: OnNamespace { name: name.node.clone(), makes: true }, phase, place: *place });
    }
}

/// Schemas that go.
pub(super) fn narrow(migration: &mut Migration, blocks: &[PhaseBlock], sink: &mut Sink) {
    for (phase, statement) in super::statement::statements(blocks) {
        let Statement::Schema(SchemaStatement { name, makes: false, place }) = statement else { continue };
        if let Err(error) = find(migration, name) {
            sink.report(error);
            continue;
        }
        // Those that this contract drops are retired in it until they are purged.
        let inside = migration.expanded.tables.iter().find(|table| schema_of(&table.name) == Some(&name.node));
        if let Some(table) = inside {
            sink.report(
                Diagnostic::new(&STILL_USED, *place, format!("schema `{}` has table `{}` in it", name.node, table.name))
                    .note(format!("the table is declared at {}", table.declared_at))
                    .note("a table that contract drops stays in its schema, retired, until it is purged")
                    .help("drop the tables in an earlier migration, and the schema when that is purged"),
            );
            continue;
        }
        migration.after.namespaces.retain(|known| known.name != name.node);
        let (by, at) = (migration.plain_name(), place.location());
        let gone = Dropped { kind: Gone::Schema, table: name.node.clone(), name: name.node.clone(), migration: by, at };
        migration.after.dropped.push(gone);
        migration.namespaces.push(At { node: OnNamespace { name: name.node.clone(), makes: false }, phase, place: *place });
    }
}

fn find(migration: &Migration, name: &Name) -> Result<(), Diagnostic> {
    let schema = &migration.after;
    if schema.namespace(&name.node).is_some() {
        return Ok(());
    }
    if let Some(gone) = schema.dropped(&[Gone::Schema], "", &name.node) {
        return Err(already_dropped(gone, name.place));
    }
    let known = || schema.namespaces.iter().map(|known| known.name.as_str());
    let error = Diagnostic::new(&UNKNOWN_SCHEMA, name.place, format!("there is no schema `{}`", name.node));
    Err(match nearest(&name.node, known()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None if schema.namespaces.is_empty() => error.note("no migration before this one creates a schema"),
        None => error.note(format!("the schemas are {}", listed(known()))),
    })
}
