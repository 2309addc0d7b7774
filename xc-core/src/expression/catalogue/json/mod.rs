//! JSON documents. What is not of the type that is asked for is null.

mod get;
mod object;

use super::{Call, Function};
use crate::plan::Dialect;
use crate::sql::text;

pub(super) static FUNCTIONS: &[&[Function]] = &[get::FUNCTIONS, object::FUNCTIONS];

impl Call<'_> {
    /// The key of a document's member, as the database's functions take it: a name on PostgreSQL, else a path.
    fn json_key(&self) -> String {
        match self.dialect {
            Dialect::Postgres => text(self.text(1), self.dialect),
            _ => text(&format!("$.\"{}\"", self.text(1)), self.dialect),
        }
    }
}
