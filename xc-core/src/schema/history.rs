//! Since when something is there, and which migrations are at work on a table.
//!
//! A migration may be anywhere between two phases when a later one begins. What the later one may count on follows from this.

use crate::plan::Phase;

/// From the end of which phase of which migration on something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Since {
    /// The migration, as an index into [`super::Schema::migrations`].
    pub migration: usize,
    /// The phase.
    pub phase: Phase,
}

/// What migrations have done to a table so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Since when the table is there. `None` for one that no migration knows.
    pub since: Option<Since>,
    /// Its parts that are younger than the table, or were changed since.
    pub parts: Vec<Part>,
    /// The migrations whose work on the table may not be done when a later one begins: in order, without those that another of them waits for.
    pub flights: Vec<Flight>,
}

/// Since when a part of a table is as the schema describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its name.
    pub name: String,
    /// Since when it is there, with its type.
    pub since: Option<Since>,
    /// Since when a column has its values in rows that were there before it.
    pub filled: Option<Since>,
}

/// What a part of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A column.
    Column,
    /// An index.
    Index,
    /// A constraint.
    Constraint,
}

/// A migration's work on a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flight {
    /// The migration, as an index into [`super::Schema::migrations`].
    pub migration: usize,
    /// The last phase in which it does something to the table.
    pub ends: Phase,
    /// Where: its sync, else the first thing that it does. `file:line:column`.
    pub at: String,
    /// Whether it changes the table at all, or what it does elsewhere needs columns of it.
    pub touches: bool,
    /// Whether it is about all of the table: what hangs on its columns, and on what refers to them.
    pub whole: bool,
    /// Whether SQLite makes the table anew for it.
    pub reshapes: bool,
    /// Whether its triggers and its backfill make rows, and delete them.
    pub makes_rows: bool,
    /// Whether it keeps columns in step and has no contract that ends it.
    pub endless: bool,
    /// The columns that it is about, and how.
    pub columns: Vec<(String, Uses)>,
}

/// How a migration uses a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// It is one of the columns that are kept in step: from dual write to contract, triggers read it.
    pub synced: bool,
    /// Triggers and the backfill write it.
    pub filled: bool,
    /// It is altered or dropped.
    pub changed: bool,
    /// An index or a constraint is on it.
    pub leaned: bool,
}

impl Uses {
    /// A column that is kept in step.
    pub const SYNCED: Uses = Uses { synced: true, filled: false, changed: false, leaned: false };
    /// A column that is kept in step, and written for it.
    pub const FILLED: Uses = Uses { synced: true, filled: true, changed: false, leaned: false };
    /// A column that is altered or dropped.
    pub const CHANGED: Uses = Uses { synced: false, filled: false, changed: true, leaned: false };
    /// A column that an index or a constraint is on.
    pub const LEANED: Uses = Uses { synced: false, filled: false, changed: false, leaned: true };

    /// Both.
    pub fn and(self, other: Uses) -> Uses {
        Uses {
            synced: self.synced || other.synced,
            filled: self.filled || other.filled,
            changed: self.changed || other.changed,
            leaned: self.leaned || other.leaned,
        }
    }
}

impl History {
    /// What is known of a part.
    pub fn part(&self, kind: PartKind, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.kind == kind && part.name == name)
    }

    /// What is known of a part, to be changed.
    pub fn part_mut(&mut self, kind: PartKind, name: &str) -> &mut Part {
        let index = self.parts.iter().position(|part| part.kind == kind && part.name == name).unwrap_or_else(|| {
            self.parts.push(Part { kind, name: name.into(), since: None, filled: None });
            self.parts.len() - 1
        });
        &mut self.parts[index]
    }

    /// Since when a part is there.
    pub fn since(&self, kind: PartKind, name: &str) -> Option<Since> {
        self.part(kind, name).and_then(|part| part.since).or(self.since)
    }

    /// Since when a column has its values.
    pub fn filled(&self, column: &str) -> Option<Since> {
        self.part(PartKind::Column, column).and_then(|part| part.filled)
    }
}
