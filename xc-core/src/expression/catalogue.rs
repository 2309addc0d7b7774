//! The catalogue of functions and operators: what each takes and gives, when it is null, and on which database it can't be had.
//!
//! How each is written for each database is in [`crate::sql::expression`].

use super::{Expression, Kind};
use crate::diagnostic::{Place, Sp};
use crate::plan::Dialect;
use crate::schema::types::Class;
use crate::syntax::Literal;

/// A function or operator.
#[derive(Debug)]
pub struct Function {
    /// Its name; for an operator, its sign.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What it gives.
    pub gives: Gives,
    /// When it is null.
    pub null: NullWhen,
    /// A database that does not have it, and why.
    pub not_on: Option<(Dialect, &'static str)>,
    /// How it is called, for messages.
    pub usage: &'static str,
}

/// What a function takes.
#[derive(Debug)]
pub enum Takes {
    /// Just these; the last `optional` of them may be left out.
    Exactly {
        /// The classes, in order.
        classes: &'static [Class],
        /// How many of the last may be left out.
        optional: usize,
    },
    /// One or more of a class.
    Many(Class),
    /// So many arguments that fit each other.
    Alike(usize),
    /// One or more arguments that fit each other.
    ManyAlike,
}

/// What a function gives.
#[derive(Debug)]
pub enum Gives {
    /// This.
    A(Class),
    /// What its arguments are.
    WhatItTakes,
}

/// When a function is null.
#[derive(Debug)]
pub enum NullWhen {
    /// When any argument is.
    AnyIs,
    /// When all arguments are.
    AllAre,
    /// It may be null whatever its arguments are.
    Maybe,
    /// Never.
    Never,
}

use Class::{Any, Boolean, Integer, Number, Text};

const fn exactly(classes: &'static [Class]) -> Takes {
    Takes::Exactly { classes, optional: 0 }
}

const fn function(name: &'static str, takes: Takes, gives: Gives, usage: &'static str) -> Function {
    Function { name, takes, gives, null: NullWhen::AnyIs, not_on: None, usage }
}

const ASCII_ONLY: &str = "its lower() and upper() change ASCII letters only (sqlite.org, \"Built-In Scalar SQL Functions\")";

/// Every function and operator.
pub static CATALOGUE: &[Function] = &[
    // Text
    function("concat", Takes::Many(Text), Gives::A(Text), "concat(a, b, ...) or a || b: null when an operand is null"),
    function(
        "split_part",
        exactly(&[Text, Text, Integer]),
        Gives::A(Text),
        "split_part(text, \"delimiter\", n): the nth part, counted from 1",
    ),
    function(
        "substr",
        Takes::Exactly { classes: &[Text, Integer, Integer], optional: 1 },
        Gives::A(Text),
        "substr(text, start[, length]): characters, counted from 1",
    ),
    function("length", exactly(&[Text]), Gives::A(Integer), "length(text): in characters"),
    function("replace", exactly(&[Text, Text, Text]), Gives::A(Text), "replace(text, from, to)"),
    function("trim", exactly(&[Text]), Gives::A(Text), "trim(text): without spaces at both ends"),
    Function { not_on: Some((Dialect::Sqlite, ASCII_ONLY)), ..function("lower", exactly(&[Text]), Gives::A(Text), "lower(text)") },
    Function { not_on: Some((Dialect::Sqlite, ASCII_ONLY)), ..function("upper", exactly(&[Text]), Gives::A(Text), "upper(text)") },
    // Null
    Function {
        null: NullWhen::AllAre,
        ..function("coalesce", Takes::ManyAlike, Gives::WhatItTakes, "coalesce(a, b, ...): the first that is not null")
    },
    Function { null: NullWhen::Maybe, ..function("nullif", Takes::Alike(2), Gives::WhatItTakes, "nullif(a, b): null where a = b, else a") },
    Function { null: NullWhen::Never, ..function("is null", exactly(&[Any]), Gives::A(Boolean), "a is null") },
    Function { null: NullWhen::Never, ..function("is not null", exactly(&[Any]), Gives::A(Boolean), "a is not null") },
    // Numbers
    function("+", exactly(&[Number, Number]), Gives::WhatItTakes, "a + b"),
    function("-", exactly(&[Number, Number]), Gives::WhatItTakes, "a - b"),
    function("*", exactly(&[Number, Number]), Gives::WhatItTakes, "a * b"),
    // Comparison
    function("=", Takes::Alike(2), Gives::A(Boolean), "a = b"),
    function("<>", Takes::Alike(2), Gives::A(Boolean), "a <> b"),
    function("<", Takes::Alike(2), Gives::A(Boolean), "a < b"),
    function("<=", Takes::Alike(2), Gives::A(Boolean), "a <= b"),
    function(">", Takes::Alike(2), Gives::A(Boolean), "a > b"),
    function(">=", Takes::Alike(2), Gives::A(Boolean), "a >= b"),
    // Logic
    function("and", exactly(&[Boolean, Boolean]), Gives::A(Boolean), "a and b"),
    function("or", exactly(&[Boolean, Boolean]), Gives::A(Boolean), "a or b"),
    function("not", exactly(&[Boolean]), Gives::A(Boolean), "not a"),
];

/// Other names for functions of the catalogue.
const ALIASES: &[(&str, &str)] =
    &[("substring", "substr"), ("char_length", "length"), ("character_length", "length"), ("ifnull", "coalesce"), ("btrim", "trim")];

/// The function of a name, in any case.
pub fn find(name: &str) -> Option<&'static Function> {
    let name = name.to_ascii_lowercase();
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, meant)| meant);
    CATALOGUE.iter().find(|function| function.name == name)
}

/// The names that can be called with parentheses.
pub fn callable_names() -> impl Iterator<Item = &'static str> {
    CATALOGUE
        .iter()
        .map(|function| function.name)
        .filter(|name| name.chars().all(|ch| ch.is_ascii_lowercase() || ch == '_') && !["and", "or", "not"].contains(name))
}

impl Function {
    /// What it gives for arguments of these classes, or what is wrong with them.
    pub fn class(&'static self, arguments: &[Expression]) -> Result<Class, ArgumentError> {
        let count = arguments.len();
        let counted = |ok: bool| if ok { Ok(()) } else { Err(ArgumentError::Count) };
        let fits = |index: usize, wanted: Class| {
            if arguments[index].class.fits(wanted) { Ok(()) } else { Err(ArgumentError::Class { index, wanted }) }
        };
        match self.takes {
            Takes::Exactly { classes, optional } => {
                counted((classes.len() - optional..=classes.len()).contains(&count))?;
                (0..count).try_for_each(|index| fits(index, classes[index]))?;
            }
            Takes::Many(class) => {
                counted(count >= 1)?;
                (0..count).try_for_each(|index| fits(index, class))?;
            }
            Takes::Alike(wanted) => {
                counted(count == wanted)?;
                alike(arguments)?;
            }
            Takes::ManyAlike => {
                counted(count >= 1)?;
                alike(arguments)?;
            }
        }
        self.needs_literals(arguments)?;
        Ok(match self.gives {
            Gives::A(class) => class,
            Gives::WhatItTakes => common(arguments),
        })
    }

    /// Arguments that must be literals, so that every database can be given the same meaning.
    fn needs_literals(&self, arguments: &[Expression]) -> Result<(), ArgumentError> {
        let literal = |index: usize, good: fn(&Literal) -> bool, why: &'static str| match &arguments[index].kind {
            Kind::Literal(literal) if good(literal) => Ok(()),
            _ => Err(ArgumentError::Literal { index, why }),
        };
        match self.name {
            "split_part" => {
                literal(
                    1,
                    |text| matches!(text, Literal::Text(text) if !text.is_empty()),
                    "the delimiter must be a literal text that is not empty",
                )?;
                literal(2, |n| matches!(n, Literal::Int(1..=4)), "the part's number must be a literal from 1 to 4")
            }
            "replace" => literal(
                1,
                |text| matches!(text, Literal::Text(text) if !text.is_empty()),
                "what is replaced must be a literal text that is not empty",
            ),
            _ => Ok(()),
        }
    }

    pub(super) fn null_source(&self, place: Place, arguments: &[Expression], column_is_null: &impl Fn(&str) -> bool) -> Option<Sp<String>> {
        let mut sources = arguments.iter().map(|argument| argument.null_source(column_is_null));
        match self.null {
            NullWhen::AnyIs => sources.find_map(|source| source),
            NullWhen::AllAre => sources.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().next()),
            NullWhen::Maybe => Some(Sp::new(format!("`{}(...)`", self.name), place)),
            NullWhen::Never => None,
        }
    }
}

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
    /// One that must be a literal.
    Literal {
        /// Which, from 0.
        index: usize,
        /// What it must be.
        why: &'static str,
    },
}

fn alike(arguments: &[Expression]) -> Result<(), ArgumentError> {
    let wanted = common(arguments);
    match arguments.iter().position(|argument| !argument.class.fits(wanted)) {
        None => Ok(()),
        Some(index) => Err(ArgumentError::Class { index, wanted }),
    }
}

/// The widest class among the arguments: the first that says anything, or a number where it is an integer among numbers.
pub fn common(arguments: &[Expression]) -> Class {
    let first = arguments.iter().map(|argument| argument.class).find(|class| *class != Any).unwrap_or(Any);
    let number = arguments.iter().any(|argument| argument.class == Number);
    if first == Integer && number { Number } else { first }
}
