//! Schemas, in PostgreSQL's sense: what stands before the point in `billing.invoices`. Called by the catalogue's word, for a schema is here what all tables
//! are in.

use super::history::Since;

/// A schema that a migration made, or that `schema!` says is there. One that nobody told of may be there as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// `file:line:column`.
    pub declared_at: String,
    /// Since when it is there. `None` for one that was there before the first migration.
    pub since: Option<Since>,
}

impl super::Schema {
    /// The schema of a name, where it is known of.
    pub fn namespace(&self, name: &str) -> Option<&Namespace> {
        self.namespaces.iter().find(|known| known.name == name)
    }
}
