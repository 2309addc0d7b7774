//! An expression as the language spells it, for messages.

use super::catalogue::{Form, Function};
use super::{Expression, Kind};
use crate::syntax::DefaultValue;

impl Expression {
    /// As the language spells it: parsed again, it is the same.
    pub fn spelled(&self) -> String {
        match &self.kind {
            Kind::Column(name) => name.clone(),
            Kind::Literal(literal) => DefaultValue::Literal(literal.clone()).spelled(),
            Kind::Null => "null".into(),
            Kind::Type(ty) => ty.spelled(),
            Kind::Unknown => "...".into(),
            Kind::Call(function, arguments) => spell_call(function, arguments),
            Kind::Case(arms, otherwise) => {
                let arms: String =
                    arms.iter().map(|(condition, value)| format!(" when {} then {}", condition.spelled(), value.spelled())).collect();
                let otherwise = otherwise.as_ref().map(|value| format!(" else {}", value.spelled())).unwrap_or_default();
                format!("case{arms}{otherwise} end")
            }
        }
    }

    /// In parentheses where an operator would take only a part of it.
    fn operand(&self) -> String {
        match &self.kind {
            Kind::Call(function, _) if !matches!(function.form, Form::Call | Form::Word | Form::Cast(_)) => format!("({})", self.spelled()),
            _ => self.spelled(),
        }
    }
}

fn spell_call(function: &Function, arguments: &[Expression]) -> String {
    let list = |arguments: &[Expression]| arguments.iter().map(Expression::spelled).collect::<Vec<_>>().join(", ");
    match (function.form, arguments) {
        (Form::Word, _) => function.name.to_owned(),
        (Form::Infix, [a, b]) => format!("{} {} {}", a.operand(), function.name, b.operand()),
        // Its name is `-a`, for it shares its sign with the difference.
        (Form::Minus, [a]) => format!("-{}", a.operand()),
        (Form::Prefix, [a]) => format!("{} {}", function.name, a.operand()),
        (Form::Postfix, [a]) => format!("{} {}", a.operand(), function.name),
        (Form::Between, [a, low, high]) => format!("{} between {} and {}", a.operand(), low.operand(), high.operand()),
        (Form::In, [a, values @ ..]) => format!("{} in ({})", a.operand(), list(values)),
        (Form::Cast(kind), [a, to]) => {
            format!("{}({} as {})", kind.name(), a.spelled(), to.spelled())
        }
        _ => format!("{}({})", function.name, list(arguments)),
    }
}
