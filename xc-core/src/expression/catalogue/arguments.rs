//! What a function takes, and what is wrong with a call.

use super::{Function, Null};
use crate::expression::domain::Domain;
use crate::expression::{Expression, Kind};
use crate::schema::types::Class;
use crate::syntax::Literal;

/// What a function takes.
#[derive(Debug)]
pub enum Takes {
    /// Just these; the last `optional` of them may be left out.
    Exactly {
        /// The parameters, in order.
        parameters: &'static [Parameter],
        /// How many of the last may be left out.
        optional: usize,
    },
    /// One or more of a kind.
    Many(Parameter),
    /// One of a kind, then one or more of another.
    First(Parameter, Parameter),
    /// So many arguments that fit each other.
    Alike(usize),
    /// So many arguments or more that fit each other.
    AlikeFrom(usize),
}

/// What an argument must be.
#[derive(Clone, Copy, Debug)]
pub enum Parameter {
    /// Any value of a class.
    Value(Class),
    /// A literal text that is not empty, so that every database can be given the same meaning.
    LiteralText {
        /// What it is called in a message.
        what: &'static str,
    },
    /// A literal pattern of `like`.
    Pattern,
    /// A day or a point in time.
    Moment,
    /// One of these words, as a literal text.
    Word {
        /// What it is called in a message.
        what: &'static str,
        /// The words.
        words: &'static [&'static str],
    },
    /// The literal name of a member of a JSON object.
    Key,
    /// The type that a cast converts to: one of this class.
    Type(Class),
    /// A literal whole number.
    LiteralInt {
        /// What it is called in a message.
        what: &'static str,
        /// The lowest.
        from: i64,
        /// The highest.
        to: i64,
    },
}

/// Any text.
pub(super) const TEXT: Parameter = Parameter::Value(Class::Text);
/// Any whole number.
pub(super) const INTEGER: Parameter = Parameter::Value(Class::Integer);
/// Any number.
pub(super) const NUMBER: Parameter = Parameter::Value(Class::Number);
/// A condition.
pub(super) const BOOLEAN: Parameter = Parameter::Value(Class::Boolean);
/// A point in time.
pub(super) const TIMESTAMP: Parameter = Parameter::Value(Class::Timestamp);
/// A day or a point in time.
pub(super) const MOMENT: Parameter = Parameter::Moment;
/// A document.
pub(super) const JSON: Parameter = Parameter::Value(Class::Json);
/// The name of a member of a document.
pub(super) const KEY: Parameter = Parameter::Key;
/// Anything at all.
pub(super) const ANY: Parameter = Parameter::Value(Class::Any);

/// What is wrong with a call.
#[derive(Debug)]
pub enum ArgumentError {
    /// Too few or too many.
    Count,
    /// One of another class than the function wants.
    Class {
        /// Which, from 0.
        index: usize,
        /// What it should be.
        wanted: Class,
    },
    /// `null`, where that makes no sense: everything is null then.
    Null {
        /// Which, from 0.
        index: usize,
    },
    /// One that must be a literal.
    Literal {
        /// Which, from 0.
        index: usize,
        /// What it must be.
        why: String,
    },
}

impl Takes {
    /// These, and no fewer.
    pub(super) const fn exactly(parameters: &'static [Parameter]) -> Takes {
        Takes::Exactly { parameters, optional: 0 }
    }

    /// What the argument at an index must be; `None` where the arguments must fit each other.
    pub fn parameter(&self, index: usize) -> Option<Parameter> {
        match self {
            Takes::Exactly { parameters, .. } => parameters.get(index).copied(),
            Takes::Many(parameter) => Some(*parameter),
            Takes::First(first, rest) => Some(if index == 0 { *first } else { *rest }),
            Takes::Alike(_) | Takes::AlikeFrom(_) => None,
        }
    }

    fn takes_so_many(&self, count: usize) -> bool {
        match self {
            Takes::Exactly { parameters, optional } => (parameters.len() - optional..=parameters.len()).contains(&count),
            Takes::Many(_) => count >= 1,
            Takes::First(..) => count >= 2,
            Takes::Alike(wanted) => count == *wanted,
            Takes::AlikeFrom(least) => count >= *least,
        }
    }
}

impl Parameter {
    /// The class of the argument.
    pub fn class(&self) -> Class {
        match self {
            Parameter::Value(class) | Parameter::Type(class) => *class,
            Parameter::Moment => Class::Timestamp,
            Parameter::LiteralText { .. } | Parameter::Pattern | Parameter::Word { .. } | Parameter::Key => Class::Text,
            Parameter::LiteralInt { .. } => Class::Integer,
        }
    }

    /// What is wrong with an argument of the right class, if anything.
    fn wrong(&self, argument: &Expression) -> Option<String> {
        match (self, &argument.kind) {
            (Parameter::Value(_) | Parameter::Type(_) | Parameter::Moment, _) => None,
            (Parameter::Word { words, .. }, Kind::Literal(Literal::Text(word))) if words.contains(&word.as_str()) => None,
            (Parameter::Word { what, words }, _) => Some(format!("{what} must be one of \"{}\"", words.join("\", \""))),
            (Parameter::Key, Kind::Literal(Literal::Text(key))) if !key.is_empty() && !key.contains(['"', '\\']) => None,
            (Parameter::Key, _) => Some("the key must be a literal text that is not empty, without quotes and backslashes".into()),
            (Parameter::Pattern, Kind::Literal(Literal::Text(pattern))) => super::like_pattern(pattern).err().map(Into::into),
            (Parameter::Pattern, _) => Some("the pattern must be a literal text".into()),
            (Parameter::LiteralText { .. }, Kind::Literal(Literal::Text(text))) if !text.is_empty() => None,
            (Parameter::LiteralText { what }, _) => Some(format!("{what} must be a literal text that is not empty")),
            (Parameter::LiteralInt { from, to, .. }, Kind::Literal(Literal::Int(value))) if (*from..=*to).contains(value) => None,
            (Parameter::LiteralInt { what, from, to }, _) => Some(format!("{what} must be a literal from {from} to {to}")),
        }
    }
}

impl Function {
    /// Whether it takes values of a class, and only those.
    pub fn takes_class(&self, class: Class) -> bool {
        self.takes.parameter(0).is_some_and(|parameter| parameter.class() == class)
    }

    /// What it gives for these arguments, or what is wrong with them.
    pub fn domain(&self, arguments: &[Expression]) -> Result<Domain, ArgumentError> {
        if !self.takes.takes_so_many(arguments.len()) {
            return Err(ArgumentError::Count);
        }
        // `coalesce` and its like take a null among others; what is null with any of its arguments is never anything else.
        let takes_null = self.null != Null::AnyIs && self.takes.parameter(0).is_none() && common(arguments) != Domain::Any;
        let is_null = |argument: &Expression| matches!(argument.kind, Kind::Null) && argument.domain == Domain::Any;
        if let Some(index) = arguments.iter().position(is_null).filter(|_| !takes_null) {
            return Err(ArgumentError::Null { index });
        }
        let alike = common(arguments).class();
        for (index, argument) in arguments.iter().enumerate() {
            let wanted = self.takes.parameter(index).map_or(alike, |parameter| parameter.class());
            let is_day = matches!(self.takes.parameter(index), Some(Parameter::Moment)) && argument.class() == Class::Date;
            if !argument.class().fits(wanted) && !is_day {
                return Err(ArgumentError::Class { index, wanted });
            }
        }
        let first = arguments.iter().find_map(zone);
        let other = |argument: &Expression| zone(argument).is_some_and(|zone| Some(zone) != first);
        if self.takes.parameter(0).is_none()
            && let Some(index) = arguments.iter().position(other)
        {
            let why = "all must be with a zone, or all without: PostgreSQL would convert one by the session's zone".into();
            return Err(ArgumentError::Literal { index, why });
        }
        for (index, argument) in arguments.iter().enumerate() {
            if let Some(why) = self.takes.parameter(index).and_then(|parameter| parameter.wrong(argument)) {
                return Err(ArgumentError::Literal { index, why });
            }
        }
        Ok((self.gives)(arguments))
    }
}

/// Whether a point in time has a zone; `None` for what is none.
fn zone(argument: &Expression) -> Option<bool> {
    match argument.domain {
        Domain::Timestamp { zone, .. } => Some(zone),
        _ => None,
    }
}

/// What has the values of all of these. Where they do not fit each other, that of the first that says anything.
pub fn common(arguments: &[Expression]) -> Domain {
    arguments.iter().map(|argument| argument.domain.clone()).fold(Domain::Any, Domain::or)
}
