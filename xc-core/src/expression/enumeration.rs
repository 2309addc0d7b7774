//! Columns of an enum in expressions. They are read as text; compared with texts, they are compared as what they are.

use super::{Expression, Kind};
use crate::diagnostic::Place;
use crate::schema::enumeration::EnumType;

/// What asks the values themselves, whichever way they are spelled: PostgreSQL need not make text of them for it.
const ASKS: &[&str] = &["=", "<>", "in", "is distinct from", "is not distinct from", "is null", "is not null"];

impl Expression {
    /// The enum, of a column of one.
    pub fn as_enum(&self) -> Option<&EnumType> {
        self.of_enum.as_ref()
    }

    /// Of a comparison of a column of an enum with texts: the column, then the texts.
    pub fn compared_enum(&self) -> Option<(&Expression, Vec<&Expression>)> {
        let Kind::Call(function, arguments) = &self.kind else { return None };
        let (enums, others): (Vec<_>, Vec<_>) = arguments.iter().partition(|argument| argument.as_enum().is_some());
        let [column] = enums.as_slice() else { return None };
        // `"a" in (status, ...)` asks something else.
        let is_asked =
            ASKS.contains(&function.name) && (function.name != "in" || arguments.first().is_some_and(|first| first.as_enum().is_some()));
        (is_asked && others.iter().all(|other| other.literal_text().is_some())).then_some((column, others))
    }

    /// The first place where a column of an enum is read as text.
    pub fn reads_enum_as_text(&self) -> Option<Place> {
        if self.compared_enum().is_some() {
            return None;
        }
        match self.as_enum() {
            Some(_) => Some(self.place),
            None => self.parts().into_iter().find_map(Expression::reads_enum_as_text),
        }
    }

    /// Every text that it can have, where that can be told; `of` knows the values of columns that are listed elsewhere.
    pub fn texts(&self, of: &dyn Fn(&str) -> Option<Vec<String>>) -> Option<Vec<String>> {
        let all = |parts: &[&Expression]| {
            let each: Option<Vec<Vec<String>>> = parts.iter().map(|part| part.texts(of)).collect();
            Some(each?.concat())
        };
        match &self.kind {
            Kind::Null => Some(Vec::new()),
            Kind::Literal(_) => Some(vec![self.literal_text()?.to_owned()]),
            Kind::Column(name) => self.as_enum().map(|known| known.values.clone()).or_else(|| of(name)),
            Kind::Case(arms, otherwise) => {
                let values: Vec<&Expression> = arms.iter().map(|(_, value)| value).chain(otherwise.as_deref()).collect();
                all(&values)
            }
            Kind::Call(function, arguments) => match function.name {
                "coalesce" => all(&arguments.iter().collect::<Vec<_>>()),
                // Null, or the first.
                "nullif" => all(&arguments.iter().take(1).collect::<Vec<_>>()),
                _ => None,
            },
            Kind::Type(_) | Kind::Unknown => None,
        }
    }
}
