//! The executor of xc: takes a migration through its phases on a live database.
//!
//! # The way of a run
//! 1. `executor`: the URL is read (`url`), the server reached and asked who it is (`backends`), xc's own tables made
//!    (`journal`).
//! 2. [`handle`]: the typestate. Only the next phase can be called.
//! 3. [`presence`](mod@presence): no live instance of the application stands against the phase.
//! 4. `phase`: the lease is taken (`lease`), the journal read; what another executor did in the meantime is done.
//! 5. Before the first statement, the tables are compared with what the plan expects (`preflight`, `catalog`).
//! 6. `steps`: DDL, each step exactly once, under a short lock timeout, tried again after a pause (`retry`), the blocker named
//!    (`blocker`).
//! 7. `backfill`: rows in batches along the key, of a size that follows the time they take, by several workers.
//! 8. `transform`: where a Rust function gives the values, in place of SQL: read, compute, write, and go back to what was written meanwhile.
//! 9. `verify`: parity over whole tables; contract refuses without it. `repair`: what is out of parity, brought in step again.
//! 10. Meanwhile, `control`: whoever watches pauses, resumes, cancels and retunes the run, from any process; and `throttle`: replicas, sessions and
//!     the like hold it back.
//!
//! Those who look on from another process read what a run is doing from the database (`activity`); `cli` is the command line over all of this.
//!
//! Whatever happens goes out as an [`Event`] (and as [`metrics`]), and whatever stops a run is an [`Error`] that says what to do.
//!
//! Dropping any of the futures stops the run as killing the process does: at most one transaction is rolled back, and the next run
//! goes on.

// What one database needs and another does not is unused where only some are built in.
#![cfg_attr(not(all(feature = "postgres", feature = "mysql", feature = "sqlite")), allow(dead_code, unused_imports))]

mod activity;
mod backends;
mod backfill;
mod blocker;
mod catalog;
mod checklist;
#[cfg(feature = "cli")]
pub mod cli;
mod control;
mod dependents;
mod error;
mod event;
mod events;
mod executor;
pub mod handle;
mod host;
mod journal;
mod lease;
mod lookout;
pub mod metrics;
mod options;
mod phase;
mod preflight;
pub mod presence;
mod repair;
mod retry;
#[cfg(feature = "cli")]
mod size;
mod steps;
mod throttle;
mod transform;
mod url;
mod verify;
mod words;
mod work;

pub use activity::Activity;
pub use backfill::FillOrder;
pub use checklist::{Checklist, Force, Item, REPLICA_LAG_BYTES};
pub use control::{Control, Setting, Tunable, Tuning};
pub use error::Error;
pub use event::{Event, Progress};
pub use events::Events;
pub use executor::{Executor, ExecutorBuilder};
pub use handle::{Contracted, DualWriting, Expanded, Handle, Migrated, Pending, Purged, State};
pub use journal::LogEntry;
pub use presence::presence;
pub use repair::Direction;
pub use throttle::Throttle;
pub use verify::Verification;
