//! `log`: what happened to the migrations on this database.

use serde_json::{Value, json};

use crate::cli::connection::Connection;
use crate::cli::outcome::{Outcome, Problem};
use crate::cli::output::columns;

pub(super) async fn run(connection: &Connection, limit: u32) -> Result<Outcome, Problem> {
    let entries = connection.executor.log(limit).await?;
    let rows: Vec<Vec<String>> = entries
        .iter()
        .rev()
        .map(|entry| {
            vec![entry.at.clone(), entry.migration.clone(), entry.what.clone(), entry.detail.clone(), format!("({})", entry.holder)]
        })
        .collect();
    let text = if rows.is_empty() { "nothing has happened yet".to_owned() } else { columns(&rows) };
    let listed: Vec<Value> = entries
        .iter()
        .map(|entry| json!({ "at": entry.at, "migration": entry.migration, "what": entry.what, "detail": entry.detail, "holder": entry.holder }))
        .collect();
    Ok(Outcome::new(text, json!({ "entries": listed })))
}
