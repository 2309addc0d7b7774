//! A `case` that tells the values of one column apart.

use super::{Expression, Kind};
use crate::diagnostic::Sp;

impl Expression {
    /// The column that all conditions of a `case` compare with texts, and the texts, each where it stands. `None` for any other expression.
    pub fn arms(&self) -> Option<(&str, Vec<Sp<String>>)> {
        let Kind::Case(arms, _) = &self.kind else { return None };
        let mut of: Option<&str> = None;
        let mut values = Vec::new();
        for (condition, _) in arms {
            let (column, texts) = condition.compares()?;
            if of.is_some_and(|known| known != column) {
                return None;
            }
            of = Some(column);
            values.extend(texts);
        }
        Some((of?, values))
    }

    /// `c = "a"`, `"a" = c` or `c in ("a", "b")`.
    fn compares(&self) -> Option<(&str, Vec<Sp<String>>)> {
        let Kind::Call(function, arguments) = &self.kind else { return None };
        let (column, texts) = match (function.name, arguments.as_slice()) {
            ("=", [one, other]) if matches!(one.kind, Kind::Column(_)) => (one, std::slice::from_ref(other)),
            ("=", [one, other]) => (other, std::slice::from_ref(one)),
            ("in", [one, list @ ..]) => (one, list),
            _ => return None,
        };
        let Kind::Column(column) = &column.kind else { return None };
        let texts: Option<Vec<_>> = texts.iter().map(|text| Some(Sp::new(text.literal_text()?.to_owned(), text.place))).collect();
        Some((column, texts?))
    }
}
