//! The catalogue of functions and operators. Each has a file in its family's folder, with everything about it: what it takes and gives,
//! when it is null, what else the rules need to know, and how it is written for each database.

mod arguments;
mod call;
mod comparison;
mod conversion;
mod date;
mod function;
mod json;
mod logic;
mod null;
mod number;
mod text;

pub use arguments::{ArgumentError, Parameter, Takes, common};
pub use call::Call;
use comparison::like_pattern;
pub use function::{Form, Function, Idempotent, Null, Volatility};

use crate::schema::types::Class;
use crate::syntax::CastKind;

/// The families, each a list of what the files of its folder hold.
pub static FAMILIES: &[(&str, &[&[Function]])] = &[
    ("text", text::FUNCTIONS),
    ("null", null::FUNCTIONS),
    ("numbers", number::FUNCTIONS),
    ("dates", date::FUNCTIONS),
    ("json", json::FUNCTIONS),
    ("comparison", comparison::FUNCTIONS),
    ("logic", logic::FUNCTIONS),
    ("conversion", conversion::FUNCTIONS),
];

/// Every function and operator.
pub fn all() -> impl Iterator<Item = &'static Function> {
    FAMILIES.iter().flat_map(|(_, files)| files.iter().copied().flatten())
}

/// The function of a name, in any case.
pub fn find(name: &str) -> Option<&'static Function> {
    let is = |known: &str| known.eq_ignore_ascii_case(name);
    all().find(|function| is(function.name) || function.aliases.iter().any(|alias| is(alias)))
}

/// The function that is a word without parentheses.
pub fn find_word(word: &str) -> Option<&'static Function> {
    find(word).filter(|function| function.form == Form::Word && !word.eq_ignore_ascii_case("now"))
}

/// The cast from a class to another.
pub fn find_cast(kind: CastKind, from: Class, to: Class) -> Option<&'static Function> {
    all().find(|function| {
        let takes = |index: usize| function.takes.parameter(index).map(|parameter| parameter.class());
        function.form == Form::Cast(kind) && takes(0) == Some(from) && takes(1) == Some(to)
    })
}

/// The names that are called with parentheses.
pub fn callable_names() -> impl Iterator<Item = &'static str> {
    all().filter(|function| function.form == Form::Call).map(|function| function.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_given_once() {
        let mut names: Vec<_> = all().flat_map(|function| function.aliases.iter().chain([&function.name])).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
}
