//! Version 1 of the application: a user has one name.

use super::database::{Database, Statement};

const CREATE: Statement =
    Statement { numbered: "INSERT INTO users (name) VALUES ($1) RETURNING id", mysql: "INSERT INTO users (name) VALUES (?)" };

const RENAME: Statement =
    Statement { numbered: "UPDATE users SET name = $1 WHERE id = $2", mysql: "UPDATE users SET name = ? WHERE id = ?" };

const READ: Statement =
    Statement { numbered: "SELECT id, name FROM users WHERE id = $1", mysql: "SELECT id, name FROM users WHERE id = ?" };

/// Adds a user and returns the new id.
pub(crate) async fn create_user(database: &Database, name: &str) -> sqlx::Result<i64> {
    database.insert(&CREATE, &[name]).await
}

/// Gives a user another name.
pub(crate) async fn rename_user(database: &Database, id: i64, name: &str) -> sqlx::Result<()> {
    database.update(&RENAME, &[name], id).await
}

/// Reads a user's name.
pub(crate) async fn read_user(database: &Database, id: i64) -> sqlx::Result<String> {
    let (_, name): (i64, String) = database.read(&READ, id).await?;
    Ok(name)
}
