//! Plans as text: what the macro writes into the user's crate, and what is read from it when the plans are first asked for.
//!
//! One literal, not Rust: written as expressions, the plans of 300 migrations cost each check of the crate 0.6 s CPU and 107 MB more, most of it in
//! type and borrow checks of data that no check needs (`cargo xtask bench compile`).
//!
//! A number is its digits and `;`, a text its length in bytes, `:` and the text itself, so that nothing is escaped. A list is the number of its
//! items and the items; what may be missing is `0` or `1` and the value. A struct is its fields, in the order of [`records`], which both sides
//! are made from; a variant is its number.

use std::sync::OnceLock;

use super::{
    Backfill, Change, Clear, ColumnShape, Dialect, Gate, Generated, Interleave, Lock, Mend, OnError, Parity, Phase, Plan, Requirement,
    Retired, Servers, Statement, Step, TableShape, Target, Transform, When,
};
use crate::transform::Call;

/// The structs whose fields are written one after the other, and the enums whose variants are numbered.
macro_rules! records {
    ($each:ident) => {
        $each! {
            structs {
                Plan { dialects, requires, expects, expand, dual_write, migrate, settle, contract, retired, old }
                Retired { table, renamed, columns, rows, in_step }
                Requirement { migration, phase, because }
                TableShape { table, columns, primary_key, uniques, foreign_keys, checks, closed }
                Change { statements, rebuilds, refuse_if, clear, afterwards, never, repairs }
                Gate { count, show, reason }
                Servers { from, before }
                Backfill {
                    table, key_columns, whole_number, parity, estimate, lowest, highest, cut, lock, fill, reverse, unfit, mend, verify, not_null, examine,
                    compared, interleave, session, transform
                }
                Interleave { layout, page, fill, bitmap, updated }
                Transform {
                    function, call, parity, on_error, reads, writes, log, log_there, log_lowest, logged, behind, unfilled, in_step, write, differ,
                    settle, fail, mute
                }
                Parity { function, call }
                Target { name, max_chars }
                Mend { find, lock, fill }
            }
            enums {
                Dialect { Postgres, MySql, MariaDb, Sqlite }
                Phase { Expand, DualWrite, Migrate, Contract }
                When { Always, Retiring, Dropping, Purging }
                Generated { No, Stored, Virtual }
                OnError { Stop, Skip }
                Lock {
                    None, AccessShare, RowShare, RowExclusive, ShareUpdateExclusive, Share, ShareRowExclusive, Exclusive, AccessExclusive,
                    MetadataNoWrites, MetadataExclusive, Writer
                }
            }
        }
    };
}
#[cfg(feature = "language")]
pub(crate) use records;

/// Plans that were written as text, and are read once.
#[derive(Debug)]
pub struct Written {
    text: &'static str,
    calls: &'static [Call],
    read: OnceLock<&'static [Plan]>,
}

impl Written {
    /// The text that the macro wrote, and the functions that it refers to by their place.
    #[doc(hidden)]
    pub const fn new(text: &'static str, calls: &'static [Call]) -> Written {
        Written { text, calls, read: OnceLock::new() }
    }

    /// The plans. They live as long as the text does.
    ///
    /// # Panics
    /// When the text is not one that this version of xc writes.
    #[doc(hidden)]
    pub fn plans(&self) -> &'static [Plan] {
        self.read.get_or_init(|| {
            let mut reader = Reader { rest: self.text, calls: self.calls };
            let plans = Read::read(&mut reader).filter(|_| reader.rest.is_empty());
            // The macro's crate and this one have the same version, and both sides are made from `records`.
            plans.expect("a mistake of xc, please report it: a plan that its macro wrote can't be read")
        })
    }
}

/// What is still to be read.
struct Reader {
    rest: &'static str,
    calls: &'static [Call],
}

impl Reader {
    fn number(&mut self, end: char) -> Option<u64> {
        let (digits, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        digits.parse().ok()
    }
}

/// What can be read; nothing where the text ends or is of another form.
trait Read: Sized {
    fn read(from: &mut Reader) -> Option<Self>;
}

macro_rules! structs {
    ($($name:ident { $($field:ident),* $(,)? })*) => {
        $(impl Read for $name {
            fn read(from: &mut Reader) -> Option<$name> {
                Some($name { $($field: Read::read(from)?),* })
            }
        })*
    };
}

macro_rules! readers {
    (structs { $($structs:tt)* } enums { $($list:ident { $($variant:ident),* $(,)? })* }) => {
        structs! { $($structs)* }
        $(impl Read for $list {
            fn read(from: &mut Reader) -> Option<$list> {
                [$($list::$variant),*].get(usize::read(from)?).copied()
            }
        })*
    };
}

records!(readers);

// These have tuples, and a struct within, for counterparts on the other side.
structs! {
    Step { name, table, servers, run, undo, probe, already, cost, lock, lock_elsewhere, concurrent, when }
    ColumnShape { name, catalog_type, nullable, generated }
    Statement { sql, fallback }
    Clear { found, statement }
}

impl Read for u64 {
    fn read(from: &mut Reader) -> Option<u64> {
        from.number(';')
    }
}

impl Read for usize {
    fn read(from: &mut Reader) -> Option<usize> {
        u64::read(from)?.try_into().ok()
    }
}

impl Read for u32 {
    fn read(from: &mut Reader) -> Option<u32> {
        u64::read(from)?.try_into().ok()
    }
}

impl Read for bool {
    fn read(from: &mut Reader) -> Option<bool> {
        let (flag, rest) = from.rest.split_at_checked(1)?;
        from.rest = rest;
        match flag {
            "0" => Some(false),
            "1" => Some(true),
            _ => None,
        }
    }
}

impl Read for &'static str {
    fn read(from: &mut Reader) -> Option<&'static str> {
        let length = from.number(':')?.try_into().ok()?;
        let (text, rest) = from.rest.split_at_checked(length)?;
        from.rest = rest;
        Some(text)
    }
}

impl Read for Call {
    fn read(from: &mut Reader) -> Option<Call> {
        let place = usize::read(from)?;
        from.calls.get(place).copied()
    }
}

impl<T: Read> Read for Option<T> {
    fn read(from: &mut Reader) -> Option<Option<T>> {
        if bool::read(from)? { T::read(from).map(Some) } else { Some(None) }
    }
}

impl<T: Read> Read for &'static [T] {
    fn read(from: &mut Reader) -> Option<&'static [T]> {
        let items: Vec<T> = (0..usize::read(from)?).map(|_| T::read(from)).collect::<Option<_>>()?;
        // Read once for each migration of a program, and used until it ends, as if the compiler had laid it out.
        Some(items.leak())
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(from: &mut Reader) -> Option<(A, B)> {
        Some((A::read(from)?, B::read(from)?))
    }
}
