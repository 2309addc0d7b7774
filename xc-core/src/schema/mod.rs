//! The schema as the migrations know it: tables, columns, keys, and where each was declared.
//!
//! It flows from one migration to the next when the code compiles, as text ([`literal`]).

pub mod literal;
pub mod types;

use crate::plan::Dialect;
use crate::syntax::DefaultValue;
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
    /// The tables.
    pub tables: Vec<Table>,
    /// The columns that are gone.
    pub dropped: Vec<Dropped>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// `file:line:column`.
    pub declared_at: String,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// The primary key's columns.
    pub primary_key: Vec<String>,
    /// The columns of each unique constraint.
    pub uniques: Vec<Vec<String>>,
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
    /// `file:line:column`.
    pub declared_at: String,
}

/// A column that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Its table.
    pub table: String,
    /// Its name.
    pub column: String,
    /// The migration that dropped it.
    pub migration: String,
    /// Where: `file:line:column`.
    pub at: String,
}

impl Schema {
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

    /// The primary key's columns.
    pub fn key_columns(&self) -> impl Iterator<Item = &Column> {
        self.primary_key.iter().filter_map(|name| self.column(name))
    }
}

impl Column {
    /// Whether an INSERT may leave it out.
    pub fn may_be_left_out(&self) -> bool {
        self.nullable || self.auto_increment || matches!(self.default, Some(DefaultValue::Literal(_) | DefaultValue::CurrentTimestamp))
    }
}
