//! What stands between a Rust function and a row: a backfill by a function (`backfill users using crate::normalise_phone(phone) ->
//! phone_e164`) reads rows as text, calls the function with the types of its columns, and gets text back.
//!
//! The types of a function are checked by rustc where the migration is compiled. A column is given and taken as
//!
//! | column | argument | result |
//! |---|---|---|
//! | `smallint`, `int`, `bigint` | `i16`, `i32`, `i64` | the same |
//! | `real`, `double` | `f32`, `f64` | the same |
//! | `boolean` | `bool` | the same |
//! | `varchar`, `text` | `&str` | `String` |
//! | `decimal`, `date`, `timestamp`, `timestamptz`, `uuid`, `json` | `&str`, as the database spells it | `String` |
//! | `bytea` | `&[u8]` | `Vec<u8>` |
//!
//! and as an `Option` of that exactly where it may be null: an argument where the column is nullable, a result where the column stays
//! nullable after contract (there, what is never missing may be given without the `Option`). A function of several columns gives a tuple,
//! and a function that may fail on a row gives a `Result` of any of these, with an error that can be displayed.
//!
//! A function that judges whether a row is in step (`parity by crate::opens(card, card_sealed)`) is given columns of both shapes as arguments and gives a
//! `bool`, or a `Result` of it. A column that is filled comes as an `Option` only where it stays nullable after contract: a row where it is null
//! without that is not in step, and the function is not asked.

use std::fmt;
use std::pin::Pin;

/// Why a row could not be transformed: the function's own words, or what is wrong with what it was given or gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(String);

impl Failure {
    /// In these words.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// The columns of a row that a function is given, as the database gave them: text, or null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    values: Vec<Option<String>>,
}

/// The columns that a function gave, as the database takes them: text, or null.
pub type Texts = Vec<Option<String>>;

/// A future that can move between threads.
pub type Computing = Pin<Box<dyn Future<Output = Result<Texts, Failure>> + Send>>;

/// How a function is called.
#[derive(Clone, Copy)]
pub enum Call {
    /// A `fn`: on a thread where it may take its time.
    Blocking(fn(&Row) -> Result<Texts, Failure>),
    /// An `async fn`.
    Async(fn(Row) -> Computing),
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Call::Blocking(_) => "Blocking",
            Call::Async(_) => "Async",
        })
    }
}

impl Row {
    /// Of these values.
    pub fn new(values: Vec<Option<String>>) -> Row {
        Row { values }
    }

    /// Whether a column is null.
    pub fn is_null(&self, index: usize) -> bool {
        self.values.get(index).is_none_or(Option::is_none)
    }

    /// A column by its place, in the type that the function takes.
    ///
    /// # Errors
    /// The database gave null where the migrations say that there is none, or a text that is not of this type (SQLite takes any value in
    /// any column).
    pub fn get<'row, T: Argument<'row>>(&'row self, index: usize) -> Result<T, Failure> {
        T::from_text(self.values.get(index).and_then(Option::as_deref))
    }
}

/// The type of a function's argument.
pub trait Argument<'row>: Sized {
    /// From what the database gave.
    ///
    /// # Errors
    /// As [`Row::get`].
    fn from_text(text: Option<&'row str>) -> Result<Self, Failure>;
}

/// The type of a column that a function gives.
pub trait Column: Sized {
    /// For the database.
    fn into_text(self) -> Option<String>;
}

/// The types of all columns that a function gives: one [`Column`], or a tuple of them.
pub trait Columns: Sized {
    /// For the database, in order.
    fn into_texts(self) -> Texts;
}

/// What a function may give where its columns are of these types.
#[diagnostic::on_unimplemented(
    message = "the function gives `{Self}`, and what it fills takes `{Wanted}`",
    label = "this gives `{Self}`, and `{Wanted}` is wanted",
    note = "`Option` only where the column is nullable in the end: not where contract makes it NOT NULL",
    note = "a function that may fail on a row gives a `Result` of it, with an error that can be displayed",
    note = "for an `async fn`, write `.await` behind the call"
)]
pub trait Outcome<Wanted> {
    /// The columns, or why there are none.
    ///
    /// # Errors
    /// The function's own.
    fn outcome(self) -> Result<Wanted, Failure>;
}

#[diagnostic::do_not_recommend]
impl<Wanted, T: Outcome<Wanted>, E: fmt::Display> Outcome<Wanted> for Result<T, E> {
    fn outcome(self) -> Result<Wanted, Failure> {
        match self {
            Ok(given) => given.outcome(),
            Err(error) => Err(Failure(error.to_string())),
        }
    }
}

/// What a function may give that says whether a row is in step.
#[diagnostic::on_unimplemented(
    message = "the function gives `{Self}`, and whether a row is in step is a `bool`",
    label = "this gives `{Self}`, and `bool` is wanted",
    note = "a function that may fail on a row gives a `Result` of it, with an error that can be displayed",
    note = "for an `async fn`, write `.await` behind the call"
)]
pub trait Verdict {
    /// Whether the row is in step, or why that can't be said.
    ///
    /// # Errors
    /// The function's own.
    fn verdict(self) -> Result<bool, Failure>;
}

#[diagnostic::do_not_recommend]
impl Verdict for bool {
    fn verdict(self) -> Result<bool, Failure> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<E: fmt::Display> Verdict for Result<bool, E> {
    fn verdict(self) -> Result<bool, Failure> {
        self.map_err(|error| Failure(error.to_string()))
    }
}

fn missing() -> Failure {
    Failure::new("the database gave null for a column that the migrations call NOT NULL")
}

impl<'row, T: Argument<'row>> Argument<'row> for Option<T> {
    fn from_text(text: Option<&'row str>) -> Result<Self, Failure> {
        text.map(|text| T::from_text(Some(text))).transpose()
    }
}

impl<'row> Argument<'row> for &'row str {
    fn from_text(text: Option<&'row str>) -> Result<Self, Failure> {
        text.ok_or_else(missing)
    }
}

impl<'row> Argument<'row> for Vec<u8> {
    fn from_text(text: Option<&'row str>) -> Result<Self, Failure> {
        let text = text.ok_or_else(missing)?;
        let not_hex = || Failure::new(format!("the database gave `{text}`, which is no hexadecimal number"));
        if !text.is_ascii() || text.len() % 2 == 1 {
            return Err(not_hex());
        }
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| not_hex())).collect()
    }
}

impl<'row> Argument<'row> for bool {
    fn from_text(text: Option<&'row str>) -> Result<Self, Failure> {
        match text.ok_or_else(missing)? {
            "0" => Ok(false),
            "1" => Ok(true),
            other => Err(Failure::new(format!("the database gave `{other}`, which is no boolean"))),
        }
    }
}

macro_rules! numbers {
    ($($type:ty),*) => { $(
        impl<'row> Argument<'row> for $type {
            fn from_text(text: Option<&'row str>) -> Result<Self, Failure> {
                let text = text.ok_or_else(missing)?;
                text.parse().map_err(|_| Failure::new(format!("the database gave `{text}`, which is no {}", stringify!($type))))
            }
        }

    )* };
}

numbers!(i16, i32, i64, f32, f64);

macro_rules! exact {
    ($($type:ty),*) => { $(
        impl Column for $type {
            fn into_text(self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )* };
}

exact!(i16, i32, i64, f64);

impl Column for f32 {
    /// All its digits: MySQL compares and computes in 64 bits.
    fn into_text(self) -> Option<String> {
        f64::from(self).into_text()
    }
}

impl Column for bool {
    fn into_text(self) -> Option<String> {
        Some(if self { "1" } else { "0" }.to_owned())
    }
}

impl Column for String {
    fn into_text(self) -> Option<String> {
        Some(self)
    }
}

impl Column for Vec<u8> {
    fn into_text(self) -> Option<String> {
        use fmt::Write as _;
        let mut text = String::with_capacity(self.len() * 2);
        for byte in self {
            // A String takes whatever is written to it.
            let _ = write!(text, "{byte:02x}");
        }
        Some(text)
    }
}

impl<T: Column> Column for Option<T> {
    fn into_text(self) -> Option<String> {
        self.and_then(Column::into_text)
    }
}

macro_rules! results {
    ($($type:ty),*) => { $(
        #[diagnostic::do_not_recommend]
        impl Outcome<$type> for $type {
            fn outcome(self) -> Result<$type, Failure> {
                Ok(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl Outcome<Option<$type>> for $type {
            fn outcome(self) -> Result<Option<$type>, Failure> {
                Ok(Some(self))
            }
        }

        #[diagnostic::do_not_recommend]
        impl Outcome<Option<$type>> for Option<$type> {
            fn outcome(self) -> Result<Option<$type>, Failure> {
                Ok(self)
            }
        }

        impl Columns for $type {
            fn into_texts(self) -> Texts {
                vec![self.into_text()]
            }
        }

        impl Columns for Option<$type> {
            fn into_texts(self) -> Texts {
                vec![self.into_text()]
            }
        }
    )* };
}

results!(i16, i32, i64, f32, f64, bool, String, Vec<u8>);

macro_rules! tuples {
    ($($($given:ident $wanted:ident $index:tt),+;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<$($given: Outcome<$wanted>, $wanted),+> Outcome<($($wanted,)+)> for ($($given,)+) {
            fn outcome(self) -> Result<($($wanted,)+), Failure> {
                Ok(($(self.$index.outcome()?,)+))
            }
        }

        impl<$($wanted: Column),+> Columns for ($($wanted,)+) {
            fn into_texts(self) -> Texts {
                vec![$(self.$index.into_text()),+]
            }
        }
    )* };
}

tuples! {
    A WantedA 0, B WantedB 1;
    A WantedA 0, B WantedB 1, C WantedC 2;
    A WantedA 0, B WantedB 1, C WantedC 2, D WantedD 3;
    A WantedA 0, B WantedB 1, C WantedC 2, D WantedD 3, E WantedE 4;
    A WantedA 0, B WantedB 1, C WantedC 2, D WantedD 3, E WantedE 4, F WantedF 5;
    A WantedA 0, B WantedB 1, C WantedC 2, D WantedD 3, E WantedE 4, F WantedF 5, G WantedG 6;
    A WantedA 0, B WantedB 1, C WantedC 2, D WantedD 3, E WantedE 4, F WantedF 5, G WantedG 6, H WantedH 7;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_come_as_the_function_takes_them() {
        let row = Row::new(vec![Some("42".into()), Some("Ada".into()), None, Some("00ff".into()), Some("1".into()), Some("1.5".into())]);
        assert_eq!(row.get::<i64>(0), Ok(42));
        assert_eq!(row.get::<Option<i16>>(0), Ok(Some(42)));
        assert_eq!(row.get::<&str>(1), Ok("Ada"));
        assert_eq!(row.get::<Option<&str>>(2), Ok(None));
        assert_eq!(row.get::<Vec<u8>>(3), Ok(vec![0, 255]));
        assert_eq!(row.get::<bool>(4), Ok(true));
        assert_eq!(row.get::<f64>(5), Ok(1.5));
    }

    #[test]
    fn what_is_not_of_the_type_is_a_failure_and_no_panic() {
        let row = Row::new(vec![None, Some("é".into()), Some("999999".into()), Some("abc".into())]);
        for failed in [row.get::<&str>(0).err(), row.get::<Vec<u8>>(1).err(), row.get::<i16>(2).err(), row.get::<Vec<u8>>(3).err()] {
            assert!(failed.is_some());
        }
        assert_eq!(row.get::<bool>(3), Err(Failure::new("the database gave `abc`, which is no boolean")));
        assert_eq!(row.get::<i64>(9), Err(missing()));
    }

    #[test]
    fn results_go_back_as_text() {
        let both: Result<(Option<String>, i64), Failure> = Ok::<_, String>(("a".to_owned(), 7_i64)).outcome();
        assert_eq!(both.map(Columns::into_texts), Ok(vec![Some("a".into()), Some("7".into())]));
        let failed: Result<Option<String>, Failure> = Err::<String, _>("no such country").outcome();
        assert_eq!(failed, Err(Failure::new("no such country")));
        let bytes: Result<Option<Vec<u8>>, Failure> = vec![0_u8, 171].outcome();
        assert_eq!(bytes.map(Columns::into_texts), Ok(vec![Some("00ab".into())]));
        assert_eq!((-0.1_f64).into_text(), Some("-0.1".into()));
        assert_eq!(0.1_f32.into_text(), Some("0.10000000149011612".into()));
    }
}
