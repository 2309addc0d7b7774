//! What a table has besides columns: constraints and indexes.

use crate::syntax::Referential;

/// `unique (a, b)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unique {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// `file:line:column`.
    pub declared_at: String,
}

/// `check (...)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// The condition, in the language's own spelling.
    pub source: String,
    /// The columns that it reads.
    pub columns: Vec<String>,
    /// `file:line:column`.
    pub declared_at: String,
}

/// `foreign key (a) references t (b)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// The table that they refer to.
    pub table: String,
    /// That table's columns, in the same order.
    pub references: Vec<String>,
    /// `on delete`.
    pub on_delete: Referential,
    /// `on update`.
    pub on_update: Referential,
    /// `file:line:column`.
    pub declared_at: String,
}

/// Any of the constraints that can be added and dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// `unique`.
    Unique(Unique),
    /// `check`.
    Check(Check),
    /// `foreign key`.
    ForeignKey(ForeignKey),
}

impl Constraint {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Constraint::Unique(unique) => &unique.name,
            Constraint::Check(check) => &check.name,
            Constraint::ForeignKey(key) => &key.name,
        }
    }

    /// The columns of its own table that it reads.
    pub fn columns(&self) -> &[String] {
        match self {
            Constraint::Unique(unique) => &unique.columns,
            Constraint::Check(check) => &check.columns,
            Constraint::ForeignKey(key) => &key.columns,
        }
    }

    /// Where it was declared: `file:line:column`.
    pub fn declared_at(&self) -> &str {
        match self {
            Constraint::Unique(unique) => &unique.declared_at,
            Constraint::Check(check) => &check.declared_at,
            Constraint::ForeignKey(key) => &key.declared_at,
        }
    }

    /// What it is, as the language spells it.
    pub fn spelled(&self) -> String {
        match self {
            Constraint::Unique(unique) => format!("unique ({})", unique.columns.join(", ")),
            Constraint::Check(check) => format!("check ({})", check.source),
            Constraint::ForeignKey(key) => {
                format!("foreign key ({}) references {} ({})", key.columns.join(", "), key.table, key.references.join(", "))
            }
        }
    }
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Whether it refuses what is there already.
    pub unique: bool,
    /// What it is sorted by.
    pub parts: Vec<IndexPart>,
    /// Further columns that it carries.
    pub include: Vec<String>,
    /// Which rows it has, in the language's own spelling; all where there is none.
    pub predicate: Option<String>,
    /// Every column that it reads.
    pub columns: Vec<String>,
    /// `file:line:column`.
    pub declared_at: String,
}

/// A part of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexPart {
    /// A column, or an expression.
    pub value: IndexValue,
    /// Whether it is sorted downwards.
    pub descending: bool,
}

/// What a part of an index is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexValue {
    /// A column.
    Column(String),
    /// An expression, in the language's own spelling.
    Expression(String),
}

impl Unique {
    /// The index that makes it unique.
    pub fn index(&self) -> Index {
        let parts = self.columns.iter().map(|column| IndexPart { value: IndexValue::Column(column.clone()), descending: false });
        Index {
            name: self.name.clone(),
            unique: true,
            parts: parts.collect(),
            include: Vec::new(),
            predicate: None,
            columns: self.columns.clone(),
            declared_at: self.declared_at.clone(),
        }
    }
}

impl Index {
    /// The columns that it is sorted by, up to the first expression.
    pub fn leading_columns(&self) -> Vec<&str> {
        let columns = self.parts.iter().map_while(|part| match &part.value {
            IndexValue::Column(name) => Some(name.as_str()),
            IndexValue::Expression(_) => None,
        });
        columns.collect()
    }
}
