//! What the catalogue holds of each function.

use super::arguments::Takes;
use super::call::Call;
use crate::diagnostic::{Place, Sp};
use crate::expression::domain::Domain;
use crate::expression::{Expression, Facts, Failure, Outcome};
use crate::plan::Dialect;
use crate::syntax::CastKind;

/// A function or operator.
#[derive(Debug)]
pub struct Function {
    /// Its name; for an operator, its sign.
    pub name: &'static str,
    /// Other names that the language takes for it.
    pub aliases: &'static [&'static str],
    /// How it is called, for messages.
    pub usage: &'static str,
    /// How it stands between its arguments.
    pub form: Form,
    /// What it takes.
    pub takes: Takes,
    /// The values that it can have, for arguments that it takes.
    pub gives: fn(&[Expression]) -> Domain,
    /// When it is null.
    pub null: Null,
    /// When it raises an error on a row; `None` when it has a value for all values of these arguments. It then raises one on every database.
    pub fails: fn(&[Expression]) -> Option<Failure>,
    /// What is known of its arguments when it is a condition that came to this.
    pub tells: fn(&[Expression], Outcome, &mut Facts),
    /// Whether it gives the same for the same arguments.
    pub volatility: Volatility,
    /// Whether different values of one argument always give different values, as long as the others stay as they are.
    pub injective: fn(&[Expression], usize) -> bool,
    /// Whether it may be done again on what it gave, in its first argument.
    pub idempotent: Idempotent,
    /// The databases that do not have it, and why.
    pub not_on: &'static [(Dialect, &'static str)],
    /// The databases that compute no generated column from it, and why.
    pub not_generated: &'static [(Dialect, &'static str)],
    /// Why a database can't have it with these arguments, where that depends on them.
    pub refuses: fn(&[Expression], Dialect) -> Option<String>,
    /// How it is written.
    pub write: fn(&Call<'_>) -> String,
}

/// Why PostgreSQL computes no generated column from what it asks the settings for ("Function Volatility Categories").
pub(super) const BY_SETTINGS: &[(Dialect, &str)] =
    &[(Dialect::Postgres, "its bytes depend on a setting, or its form does: \"generation expression is not immutable\"")];
/// Why MariaDB computes none from a point in time that it makes.
pub(super) const BY_LOCALE: &[(Dialect, &str)] =
    &[(Dialect::MariaDb, "error 1901: what it computes goes by settings of the session in its eyes")];

/// How a function stands between its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `name(a, b)`
    Call,
    /// `name`
    Word,
    /// `a sign b`
    Infix,
    /// `sign a`
    Prefix,
    /// `a sign`
    Postfix,
    /// `-a`
    Minus,
    /// `a between b and c`
    Between,
    /// `a in (b, c)`
    In,
    /// `cast(a as type)`, `try_cast(a as type)`
    Cast(CastKind),
}

/// When a function is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Null {
    /// When any argument is.
    AnyIs,
    /// When all arguments are.
    AllAre,
    /// It may be null whatever its arguments are.
    Maybe,
    /// Never.
    Never,
}

/// Whether a function gives the same for the same arguments. The words are PostgreSQL's ("Function Volatility Categories").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Volatility {
    /// Always.
    Immutable,
    /// Within one statement.
    Stable,
    /// Not at all.
    Volatile,
}

/// Whether `f(f(x)) = f(x)`, whatever the other arguments are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotent {
    /// No, or not always.
    No,
    /// Yes, alone.
    Alone,
    /// Yes, and on top of the others that say so as well.
    AmongOthers,
}

impl Function {
    /// What a function is that says nothing else.
    pub(super) const BASE: Function = Function {
        name: "",
        aliases: &[],
        usage: "",
        form: Form::Call,
        takes: Takes::exactly(&[]),
        gives: |_| Domain::Any,
        null: Null::AnyIs,
        fails: |_| None,
        tells: |_, _, _| {},
        volatility: Volatility::Immutable,
        injective: |_, _| false,
        idempotent: Idempotent::No,
        not_on: &[],
        not_generated: &[],
        refuses: |_, _| None,
        write: |call| call.function(call.name),
    };

    /// An operator between two arguments.
    pub(super) const fn infix(name: &'static str, usage: &'static str, takes: Takes) -> Function {
        Function { name, usage, form: Form::Infix, takes, ..Function::BASE }
    }

    /// The word before its parentheses, or its sign.
    pub fn called(&self) -> &'static str {
        match self.form {
            Form::Cast(kind) => kind.name(),
            _ => self.name,
        }
    }

    pub(in crate::expression) fn null_source(
        &self,
        place: Place,
        arguments: &[Expression],
        column_is_null: &impl Fn(&str) -> bool,
    ) -> Option<Sp<String>> {
        let mut sources = arguments.iter().map(|argument| argument.null_source(column_is_null));
        match self.null {
            Null::AnyIs => sources.find_map(|source| source),
            Null::AllAre => sources.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().next()),
            Null::Maybe => Some(Sp::new(format!("`{}(...)`", self.called()), place)),
            Null::Never => None,
        }
    }
}
