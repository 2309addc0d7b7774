//! The values that an expression can have: its type, as far as it is known, with bounds.
//!
//! Bounds are what tells `length(name) + 2` from a sum that may overflow, and a `varchar(50)` from one that may not fit.

use crate::schema::types::{Class, Type};
use crate::syntax::Literal;

/// The values that an expression can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Whole numbers. On every database they are computed in 64 bits.
    Integer(Range),
    /// Exact numbers with a fraction.
    Decimal(Range),
    /// Binary floating-point numbers of 64 bits.
    Float {
        /// Whether zero is not among them.
        nonzero: bool,
    },
    /// True and false.
    Boolean,
    /// Text.
    Text {
        /// In characters; `None` where the database sets no limit of its own.
        longest: Option<u32>,
    },
    /// Days.
    Date,
    /// Points in time.
    Timestamp {
        /// Digits of a second, 0 to 6.
        digits: u32,
        /// Whether PostgreSQL keeps it with a zone.
        zone: bool,
    },
    /// UUIDs.
    Uuid,
    /// JSON documents.
    Json,
    /// Bytes.
    Bytes,
    /// `null`, or a mistake that was already reported.
    Any,
}

/// Exact numbers from `low` to `high`, both as multiples of `10^-scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The lowest.
    pub low: i128,
    /// The highest.
    pub high: i128,
    /// Digits after the point.
    pub scale: u32,
    /// Whether zero is not among them, though it lies between.
    pub nonzero: bool,
}

/// No column has a longer text in practice: PostgreSQL's limit is 1 GB, SQLite's default 10^9 bytes ("Limits In SQLite").
const LONGEST_TEXT: i128 = 1 << 30;

impl Domain {
    /// Whole numbers from `low` to `high`.
    pub const fn integers(low: i128, high: i128) -> Domain {
        Domain::Integer(Range { low, high, scale: 0, nonzero: false })
    }

    /// The values that a column of a type can hold.
    ///
    /// The lowest number of a width (-2147483648 of an `int`) is left out: then `-x` and `abs(x)` stay in the width, and whoever negates the
    /// lowest number of 64 bits gets an error from every database.
    pub fn of(ty: &Type) -> Domain {
        let bits = |bits: u32| Domain::integers(-(1 << (bits - 1)) + 1, (1 << (bits - 1)) - 1);
        match ty {
            Type::SmallInt => bits(16),
            Type::Int => bits(32),
            Type::BigInt => bits(64),
            Type::Decimal(precision, scale) => Domain::Decimal(Range::of_digits(*precision, *scale)),
            Type::Real | Type::Double => Domain::Float { nonzero: false },
            Type::Boolean => Domain::Boolean,
            Type::Varchar(size) | Type::Char(size) => Domain::Text { longest: Some(*size) },
            Type::Text => Domain::Text { longest: None },
            Type::Date => Domain::Date,
            Type::Timestamp(digits) => Domain::Timestamp { digits: *digits, zone: false },
            Type::TimestampTz(digits) => Domain::Timestamp { digits: *digits, zone: true },
            Type::Uuid => Domain::Uuid,
            Type::Json => Domain::Json,
            Type::Bytes => Domain::Bytes,
            Type::Enum(of) => Domain::Text { longest: Some(of.longest()) },
            Type::Named(_) | Type::Unknown => Domain::Any,
        }
    }

    /// The one value of a literal.
    pub fn of_literal(literal: &Literal) -> Domain {
        match literal {
            Literal::Text(text) => Domain::Text { longest: Some(u32::try_from(text.chars().count()).unwrap_or(u32::MAX)) },
            Literal::Int(value) => Domain::integers(i128::from(*value), i128::from(*value)),
            Literal::Decimal(text) => Domain::Decimal(Range::of_decimal(text)),
            Literal::Bool(_) => Domain::Boolean,
        }
    }

    /// The class.
    pub fn class(&self) -> Class {
        match self {
            Domain::Integer(_) => Class::Integer,
            Domain::Decimal(_) | Domain::Float { .. } => Class::Number,
            Domain::Boolean => Class::Boolean,
            Domain::Text { .. } => Class::Text,
            Domain::Date => Class::Date,
            Domain::Timestamp { .. } => Class::Timestamp,
            Domain::Uuid => Class::Uuid,
            Domain::Json => Class::Json,
            Domain::Bytes => Class::Bytes,
            Domain::Any => Class::Any,
        }
    }

    /// The bounds of an exact number. What is not known to be one may be any of 64 bits.
    pub fn range(&self) -> Range {
        match self {
            Domain::Integer(range) | Domain::Decimal(range) => *range,
            _ => Range::BITS_64,
        }
    }

    /// The most characters that a text can have, as a number to compute with.
    pub fn longest(&self) -> i128 {
        match self {
            Domain::Text { longest: Some(longest) } => i128::from(*longest),
            _ => LONGEST_TEXT,
        }
    }

    /// Text of at most so many characters; without a limit where that is more than a `varchar` can have.
    pub fn text(longest: i128) -> Domain {
        Domain::Text { longest: u32::try_from(longest.max(0)).ok().filter(|longest| i128::from(*longest) < LONGEST_TEXT) }
    }

    /// What has the values of both.
    pub fn or(self, other: Domain) -> Domain {
        match (self, other) {
            (Domain::Any, one) | (one, Domain::Any) => one,
            (Domain::Integer(a), Domain::Integer(b)) => Domain::Integer(a.or(b)),
            (Domain::Integer(a) | Domain::Decimal(a), Domain::Integer(b) | Domain::Decimal(b)) => Domain::Decimal(a.or(b)),
            (
                a @ (Domain::Float { .. } | Domain::Integer(_) | Domain::Decimal(_)),
                b @ (Domain::Float { .. } | Domain::Integer(_) | Domain::Decimal(_)),
            ) => Domain::Float { nonzero: a.is_nonzero() && b.is_nonzero() },
            (Domain::Text { longest: a }, Domain::Text { longest: b }) => Domain::Text { longest: a.zip(b).map(|(a, b)| a.max(b)) },
            (Domain::Timestamp { digits: a, zone: with }, Domain::Timestamp { digits: b, zone: too }) => {
                Domain::Timestamp { digits: a.max(b), zone: with || too }
            }
            (one, _) => one,
        }
    }

    /// Whether it is a number that is never zero.
    pub fn is_nonzero(&self) -> bool {
        match self {
            Domain::Integer(range) | Domain::Decimal(range) => range.is_nonzero(),
            Domain::Float { nonzero } => *nonzero,
            _ => false,
        }
    }

    /// Those of its numbers that are in these bounds.
    pub fn within(self, bounds: Range) -> Domain {
        let and = |range: Range| Range { low: range.low.max(bounds.low), high: range.high.min(bounds.high), ..range };
        match self {
            Domain::Integer(range) => Domain::Integer(and(range)),
            Domain::Decimal(range) if range.scale == bounds.scale => Domain::Decimal(and(range)),
            other => other,
        }
    }

    /// The same values without zero.
    pub fn without_zero(self) -> Domain {
        match self {
            Domain::Integer(range) => Domain::Integer(Range { nonzero: true, ..range }),
            Domain::Decimal(range) => Domain::Decimal(Range { nonzero: true, ..range }),
            Domain::Float { .. } => Domain::Float { nonzero: true },
            other => other,
        }
    }
}

impl Range {
    /// Whole numbers of 32 bits.
    pub const BITS_32: Range = Range { low: i32::MIN as i128, high: i32::MAX as i128, scale: 0, nonzero: false };
    /// Whole numbers of 64 bits, without the lowest: see [`Domain::of`].
    pub const BITS_64: Range = Range { low: -(i64::MAX as i128), high: i64::MAX as i128, scale: 0, nonzero: false };

    /// Every number that a column of a type can be given, the lowest included.
    pub fn held_by(ty: &Type) -> Range {
        let range = Domain::of(ty).range();
        if matches!(ty, Type::SmallInt | Type::Int | Type::BigInt) { Range { low: range.low - 1, ..range } } else { range }
    }

    /// `decimal(precision, scale)`.
    pub fn of_digits(precision: u32, scale: u32) -> Range {
        let high = 10i128.checked_pow(precision).map_or(i128::MAX, |power| power - 1);
        Range { low: -high, high, scale, nonzero: false }
    }

    /// The one value of a decimal literal.
    fn of_decimal(text: &str) -> Range {
        let scale = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let digits: String = text.chars().filter(|ch| *ch != '.').collect();
        // Too many digits for any database: what uses it will not fit anywhere.
        let value = digits.parse().unwrap_or(i128::MAX);
        Range { low: value, high: value, scale: u32::try_from(scale).unwrap_or(u32::MAX), nonzero: false }
    }

    /// Whether all of its values are among another's.
    pub fn within(&self, other: &Range) -> bool {
        let (a, b) = self.aligned(*other);
        b.low <= a.low && a.high <= b.high && self.scale <= other.scale
    }

    /// Whether zero is not among them.
    pub fn is_nonzero(&self) -> bool {
        self.nonzero || self.low > 0 || self.high < 0
    }

    /// Its lowest value, rounded down to another scale.
    pub fn low_at(&self, scale: u32) -> i128 {
        match scale.checked_sub(self.scale) {
            Some(more) => self.low.saturating_mul(10i128.saturating_pow(more)),
            None => self.low.div_euclid(10i128.saturating_pow(self.scale - scale)),
        }
    }

    /// Its highest value, rounded up to another scale.
    pub fn high_at(&self, scale: u32) -> i128 {
        self.negated().low_at(scale).saturating_neg()
    }

    /// Both with the larger scale.
    fn aligned(self, other: Range) -> (Range, Range) {
        let scale = self.scale.max(other.scale);
        let up = |range: Range| {
            let factor = 10i128.saturating_pow(scale - range.scale);
            Range { low: range.low.saturating_mul(factor), high: range.high.saturating_mul(factor), scale, ..range }
        };
        (up(self), up(other))
    }

    /// The values of both.
    pub fn or(self, other: Range) -> Range {
        let (a, b) = self.aligned(other);
        Range { low: a.low.min(b.low), high: a.high.max(b.high), scale: a.scale, nonzero: a.is_nonzero() && b.is_nonzero() }
    }

    /// Their sums.
    pub fn plus(self, other: Range) -> Range {
        let (a, b) = self.aligned(other);
        Range { low: a.low.saturating_add(b.low), high: a.high.saturating_add(b.high), scale: a.scale, nonzero: false }
    }

    /// Their differences.
    pub fn minus(self, other: Range) -> Range {
        self.plus(other.negated())
    }

    /// The same with the other sign.
    pub fn negated(self) -> Range {
        Range { low: self.high.saturating_neg(), high: self.low.saturating_neg(), ..self }
    }

    /// Their products.
    pub fn times(self, other: Range) -> Range {
        let corners = [self.low, self.high].map(|a| [other.low, other.high].map(|b| a.saturating_mul(b)));
        let corners = corners.as_flattened();
        let (low, high) = corners.iter().fold((i128::MAX, i128::MIN), |(low, high), corner| (low.min(*corner), high.max(*corner)));
        Range { low, high, scale: self.scale + other.scale, nonzero: self.is_nonzero() && other.is_nonzero() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Range {
        Domain::of_literal(&Literal::Decimal(text.into())).range()
    }

    #[test]
    fn ranges_are_exact() {
        let cents = Domain::of(&Type::BigInt).range();
        let euros = cents.times(decimal("0.01"));
        assert_eq!((euros.high, euros.scale), (i128::from(i64::MAX), 2));
        assert!(euros.within(&Range::of_digits(19, 2)));
        assert!(!euros.within(&Range::of_digits(18, 2)));
        assert!(!decimal("1.50").within(&Range::of_digits(10, 1)));
        assert_eq!(decimal("-1.5").plus(decimal("0.25")), Range { low: -125, high: -125, scale: 2, nonzero: false });
    }

    #[test]
    fn a_product_beyond_all_bounds_stays_beyond_them() {
        let wide = Range::of_digits(38, 0);
        assert_eq!(wide.times(wide).high, i128::MAX);
        assert!(!wide.times(wide).within(&Range::of_digits(38, 0)));
    }
}
