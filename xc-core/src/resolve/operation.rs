//! Operations: changes of what a table has besides columns. Each is looked up here and remembered with its phase; whether it stands in the
//! right one is a rule's to say.

use super::constraint::{columns, condition, constraint, taken, value};
use super::statement::{check_default, check_name, known_table, meant, meant_table};
use super::{At, Migration, already_dropped, find_column, listed, primary_key};
use crate::diagnostic::{Diagnostic, Place, Sink, Sp, nearest};
use crate::expression::Kind;
use crate::plan::Phase;
use crate::rules::generated::generated_is_computed;
use crate::rules::names::{DUPLICATE_CONSTRAINT, UNKNOWN_CONSTRAINT, UNKNOWN_INDEX};
use crate::schema::constraint::{Constraint, Index, IndexPart, IndexValue};
use crate::schema::types::Type;
use crate::schema::{Dropped, Gone, Schema, Table};
use crate::syntax::{self, AlterAction, DefaultValue, Name, PhaseBlock, Statement};

/// A change of what a table has besides columns.
#[derive(Debug, Clone)]
pub enum Operation {
    /// `create index`.
    CreateIndex(Index),
    /// `drop index`.
    DropIndex(Index),
    /// `add constraint`.
    AddConstraint(Constraint),
    /// `drop constraint`.
    DropConstraint(Constraint),
    /// `alter column c set default v`.
    SetDefault(String, DefaultValue),
    /// `alter column c drop default`.
    DropDefault(String),
    /// `alter column c drop not null`.
    DropNotNull(String),
    /// `alter column c type t`.
    SetType {
        /// The column.
        column: String,
        /// The type that it had.
        from: Type,
        /// The type that it is given.
        to: Type,
    },
    /// `drop primary key, add primary key (a, b)`.
    SetPrimaryKey {
        /// The columns that were the key; none where there was none.
        from: Vec<String>,
        /// Those that shall be.
        to: Vec<String>,
    },
    /// `drop table`.
    DropTable,
}

/// An operation and its table.
#[derive(Debug, Clone)]
pub struct OnTable {
    /// The table.
    pub table: String,
    /// What is changed.
    pub operation: Operation,
    /// Whether it was not written, but follows from a column that is `like` another.
    pub taken_over: bool,
}

impl Operation {
    /// The column that it alters.
    pub fn alters(&self) -> Option<&str> {
        match self {
            Operation::SetDefault(column, _) | Operation::DropDefault(column) | Operation::DropNotNull(column) => Some(column),
            Operation::SetType { column, .. } => Some(column),
            _ => None,
        }
    }
}

impl OnTable {
    /// Whether a column's enum has become one with more values.
    pub fn is_grown_enum(&self) -> bool {
        match &self.operation {
            Operation::SetType { from: Type::Enum(from), to: Type::Enum(to), .. } => from.name == to.name,
            _ => false,
        }
    }

    /// The operation as the language spells it, for messages.
    pub fn spelled(&self) -> String {
        match &self.operation {
            Operation::CreateIndex(index) => format!("create index {}", index.name),
            Operation::DropIndex(index) => format!("drop index {}", index.name),
            Operation::AddConstraint(constraint) => format!("add {}", constraint.spelled()),
            Operation::DropConstraint(constraint) => format!("drop constraint {}", constraint.name()),
            Operation::SetDefault(column, _) => format!("alter column {column} set default"),
            Operation::DropDefault(column) => format!("alter column {column} drop default"),
            Operation::DropNotNull(column) => format!("alter column {column} drop not null"),
            Operation::SetType { column, to, .. } => format!("alter column {column} type {}", to.spelled()),
            Operation::SetPrimaryKey { to, .. } => format!("add primary key ({})", to.join(", ")),
            Operation::DropTable => format!("drop table {}", self.table),
        }
    }
}

/// Which of the three schemas an operation changes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    /// What expand leaves.
    Widen,
    /// What contract leaves.
    Narrow,
}

/// Resolves the operations of a pass: those that are written in expand and may stand there widen, all others narrow.
pub(super) fn operations(migration: &mut Migration, blocks: &[PhaseBlock], pass: Pass, sink: &mut Sink) {
    for (phase, statement) in super::statement::statements(blocks) {
        let widens = phase == Phase::Expand;
        match statement {
            Statement::CreateIndex(create) if widens == (pass == Pass::Widen) => create_index(migration, phase, create, pass, sink),
            Statement::DropIndex(drop) if pass == Pass::Narrow => drop_index(migration, phase, drop, sink),
            Statement::DropTable(drop) if pass == Pass::Narrow => drop_table(migration, phase, drop, sink),
            Statement::AlterTable(alter) => {
                if pass == Pass::Narrow {
                    primary_key::swap(migration, phase, alter, sink);
                }
                for action in &alter.actions {
                    let of_this_pass = match &action.node {
                        AlterAction::SetDefault(..) | AlterAction::SetType(..) => widens == (pass == Pass::Widen),
                        _ => pass == Pass::Narrow,
                    };
                    if of_this_pass {
                        alter_action(migration, phase, &alter.table, action, pass, sink);
                    }
                }
            }
            _ => {}
        }
    }
}

fn schema(migration: &Migration, pass: Pass) -> &Schema {
    match pass {
        Pass::Widen => &migration.expanded,
        Pass::Narrow => &migration.after,
    }
}

fn schema_mut(migration: &mut Migration, pass: Pass) -> &mut Schema {
    match pass {
        Pass::Widen => &mut migration.expanded,
        Pass::Narrow => &mut migration.after,
    }
}

pub(super) fn remember(migration: &mut Migration, table: &str, operation: Operation, phase: Phase, place: Place) {
    migration.operations.push(At { node: OnTable { table: table.into(), operation, taken_over: false }, phase, place });
}

fn dropped(migration: &mut Migration, kind: Gone, table: &str, name: String, place: Place) {
    let (by, at) = (migration.plain_name(), place.location());
    migration.after.dropped.push(Dropped { kind, table: table.into(), name, migration: by, at });
}

fn create_index(migration: &mut Migration, phase: Phase, create: &syntax::CreateIndex, pass: Pass, sink: &mut Sink) {
    let Some(table) = known_table(schema(migration, pass), &create.table, sink).cloned() else { return };
    let Some(index) = index(migration, &table, create, pass, sink) else { return };
    if let Some(declared_at) = taken(schema(migration, pass), &table, &index.name) {
        sink.report(
            Diagnostic::new(
                &DUPLICATE_CONSTRAINT,
                create.name.place,
                format!("there is a constraint or an index `{}` already", index.name),
            )
            .note(format!("it is declared at {declared_at}")),
        );
        return;
    }
    if let Some(table) = schema_mut(migration, pass).table_mut(&table.name) {
        table.indexes.push(index.clone());
    }
    remember(migration, &table.name, Operation::CreateIndex(index), phase, create.place);
}

fn index(migration: &Migration, table: &Table, create: &syntax::CreateIndex, pass: Pass, sink: &mut Sink) -> Option<Index> {
    check_name(migration, &create.name, sink);
    let (schema, dialects) = (schema(migration, pass), &migration.dialects);
    let mut reads: Vec<String> = Vec::new();
    let mut parts = Vec::new();
    let mut whole = true;
    for part in &create.parts {
        let Some((resolved, columns)) = value(schema, dialects, table, &part.value, sink) else {
            whole = false;
            continue;
        };
        let value = match resolved.kind {
            Kind::Column(name) => IndexValue::Column(name),
            _ => IndexValue::Expression(part.value.text.clone()),
        };
        parts.push(IndexPart { value, descending: part.descending });
        reads.extend(columns);
    }
    let include = columns(schema, table, &create.include, sink)?;
    let predicate = match &create.predicate {
        None => None,
        Some(source) => {
            let (_, columns) = condition(schema, dialects, table, source, sink)?;
            reads.extend(columns);
            Some(source.text.clone())
        }
    };
    reads.extend(include.iter().cloned());
    let mut seen = Vec::new();
    reads.retain(|column| {
        !seen.contains(column) && {
            seen.push(column.clone());
            true
        }
    });
    let index = Index {
        name: create.name.node.clone(),
        unique: create.unique,
        parts,
        include,
        predicate,
        columns: reads,
        declared_at: create.name.place.location(),
    };
    (whole && !index.parts.is_empty()).then_some(index)
}

fn drop_index(migration: &mut Migration, phase: Phase, drop: &syntax::DropIndex, sink: &mut Sink) {
    let named = match &drop.table {
        Some(name) => match known_table(&migration.after, name, sink) {
            Some(table) => Some(table.name.clone()),
            None => return,
        },
        None => None,
    };
    let tables = migration.after.tables.iter().filter(|table| named.as_ref().is_none_or(|named| *named == table.name));
    let indexes: Vec<(&Table, &Index)> = tables.flat_map(|table| table.indexes.iter().map(move |index| (table, index))).collect();
    let Some((table, index)) = indexes.iter().find(|(_, index)| index.name == drop.name.node) else {
        let has = |table: &&Table| table.indexes.iter().any(|index| index.name == drop.name.node);
        let elsewhere = migration.after.tables.iter().find(has).map(|table| table.name.as_str());
        if let Some(gone) = migration.after.dropped(&[Gone::Index], "", &drop.name.node) {
            sink.report(already_dropped(gone, drop.name.place));
            return;
        }
        let mut error = Diagnostic::new(&UNKNOWN_INDEX, drop.name.place, format!("there is no index `{}`", drop.name.node));
        error = match nearest(&drop.name.node, indexes.iter().map(|(_, index)| index.name.as_str())) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None if elsewhere.is_some() => {
                error.help(format!("it is on `{0}`: drop index {1} on {0}", elsewhere.unwrap_or_default(), drop.name.node))
            }
            None if indexes.is_empty() => error.note("the migrations before this one create no index there"),
            None => error.note(format!("the indexes are {}", listed(indexes.iter().map(|(_, index)| index.name.as_str())))),
        };
        sink.report(error);
        return;
    };
    // Two schemas may each have an index of this name.
    let others = indexes.iter().filter(|(other, found)| found.name == index.name && other.name != table.name);
    if let Some((other, _)) = others.into_iter().next() {
        let (name, message) = (&index.name, format!("there is an index `{}` on `{}` and one on `{}`", index.name, table.name, other.name));
        let error = Diagnostic::new(&UNKNOWN_INDEX, drop.name.place, message);
        sink.report(error.help(format!("say which: drop index {name} on {}; or: drop index {name} on {}", table.name, other.name)));
        return;
    }
    let (table, index) = (table.name.clone(), (*index).clone());
    if let Some(table) = migration.after.table_mut(&table) {
        table.indexes.retain(|known| known.name != index.name);
    }
    dropped(migration, Gone::Index, &table, index.name.clone(), drop.place);
    remember(migration, &table, Operation::DropIndex(index), phase, drop.place);
}

fn drop_table(migration: &mut Migration, phase: Phase, drop: &syntax::DropTable, sink: &mut Sink) {
    let Some(table) = known_table(&migration.after, &drop.table, sink).cloned() else { return };
    let of_table = [(Gone::Table, table.name.clone())].into_iter();
    let columns = table.columns.iter().map(|column| (Gone::Column, column.name.clone()));
    let indexes = table.indexes.iter().map(|index| (Gone::Index, index.name.clone()));
    let constraints = table.constraints().map(|constraint| (Gone::Constraint, constraint.name().to_owned()));
    for (kind, name) in of_table.chain(columns).chain(indexes).chain(constraints) {
        dropped(migration, kind, &table.name, name, drop.place);
    }
    migration.after.tables.retain(|known| known.name != table.name);
    remember(migration, &table.name, Operation::DropTable, phase, drop.place);
}

fn alter_action(migration: &mut Migration, phase: Phase, table: &Name, action: &Sp<AlterAction>, pass: Pass, sink: &mut Sink) {
    // An unknown table was reported when the schema was widened.
    let schema = schema(migration, pass);
    let Some(table) = schema.table(&table.node).or_else(|| meant_table(schema, table)).cloned() else { return };
    let mut find = |name: &Name| {
        let column = sink.keep(find_column(schema, &table, name)).or_else(|| meant(&table, name)).cloned()?;
        if column.generated.is_some() {
            let does = "what it holds, and of which type, is the expression's to say";
            sink.report(generated_is_computed::refusal(&table.name, &column, does, action.place));
            return None;
        }
        Some(column)
    };
    let operation = match &action.node {
        AlterAction::AddConstraint(written) => {
            let Some(constraint) = constraint(schema, &migration.dialects, &table, written, sink) else { return };
            Operation::AddConstraint(constraint)
        }
        AlterAction::DropConstraint(name) => match by_name(schema, &table, name) {
            Ok(constraint) => Operation::DropConstraint(constraint),
            Err(error) => return sink.report(error),
        },
        AlterAction::DropUnique(names) => {
            let Some(columns) = columns(schema, &table, names, sink) else { return };
            let found = table.uniques.iter().find(|unique| unique.columns == columns).cloned().map(Constraint::Unique);
            match found {
                Some(constraint) => Operation::DropConstraint(constraint),
                None => return sink.report(unknown_by_columns(&table, "unique constraint", &columns, action.place)),
            }
        }
        AlterAction::DropForeignKey(names) => {
            let Some(columns) = columns(schema, &table, names, sink) else { return };
            let found = table.foreign_keys.iter().find(|key| key.columns == columns).cloned().map(Constraint::ForeignKey);
            match found {
                Some(constraint) => Operation::DropConstraint(constraint),
                None => return sink.report(unknown_by_columns(&table, "foreign key", &columns, action.place)),
            }
        }
        AlterAction::SetDefault(name, value) => {
            let Some(column) = find(name) else { return };
            check_default(&column.ty, value, sink);
            Operation::SetDefault(column.name, value.node.clone())
        }
        AlterAction::DropDefault(name) => {
            let Some(column) = find(name) else { return };
            Operation::DropDefault(column.name)
        }
        AlterAction::DropNotNull(name) => {
            let Some(column) = find(name) else { return };
            Operation::DropNotNull(column.name)
        }
        AlterAction::SetType(name, ty) => {
            let Some(column) = find(name) else { return };
            if let Some(default) = &column.default {
                check_default(&ty.node, &Sp::new(default.clone(), ty.place), sink);
            }
            Operation::SetType { column: column.name, from: column.ty, to: ty.node.clone() }
        }
        AlterAction::AddColumn(_)
        | AlterAction::DropColumn(_)
        | AlterAction::SetNotNull(_)
        | AlterAction::SwapColumn(..)
        | AlterAction::RenameColumn(..)
        | AlterAction::RenameTable(_)
        // Both together: see `primary_key`.
        | AlterAction::DropPrimaryKey
        | AlterAction::AddPrimaryKey(_) => return,
    };
    if let Some(table) = schema_mut(migration, pass).table_mut(&table.name) {
        apply(table, &operation);
    }
    if let Operation::DropConstraint(constraint) = &operation {
        dropped(migration, Gone::Constraint, &table.name, constraint.name().to_owned(), action.place);
    }
    remember(migration, &table.name, operation, phase, action.place);
}

/// The table as an operation leaves it.
fn apply(table: &mut Table, operation: &Operation) {
    let column = match operation {
        Operation::AddConstraint(constraint) => return table.add_constraint(constraint.clone()),
        Operation::DropConstraint(constraint) => return table.drop_constraint(constraint.name()),
        Operation::CreateIndex(_) | Operation::DropIndex(_) | Operation::SetPrimaryKey { .. } | Operation::DropTable => return,
        Operation::SetDefault(column, _) | Operation::DropDefault(column) | Operation::DropNotNull(column) => table.column_mut(column),
        Operation::SetType { column, .. } => table.column_mut(column),
    };
    let Some(column) = column else { return };
    match operation {
        Operation::SetDefault(_, value) => column.default = Some(value.clone()),
        Operation::DropDefault(_) => column.default = None,
        Operation::SetType { to, .. } => column.ty = to.clone(),
        _ => column.nullable = true,
    }
}

fn by_name(schema: &Schema, table: &Table, name: &Name) -> Result<Constraint, Diagnostic> {
    let constraints: Vec<Constraint> = table.constraints().collect();
    if let Some(found) = constraints.iter().find(|constraint| constraint.name() == name.node) {
        return Ok(found.clone());
    }
    if let Some(gone) = schema.dropped(&[Gone::Constraint], &table.name, &name.node).filter(|gone| gone.table == table.name) {
        return Err(already_dropped(gone, name.place));
    }
    let error = Diagnostic::new(&UNKNOWN_CONSTRAINT, name.place, format!("table `{}` has no constraint `{}`", table.name, name.node));
    Err(match nearest(&name.node, constraints.iter().map(Constraint::name)) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None if constraints.is_empty() => error.note(format!("it has none; it is declared at {}", table.declared_at)),
        None => error.note(format!(
            "its constraints are {}; the table is declared at {}",
            listed(constraints.iter().map(Constraint::name)),
            table.declared_at
        )),
    })
}

fn unknown_by_columns(table: &Table, what: &str, columns: &[String], place: Place) -> Diagnostic {
    let constraints: Vec<String> = table.constraints().map(|constraint| constraint.spelled()).collect();
    Diagnostic::new(&UNKNOWN_CONSTRAINT, place, format!("table `{}` has no {what} on ({})", table.name, columns.join(", "))).note(
        if constraints.is_empty() {
            format!("it has no constraints; it is declared at {}", table.declared_at)
        } else {
            format!("its constraints are {}; the table is declared at {}", constraints.join(", "), table.declared_at)
        },
    )
}
