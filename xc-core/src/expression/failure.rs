//! What in an expression can raise an error on some row.

use super::{Expression, Kind};
use crate::diagnostic::Sp;

/// Why a part of an expression can raise an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The part, as the language spells it.
    pub part: String,
    /// When: 'where `y` is 0'.
    pub when: String,
    /// What to write in its place, if there is such a thing.
    pub instead: Option<String>,
}

impl Failure {
    /// It fails then: 'where `y` is 0'.
    pub(super) fn new(when: impl Into<String>) -> Failure {
        Failure { part: String::new(), when: when.into(), instead: None }
    }

    /// What to write in its place.
    pub(super) fn instead(self, instead: impl Into<String>) -> Failure {
        Failure { instead: Some(instead.into()), ..self }
    }
}

impl Expression {
    /// The first part that can raise an error on a row, and why; `None` when every row has a value.
    ///
    /// A `case` guards: behind `when y <> 0`, dividing by `y` can't fail.
    pub fn may_fail(&self) -> Option<Sp<Failure>> {
        match &self.kind {
            Kind::Case(arms, _) => {
                let mut found = arms.iter().find_map(|(condition, _)| condition.may_fail());
                self.outcomes(&mut |value| {
                    if found.is_none() {
                        found = value.may_fail();
                    }
                });
                found
            }
            Kind::Call(function, arguments) => {
                let inside = arguments.iter().find_map(Expression::may_fail);
                let own = || (function.fails)(arguments).map(|failure| Failure { part: self.spelled(), ..failure });
                inside.or_else(|| own().map(|failure| Sp::new(failure, self.place)))
            }
            _ => None,
        }
    }
}
