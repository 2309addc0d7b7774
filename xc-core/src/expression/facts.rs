//! What a condition tells of the values in it: behind `when y <> 0`, `y` is not zero.

use super::domain::{Domain, Range};
use super::{Expression, Kind};
use crate::schema::types::Class;

/// What a condition came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// True or false.
    pub value: bool,
    /// Or null: what stands behind `else` is reached with a condition that is false or null.
    pub or_null: bool,
}

/// What is known of some expressions, wherever they stand.
#[derive(Debug, Default)]
pub struct Facts(Vec<(Expression, Fact)>);

#[derive(Clone, Copy, Debug)]
enum Fact {
    /// It is not null.
    NotNull,
    /// If it is not null, it is not zero.
    NotZero,
    /// If it is not null, it is among these.
    Within(Range),
}

impl Outcome {
    /// The condition holds.
    pub const TRUE: Outcome = Outcome { value: true, or_null: false };
    /// The condition does not hold.
    pub const NOT_TRUE: Outcome = Outcome { value: false, or_null: true };

    /// What it was if this is what became of its opposite.
    pub fn opposite(self) -> Outcome {
        Outcome { value: !self.value, ..self }
    }
}

impl Facts {
    /// Adds what a condition tells.
    pub fn learn(&mut self, condition: &Expression, outcome: Outcome) {
        if let Kind::Call(function, arguments) = &condition.kind {
            (function.tells)(arguments, outcome, self);
        } else if !outcome.or_null {
            self.not_null(condition);
        }
    }

    /// It is not null.
    pub fn not_null(&mut self, what: &Expression) {
        self.0.push((what.clone(), Fact::NotNull));
    }

    /// If it is not null, it is not zero.
    pub fn not_zero(&mut self, what: &Expression) {
        self.0.push((what.clone(), Fact::NotZero));
    }

    /// If it is not null, it is a number in these bounds.
    pub fn within(&mut self, what: &Expression, low: Option<Range>, high: Option<Range>) {
        let (Domain::Integer(own) | Domain::Decimal(own)) = &what.domain else { return };
        let low = low.map_or(own.low, |low| low.low_at(own.scale));
        let high = high.map_or(own.high, |high| high.high_at(own.scale));
        self.0.push((what.clone(), Fact::Within(Range { low, high, ..*own })));
    }
}

impl Expression {
    /// The same expression where these facts hold: its bounds are narrower.
    pub fn assuming(&self, facts: &Facts) -> Expression {
        let mut narrowed = match &self.kind {
            Kind::Call(function, arguments) => {
                let arguments: Vec<Expression> = arguments.iter().map(|argument| argument.assuming(facts)).collect();
                let domain = (function.gives)(&arguments);
                Expression { kind: Kind::Call(function, arguments), domain, ..self.clone_bare() }
            }
            Kind::Case(arms, otherwise) => {
                let arms = arms.iter().map(|(condition, value)| (condition.assuming(facts), value.assuming(facts))).collect();
                let otherwise = otherwise.as_ref().map(|value| Box::new(value.assuming(facts)));
                Expression { kind: Kind::Case(arms, otherwise), domain: self.domain.clone(), ..self.clone_bare() }
            }
            _ => self.clone(),
        };
        for (what, fact) in &facts.0 {
            if what.is_alike(self) {
                match fact {
                    Fact::NotNull => narrowed.never_null = true,
                    Fact::NotZero => narrowed.domain = narrowed.domain.without_zero(),
                    Fact::Within(range) => narrowed.domain = narrowed.domain.within(*range),
                }
            }
        }
        narrowed
    }

    /// Itself without what it is made of.
    fn clone_bare(&self) -> Expression {
        Expression {
            kind: Kind::Unknown,
            domain: Domain::Any,
            place: self.place,
            never_null: self.never_null,
            of_enum: self.of_enum.clone(),
            total_over: self.total_over.clone(),
        }
    }

    /// Calls `visit` with each value that a `case` may come to, as it is where its condition holds.
    pub fn outcomes(&self, visit: &mut dyn FnMut(&Expression)) {
        let Kind::Case(arms, otherwise) = &self.kind else { return };
        let mut facts = Facts::default();
        for (condition, value) in arms {
            let known = facts.0.len();
            facts.learn(condition, Outcome::TRUE);
            visit(&value.assuming(&facts));
            facts.0.truncate(known);
            facts.learn(condition, Outcome::NOT_TRUE);
        }
        if let Some(value) = otherwise {
            visit(&value.assuming(&facts));
        }
    }

    /// Whether it is the same expression, wherever it stands.
    pub fn is_alike(&self, other: &Expression) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Column(a), Kind::Column(b)) => a == b,
            (Kind::Literal(a), Kind::Literal(b)) => a == b,
            (Kind::Type(a), Kind::Type(b)) => a == b,
            (Kind::Null, Kind::Null) => self.class() == other.class(),
            (Kind::Call(f, a), Kind::Call(g, b)) => {
                std::ptr::eq(*f, *g) && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_alike(b))
            }
            // A `case` in a condition is rare, and telling two apart is not worth its length.
            _ => false,
        }
    }
}

/// What a comparison tells that is null when an operand is, as most are.
pub(super) fn operands_are_not_null(arguments: &[Expression], outcome: Outcome, facts: &mut Facts) {
    if !outcome.or_null {
        arguments.iter().for_each(|argument| facts.not_null(argument));
    }
}

/// What `a < b` tells (`strict`), or `a <= b`.
pub(super) fn is_less(a: &Expression, b: &Expression, strict: bool, facts: &mut Facts) {
    let is_number = |one: &Expression| matches!(one.class(), Class::Integer | Class::Number);
    if !is_number(a) || !is_number(b) {
        return;
    }
    // Only whole numbers have a next one.
    let step = i128::from(strict && a.class() == Class::Integer && b.class() == Class::Integer);
    let (low, high) = (a.domain.range(), b.domain.range());
    if !matches!(b.domain, Domain::Float { .. }) {
        facts.within(a, None, Some(Range { high: high.high.saturating_sub(step), ..high }));
    }
    if !matches!(a.domain, Domain::Float { .. }) {
        facts.within(b, Some(Range { low: low.low.saturating_add(step), ..low }), None);
    }
}
