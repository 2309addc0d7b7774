//! Plans as the text of Rust expressions, with the names of [`crate::plan::emitted`] in scope.
//!
//! Text, not tokens: a plan is some thousands of tokens, each token that a macro makes costs a call into the compiler, and the macro runs
//! without optimization. For the same reason the names are short.

use std::fmt::Write as _;

use crate::lock::Lock;
use crate::plan::{Dialect, Minimum, OnError, Phase, Servers, When};
use crate::rules::overrides::Override;
use crate::sql::{Backfill, Call, Change, Gate, Interleave, Mend, Plan, Requirement, Retired, Step, TableShape, Target, Transform};

/// What can be written as an expression.
pub(super) trait Data {
    /// Appends the expression.
    fn write(&self, to: &mut String);
}

/// Writes structs under the name and with the fields that they have in [`crate::plan`].
macro_rules! data {
    ($($name:ident { $($field:ident),* $(,)? })*) => {
        $(impl Data for $name {
            fn write(&self, to: &mut String) {
                // A field that is not named here does not compile.
                let $name { $($field),* } = self;
                to.push_str(concat!(stringify!($name), "{"));
                $(
                    to.push_str(concat!(stringify!($field), ":"));
                    Data::write($field, to);
                    to.push(',');
                )*
                to.push('}');
            }
        })*
    };
}

data! {
    Plan { dialects, requires, expects, expand, dual_write, migrate, settle, contract, retired, old }
    Retired { table, renamed, columns, rows, in_step }
    Requirement { migration, phase, because }
    Backfill {
        table, key_columns, parity, estimate, lowest, highest, cut, lock, fill, reverse, unfit, mend, verify, not_null, examine, compared, interleave,
        session, transform
    }
    Interleave { layout, fill, fill_pages, updated }
    Transform {
        function, call, on_error, reads, writes, log, log_there, log_lowest, logged, behind, unfilled, in_step, write, differ, settle, fail, mute
    }
    Target { name, max_chars }
    Mend { find, lock, fill }
    Gate { count, show, reason }
    Minimum { dialect, version }
}

impl Data for Step {
    fn write(&self, to: &mut String) {
        let Step { name, table, servers, run, undo, probe, already, cost, concurrent, when } = self;
        to.push_str("Step{name:");
        name.write(to);
        let rest: [(&str, &dyn Data); 11] = [
            ("table", table),
            ("servers", servers),
            ("run", run),
            ("undo", undo),
            ("probe", probe),
            ("already", already),
            ("cost", &cost.text),
            ("lock", &cost.lock),
            ("lock_elsewhere", &cost.lock_elsewhere),
            ("concurrent", concurrent),
            ("when", when),
        ];
        for (name, value) in rest {
            field(name, value, to);
        }
        to.push('}');
    }
}

impl Data for Lock {
    fn write(&self, to: &mut String) {
        let _ = write!(to, "Lock::{self:?}");
    }
}

impl Data for TableShape {
    fn write(&self, to: &mut String) {
        let TableShape { table, columns, primary_key, uniques, foreign_keys, checks, closed } = self;
        to.push_str("TableShape{table:");
        table.write(to);
        to.push_str(",columns:&[");
        for (name, catalog_type, nullable) in columns {
            to.push_str("ColumnShape{name:");
            name.write(to);
            to.push_str(",catalog_type:");
            catalog_type.write(to);
            to.push_str(",nullable:");
            nullable.write(to);
            to.push_str("},");
        }
        to.push(']');
        let rest: [(&str, &dyn Data); 5] =
            [("primary_key", primary_key), ("uniques", uniques), ("foreign_keys", foreign_keys), ("checks", checks), ("closed", closed)];
        for (name, value) in rest {
            field(name, value, to);
        }
        to.push('}');
    }
}

fn field(name: &str, value: &dyn Data, to: &mut String) {
    to.push(',');
    to.push_str(name);
    to.push(':');
    value.write(to);
}

impl Data for Change {
    fn write(&self, to: &mut String) {
        let none = Change::default();
        if *self == none {
            to.push_str("Change::NONE");
            return;
        }
        let Change { statements, rebuilds, refuse_if, clear, afterwards, never, repairs } = self;
        to.push_str("Change{statements:&[");
        for (sql, fallback) in statements {
            match fallback {
                None => {
                    to.push_str("Statement{sql:");
                    sql.write(to);
                    to.push_str(",fallback:None},");
                }
                Some(fallback) => {
                    to.push_str("Statement{sql:");
                    sql.write(to);
                    to.push_str(",fallback:Some(");
                    fallback.write(to);
                    to.push_str(")},");
                }
            }
        }
        to.push(']');
        let rest: [(&str, &dyn Data, bool); 6] = [
            ("rebuilds", rebuilds, *rebuilds == none.rebuilds),
            ("refuse_if", refuse_if, *refuse_if == none.refuse_if),
            ("clear", &clear.as_ref().map(Clear), *clear == none.clear),
            ("afterwards", afterwards, *afterwards == none.afterwards),
            ("never", never, *never == none.never),
            ("repairs", repairs, *repairs == none.repairs),
        ];
        for (name, value, _) in rest.iter().filter(|(_, _, is_none)| !is_none) {
            field(name, *value, to);
        }
        if rest.iter().any(|(_, _, is_none)| *is_none) {
            to.push_str(",..Change::NONE");
        }
        to.push('}');
    }
}

/// A query and a statement.
struct Clear<'a>(&'a (String, String));

impl Data for Clear<'_> {
    fn write(&self, to: &mut String) {
        let Clear((found, statement)) = self;
        to.push_str("Clear{found:");
        found.write(to);
        field("statement", statement, to);
        to.push('}');
    }
}

impl Data for Override {
    fn write(&self, to: &mut String) {
        let Override { rule, reason, at, refused } = self;
        for (field, text) in
            [("Override{code:", rule.code), (",rule:", rule.name), (",reason:", reason), (",at:", at), (",refused:", refused)]
        {
            to.push_str(field);
            text.write(to);
        }
        to.push('}');
    }
}

impl Data for Servers {
    fn write(&self, to: &mut String) {
        match self {
            Servers { from: 0, before: u32::MAX } => to.push_str("Servers::ALL"),
            Servers { from, before } => {
                let _ = write!(to, "Servers{{from:{from},before:{before}}}");
            }
        }
    }
}

impl Data for Call {
    fn write(&self, to: &mut String) {
        let Call { item, awaited } = self;
        let how = if *awaited { "Async" } else { "Blocking" };
        let _ = write!(to, "Call::{how}({item})");
    }
}

impl Data for OnError {
    fn write(&self, to: &mut String) {
        let _ = write!(to, "OnError::{self:?}");
    }
}

impl Data for When {
    fn write(&self, to: &mut String) {
        let _ = write!(to, "When::{self:?}");
    }
}

impl Data for Phase {
    fn write(&self, to: &mut String) {
        let _ = write!(to, "Phase::{self:?}");
    }
}

impl Data for Dialect {
    fn write(&self, to: &mut String) {
        let _ = write!(to, "Dialect::{self:?}");
    }
}

impl Data for str {
    fn write(&self, to: &mut String) {
        // What Debug escapes, and how, is a literal of Rust.
        let _ = write!(to, "{self:?}");
    }
}

impl Data for String {
    fn write(&self, to: &mut String) {
        self.as_str().write(to);
    }
}

macro_rules! by_display {
    ($($ty:ty),*) => {
        $(impl Data for $ty {
            fn write(&self, to: &mut String) {
                let _ = write!(to, "{self}");
            }
        })*
    };
}

by_display!(bool, u32, u64, usize);

impl<T: Data> Data for &[T] {
    fn write(&self, to: &mut String) {
        to.push_str("&[");
        for item in *self {
            item.write(to);
            to.push(',');
        }
        to.push(']');
    }
}

impl<T: Data> Data for Vec<T> {
    fn write(&self, to: &mut String) {
        Data::write(&self.as_slice(), to);
    }
}

impl<T: Data> Data for Option<T> {
    fn write(&self, to: &mut String) {
        match self {
            None => to.push_str("None"),
            Some(value) => {
                to.push_str("Some(");
                value.write(to);
                to.push(')');
            }
        }
    }
}

impl<A: Data, B: Data> Data for (A, B) {
    fn write(&self, to: &mut String) {
        to.push('(');
        self.0.write(to);
        to.push(',');
        self.1.write(to);
        to.push(')');
    }
}
