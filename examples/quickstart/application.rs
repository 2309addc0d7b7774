//! The application whose database is changed while it runs: a user service, in two versions.
//!
//! Version 1 knows one column, `name`. Version 2 knows two, `first_name` and `last_name`, and has forgotten `name`. In a rolling
//! deployment both run side by side on one database, and neither knows of the other: that they understand each other is the work of the
//! migration.
//!
//! Both list the columns that they read. `SELECT *` would read whatever the table has at the moment, and no schema change is safe under
//! that.

use xc_examples::Application;

/// A user has one name.
pub(crate) const V1: Application = Application {
    uses: "users.name",
    statements: &[
        "insert into users (id, name) values (:id, :name)",
        "update users set name = :name where id = :id",
        "select name from users where id = :id",
    ],
};

/// A user has a first and a last name. No statement here mentions `name`, which is `NOT NULL` for as long as version 1 lives.
pub(crate) const V2: Application = Application {
    uses: "users.first_name and users.last_name",
    statements: &[
        "insert into users (id, first_name, last_name) values (:id, :first_name, :last_name)",
        // One of the two columns by itself is the harder case: the other half must come from where version 1 left it.
        "update users set first_name = :first_name where id = :id",
        "update users set last_name = :last_name where id = :id",
        "update users set first_name = :first_name, last_name = :last_name where id = :id",
        "select first_name, last_name from users where id = :id",
    ],
};
