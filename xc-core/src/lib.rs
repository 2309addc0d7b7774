//! The language of xc as a library. No database, no I/O.
//!
//! The way of a migration through it is written down in [`compile`]:
//!
//! 1. [`parse`]: tokens to [`syntax`] tree. A mistake ends the part that it stands in, and parsing goes on.
//! 2. [`resolve`]: names and types, against the [`schema`] that the predecessor left.
//! 3. [`rules`]: what is unsafe is refused. Behind them, nothing can fail.
//! 4. [`steps`]: the plan, dialect-neutral.
//! 5. [`sql`]: the plan's SQL, for each named dialect.
//! 6. [`emit`]: the plan as text, which a program reads back as the types of [`plan`]; these are all that the executor sees.
//!
//! Beside the way: [`mod@explain`] has the pages of the rules as text, and [`locks`] the table of what databases lock, scan and rewrite,
//! which rules and SQL writers read.
//!
//! Without the feature `language`, the crate is [`plan`] alone; with `explain`, that and the pages; with `locks`, the table.

#[cfg(feature = "language")]
pub mod compile;
#[cfg(feature = "language")]
pub mod diagnostic;
#[cfg(feature = "language")]
pub mod emit;
#[cfg(feature = "explain")]
pub mod explain;
#[cfg(feature = "language")]
pub mod expression;
#[cfg(feature = "language")]
pub mod flight;
#[cfg(feature = "language")]
pub mod ghosts;
#[cfg(feature = "language")]
mod hash;
pub mod lock;
#[cfg(feature = "locks")]
pub mod locks;
#[cfg(feature = "explain")]
pub mod nearest;
#[cfg(feature = "language")]
pub mod parse;
pub mod plan;
#[cfg(feature = "language")]
pub mod resolve;
#[cfg(feature = "language")]
pub mod rules;
#[cfg(feature = "language")]
pub mod schema;
#[cfg(feature = "language")]
pub mod sql;
#[cfg(feature = "language")]
pub mod steps;
#[cfg(feature = "language")]
pub mod syntax;
pub mod transform;
#[cfg(feature = "language")]
mod words;
