//! Typed expressions: the language's small SQL after names and types are resolved.

pub mod catalogue;

use crate::diagnostic::{Place, Sp};
use crate::schema::types::Class;
use crate::syntax::Literal;
use catalogue::Function;

/// An expression whose columns exist and whose types fit.
#[derive(Clone, Debug)]
pub struct Expression {
    /// What it is.
    pub kind: Kind,
    /// The class of its value.
    pub class: Class,
    /// Where it was written.
    pub place: Place,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A column of the sync's table.
    Column(String),
    /// A literal.
    Literal(Literal),
    /// `null`.
    Null,
    /// A function of the catalogue.
    Call(&'static Function, Vec<Expression>),
    /// `case when c then a ... else b end`.
    Case(Vec<(Expression, Expression)>, Option<Box<Expression>>),
    /// A mistake, already reported.
    Unknown,
}

impl Expression {
    /// Calls `visit` with every column that is read, and where.
    pub fn columns<'a>(&'a self, visit: &mut impl FnMut(&'a str, Place)) {
        match &self.kind {
            Kind::Column(name) => visit(name, self.place),
            Kind::Literal(_) | Kind::Null | Kind::Unknown => {}
            Kind::Call(_, arguments) => arguments.iter().for_each(|argument| argument.columns(visit)),
            Kind::Case(arms, otherwise) => {
                for (condition, value) in arms {
                    condition.columns(visit);
                    value.columns(visit);
                }
                if let Some(value) = otherwise {
                    value.columns(visit);
                }
            }
        }
    }

    /// Whether a column is read.
    pub fn reads(&self, column: &str) -> bool {
        let mut found = false;
        self.columns(&mut |name, _| found |= name == column);
        found
    }

    /// What in it may make it null, given which columns may be null; `None` when it can't be null.
    pub fn null_source(&self, column_is_null: &impl Fn(&str) -> bool) -> Option<Sp<String>> {
        match &self.kind {
            Kind::Column(name) => column_is_null(name).then(|| Sp::new(format!("`{name}`"), self.place)),
            Kind::Literal(_) | Kind::Unknown => None,
            Kind::Null => Some(Sp::new("`null`".into(), self.place)),
            Kind::Call(function, arguments) => function.null_source(self.place, arguments, column_is_null),
            Kind::Case(arms, otherwise) => match otherwise {
                None => Some(Sp::new("a `case` without `else`".into(), self.place)),
                Some(value) => arms
                    .iter()
                    .map(|(_, value)| value)
                    .chain(std::iter::once(value.as_ref()))
                    .find_map(|value| value.null_source(column_is_null)),
            },
        }
    }

    /// Whether its value is known to be at least so much.
    pub fn at_least(&self, bound: i64) -> bool {
        match &self.kind {
            Kind::Literal(Literal::Int(value)) => *value >= bound,
            Kind::Call(function, arguments) => match (function.name, arguments.as_slice()) {
                ("length", _) => bound <= 0,
                // The larger part of the sum is usually the literal.
                ("+", [a, b]) => (a.at_least(bound) && b.at_least(0)) || (a.at_least(0) && b.at_least(bound)),
                _ => false,
            },
            _ => false,
        }
    }
}
