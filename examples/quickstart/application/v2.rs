//! Version 2 of the application: a user has a first and a last name. No statement here mentions `name`, which is `NOT
//! NULL` for as long as version 1 lives.

use super::database::{Database, Statement};

const CREATE: Statement = Statement {
    numbered: "INSERT INTO users (first_name, last_name) VALUES ($1, $2) RETURNING id",
    mysql: "INSERT INTO users (first_name, last_name) VALUES (?, ?)",
};

const SET_FIRST_NAME: Statement =
    Statement { numbered: "UPDATE users SET first_name = $1 WHERE id = $2", mysql: "UPDATE users SET first_name = ? WHERE id = ?" };

const SET_LAST_NAME: Statement =
    Statement { numbered: "UPDATE users SET last_name = $1 WHERE id = $2", mysql: "UPDATE users SET last_name = ? WHERE id = ?" };

const RENAME: Statement = Statement {
    numbered: "UPDATE users SET first_name = $1, last_name = $2 WHERE id = $3",
    mysql: "UPDATE users SET first_name = ?, last_name = ? WHERE id = ?",
};

const READ: Statement = Statement {
    numbered: "SELECT id, first_name, last_name FROM users WHERE id = $1",
    mysql: "SELECT id, first_name, last_name FROM users WHERE id = ?",
};

/// Adds a user and returns the new id.
pub(crate) async fn create_user(database: &Database, first: &str, last: &str) -> sqlx::Result<i64> {
    database.insert(&CREATE, &[first, last]).await
}

/// Gives a user another first name.
pub(crate) async fn set_first_name(database: &Database, id: i64, first: &str) -> sqlx::Result<()> {
    database.update(&SET_FIRST_NAME, &[first], id).await
}

/// Gives a user another last name.
pub(crate) async fn set_last_name(database: &Database, id: i64, last: &str) -> sqlx::Result<()> {
    database.update(&SET_LAST_NAME, &[last], id).await
}

/// Gives a user another first and last name.
pub(crate) async fn rename_user(database: &Database, id: i64, first: &str, last: &str) -> sqlx::Result<()> {
    database.update(&RENAME, &[first, last], id).await
}

/// Reads a user's names while the backfill is not done: `None` for a user that it has not come to yet.
pub(crate) async fn read_user_until_backfilled(database: &Database, id: i64) -> sqlx::Result<(Option<String>, Option<String>)> {
    let (_, first, last): (i64, Option<String>, Option<String>) = database.read(&READ, id).await?;
    Ok((first, last))
}

/// Reads a user's names once the backfill is done. A null is an error from here on, as it would be in any application that
/// takes the columns for `NOT NULL`.
pub(crate) async fn read_user(database: &Database, id: i64) -> sqlx::Result<(String, String)> {
    let (_, first, last): (i64, String, String) = database.read(&READ, id).await?;
    Ok((first, last))
}
