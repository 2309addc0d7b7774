//! Migrations in flight together: what a migration needs of those before it, and what those after it must know.
//!
//! Where a migration is when a later one begins is not known when the code compiles; only that it is as far as the later one requires, and may go
//! on to its contract, or stay, at any time. A later migration must be right in each of these states. So:
//!
//! 1. `footprint`: what a migration does to each table, and which columns it is about.
//! 2. [`needs`]: compared with the footprints of earlier migrations, which the schema carries, that gives the phase that each must have reached.
//! 3. [`stamp`]: the schema that is handed on remembers since when each part of a table is there, and this migration's footprints.

mod footprint;
mod needs;
mod stamp;

pub use footprint::{Footprint, Used};
pub use needs::{Conflict, Needs, NeedsOf, Requirement};

use crate::resolve::Migration;

/// What a resolved migration needs of those before it.
pub fn needs(migration: &Migration) -> Needs {
    needs::of(migration, &footprint::footprints(migration))
}

/// Writes into the schema that a migration leaves what later ones must know of it.
pub fn stamp(migration: &mut Migration) {
    let footprints = footprint::footprints(migration);
    stamp::stamp(migration, &footprints);
}
