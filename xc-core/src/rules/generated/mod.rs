//! Generated columns: what they can be computed from, who may touch them and what they read, and where a database can have them.

pub mod copied_beside_generated;
pub mod generated_expression;
pub mod generated_is_computed;
pub mod generated_not_on_dialect;
pub mod index_on_virtual;
pub mod read_by_generated;
pub mod stored_rewrites_table;

use crate::plan::Dialect;

/// Whether it is MySQL or MariaDB.
fn is_mysql(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::MySql | Dialect::MariaDb)
}
