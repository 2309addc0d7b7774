//! Version 1: a contact has a phone as it was typed.

use crate::database::Database;

pub(crate) async fn add_contact(database: &Database, id: u64, phone: &str, country: &str) -> sqlx::Result<()> {
    let sql = format!("INSERT INTO contacts (id, phone, country) VALUES ({id}, ?, ?)");
    database.run(&sql, &[phone, country]).await.map(drop)
}

pub(crate) async fn change_phone(database: &Database, id: u64, phone: &str) -> sqlx::Result<()> {
    database.run(&format!("UPDATE contacts SET phone = ? WHERE id = {id}"), &[phone]).await.map(drop)
}

pub(crate) async fn phone_of(database: &Database, id: u64) -> sqlx::Result<Option<String>> {
    database.text(&format!("SELECT phone FROM contacts WHERE id = {id}"), &[]).await
}
