//! Casts: a file for each class that they convert to, in it a function for each class that they convert from.
//!
//! `cast` raises an error for a value that does not convert, and `try_cast` gives null. Which values convert is the same on every database,
//! where the databases' own casts differ: a whole number is a sign and digits, without spaces around it.

mod to_date;
mod to_decimal;
mod to_integer;
mod to_text;

use super::{Call, Form, Function, Null, Parameter, Takes};
use crate::plan::Dialect;
use crate::schema::types::Class;
use crate::syntax::CastKind;

pub(super) static FUNCTIONS: &[&[Function]] = &[to_text::FUNCTIONS, to_integer::FUNCTIONS, to_decimal::FUNCTIONS, to_date::FUNCTIONS];

/// A cast that says nothing else.
const fn cast(name: &'static str, usage: &'static str, parameters: &'static [Parameter; 2]) -> Function {
    Function {
        name,
        usage,
        form: Form::Cast(CastKind::OrFail),
        takes: Takes::exactly(parameters),
        gives: |arguments| arguments[1].domain.clone(),
        ..Function::BASE
    }
}

/// The same for `try_cast`.
const fn or_null(name: &'static str, usage: &'static str, cast: Function) -> Function {
    Function { name, usage, form: Form::Cast(CastKind::OrNull), null: Null::Maybe, fails: |_| None, ..cast }
}

/// From a value of one class to a type of another.
const fn from_to(from: Class, to: Class) -> [Parameter; 2] {
    [Parameter::Value(from), Parameter::Type(to)]
}

impl Call<'_> {
    /// Whether it is `try_cast`.
    fn gives_null(&self) -> bool {
        self.form == Form::Cast(CastKind::OrNull)
    }

    /// The converted value where it is valid; an error where it is not, or null, as the kind of cast wants it.
    fn where_valid(&self, valid: &str, converted: &str) -> String {
        if self.gives_null() {
            format!("CASE WHEN {valid} THEN {converted} END")
        } else {
            format!("CASE WHEN {valid} THEN {converted} ELSE {} END", self.raise(0))
        }
    }

    /// Whether a text matches a regular expression as a whole: MySQL's and MariaDB's `$` also stands before a newline at the end.
    fn matches(&self, text: &str, pattern: &str) -> String {
        match self.dialect {
            Dialect::Postgres => format!("{text} COLLATE \"C\" ~ '^{pattern}$'"),
            _ => format!("{text} REGEXP '^{pattern}\\\\z'"),
        }
    }
}
