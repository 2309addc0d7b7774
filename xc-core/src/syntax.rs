//! The syntax tree: a `migration!` block as it was written, with the place of every word.

use proc_macro2::TokenStream;

use crate::diagnostic::{Place, Sp};
use crate::locks::Lock;
use crate::plan::{Dialect, Minimum, OnError, Phase};
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
    /// `dialects:`; `None` where it is left out, which stands for those of the migration before, or all of them.
    pub dialects: Option<Vec<Sp<Dialect>>>,
    /// The versions that were named with them.
    pub minimum: Vec<Minimum>,
    /// `retire:`, in seconds.
    pub retire: Option<u64>,
    /// The doc comment's lines.
    pub doc: String,
    /// The phases in the order in which they were written.
    pub phases: Vec<PhaseBlock>,
    /// Whether it is a `schema!` block: its statements stand for what is there already, as one phase.
    pub declares: bool,
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
    /// `drop table`.
    DropTable(DropTable),
    /// `create index`.
    CreateIndex(CreateIndex),
    /// `drop index`.
    DropIndex(DropIndex),
    /// `create enum`, `alter enum`, `drop enum`.
    Enum(EnumStatement),
    /// A schema is made, or dropped.
    Schema(SchemaStatement),
    /// `sync users { ... }`.
    Sync(Sync),
    /// `by application`.
    ByApplication(ByApplication),
    /// `sync users to profiles on ... { ... }`.
    Pair(Pair),
    /// `backfill`.
    Backfill(Backfill),
    /// `raw "why" { ... }`.
    Raw(Raw),
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
    /// `unique (a, b)`, `check (...)`, `foreign key ...`, and what a column says of itself in their place.
    pub constraints: Vec<Constraint>,
    /// The whole statement.
    pub place: Place,
}

/// A constraint of a table, beside its primary key.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// `constraint name`; xc gives it one where it is left out.
    pub name: Option<Name>,
    /// What it asks.
    pub kind: ConstraintKind,
    /// The whole of it.
    pub place: Place,
}

/// What a constraint asks.
#[derive(Debug, Clone)]
pub enum ConstraintKind {
    /// `unique (a, b)`.
    Unique(Vec<Name>),
    /// `check (expression)`.
    Check(Source),
    /// `foreign key (a) references t (b)`.
    ForeignKey {
        /// Its columns.
        columns: Vec<Name>,
        /// The table that they refer to.
        table: Name,
        /// That table's columns; its primary key where they are left out.
        references: Vec<Name>,
        /// `on delete`.
        on_delete: Referential,
        /// `on update`.
        on_update: Referential,
    },
}

/// What happens to a row whose parent goes or changes its key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Referential {
    /// The parent's change is refused.
    #[default]
    NoAction,
    /// The same, at once.
    Restrict,
    /// The row goes, or changes, too.
    Cascade,
    /// Its columns become null.
    SetNull,
}

impl Referential {
    /// Every action, as SQL spells it.
    pub const ALL: [Referential; 4] = [Referential::NoAction, Referential::Restrict, Referential::Cascade, Referential::SetNull];

    /// The action as SQL spells it.
    pub const fn sql(self) -> &'static str {
        match self {
            Referential::NoAction => "NO ACTION",
            Referential::Restrict => "RESTRICT",
            Referential::Cascade => "CASCADE",
            Referential::SetNull => "SET NULL",
        }
    }
}

/// An expression together with its text, for what outlives its migration: a check is written again whenever its table is made anew.
#[derive(Debug, Clone)]
pub struct Source {
    /// The expression.
    pub expression: Sp<Expression>,
    /// Its tokens.
    pub text: String,
}

/// `drop table users`.
#[derive(Debug)]
pub struct DropTable {
    /// The table.
    pub table: Name,
    /// The whole statement.
    pub place: Place,
}

/// `create [unique] index i on t (a, lower(b) desc) include (c) where d is null`.
#[derive(Debug)]
pub struct CreateIndex {
    /// The index.
    pub name: Name,
    /// Its table.
    pub table: Name,
    /// `unique`.
    pub unique: bool,
    /// What it is sorted by.
    pub parts: Vec<IndexPart>,
    /// `include (...)`.
    pub include: Vec<Name>,
    /// `where`.
    pub predicate: Option<Source>,
    /// The whole statement.
    pub place: Place,
}

/// A part of an index.
#[derive(Debug)]
pub struct IndexPart {
    /// A column or an expression.
    pub value: Source,
    /// `desc`.
    pub descending: bool,
}

/// `drop index i on t`.
#[derive(Debug)]
pub struct DropIndex {
    /// The index.
    pub name: Name,
    /// Its table, where it was named.
    pub table: Option<Name>,
    /// The whole statement.
    pub place: Place,
}

/// `create enum status ("new", "paid")`, `alter enum status add value "sent"`, `drop enum status`.
#[derive(Debug)]
pub struct EnumStatement {
    /// The enum.
    pub name: Name,
    /// What is done.
    pub change: EnumChange,
    /// The whole statement.
    pub place: Place,
}

/// `create schema billing`, `drop schema billing`.
#[derive(Debug)]
pub struct SchemaStatement {
    /// The schema.
    pub name: Name,
    /// Whether it is made; else it is dropped.
    pub makes: bool,
    /// The whole statement.
    pub place: Place,
}

/// What is done to an enum.
#[derive(Debug)]
pub enum EnumChange {
    /// It is made, with these values.
    Create(Vec<Sp<String>>),
    /// It is given one more value, behind the others.
    AddValue(Sp<String>),
    /// It goes.
    Drop,
}

/// A column with its type and what is said of it.
#[derive(Debug, Clone)]
pub struct ColumnDef {
    /// The column.
    pub name: Name,
    /// Its type; [`Type::Unknown`] where that was a mistake, already reported, or where it was left out.
    pub ty: Sp<Type>,
    /// The type's word in the user's spelling, in lower case; empty where it was left out, for one that is `like` another.
    pub word: String,
    /// `null` (true) or `not null` (false), where it was said.
    pub null: Option<Sp<bool>>,
    /// `default`.
    pub default: Option<Sp<DefaultValue>>,
    /// `like c`: it takes the place of that column, or changes places with it, and takes over all that hangs on it.
    pub like: Option<Name>,
    /// `auto_increment`, `serial`, `generated ... as identity`.
    pub auto_increment: bool,
    /// `generated always as (...) stored`.
    pub generated: Option<Box<Sp<GeneratedDef>>>,
    /// The whole definition.
    pub place: Place,
}

/// `generated always as (expression) stored`, or `virtual`.
#[derive(Debug, Clone)]
pub struct GeneratedDef {
    /// The expression.
    pub source: Source,
    /// Whether the value is stored with the row, not computed when it is read.
    pub stored: bool,
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
    /// `alter column c drop not null`.
    DropNotNull(Name),
    /// `alter column c set default v`.
    SetDefault(Name, Sp<DefaultValue>),
    /// `alter column c drop default`.
    DropDefault(Name),
    /// `swap column a with b`.
    SwapColumn(Name, Name),
    /// `add [constraint n] unique (...)`, `check (...)`, `foreign key ...`.
    AddConstraint(Constraint),
    /// `drop constraint n`.
    DropConstraint(Name),
    /// `drop primary key`.
    DropPrimaryKey,
    /// `add primary key (a, b)`.
    AddPrimaryKey(Vec<Name>),
    /// `drop unique (a, b)`.
    DropUnique(Vec<Name>),
    /// `drop foreign key (a)`: generated names differ between databases, columns do not.
    DropForeignKey(Vec<Name>),
    /// `alter column c type t`.
    SetType(Name, Sp<Type>),
    /// `rename column a to b`: always refused, with the migration to write.
    RenameColumn(Name, Name),
    /// `rename to t`: always refused.
    RenameTable(Name),
}

/// `sync users { name <-> full_name, forward { ... } reverse { ... } }`.
#[derive(Debug)]
pub struct Sync {
    /// The table.
    pub table: Name,
    /// `parity by reverse`, where it stands.
    pub parity_by_reverse: Option<Place>,
    /// Old columns and the new ones that hold the same: both directions at once.
    pub copies: Vec<(Name, Name)>,
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

/// `by application users (phone, phone_e164)`: the application itself writes both shapes.
#[derive(Debug)]
pub struct ByApplication {
    /// The table.
    pub table: Name,
    /// The columns of both shapes.
    pub columns: Vec<Name>,
    /// The whole statement.
    pub place: Place,
}

/// `sync users to profiles on profiles.user_id = users.id where users.has_profile { forward { ... } reverse { ... } }`.
#[derive(Debug)]
pub struct Pair {
    /// The table that has the old columns.
    pub source: Name,
    /// The table that has the new columns.
    pub target: Name,
    /// Which columns of the two are equal, in the order in which they were written.
    pub on: Vec<(Qualified, Qualified)>,
    /// `where users.has_profile`: the column that says whether a row of the source has one in the target.
    pub presence: Option<Presence>,
    /// `rows by application`.
    pub rows_by_application: Option<Place>,
    /// How the new columns follow from the old.
    pub forward: Vec<PairAssignment>,
    /// How the old columns follow from the new.
    pub reverse: Vec<PairAssignment>,
    /// The whole statement.
    pub place: Place,
}

/// `where users.is_admin`, or `where users.kind = "company" else "person"`.
#[derive(Debug)]
pub struct Presence {
    /// The column.
    pub column: Qualified,
    /// What it holds where there is a row, and what it is given when the row goes. Without them, `true` and `false`.
    pub values: Option<(Sp<Literal>, Sp<DefaultValue>)>,
}

/// `profiles.bio`, or `bio` where the table goes without saying.
#[derive(Debug)]
pub struct Qualified {
    /// The table, where it was named.
    pub table: Option<Name>,
    /// The column.
    pub column: Name,
}

/// `profiles.bio = expression`.
#[derive(Debug)]
pub struct PairAssignment {
    /// The column's table, where it was named.
    pub table: Option<Name>,
    /// The rest.
    pub assignment: Assignment,
}

/// `backfill users`.
#[derive(Debug)]
pub struct Backfill {
    /// The table.
    pub table: Name,
    /// `using ...`, where the values come from a Rust function.
    pub using: Option<Using>,
    /// The whole statement.
    pub place: Place,
}

/// `using crate::normalise_phone(phone, country) -> phone_e164 on error skip`.
#[derive(Debug)]
pub struct Using {
    /// The function.
    pub call: RustCall,
    /// The columns that it gives, in their order.
    pub targets: Vec<Name>,
    /// `parity by crate::opens(card, card_sealed)`: the function that says whether a row is in step.
    pub parity: Option<RustCall>,
    /// What a row that it fails on leads to.
    pub on_error: OnError,
}

/// `crate::normalise_phone(phone, country).await`: a Rust function and the columns that it is given.
#[derive(Debug)]
pub struct RustCall {
    /// The function's path.
    pub function: Sp<TokenStream>,
    /// The columns that it is given, in their order.
    pub arguments: Vec<Name>,
    /// The parentheses around them.
    pub parentheses: Place,
    /// `.await`, where the function is an `async fn`.
    pub awaited: Option<Place>,
}

/// `raw "why" { postgres: "...", inverse { ... } lock: none, done when { ... } effect { ... } }`: what the language lacks.
#[derive(Debug)]
pub struct Raw {
    /// Why it is raw.
    pub why: Sp<String>,
    /// The statement of each database.
    pub run: Vec<RawText>,
    /// What takes it back.
    pub inverse: Vec<RawText>,
    /// The reason why nothing does.
    pub irreversible: Option<Sp<String>>,
    /// The query that tells whether it took effect.
    pub done: Vec<RawText>,
    /// The strongest lock that it takes, on one database or all of them.
    pub locks: Vec<(Option<Dialect>, Sp<Lock>)>,
    /// The table that it is about.
    pub table: Option<Name>,
    /// What it does to the schema.
    pub effect: Option<Sp<Vec<Statement>>>,
    /// The whole statement.
    pub place: Place,
}

/// A text for a database, or `nothing`.
#[derive(Debug)]
pub struct RawText {
    /// The database; `None` stands for all of them.
    pub dialect: Option<Dialect>,
    /// The text; `None` is `nothing`.
    pub text: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// What a cast does with a value that does not convert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CastKind {
    /// `cast(a as type)`, `a::type`: an error.
    OrFail,
    /// `try_cast(a as type)`: null.
    OrNull,
}

impl CastKind {
    /// Its keyword.
    pub fn name(self) -> &'static str {
        match self {
            CastKind::OrFail => "cast",
            CastKind::OrNull => "try_cast",
        }
    }
}

/// An expression as written.
#[derive(Clone, Debug)]
pub enum Expression {
    /// A column.
    Column(String),
    /// A column with its table: `users.name`.
    ColumnOf(Name, Name),
    /// A literal.
    Literal(Literal),
    /// `null`.
    Null,
    /// `f(a, b)`; operators are calls of functions of the catalogue.
    Call(Name, Vec<Sp<Expression>>),
    /// `cast(a as type)`.
    Cast(CastKind, Box<Sp<Expression>>, Sp<Type>),
    /// `case when c then a ... else b end`.
    Case(Vec<(Sp<Expression>, Sp<Expression>)>, Option<Box<Sp<Expression>>>),
}
