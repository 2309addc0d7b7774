//! A call whose arguments are written, on its way to be written itself.

use super::Form;
use crate::expression::domain::{Domain, Range};
use crate::expression::{Expression, Kind};
use crate::plan::Dialect;
use crate::schema::types::{Class, Type};

/// A call of a function, for one database.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// The function's name.
    pub name: &'static str,
    /// How the function stands between its arguments.
    pub form: Form,
    /// The arguments.
    pub arguments: &'a [Expression],
    /// The values that the call can have.
    pub domain: &'a Domain,
    /// The arguments as SQL: each a value by itself, in parentheses where that is needed.
    pub sql: Vec<String>,
    /// The database.
    pub dialect: Dialect,
}

impl Call<'_> {
    /// Whether it is for MySQL or MariaDB, which have most functions in common.
    pub fn is_mysql(&self) -> bool {
        matches!(self.dialect, Dialect::MySql | Dialect::MariaDb)
    }

    /// `NAME(a, b)`
    pub fn function(&self, name: &str) -> String {
        format!("{name}({})", self.sql.join(", "))
    }

    /// `(a SIGN b)`
    pub fn infix(&self, sign: &str) -> String {
        format!("({})", self.sql.join(&format!(" {sign} ")))
    }

    /// The type that a cast converts to.
    pub fn to(&self) -> Option<&Type> {
        match self.arguments.get(1).map(|argument| &argument.kind) {
            Some(Kind::Type(ty)) => Some(ty),
            _ => None,
        }
    }

    /// The first argument.
    pub fn first(&self) -> &str {
        &self.sql[0]
    }

    /// An argument as PostgreSQL's functions take it that know no `bigint`.
    pub fn postgres_int4(&self, index: usize) -> String {
        let sql = &self.sql[index];
        let is_int4 = self.arguments[index].domain.range().within(&Range::BITS_32);
        if self.dialect == Dialect::Postgres && !is_int4 { format!("CAST({sql} AS integer)") } else { sql.clone() }
    }

    /// What raises an error when it is evaluated, because of an argument that is not null there; where that is null, it may be null.
    ///
    /// It depends on the argument, so that no optimizer evaluates it beforehand.
    pub fn raise(&self, index: usize) -> String {
        let sql = &self.sql[index];
        match self.dialect {
            // "invalid input syntax for type bigint", with the value.
            Dialect::Postgres => format!("CAST('not a value: ' || {sql} AS bigint)"),
            // "BIGINT value is out of range", with the expression, whatever the sql_mode ("Out-of-Range and Overflow Handling").
            Dialect::MySql | Dialect::MariaDb => format!("(9223372036854775807 + (CHAR_LENGTH({sql}) + 1))"),
            // "integer overflow" (sqlite.org, "Built-In Scalar SQL Functions", abs).
            Dialect::Sqlite => format!("abs(-9223372036854775807 - (length({sql}) >= 0))"),
        }
    }

    /// A value that must not be zero, with an error where it is, on the databases where dividing by zero gives null.
    pub fn checked_divisor(&self, index: usize) -> String {
        let sql = &self.sql[index];
        if self.dialect == Dialect::Postgres || self.arguments[index].domain.is_nonzero() {
            return sql.clone();
        }
        // What is null whatever the divisor is raises no error on PostgreSQL.
        format!("CASE WHEN {sql} = 0 AND {} IS NOT NULL THEN {} ELSE {sql} END", self.first(), self.raise(index))
    }

    /// A decimal rounded to fewer digits, halves away from zero, on SQLite: its own round() sees the floating-point number, which may lie below
    /// the half that is meant. As whole numbers, the halves are exact.
    pub fn sqlite_round(value: &str, from: u32, to: u32) -> String {
        let Some(cut) = from.checked_sub(to).filter(|cut| *cut > 0) else { return value.to_owned() };
        let whole = format!("CAST(round({value} * 1{}) AS INTEGER)", "0".repeat(from as usize));
        let half = format!("5{}", "0".repeat(cut as usize - 1));
        let kept = format!("(({whole} + CASE WHEN {whole} < 0 THEN -{half} ELSE {half} END) / 1{})", "0".repeat(cut as usize));
        if to == 0 { kept } else { format!("({kept} / 1{}.0)", "0".repeat(to as usize)) }
    }

    /// The class that the arguments have in common.
    pub fn common_class(&self) -> Class {
        super::common(self.arguments).class()
    }

    /// The literal text at an index where the function takes nothing else.
    pub fn text(&self, index: usize) -> &str {
        self.arguments.get(index).and_then(Expression::literal_text).unwrap_or_default()
    }

    /// The literal number at an index where the function takes nothing else.
    pub fn int(&self, index: usize) -> i64 {
        self.arguments.get(index).and_then(Expression::literal_int).unwrap_or_default()
    }
}
