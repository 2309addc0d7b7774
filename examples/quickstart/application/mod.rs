//! The application whose database is changed while it runs: a user service, in two versions.
//!
//! [`v1`] knows one column, `name`. [`v2`] knows two, `first_name` and `last_name`, and has forgotten `name`. In a rolling
//! deployment both run side by side on one database, and neither knows of the other: that they understand each other is
//! the work of the migration.
//!
//! Both list the columns that they read. `SELECT *` would read whatever the table has at the moment, and no schema
//! change is safe under that.

pub(crate) mod database;
pub(crate) mod v1;
pub(crate) mod v2;
