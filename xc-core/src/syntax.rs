//! The syntax tree: a `migration!` block as it was written, with the place of every word.

use proc_macro2::TokenStream;

use crate::diagnostic::{Place, Sp};
use crate::plan::{Dialect, Phase};
use crate::schema::types::Type;

/// A name in the user's spelling.
pub type Name = Sp<String>;

/// A `migration!` block.
#[derive(Debug)]
pub struct Migration {
    /// `name:`.
    pub name: Sp<proc_macro2::Ident>,
    /// `after:`, as a path.
    pub after: Option<Sp<TokenStream>>,
    /// `dialects:`; all of them where it is left out.
    pub dialects: Vec<Sp<Dialect>>,
    /// The doc comment's lines.
    pub doc: String,
    /// The phases in the order in which they were written.
    pub phases: Vec<PhaseBlock>,
}

/// One phase's block.
#[derive(Debug)]
pub struct PhaseBlock {
    /// Which, and where its keyword stands.
    pub phase: Sp<Phase>,
    /// Its statements.
    pub statements: Vec<Statement>,
}

/// A statement of any phase. That each stands in the phase where it belongs is a rule of its own.
#[derive(Debug)]
pub enum Statement {
    /// `create table`.
    CreateTable(CreateTable),
    /// `alter table`.
    AlterTable(AlterTable),
    /// `sync`.
    Sync(Sync),
    /// `backfill`.
    Backfill(Backfill),
}

/// `create table users ( ... )`.
#[derive(Debug)]
pub struct CreateTable {
    /// The table.
    pub table: Name,
    /// Its columns.
    pub columns: Vec<ColumnDef>,
    /// `primary key (a, b)`, or a column's own `primary key`.
    pub primary_key: Vec<Name>,
    /// `unique (a, b)`, or a column's own `unique`.
    pub uniques: Vec<Vec<Name>>,
    /// The whole statement.
    pub place: Place,
}

/// A column with its type and what is said of it.
#[derive(Debug, Clone)]
pub struct ColumnDef {
    /// The column.
    pub name: Name,
    /// Its type; [`Type::Unknown`] where that was a mistake, already reported.
    pub ty: Sp<Type>,
    /// `null` (true) or `not null` (false), where it was said.
    pub null: Option<Sp<bool>>,
    /// `default`.
    pub default: Option<Sp<DefaultValue>>,
    /// `auto_increment`, `serial`, `generated ... as identity`.
    pub auto_increment: bool,
    /// The whole definition.
    pub place: Place,
}

/// What `default` can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefaultValue {
    /// `null`.
    Null,
    /// A text, number or boolean.
    Literal(Literal),
    /// `current_timestamp` or `now()`.
    CurrentTimestamp,
}

/// A literal value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// A text.
    Text(String),
    /// A whole number that fits 64 bits.
    Int(i64),
    /// A decimal number, as it was written.
    Decimal(String),
    /// `true` or `false`.
    Bool(bool),
}

/// `alter table users ...`.
#[derive(Debug)]
pub struct AlterTable {
    /// The table.
    pub table: Name,
    /// What is changed, in order.
    pub actions: Vec<Sp<AlterAction>>,
}

/// One action of `alter table`.
#[derive(Debug)]
pub enum AlterAction {
    /// `add column`.
    AddColumn(ColumnDef),
    /// `drop column`.
    DropColumn(Name),
    /// `alter column c set not null`.
    SetNotNull(Name),
    /// `rename column a to b`: always refused, with the migration to write.
    RenameColumn(Name, Name),
    /// `rename to t`: always refused.
    RenameTable(Name),
}

/// `sync users { forward { ... } reverse { ... } }`.
#[derive(Debug)]
pub struct Sync {
    /// The table.
    pub table: Name,
    /// How the new columns follow from the old.
    pub forward: Vec<Assignment>,
    /// How the old columns follow from the new.
    pub reverse: Vec<Assignment>,
    /// The whole statement.
    pub place: Place,
}

/// `column = expression`.
#[derive(Debug)]
pub struct Assignment {
    /// The column.
    pub column: Name,
    /// What it is given.
    pub value: Sp<Expression>,
}

/// `backfill users`.
#[derive(Debug)]
pub struct Backfill {
    /// The table.
    pub table: Name,
    /// The whole statement.
    pub place: Place,
}

/// An expression as written.
#[derive(Debug)]
pub enum Expression {
    /// A column.
    Column(String),
    /// A literal.
    Literal(Literal),
    /// `null`.
    Null,
    /// `f(a, b)`; operators are calls of functions of the catalogue.
    Call(Name, Vec<Sp<Expression>>),
    /// `case when c then a ... else b end`.
    Case(Vec<(Sp<Expression>, Sp<Expression>)>, Option<Box<Sp<Expression>>>),
}
