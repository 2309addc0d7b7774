//! Version 2: a contact has a phone as the network writes it. No statement here mentions `phone`.

use crate::database::Database;

pub(crate) async fn add_contact(database: &Database, id: u64, phone_e164: &str, country: &str) -> sqlx::Result<()> {
    let sql = format!("INSERT INTO contacts (id, phone_e164, country) VALUES ({id}, ?, ?)");
    database.run(&sql, &[phone_e164, country]).await.map(drop)
}

pub(crate) async fn change_phone(database: &Database, id: u64, phone_e164: &str) -> sqlx::Result<()> {
    database.run(&format!("UPDATE contacts SET phone_e164 = ? WHERE id = {id}"), &[phone_e164]).await.map(drop)
}

pub(crate) async fn phone_of(database: &Database, id: u64) -> sqlx::Result<Option<String>> {
    database.text(&format!("SELECT phone_e164 FROM contacts WHERE id = {id}"), &[]).await
}
