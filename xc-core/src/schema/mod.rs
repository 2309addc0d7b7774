//! The schema as the migrations know it: tables, columns, keys, and where each was declared.
//!
//! It flows from one migration to the next when the code compiles ([`carried`]), as text ([`literal`]).

pub mod carried;
mod closed;
pub mod constraint;
pub mod enumeration;
pub mod history;
pub mod literal;
mod names;
pub mod namespace;
pub mod retype;
pub mod types;

use crate::plan::Dialect;
use crate::syntax::DefaultValue;
pub use names::{bare, beside, fit, schema_of};

use constraint::{Check, Constraint, ForeignKey, Index, Unique};
use enumeration::Enum;
use history::History;
use types::Type;

/// What a migration leaves for the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// The `id` of the migration that left it; `None` before the first.
    pub id: Option<u64>,
    /// The dialects of the chain.
    pub dialects: Vec<Dialect>,
    /// The names of the migrations so far.
    pub migrations: Vec<String>,
    /// The enums.
    pub enums: Vec<Enum>,
    /// The schemas that were made.
    pub namespaces: Vec<namespace::Namespace>,
    /// The tables.
    pub tables: Vec<Table>,
    /// What is gone once the migration that drops it has contracted.
    pub dropped: Vec<Dropped>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// `file:line:column`.
    pub declared_at: String,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// The primary key's columns.
    pub primary_key: Vec<String>,
    /// Its unique constraints.
    pub uniques: Vec<Unique>,
    /// Its checks.
    pub checks: Vec<Check>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its indexes, other than those of its key and its unique constraints.
    pub indexes: Vec<Index>,
    /// Since when it and its parts are there, and who is at work on it.
    pub history: History,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether it may hold null.
    pub nullable: bool,
    /// Its default.
    pub default: Option<DefaultValue>,
    /// Whether the database numbers it.
    pub auto_increment: bool,
    /// What the database computes it from.
    pub generated: Option<Generated>,
    /// `file:line:column`.
    pub declared_at: String,
}

/// What a generated column is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The expression, in the language's own spelling.
    pub source: String,
    /// The columns that it reads.
    pub columns: Vec<String>,
    /// Whether the value is stored with the row, not computed when it is read.
    pub stored: bool,
}

impl Generated {
    /// How the value is kept, as the language spells it.
    pub fn kept(&self) -> &'static str {
        if self.stored { "stored" } else { "virtual" }
    }
}

/// Something that a contract drops: it is there until that contract is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// What it is.
    pub kind: Gone,
    /// Its table; of a table, itself.
    pub table: String,
    /// Its name.
    pub name: String,
    /// The migration whose contract drops it.
    pub migration: String,
    /// Where: `file:line:column`.
    pub at: String,
}

/// What is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// A table.
    Table,
    /// A column.
    Column,
    /// An index.
    Index,
    /// A constraint.
    Constraint,
    /// An enum.
    Enum,
    /// A schema.
    Schema,
}

impl Gone {
    /// Each of them.
    pub const ALL: [Gone; 6] = [Gone::Table, Gone::Column, Gone::Index, Gone::Constraint, Gone::Enum, Gone::Schema];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Gone::Table => "table",
            Gone::Column => "column",
            Gone::Index => "index",
            Gone::Constraint => "constraint",
            Gone::Enum => "enum",
            Gone::Schema => "schema",
        }
    }
}

impl Schema {
    /// The last that dropped a thing of this name: a column of the table, or a table, an index or a constraint wherever it was.
    pub fn dropped(&self, kinds: &[Gone], table: &str, name: &str) -> Option<&Dropped> {
        let alike = |gone: &&Dropped| kinds.contains(&gone.kind) && gone.name == name && (gone.kind != Gone::Column || gone.table == table);
        self.dropped.iter().rev().find(alike)
    }

    /// The name of a migration.
    pub fn migration(&self, index: usize) -> &str {
        self.migrations.get(index).map_or("", String::as_str)
    }

    /// The table of a name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The table of a name, to be changed.
    pub fn table_mut(&mut self, name: &str) -> Option<&mut Table> {
        self.tables.iter_mut().find(|table| table.name == name)
    }
}

impl Table {
    /// The column of a name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The column of a name, to be changed.
    pub fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.name == name)
    }

    /// The generated columns that read a column.
    pub fn generated_from<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Column> {
        let reads = move |generated: &Generated| generated.columns.iter().any(|column| column == name);
        self.columns.iter().filter(move |column| column.generated.as_ref().is_some_and(reads))
    }

    /// Whether a column is computed by the database.
    pub fn is_generated(&self, name: &str) -> bool {
        self.column(name).is_some_and(|column| column.generated.is_some())
    }

    /// Whether the primary key or a constraint needs a column.
    pub fn is_in_key(&self, name: &str) -> bool {
        self.primary_key.iter().any(|key| key == name)
            || self.constraints().any(|constraint| constraint.columns().iter().any(|key| key == name))
    }

    /// Whether an index reads a column.
    pub fn hangs_on(&self, name: &str) -> bool {
        self.indexes.iter().any(|index| index.columns.iter().any(|column| column == name))
    }

    /// The names, besides its own, by which a migration that does not name the table can mean it: of what hangs on it and has a name of its
    /// own, and of tables that it refers to. A migration is checked against the tables that it can mean ([`carried`]).
    pub fn meant_by(&self) -> Vec<&str> {
        let uniques = self.uniques.iter().map(|unique| unique.name.as_str());
        let checks = self.checks.iter().map(|check| check.name.as_str());
        let keys = self.foreign_keys.iter().flat_map(|key| [key.name.as_str(), key.table.as_str()]);
        // `alter enum` is about the columns of every table that has it.
        let enums = self.columns.iter().filter_map(|column| column.ty.as_enum()).map(|of| of.name.as_str());
        uniques.chain(checks).chain(keys).chain(enums).chain(self.indexes.iter().map(|index| index.name.as_str())).collect()
    }

    /// Its constraints, other than the primary key.
    pub fn constraints(&self) -> impl Iterator<Item = Constraint> {
        let uniques = self.uniques.iter().cloned().map(Constraint::Unique);
        let checks = self.checks.iter().cloned().map(Constraint::Check);
        let foreign_keys = self.foreign_keys.iter().cloned().map(Constraint::ForeignKey);
        uniques.chain(checks).chain(foreign_keys)
    }

    /// Adds a constraint.
    pub fn add_constraint(&mut self, constraint: Constraint) {
        match constraint {
            Constraint::Unique(unique) => self.uniques.push(unique),
            Constraint::Check(check) => self.checks.push(check),
            Constraint::ForeignKey(key) => self.foreign_keys.push(key),
        }
    }

    /// Takes a constraint away, by its name.
    pub fn drop_constraint(&mut self, name: &str) {
        self.uniques.retain(|unique| unique.name != name);
        self.checks.retain(|check| check.name != name);
        self.foreign_keys.retain(|key| key.name != name);
    }

    /// Whether no two rows can be alike in these columns: they hold the primary key, a unique constraint or a whole unique index.
    pub fn is_unique_in(&self, columns: &[String]) -> bool {
        let within = |key: &[String]| !key.is_empty() && key.iter().all(|column| columns.contains(column));
        let index = |index: &Index| index.unique && index.predicate.is_none() && index.leading_columns().len() == index.parts.len();
        within(&self.primary_key)
            || self.uniques.iter().any(|unique| within(&unique.columns))
            || self.indexes.iter().filter(|candidate| index(candidate)).any(|index| {
                let leading: Vec<String> = index.leading_columns().into_iter().map(Into::into).collect();
                within(&leading)
            })
    }

    /// What an index on these columns is called where a message proposes one.
    pub fn index_name(&self, columns: &[String]) -> String {
        fit(format!("{}_{}_idx", bare(&self.name), columns.join("_")))
    }

    /// Whether an index, of its own or of a key, begins with these columns, in any order.
    pub fn has_index_on(&self, columns: &[String]) -> bool {
        let begins = |with: Vec<&str>| {
            with.len() >= columns.len() && with[..columns.len()].iter().all(|name| columns.iter().any(|column| column == name))
        };
        let names = |names: &[String]| begins(names.iter().map(String::as_str).collect());
        names(&self.primary_key)
            || self.uniques.iter().any(|unique| names(&unique.columns))
            || self.indexes.iter().any(|index| index.predicate.is_none() && begins(index.leading_columns()))
    }

    /// The columns by which its rows can be told apart and walked: the primary key, else those of a unique constraint or a whole unique index
    /// that hold no null. Empty where there are none. One without an enum is preferred, for not every database can walk by that.
    pub fn key(&self) -> Vec<&str> {
        // A trigger may not know the value of a generated one.
        let holds_no_null = |columns: &[&str]| {
            columns.iter().all(|name| self.column(name).is_some_and(|column| !column.nullable && column.generated.is_none()))
        };
        let is_whole = |index: &&Index| index.unique && index.predicate.is_none() && index.leading_columns().len() == index.parts.len();
        let primary: Vec<&str> = self.primary_key.iter().map(String::as_str).collect();
        let uniques = self.uniques.iter().map(|unique| unique.columns.iter().map(String::as_str).collect());
        let indexes = self.indexes.iter().filter(is_whole).map(Index::leading_columns);
        let keys = std::iter::once(primary).chain(uniques).chain(indexes);
        let keys: Vec<Vec<&str>> = keys.filter(|key: &Vec<&str>| !key.is_empty() && holds_no_null(key)).collect();
        let has_no_enum = |key: &&Vec<&str>| key.iter().all(|name| self.column(name).is_some_and(|column| column.ty.as_enum().is_none()));
        keys.iter().find(has_no_enum).or(keys.first()).cloned().unwrap_or_default()
    }

    /// The columns of its [key](Table::key).
    pub fn key_columns(&self) -> impl Iterator<Item = &Column> {
        self.key().into_iter().filter_map(|name| self.column(name))
    }
}

impl Column {
    /// Whether an INSERT may leave it out.
    pub fn may_be_left_out(&self) -> bool {
        self.nullable
            || self.auto_increment
            || self.generated.is_some()
            || matches!(self.default, Some(DefaultValue::Literal(_) | DefaultValue::CurrentTimestamp))
    }
}
