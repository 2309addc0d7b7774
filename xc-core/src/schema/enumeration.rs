//! Enums: a type with a few values of its own on PostgreSQL, the column's own type on MySQL and MariaDB, text with a check on SQLite.

use super::history::Since;
use super::types::Type;
use crate::plan::Dialect;

/// An enum, as columns have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumType {
    /// Its name.
    pub name: String,
    /// Its values, in their order.
    pub values: Vec<String>,
}

/// An enum of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enum {
    /// Its name and its values.
    pub ty: EnumType,
    /// `file:line:column`.
    pub declared_at: String,
    /// Since when it has all of them. `None` for one that was there before the first migration.
    pub since: Option<Since>,
}

/// MySQL and MariaDB store a value as a number of one byte up to here, of two bytes beyond ("Data Type Storage Requirements").
const ONE_BYTE: usize = 255;

impl EnumType {
    /// Whether another is the same with more values behind these, or with none more.
    pub fn grows_to(&self, to: &EnumType) -> bool {
        self.name == to.name && to.values.starts_with(&self.values)
    }

    /// Whether MySQL and MariaDB store a value in one byte.
    pub fn is_one_byte(&self) -> bool {
        self.values.len() <= ONE_BYTE
    }

    /// The characters of its longest value.
    pub fn longest(&self) -> u32 {
        let lengths = self.values.iter().map(|value| u32::try_from(value.chars().count()).unwrap_or(u32::MAX));
        lengths.max().unwrap_or_default()
    }

    /// The same with the first of its values alone.
    pub fn first(&self, count: usize) -> EnumType {
        EnumType { name: self.name.clone(), values: self.values.iter().take(count).cloned().collect() }
    }

    /// The name of PostgreSQL's type, quoted.
    pub fn quoted(&self) -> String {
        format!("\"{}\"", self.name.replace('"', "\"\""))
    }

    /// PostgreSQL's type with its values, as the executor reads it from the catalogue.
    pub fn catalog(&self) -> String {
        format!("{}({})", self.name, self.list(Dialect::Postgres, ","))
    }

    /// The values as a list of SQL texts.
    pub fn list(&self, dialect: Dialect, comma: &str) -> String {
        self.values.iter().map(|value| crate::sql::text(value, dialect)).collect::<Vec<_>>().join(comma)
    }

    pub(super) fn mysql(&self) -> String {
        // Without spaces, as the catalogue has it.
        format!("enum({})", self.list(Dialect::MySql, ","))
    }
}

impl Type {
    /// The enum, if it is one.
    pub fn as_enum(&self) -> Option<&EnumType> {
        match self {
            Type::Enum(of) => Some(of),
            _ => None,
        }
    }
}

impl super::Schema {
    /// The enum of a name.
    pub fn enumeration(&self, name: &str) -> Option<&Enum> {
        self.enums.iter().find(|known| known.ty.name == name)
    }
}
