//! Typed expressions: the language's small SQL after names and types are resolved, and what can be told of one without a database.

mod arms;
pub mod catalogue;
pub mod domain;
mod enumeration;
mod facts;
mod failure;
mod spelled;

use crate::diagnostic::{Place, Sp};
use crate::schema::Column;
use crate::schema::enumeration::EnumType;
use crate::schema::types::{Class, Type};
use crate::syntax::Literal;
use catalogue::{Function, Idempotent, Null, Volatility};
use domain::Domain;
pub use facts::{Facts, Outcome};
pub use failure::Failure;

/// An expression whose columns exist and whose types fit.
#[derive(Clone, Debug)]
pub struct Expression {
    /// What it is.
    pub kind: Kind,
    /// The values that it can have.
    pub domain: Domain,
    /// Where it was written.
    pub place: Place,
    /// Whether a condition around it rules out null.
    never_null: bool,
    /// Of a column of an enum: that enum. It is read as text.
    of_enum: Option<EnumType>,
    /// Of a `case` that has an arm for each value of a column: that column. Without `else` it is null for rows whose column is.
    total_over: Option<String>,
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
    /// A type: what a cast has for its second argument.
    Type(Type),
    /// A function of the catalogue.
    Call(&'static Function, Vec<Expression>),
    /// `case when c then a ... else b end`.
    Case(Vec<(Expression, Expression)>, Option<Box<Expression>>),
    /// A mistake, already reported.
    Unknown,
}

impl Expression {
    /// An expression, and the values that it can have.
    pub fn new(kind: Kind, domain: Domain, place: Place) -> Expression {
        Expression { kind, domain, place, never_null: false, of_enum: None, total_over: None }
    }

    /// A column.
    pub fn column(column: &Column, place: Place) -> Expression {
        let read = Expression::new(Kind::Column(column.name.clone()), Domain::of(&column.ty), place);
        Expression { of_enum: column.ty.as_enum().cloned(), ..read }
    }

    /// A mistake, already reported: nothing more is said of it.
    pub fn unknown(place: Place) -> Expression {
        Expression::new(Kind::Unknown, Domain::Any, place)
    }

    /// The same, where it is a `case` that has an arm for each value of this column.
    pub fn total_over(self, column: &str) -> Expression {
        Expression { total_over: Some(column.to_owned()), ..self }
    }

    /// The same at another place, as if all of it were written there.
    pub fn at(mut self, place: Place) -> Expression {
        self.place = place;
        match &mut self.kind {
            Kind::Call(_, arguments) => arguments.iter_mut().for_each(|part| *part = part.clone().at(place)),
            Kind::Case(arms, otherwise) => {
                for (condition, value) in arms {
                    (*condition, *value) = (condition.clone().at(place), value.clone().at(place));
                }
                if let Some(value) = otherwise {
                    **value = (**value).clone().at(place);
                }
            }
            Kind::Column(_) | Kind::Literal(_) | Kind::Null | Kind::Type(_) | Kind::Unknown => {}
        }
        self
    }

    /// The class of its value.
    pub fn class(&self) -> Class {
        self.domain.class()
    }

    /// The expressions that it is made of.
    pub fn parts(&self) -> Vec<&Expression> {
        match &self.kind {
            Kind::Column(_) | Kind::Literal(_) | Kind::Null | Kind::Type(_) | Kind::Unknown => Vec::new(),
            Kind::Call(_, arguments) => arguments.iter().collect(),
            Kind::Case(arms, otherwise) => {
                arms.iter().flat_map(|(condition, value)| [condition, value]).chain(otherwise.as_deref()).collect()
            }
        }
    }

    /// Calls `visit` with every column that is read, and where.
    pub fn columns<'a>(&'a self, visit: &mut impl FnMut(&'a str, Place)) {
        if let Kind::Column(name) = &self.kind {
            visit(name, self.place);
        }
        self.parts().into_iter().for_each(|part| part.columns(visit));
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
            _ if self.never_null => None,
            Kind::Column(name) => column_is_null(name).then(|| Sp::new(format!("`{name}`"), self.place)),
            Kind::Literal(_) | Kind::Type(_) | Kind::Unknown => None,
            Kind::Null => Some(Sp::new("`null`".into(), self.place)),
            Kind::Call(function, arguments) => function.null_source(self.place, arguments, column_is_null),
            Kind::Case(_, None) if self.total_over.is_none() => Some(Sp::new("a `case` without `else`".into(), self.place)),
            Kind::Case(..) => {
                let of = self.total_over.as_ref().filter(|column| column_is_null(column));
                let mut found = of.map(|column| Sp::new(format!("`{column}`"), self.place));
                self.outcomes(&mut |value| found = found.take().or_else(|| value.null_source(column_is_null)));
                found
            }
        }
    }

    /// Whether it is surely null in every row in which a column is.
    pub fn is_null_without(&self, column: &str) -> bool {
        match &self.kind {
            Kind::Column(name) => name == column,
            // `false and null` is false, and `1 in (1, null)` true.
            Kind::Call(..) if self.class() == Class::Boolean => false,
            Kind::Call(function, arguments) => {
                let mut arguments = arguments.iter().map(|argument| argument.is_null_without(column));
                match function.null {
                    Null::AnyIs => arguments.any(|is_null| is_null),
                    Null::AllAre => arguments.all(|is_null| is_null),
                    Null::Maybe | Null::Never => false,
                }
            }
            Kind::Case(..) | Kind::Literal(_) | Kind::Null | Kind::Type(_) | Kind::Unknown => false,
        }
    }

    /// Whether it gives the same value for the same row at any time: that of its least stable part.
    pub fn volatility(&self) -> Volatility {
        let own = match &self.kind {
            Kind::Call(function, _) => function.volatility,
            _ => Volatility::Immutable,
        };
        self.parts().into_iter().map(Expression::volatility).fold(own, Volatility::max)
    }

    /// Whether two rows that differ in a column, and in nothing else that it reads, always get different values, given which columns may be
    /// null: `concat(name, nickname)` tells names apart only where there is a nickname.
    pub fn is_injective_in(&self, column: &str, column_is_null: &impl Fn(&str) -> bool) -> bool {
        match &self.kind {
            Kind::Column(name) => name == column,
            Kind::Call(function, arguments) => {
                let (reading, others): (Vec<_>, Vec<_>) = arguments.iter().enumerate().partition(|(_, argument)| argument.reads(column));
                let [(index, argument)] = reading.as_slice() else { return false };
                (function.injective)(arguments, *index)
                    && argument.is_injective_in(column, column_is_null)
                    && others.iter().all(|(_, other)| other.null_source(column_is_null).is_none())
            }
            Kind::Case(..) | Kind::Literal(_) | Kind::Null | Kind::Type(_) | Kind::Unknown => false,
        }
    }

    /// Whether a mapping may write it into a column that it reads: done twice, it gives what it gave the first time.
    ///
    /// That is so for one call of an idempotent function on the column itself (`coalesce(c, e)`), and for several on top of each other that
    /// leave each other's work alone (`lower(trim(c))`).
    pub fn own_target_is_idempotent(&self, column: &str) -> bool {
        let Kind::Call(function, arguments) = &self.kind else { return false };
        let Some((first, others)) = arguments.split_first() else { return false };
        if others.iter().any(|other| other.reads(column)) {
            return false;
        }
        match (function.idempotent, &first.kind) {
            (Idempotent::No, _) => false,
            (_, Kind::Column(name)) => name == column,
            (Idempotent::AmongOthers, Kind::Call(inner, _)) => {
                inner.idempotent == Idempotent::AmongOthers && first.own_target_is_idempotent(column)
            }
            _ => false,
        }
    }

    /// The value of a literal of text.
    pub fn literal_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Literal(Literal::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The value of a literal whole number.
    pub fn literal_int(&self) -> Option<i64> {
        match &self.kind {
            Kind::Literal(Literal::Int(value)) => Some(*value),
            _ => None,
        }
    }
}
