//! The language as a library: blocks in; messages, SQL and items out. No compiler runs, so hundreds of cases take a moment.
//!
//! * `cases/`: for every rule, what it refuses, with the message and its place, and the nearest thing that it allows.
//! * `sql/`: the SQL of whole migrations, for each database.
//! * `expressions`: what is told of expressions without a database.
//! * `flights/`: what migrations require of those before them.
//! * `written`: what a program reads of a plan.
//! * `blocks/`: the migrations that all begin with.
//!
//! `BLESS=1 cargo test -p xc-core` writes the expected texts anew; read the difference before you keep it.

mod checker;
mod expressions;
mod flights;
mod locks;
mod robustness;
mod schema;
mod sql;
mod support;
mod written;
