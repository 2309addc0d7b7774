//! The version in between: it writes both shapes, always together, by the function that the backfill uses.
//!
//! It reads the old one as long as version 1 lives, and is told when to read the new one: once everything that version 1 wrote has been
//! transformed, and before version 2 writes the new one alone.

use crate::database::Database;
use crate::migrations::phones_in_e164_contacts as shapes;

pub(crate) async fn add_contact(database: &Database, id: u64, phone: &str, country: &str) -> anyhow::Result<()> {
    // The struct has all columns of both shapes: none can be forgotten, and none computed by other rules.
    let both = shapes::both(phone, Some(country))?;
    let sql = format!("INSERT INTO contacts (id, phone, phone_e164, country) VALUES ({id}, ?, ?, ?)");
    database.run(&sql, &[both.phone, &both.phone_e164, country]).await?;
    Ok(())
}

pub(crate) async fn change_phone(database: &Database, id: u64, phone: &str, country: &str) -> anyhow::Result<()> {
    let both = shapes::both(phone, Some(country))?;
    // One statement is best. Where they are several, as with an ORM that knows two fields, they belong into one transaction.
    database
        .transaction(&[
            (&format!("UPDATE contacts SET country = ? WHERE id = {id}"), &[country]),
            (&format!("UPDATE contacts SET phone = ?, phone_e164 = ? WHERE id = {id}"), &[both.phone, &both.phone_e164]),
        ])
        .await?;
    Ok(())
}

pub(crate) async fn phone_of(database: &Database, id: u64, reads_new: bool) -> sqlx::Result<Option<String>> {
    let column = if reads_new { "phone_e164" } else { "phone" };
    database.text(&format!("SELECT {column} FROM contacts WHERE id = {id}"), &[]).await
}
