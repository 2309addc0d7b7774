//! The portable types, and how each database spells them.

use super::enumeration::EnumType;
use crate::plan::Dialect;

/// A column's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// 16 bits.
    SmallInt,
    /// 32 bits.
    Int,
    /// 64 bits.
    BigInt,
    /// Exact, with so many digits in all and after the point.
    Decimal(u32, u32),
    /// 32-bit floating point.
    Real,
    /// 64-bit floating point.
    Double,
    /// True or false.
    Boolean,
    /// Text of at most so many characters.
    Varchar(u32),
    /// Text of so many characters, padded with blanks.
    Char(u32),
    /// Text.
    Text,
    /// A day.
    Date,
    /// A point in time, without a zone, with so many digits of a second (0 to 6).
    Timestamp(u32),
    /// A point in time, with a zone on PostgreSQL; UTC elsewhere.
    TimestampTz(u32),
    /// A UUID; text of 36 characters where the database has no such type.
    Uuid,
    /// A JSON document.
    Json,
    /// Bytes.
    Bytes,
    /// One of the values of an enum.
    Enum(Box<EnumType>),
    /// A word that may be the name of an enum: in the syntax tree, until names are resolved.
    Named(Box<str>),
    /// A mistake, already reported: fits everywhere, so that one mistake is one error.
    Unknown,
}

/// Types whose values may be assigned to each other and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Whole numbers.
    Integer,
    /// Other numbers.
    Number,
    /// True or false.
    Boolean,
    /// Text.
    Text,
    /// Days.
    Date,
    /// Points in time.
    Timestamp,
    /// UUIDs.
    Uuid,
    /// JSON documents.
    Json,
    /// Bytes.
    Bytes,
    /// The values of an enum: a column has them, an expression reads them as text.
    Enum,
    /// `null`, or a mistake that was already reported: fits everywhere.
    Any,
}

impl Class {
    /// What it is called in a message.
    pub fn name(self) -> &'static str {
        match self {
            Class::Integer => "a whole number",
            Class::Number => "a number",
            Class::Boolean => "a boolean",
            Class::Text => "text",
            Class::Date => "a date",
            Class::Timestamp => "a timestamp",
            Class::Uuid => "a uuid",
            Class::Json => "json",
            Class::Bytes => "bytes",
            Class::Enum => "an enum",
            Class::Any => "anything",
        }
    }

    /// Whether a value of this class may stand where the other is wanted.
    pub fn fits(self, wanted: Class) -> bool {
        self == wanted
            || self == Class::Any
            || wanted == Class::Any
            || matches!((self, wanted), (Class::Integer, Class::Number) | (Class::Text, Class::Enum) | (Class::Enum, Class::Text))
    }
}

/// A spelling that the language takes, and how many numbers in parentheses it may have.
struct Spelling {
    word: &'static str,
    make: fn(&[u32]) -> Option<Type>,
}

const SPELLINGS: &[Spelling] = &[
    Spelling { word: "smallint", make: |n| display_width(n, Type::SmallInt) },
    Spelling { word: "int", make: |n| display_width(n, Type::Int) },
    Spelling { word: "integer", make: |n| display_width(n, Type::Int) },
    Spelling { word: "bigint", make: |n| display_width(n, Type::BigInt) },
    Spelling { word: "serial", make: |n| bare(n, Type::Int) },
    Spelling { word: "bigserial", make: |n| bare(n, Type::BigInt) },
    Spelling { word: "decimal", make: decimal },
    Spelling { word: "numeric", make: decimal },
    Spelling { word: "real", make: |n| bare(n, Type::Real) },
    Spelling { word: "float", make: |n| bare(n, Type::Real) },
    Spelling { word: "double", make: |n| bare(n, Type::Double) },
    Spelling { word: "bool", make: |n| bare(n, Type::Boolean) },
    Spelling { word: "boolean", make: |n| bare(n, Type::Boolean) },
    Spelling { word: "varchar", make: |n| n.first().filter(|size| n.len() == 1 && **size > 0).map(|size| Type::Varchar(*size)) },
    Spelling { word: "char", make: |n| n.first().or(Some(&1)).filter(|size| n.len() <= 1 && **size > 0).map(|size| Type::Char(*size)) },
    Spelling { word: "text", make: |n| bare(n, Type::Text) },
    Spelling { word: "date", make: |n| bare(n, Type::Date) },
    Spelling { word: "datetime", make: |n| digits(n, 0).map(Type::Timestamp) },
    Spelling { word: "timestamp", make: |n| digits(n, 6).map(Type::Timestamp) },
    Spelling { word: "timestamptz", make: |n| digits(n, 6).map(Type::TimestampTz) },
    Spelling { word: "uuid", make: |n| bare(n, Type::Uuid) },
    Spelling { word: "json", make: |n| bare(n, Type::Json) },
    Spelling { word: "jsonb", make: |n| bare(n, Type::Json) },
    Spelling { word: "bytea", make: |n| bare(n, Type::Bytes) },
    Spelling { word: "blob", make: |n| bare(n, Type::Bytes) },
];

fn bare(numbers: &[u32], ty: Type) -> Option<Type> {
    numbers.is_empty().then_some(ty)
}

/// MySQL's `BIGINT(20)`: the width is for display only, and deprecated since 8.0.17.
fn display_width(numbers: &[u32], ty: Type) -> Option<Type> {
    (numbers.len() <= 1).then_some(ty)
}

fn decimal(numbers: &[u32]) -> Option<Type> {
    match numbers {
        [precision @ 1..=38] => Some(Type::Decimal(*precision, 0)),
        [precision @ 1..=38, scale] if scale <= precision => Some(Type::Decimal(*precision, *scale)),
        _ => None,
    }
}

fn digits(numbers: &[u32], default: u32) -> Option<u32> {
    match numbers {
        [] => Some(default),
        [digits @ 0..=6] => Some(*digits),
        _ => None,
    }
}

impl Type {
    /// Every spelling that the language takes.
    pub fn spellings() -> impl Iterator<Item = &'static str> {
        SPELLINGS.iter().map(|spelling| spelling.word)
    }

    /// The type for a word and the numbers in its parentheses. `Err(true)` when the word is known and the numbers are wrong.
    pub fn parse(word: &str, numbers: &[u32]) -> Result<Type, bool> {
        let spelling = SPELLINGS.iter().find(|spelling| spelling.word.eq_ignore_ascii_case(word)).ok_or(false)?;
        (spelling.make)(numbers).ok_or(true)
    }

    /// Which other types it may be assigned to and compared with.
    pub fn class(&self) -> Class {
        match self {
            Type::SmallInt | Type::Int | Type::BigInt => Class::Integer,
            Type::Decimal(..) | Type::Real | Type::Double => Class::Number,
            Type::Boolean => Class::Boolean,
            Type::Varchar(_) | Type::Char(_) | Type::Text => Class::Text,
            Type::Date => Class::Date,
            Type::Timestamp(_) | Type::TimestampTz(_) => Class::Timestamp,
            Type::Uuid => Class::Uuid,
            Type::Json => Class::Json,
            Type::Bytes => Class::Bytes,
            Type::Enum(_) => Class::Enum,
            Type::Named(_) | Type::Unknown => Class::Any,
        }
    }

    /// The type as the language spells it.
    pub fn spelled(&self) -> String {
        match self {
            Type::SmallInt => "smallint".into(),
            Type::Int => "int".into(),
            Type::BigInt => "bigint".into(),
            Type::Decimal(precision, scale) => format!("decimal({precision}, {scale})"),
            Type::Real => "real".into(),
            Type::Double => "double".into(),
            Type::Boolean => "boolean".into(),
            Type::Varchar(size) => format!("varchar({size})"),
            Type::Char(size) => format!("char({size})"),
            Type::Text => "text".into(),
            Type::Date => "date".into(),
            Type::Timestamp(digits) => format!("timestamp({digits})"),
            Type::TimestampTz(digits) => format!("timestamptz({digits})"),
            Type::Uuid => "uuid".into(),
            Type::Json => "json".into(),
            Type::Bytes => "bytea".into(),
            Type::Enum(of) => of.name.clone(),
            Type::Named(name) => name.to_string(),
            Type::Unknown => "unknown".into(),
        }
    }

    /// The type in DDL.
    pub fn ddl(&self, dialect: Dialect) -> String {
        match dialect {
            Dialect::Postgres => self.postgres(),
            Dialect::MySql | Dialect::MariaDb => self.mysql(),
            Dialect::Sqlite => self.sqlite(),
        }
    }

    /// The type as the catalogue spells it: see [`crate::plan::ColumnShape::catalog_type`].
    pub fn catalog(&self, dialect: Dialect) -> String {
        match (self, dialect) {
            // MariaDB's JSON is an alias (mariadb.com, "JSON Data Type").
            (Type::Json, Dialect::MariaDb) => "longtext".into(),
            (Type::Enum(of), Dialect::Postgres) => of.catalog(),
            _ => self.ddl(dialect),
        }
    }

    fn postgres(&self) -> String {
        match self {
            Type::Int => "integer".into(),
            Type::Decimal(precision, scale) => format!("numeric({precision},{scale})"),
            Type::Double => "double precision".into(),
            Type::Varchar(size) => format!("character varying({size})"),
            Type::Char(size) => format!("character({size})"),
            Type::Timestamp(6) => "timestamp without time zone".into(),
            Type::Timestamp(digits) => format!("timestamp({digits}) without time zone"),
            Type::TimestampTz(6) => "timestamp with time zone".into(),
            Type::TimestampTz(digits) => format!("timestamp({digits}) with time zone"),
            Type::Json => "jsonb".into(),
            Type::Enum(of) => of.quoted(),
            other => other.spelled(),
        }
    }

    fn mysql(&self) -> String {
        match self {
            Type::Decimal(precision, scale) => format!("decimal({precision},{scale})"),
            Type::Real => "float".into(),
            Type::Boolean => "tinyint(1)".into(),
            // Both hold UTC: MySQL's own TIMESTAMP ends in 2038.
            Type::Timestamp(0) | Type::TimestampTz(0) => "datetime".into(),
            Type::Timestamp(digits) | Type::TimestampTz(digits) => format!("datetime({digits})"),
            Type::Uuid => "char(36)".into(),
            Type::Bytes => "longblob".into(),
            Type::Enum(of) => of.mysql(),
            other => other.spelled(),
        }
    }

    fn sqlite(&self) -> String {
        match self {
            Type::Int => "integer".into(),
            Type::Decimal(precision, scale) => format!("numeric({precision},{scale})"),
            Type::Timestamp(_) | Type::TimestampTz(_) => "datetime".into(),
            Type::Uuid | Type::Json | Type::Enum(_) => "text".into(),
            Type::Bytes => "blob".into(),
            other => other.spelled(),
        }
    }
}
