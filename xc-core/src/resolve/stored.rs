//! Expressions that are kept with the schema, read back.

use super::expression::{Scope, resolve};
use crate::diagnostic::Sink;
use crate::expression::Expression;
use crate::parse;
use crate::schema::{Schema, Table};

/// The expression of a check or an index, from its text. `None` where the table no longer fits it, which the rules do not let happen.
pub fn stored(table: &Table, source: &str) -> Option<Expression> {
    let written = parse::read_expression(source)?;
    // It was checked where it was declared: nothing is reported a second time.
    let (mut sink, schema) = (Sink::default(), Schema::default());
    resolve(&Scope { schema: &schema, table, dialects: &[], inlines: false }, &written, &mut sink)
}
