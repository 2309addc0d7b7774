//! Columns that hold one of a few values: of an enum, or of text with a check that lists them.

use super::Table;
use crate::parse;
use crate::syntax::{Expression, Literal};

impl Table {
    /// The values that a column can hold besides null, where it is of an enum, or where a check lists them: `check (status in ("new", "paid"))`, or
    /// `check (status = "new" or status = "paid")`. A check is true or null for every row.
    pub fn values_of(&self, column: &str) -> Option<Vec<String>> {
        if let Some(of) = self.column(column).and_then(|column| column.ty.as_enum()) {
            return Some(of.values.clone());
        }
        let of_it = self.checks.iter().filter(|check| check.columns == [column]);
        of_it.filter_map(|check| listed(&parse::read_expression(&check.source)?.node, column)).next()
    }
}

/// The texts that a condition allows for a column, if it lists them and does nothing else.
fn listed(condition: &Expression, column: &str) -> Option<Vec<String>> {
    let Expression::Call(name, arguments) = condition else { return None };
    let is_column = |expression: &Expression| match expression {
        Expression::Column(name) => name == column,
        Expression::ColumnOf(_, name) => name.node == column,
        _ => false,
    };
    let text = |expression: &Expression| match expression {
        Expression::Literal(Literal::Text(text)) => Some(text.clone()),
        _ => None,
    };
    match (name.node.as_str(), arguments.as_slice()) {
        ("or", [one, other]) => {
            let mut values = listed(&one.node, column)?;
            values.extend(listed(&other.node, column)?);
            Some(values)
        }
        ("=", [one, other]) if is_column(&one.node) => Some(vec![text(&other.node)?]),
        ("=", [one, other]) if is_column(&other.node) => Some(vec![text(&one.node)?]),
        ("in", [one, list @ ..]) if is_column(&one.node) => list.iter().map(|value| text(&value.node)).collect(),
        _ => None,
    }
}
