//! Plans as text, in the form that [`crate::plan::Written`] reads.

use std::fmt::Write as _;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};

use crate::lock::Lock;
use crate::plan::{Dialect, Generated, OnError, Phase, Servers, When, records};
use crate::sql::{
    Backfill, Call, Change, Cost, Gate, Interleave, Mend, Parity, Plan, Requirement, Retired, Step, TableShape, Target, Transform,
};

/// A text, and the functions that it refers to by their place.
#[derive(Default)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) calls: Vec<TokenStream>,
}

impl Text {
    pub(super) fn of(plans: &[Plan]) -> Text {
        let mut text = Text::default();
        plans.write(&mut text);
        text
    }
}

/// What can be written.
trait Data {
    /// Appends it.
    fn write(&self, to: &mut Text);
}

macro_rules! structs {
    ($($name:ident { $($field:ident),* $(,)? })*) => {
        $(impl Data for $name {
            fn write(&self, to: &mut Text) {
                // A field that is not named here does not compile.
                let $name { $($field),* } = self;
                $($field.write(to);)*
            }
        })*
    };
}

macro_rules! writers {
    (structs { $($structs:tt)* } enums { $($list:ident { $($variant:ident),* $(,)? })* }) => {
        structs! { $($structs)* }
        $(impl Data for $list {
            fn write(&self, to: &mut Text) {
                // In the order of the list; a variant that is not named here does not compile.
                enum Place { $($variant),* }
                let place = match self { $($list::$variant => Place::$variant),* };
                (place as usize).write(to);
            }
        })*
    };
}

records!(writers);

structs! {
    Step { name, table, servers, run, undo, probe, already, cost, concurrent, when }
    Cost { text, lock, lock_elsewhere }
}

impl Data for Call {
    fn write(&self, to: &mut Text) {
        let Call { item, awaited } = self;
        let (item, how) = (format_ident!("{item}", span = Span::call_site()), if *awaited { quote!(Async) } else { quote!(Blocking) });
        to.calls.len().write(to);
        to.calls.push(quote!(::xc::transform::Call::#how(#item)));
    }
}

impl Data for u64 {
    fn write(&self, to: &mut Text) {
        // A String takes whatever is written to it.
        let _ = write!(to.text, "{self};");
    }
}

impl Data for usize {
    fn write(&self, to: &mut Text) {
        (*self as u64).write(to);
    }
}

impl Data for u32 {
    fn write(&self, to: &mut Text) {
        u64::from(*self).write(to);
    }
}

impl Data for bool {
    fn write(&self, to: &mut Text) {
        to.text.push(if *self { '1' } else { '0' });
    }
}

impl Data for String {
    fn write(&self, to: &mut Text) {
        let _ = write!(to.text, "{}:{self}", self.len());
    }
}

impl<T: Data> Data for Option<T> {
    fn write(&self, to: &mut Text) {
        self.is_some().write(to);
        if let Some(value) = self {
            value.write(to);
        }
    }
}

impl<T: Data> Data for [T] {
    fn write(&self, to: &mut Text) {
        self.len().write(to);
        for item in self {
            item.write(to);
        }
    }
}

impl<T: Data> Data for Vec<T> {
    fn write(&self, to: &mut Text) {
        self.as_slice().write(to);
    }
}

impl<A: Data, B: Data> Data for (A, B) {
    fn write(&self, to: &mut Text) {
        self.0.write(to);
        self.1.write(to);
    }
}

impl<A: Data, B: Data, C: Data, D: Data> Data for (A, B, C, D) {
    fn write(&self, to: &mut Text) {
        self.0.write(to);
        self.1.write(to);
        self.2.write(to);
        self.3.write(to);
    }
}
