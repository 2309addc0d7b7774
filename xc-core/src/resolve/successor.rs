//! What hangs on a column travels with it: the indexes, constraints and NOT NULL of a column that another takes the place of (`add column full_name
//! like name`, `drop column name`) are made anew on the other, and go with the first.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use super::constraint::taken;
use super::{At, ColumnRef, Migration, OnTable, Operation};
use crate::diagnostic::{Diagnostic, Place, Sink};
use crate::plan::Phase;
use crate::rules::names::DUPLICATE_CONSTRAINT;
use crate::schema::constraint::{Check, Constraint, ForeignKey, Index, IndexPart, IndexValue, Unique};
use crate::schema::{Dropped, Gone, Table, fit};
use crate::syntax::DefaultValue;

/// Columns of a table that others take the place of.
#[derive(Default)]
struct Successors {
    /// Old and new, and where the new one is added.
    pairs: Vec<(String, String, Place)>,
}

impl Successors {
    fn of(migration: &Migration, table: &str) -> Successors {
        let pairs = migration.columns.iter().filter(|at| at.node.table == table).filter_map(|at| {
            let old = at.node.like.clone().filter(|old| migration.is_succeeded(table, old))?;
            Some((old, at.node.column.name.clone(), at.place))
        });
        Successors { pairs: pairs.collect() }
    }

    fn find(&self, old: &str) -> Option<&(String, String, Place)> {
        self.pairs.iter().find(|(known, ..)| known == old)
    }

    /// Where a successor of one of the columns is added.
    fn place_of(&self, columns: &[String]) -> Option<Place> {
        columns.iter().find_map(|column| self.find(column)).map(|(.., place)| *place)
    }

    fn column(&self, name: &str) -> String {
        self.find(name).map_or(name, |(_, new, _)| new).to_owned()
    }

    fn columns(&self, names: &[String]) -> Vec<String> {
        names.iter().map(|name| self.column(name)).collect()
    }

    /// The name of an index or a constraint: `users_name_key` is called `users_full_name_key`.
    fn name(&self, name: &str, columns: &[String]) -> String {
        let mut renamed = name.to_owned();
        for (old, new, _) in self.pairs.iter().filter(|(old, ..)| columns.contains(old)) {
            renamed = with_part(&renamed, old, new);
        }
        fit(renamed)
    }

    /// A kept expression, over the new columns.
    fn source(&self, source: &str) -> String {
        source.parse().map_or_else(|_| source.to_owned(), |tokens| self.tokens(tokens).to_string())
    }

    fn tokens(&self, tokens: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let renamed = tokens.iter().enumerate().map(|(index, token)| match token {
            TokenTree::Group(group) => TokenTree::Group(Group::new(group.delimiter(), self.tokens(group.stream()))),
            TokenTree::Ident(ident) if is_column(tokens.get(index + 1)) => {
                let text = ident.to_string();
                match self.find(text.strip_prefix("r#").unwrap_or(&text)) {
                    Some((_, new, _)) => TokenTree::Ident(identifier(new)),
                    None => token.clone(),
                }
            }
            _ => token.clone(),
        });
        renamed.collect()
    }
}

/// Whether a name stands for a column, by what follows it: a function has parentheses, a table has a point.
fn is_column(next: Option<&TokenTree>) -> bool {
    match next {
        Some(TokenTree::Group(group)) => group.delimiter() != Delimiter::Parenthesis,
        Some(TokenTree::Punct(punct)) => punct.as_char() != '.',
        _ => true,
    }
}

fn identifier(name: &str) -> Ident {
    syn::parse_str::<Ident>(name).unwrap_or_else(|_| Ident::new_raw(name, Span::call_site()))
}

/// A name with another in place of a part between underscores; with the other at its end where it has no such part.
fn with_part(name: &str, old: &str, new: &str) -> String {
    let bounded = |at: usize| {
        let end = at + old.len();
        (at == 0 || name[..at].ends_with('_')) && (end == name.len() || name[end..].starts_with('_'))
    };
    match name.match_indices(old).map(|(at, _)| at).filter(|at| bounded(*at)).last() {
        Some(at) => format!("{}{new}{}", &name[..at], &name[at + old.len()..]),
        None => format!("{name}_{new}"),
    }
}

/// Plans what hangs on the columns that others take the place of.
pub(super) fn take_over(migration: &mut Migration, sink: &mut Sink) {
    let tables: Vec<String> = migration.after.tables.iter().map(|table| table.name.clone()).collect();
    for table in tables {
        let successors = Successors::of(migration, &table);
        if successors.pairs.is_empty() {
            continue;
        }
        columns(migration, &table, &successors);
        indexes(migration, &table, &successors, sink);
        constraints(migration, &table, &successors, sink);
    }
}

/// NOT NULL and a default that is not there since expand. In contract: until then, a null may stand for a row that is not filled yet.
fn columns(migration: &mut Migration, table: &str, successors: &Successors) {
    for (old, new, place) in &successors.pairs {
        let Some(was) = migration.expanded.table(table).and_then(|table| table.column(old)).cloned() else { continue };
        let Some(column) = migration.after.table_mut(table).and_then(|table| table.column_mut(new)) else { continue };
        if !was.nullable && column.nullable {
            column.nullable = false;
            let reference = ColumnRef { table: table.into(), column: new.clone() };
            migration.not_null.push(At { node: reference, phase: Phase::Contract, place: *place });
        }
        if let (Some(default @ DefaultValue::CurrentTimestamp), None) = (was.default, &column.default) {
            column.default = Some(default.clone());
            remember(migration, table, Operation::SetDefault(new.clone(), default), Phase::Contract, *place);
        }
    }
}

/// Indexes are built once their columns are filled, so that v2 has them when it comes.
fn indexes(migration: &mut Migration, table: &str, successors: &Successors, sink: &mut Sink) {
    let indexes = migration.after.table(table).map(|table| table.indexes.clone()).unwrap_or_default();
    for index in indexes {
        let Some(place) = successors.place_of(&index.columns) else { continue };
        let parts = index.parts.iter().map(|part| IndexPart {
            value: match &part.value {
                IndexValue::Column(column) => IndexValue::Column(successors.column(column)),
                IndexValue::Expression(source) => IndexValue::Expression(successors.source(source)),
            },
            descending: part.descending,
        });
        let twin = Index {
            name: successors.name(&index.name, &index.columns),
            unique: index.unique,
            parts: parts.collect(),
            include: successors.columns(&index.include),
            predicate: index.predicate.as_deref().map(|source| successors.source(source)),
            columns: successors.columns(&index.columns),
            declared_at: place.location(),
        };
        if let Some(table) = migration.after.table_mut(table) {
            table.indexes.retain(|known| known.name != index.name);
        }
        let is_written = |known: &Index| Index { name: String::new(), declared_at: String::new(), ..known.clone() };
        let written =
            migration.after.table(table).is_some_and(|table| table.indexes.iter().any(|known| is_written(known) == is_written(&twin)));
        if !written && is_free(migration, table, &twin.name, place, sink) {
            if let Some(table) = migration.after.table_mut(table) {
                table.indexes.push(twin.clone());
            }
            create_index(migration, table, twin, place);
        }
        gone(migration, Gone::Index, table, &index.name, place);
        remember(migration, table, Operation::DropIndex(index), Phase::Contract, place);
    }
}

/// Constraints are added in contract. What makes a unique one unique is built with the indexes: v2 may name its columns in ON CONFLICT.
fn constraints(migration: &mut Migration, table: &str, successors: &Successors, sink: &mut Sink) {
    let constraints: Vec<Constraint> = migration.after.table(table).map(|table| table.constraints().collect()).unwrap_or_default();
    for constraint in constraints {
        let Some(place) = successors.place_of(constraint.columns()) else { continue };
        let (name, columns) = (successors.name(constraint.name(), constraint.columns()), successors.columns(constraint.columns()));
        let declared_at = place.location();
        let twin = match &constraint {
            Constraint::Unique(_) => Constraint::Unique(Unique { name, columns, declared_at }),
            Constraint::Check(check) => Constraint::Check(Check { name, source: successors.source(&check.source), columns, declared_at }),
            Constraint::ForeignKey(key) => Constraint::ForeignKey(ForeignKey { name, columns, declared_at, ..key.clone() }),
        };
        if let Some(table) = migration.after.table_mut(table) {
            table.drop_constraint(constraint.name());
        }
        let written = migration.after.table(table).is_some_and(|table| table.constraints().any(|known| known.spelled() == twin.spelled()));
        if !written && is_free(migration, table, twin.name(), place, sink) {
            if let Constraint::Unique(unique) = &twin {
                create_index(migration, table, unique.index(), place);
            }
            if let Some(table) = migration.after.table_mut(table) {
                table.add_constraint(twin.clone());
            }
            remember(migration, table, Operation::AddConstraint(twin), Phase::Contract, place);
        }
        gone(migration, Gone::Constraint, table, constraint.name(), place);
        remember(migration, table, Operation::DropConstraint(constraint), Phase::Contract, place);
    }
}

fn create_index(migration: &mut Migration, table: &str, index: Index, place: Place) {
    if let Some(table) = migration.expanded.table_mut(table) {
        table.indexes.push(index.clone());
    }
    remember(migration, table, Operation::CreateIndex(index), Phase::Expand, place);
}

fn is_free(migration: &Migration, table: &str, name: &str, place: Place, sink: &mut Sink) -> bool {
    let Some(table) = migration.expanded.table(table) else { return false };
    let declared_at = taken(&migration.expanded, table, name).or_else(|| taken(&migration.after, &Table::default(), name));
    if let Some(declared_at) = &declared_at {
        sink.report(
            Diagnostic::new(&DUPLICATE_CONSTRAINT, place, format!("what hangs on the old column would be called `{name}` on the new one"))
                .note(format!("there is a constraint or an index of this name, declared at {declared_at}"))
                .help("write it yourself, under a name of its own: what is on the new column already is not made a second time"),
        );
    }
    declared_at.is_none()
}

fn remember(migration: &mut Migration, table: &str, operation: Operation, phase: Phase, place: Place) {
    migration.operations.push(At { node: OnTable { table: table.into(), operation, taken_over: true }, phase, place });
}

fn gone(migration: &mut Migration, kind: Gone, table: &str, name: &str, place: Place) {
    let (migration_name, at) = (migration.plain_name(), place.location());
    migration.after.dropped.push(Dropped { kind, table: table.into(), name: name.into(), migration: migration_name, at });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_follows_the_column() {
        assert_eq!(with_part("users_name_key", "name", "full_name"), "users_full_name_key");
        assert_eq!(with_part("name_users_name", "name", "label"), "name_users_label");
        assert_eq!(with_part("users_by_surname", "name", "full_name"), "users_by_surname_full_name");
    }

    #[test]
    fn an_expression_is_renamed_where_it_means_the_column() {
        let place = Place::from(Span::call_site());
        let pairs =
            vec![("lower".into(), "low".into(), place), ("users".into(), "people".into(), place), ("a".into(), "type".into(), place)];
        let renamed = Successors { pairs }.source("lower(lower) = \"lower\" and users.a = users");
        assert_eq!(renamed.replace(' ', ""), "lower(low)=\"lower\"andusers.r#type=people");
    }
}
