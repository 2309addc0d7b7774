//! Rows as the application sees them.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Index;

/// What a column holds.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// A text, or null in a column of text.
    Text(Option<String>),
    /// A number, or null in a column of numbers.
    Int(Option<i64>),
}

static MISSING: Value = Value::Text(None);

impl Value {
    /// The text; for null the empty one.
    pub fn text(&self) -> &str {
        match self {
            Value::Text(Some(text)) => text,
            _ => "",
        }
    }

    /// The number; for null 0.
    pub fn int(&self) -> i64 {
        match self {
            Value::Int(Some(number)) => *number,
            _ => 0,
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Text(None) | Value::Int(None))
    }

    /// Whether a database would call them not distinct.
    pub(crate) fn same(&self, other: &Value) -> bool {
        self == other || (self.is_null() && other.is_null())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(Some(text))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(Some(number))
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(Some(text)) => write!(f, "{text:?}"),
            Value::Int(Some(number)) => write!(f, "{number}"),
            Value::Text(None) | Value::Int(None) => f.write_str("null"),
        }
    }
}

/// Columns by their names. One that is not there is null.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Row(BTreeMap<&'static str, Value>);

impl Row {
    /// Whether it has a column, be it null.
    pub fn has(&self, column: &str) -> bool {
        self.0.contains_key(column)
    }

    /// Gives a column a value.
    pub fn set(&mut self, column: &'static str, value: impl Into<Value>) {
        self.0.insert(column, value.into());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(column, value)| (*column, value))
    }

    /// Takes over the columns of another row.
    pub(crate) fn extend(&mut self, other: Row) {
        self.0.extend(other.0);
    }

    /// Whether every column of this row is the same in the other.
    pub(crate) fn is_part_of(&self, other: &Row) -> bool {
        self.columns().all(|(column, value)| value.same(&other[column]))
    }
}

impl Index<&str> for Row {
    type Output = Value;

    fn index(&self, column: &str) -> &Value {
        self.0.get(column).unwrap_or(&MISSING)
    }
}

impl<V: Into<Value>, const N: usize> From<[(&'static str, V); N]> for Row {
    fn from(columns: [(&'static str, V); N]) -> Row {
        Row(columns.into_iter().map(|(column, value)| (column, value.into())).collect())
    }
}

impl FromIterator<(&'static str, Value)> for Row {
    fn from_iter<I: IntoIterator<Item = (&'static str, Value)>>(columns: I) -> Row {
        Row(columns.into_iter().collect())
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<String> = self.columns().map(|(column, value)| format!("{column}: {value:?}")).collect();
        write!(f, "({})", columns.join(", "))
    }
}
