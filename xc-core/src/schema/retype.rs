//! What each database does when the type of a column is changed in place.
//!
//! Run on PostgreSQL 13, 15 and 18, MySQL 9.7 and MariaDB 10.11: PostgreSQL by relfilenode and rows read, the others by which ALGORITHM
//! they take.

use super::types::Type;
use crate::plan::Dialect;

/// Bytes of a character in utf8mb4, the default character set of MySQL 8 and MariaDB.
pub const BYTES_A_CHARACTER: u32 = 4;

/// The longest value whose length takes one byte.
const ONE_BYTE: u32 = 255;

/// What a change of a column's type is to a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retype {
    /// There is nothing to do: the database stores what changes nowhere, or not at all.
    Nothing,
    /// A change of the catalogue, whatever the size of the table.
    Catalogue,
    /// The number of bytes that hold a value's length changes, from and to so many bytes of the longest value: the table is copied.
    LengthBytes {
        /// Before.
        from: u32,
        /// After.
        to: u32,
    },
    /// The table is written anew, under a lock that stops writes at least.
    Rewrite,
}

/// What a database does when a column of one type is given another. Of what is not wider, nothing is promised.
pub fn retype(from: &Type, to: &Type, dialect: Dialect) -> Retype {
    if let (Type::Enum(from), Type::Enum(to)) = (from, to) {
        return match dialect {
            _ if from == to => Retype::Nothing,
            _ if !from.grows_to(to) => Retype::Rewrite,
            // The type itself was given the value.
            Dialect::Postgres => Retype::Nothing,
            Dialect::MySql | Dialect::MariaDb if from.is_one_byte() != to.is_one_byte() => Retype::Rewrite,
            Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => Retype::Catalogue,
        };
    }
    if from.class() == to.class() && from.ddl(dialect) == to.ddl(dialect) {
        return Retype::Nothing;
    }
    if !is_wider(from, to) {
        return Retype::Rewrite;
    }
    match dialect {
        Dialect::Postgres => match (from, to) {
            // Binary coercible, or only the type modifier grows ("ALTER TABLE", Notes; release notes of 9.2).
            (Type::Varchar(_), Type::Varchar(_) | Type::Text) | (Type::Timestamp(_), Type::Timestamp(_)) => Retype::Catalogue,
            (Type::TimestampTz(_), Type::TimestampTz(_)) => Retype::Catalogue,
            (Type::Decimal(_, scale), Type::Decimal(_, wider)) if scale == wider => Retype::Catalogue,
            _ => Retype::Rewrite,
        },
        Dialect::MySql | Dialect::MariaDb => match (from, to) {
            (Type::Varchar(from), Type::Varchar(to)) => longer(*from, *to, dialect),
            _ => Retype::Rewrite,
        },
        // Types there are affinities: lengths and digits are stored nowhere ("Datatypes In SQLite", 3.1).
        Dialect::Sqlite => match (from, to) {
            (Type::Varchar(_), Type::Varchar(_) | Type::Text)
            | (Type::Decimal(..), Type::Decimal(..))
            | (Type::SmallInt | Type::Int, Type::Int | Type::BigInt) => Retype::Nothing,
            _ => Retype::Rewrite,
        },
    }
}

/// "Online DDL Operations", "Extending VARCHAR column size"; for MariaDB "Instant ALTER TABLE", MDEV-15563.
fn longer(from: u32, to: u32, dialect: Dialect) -> Retype {
    let (from, to) = (from.saturating_mul(BYTES_A_CHARACTER), to.saturating_mul(BYTES_A_CHARACTER));
    // InnoDB stores the length in one byte up to 127 whatever the type says, which MariaDB makes use of.
    let same = (from > ONE_BYTE) == (to > ONE_BYTE) || (dialect == Dialect::MariaDb && from <= 127);
    if same { Retype::Catalogue } else { Retype::LengthBytes { from, to } }
}

/// Whether every value of the one type is the same value of the other.
pub fn is_wider(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::SmallInt, Type::Int | Type::BigInt) | (Type::Int, Type::BigInt) | (Type::Real, Type::Double) => true,
        (Type::Varchar(_), Type::Text) => true,
        (Type::Enum(from), Type::Enum(to)) => from.grows_to(to),
        (Type::Enum(_), Type::Text) => true,
        (Type::Enum(from), Type::Varchar(to)) => from.longest() <= *to,
        (Type::Varchar(from), Type::Varchar(to)) | (Type::Timestamp(from), Type::Timestamp(to)) => from <= to,
        (Type::TimestampTz(from), Type::TimestampTz(to)) => from <= to,
        (Type::Decimal(digits, scale), Type::Decimal(more, longer)) => scale <= longer && digits - scale <= more.saturating_sub(*longer),
        _ => from == to,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::enumeration::EnumType;

    #[test]
    fn a_longer_text_is_a_change_of_the_catalogue_within_its_length_bytes() {
        let of = |from, to, dialect| retype(&Type::Varchar(from), &Type::Varchar(to), dialect);
        for dialect in [Dialect::MySql, Dialect::MariaDb] {
            assert_eq!(of(20, 63, dialect), Retype::Catalogue);
            assert_eq!(of(64, 200, dialect), Retype::Catalogue);
            assert_eq!(of(40, 64, dialect), Retype::LengthBytes { from: 160, to: 256 });
        }
        assert_eq!(of(20, 64, Dialect::MySql), Retype::LengthBytes { from: 80, to: 256 });
        assert_eq!(of(31, 64, Dialect::MariaDb), Retype::Catalogue);
        assert_eq!(of(32, 64, Dialect::MariaDb), Retype::LengthBytes { from: 128, to: 256 });
        assert_eq!(of(64, 63, Dialect::MySql), Retype::Rewrite);
        assert_eq!(of(40, 64, Dialect::Postgres), Retype::Catalogue);
        assert_eq!(of(40, 64, Dialect::Sqlite), Retype::Nothing);
    }

    #[test]
    fn a_decimal_is_wider_where_it_has_the_digits_on_both_sides_of_the_point() {
        let wider = |from: (u32, u32), to: (u32, u32)| is_wider(&Type::Decimal(from.0, from.1), &Type::Decimal(to.0, to.1));
        assert!(wider((10, 2), (12, 2)) && wider((10, 2), (12, 4)) && wider((10, 2), (10, 2)));
        assert!(!wider((10, 2), (10, 4)) && !wider((10, 2), (9, 2)) && !wider((10, 2), (12, 1)) && !wider((2, 0), (3, 3)));
        assert_eq!(retype(&Type::Decimal(10, 2), &Type::Decimal(12, 4), Dialect::Postgres), Retype::Rewrite);
    }

    #[test]
    fn an_enum_grows_in_place_at_its_end() {
        let of = |name: &str, values: std::ops::Range<u32>| {
            Type::Enum(Box::new(EnumType { name: name.into(), values: values.map(|value| value.to_string()).collect() }))
        };
        for dialect in Dialect::ALL {
            let grown = if dialect == Dialect::Postgres { Retype::Nothing } else { Retype::Catalogue };
            assert_eq!(retype(&of("a", 0..2), &of("a", 0..255), dialect), grown);
            assert_eq!(retype(&of("a", 0..256), &of("a", 0..300), dialect), grown);
            for other in [of("a", 0..1), of("a", 1..3), of("b", 0..3), Type::Text] {
                assert_eq!(retype(&of("a", 0..2), &other, dialect), Retype::Rewrite);
            }
        }
        let second_byte = |dialect| retype(&of("a", 0..255), &of("a", 0..256), dialect);
        assert_eq!([second_byte(Dialect::MySql), second_byte(Dialect::MariaDb)], [Retype::Rewrite; 2]);
        assert_eq!([second_byte(Dialect::Postgres), second_byte(Dialect::Sqlite)], [Retype::Nothing, Retype::Catalogue]);
    }
}
