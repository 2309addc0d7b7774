//! Zero-downtime schema changes as Rust code, checked when the code compiles.
pub use xc_core::plan::{self, Dialect, Migration, Migrations, Phase};
pub use xc_macros::{__migration_after, migration, migrations};
pub use xc_runtime::*;
