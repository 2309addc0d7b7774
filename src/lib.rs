//! Zero-downtime schema changes as Rust code, checked when the code compiles.
//!
//! A [`migration!`] block holds the four phases of expand and contract. The compiler refuses what would break the version of the application
//! that is still running, lose data, or block the table; what compiles carries its SQL with it, as static data, and an [`Executor`] takes it
//! through its phases on the live database.
//!
//! ```no_run
//! xc::migration! {
//!     name: create_users,
//!     expand {
//!         create table users (id bigint primary key auto_increment, name varchar(100) not null);
//!     }
//! }
//!
//! const MIGRATIONS: xc::Migrations = xc::migrations![create_users];
//!
//! # async fn run() -> Result<(), xc::Error> {
//! let executor = xc::Executor::connect("postgres://localhost/shop", MIGRATIONS).await?;
//! executor.begin(create_users).await?.expand().await?;
//! # Ok(())
//! # }
//! # fn main() {}
//! ```
//!
//! Each database has a feature of its own: `postgres`, `mysql` (MariaDB too), `sqlite`. All three are on by default.

pub use xc_core::plan::{self, Dialect, Migration, Migrations, Phase};
pub use xc_core::transform;
#[doc(hidden)]
pub use xc_macros::{__migration_after, __names};
pub use xc_macros::{migration, migrations, schema};
#[cfg(feature = "cli")]
pub use xc_runtime::cli;
pub use xc_runtime::{
    Activity, Checklist, Contracted, Control, Direction, DualWriting, Error, Event, Events, Executor, ExecutorBuilder, Expanded, FillOrder,
    Force, Handle, Item, LogEntry, Migrated, Pending, Progress, Purged, Setting, State, Throttle, Tunable, Tuning, Verification, handle,
    metrics, presence,
};
