//! What the examples have in common.
//!
//! An example is a [`Change`]: migrations, and the statements of the two versions of the application that live through the last of them.
//! [`run`] takes it through its phases while both versions work, checks every answer that they get, and ends with a verdict.
//!
//! * [`Change`], [`Application`], [`Row`], [`Value`]: what an example says.
//! * [`Story`]: the phases, one after the other, and what is deployed in between. The tests tell it with all its ways back.
//! * [`Load`]: the application at work. `ledger` and `model` know what each row must hold, whichever version wrote it.
//! * [`Store`]: the application's connection to its database.
//!
//! The rest is for showing: `setup`, `catalogue`, `progress`, `measurements`, `summary`.

mod catalogue;
mod change;
mod ledger;
mod load;
mod measurements;
mod model;
pub mod people;
mod progress;
mod row;
mod run;
mod setup;
mod statement;
mod store;
mod story;
mod summary;

pub use change::{Application, Change};
pub use load::Load;
pub use measurements::Version;
pub use row::{Row, Value};
pub use run::run;
pub use store::{Product, Store};
pub use story::{Size, Story};
