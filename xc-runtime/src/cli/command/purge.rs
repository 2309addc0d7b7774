//! `purge`: what contract retired goes for good.

use serde_json::json;

use super::phases::state;
use crate::cli::connection::Connection;
use crate::cli::find;
use crate::cli::outcome::{Outcome, Problem};

pub(super) async fn run(connection: &Connection, name: &str, force: Option<&str>) -> Result<Outcome, Problem> {
    let migration = find::by_name(connection.executor.inner.migrations, name)?;
    connection.work(connection.executor.purge(migration, force)).await?;
    let state = state(connection, migration).await?;
    let text = format!("{name} is {}: its old shape is gone, and contract can't be taken back any more", state.name());
    Ok(Outcome::new(text, json!({ "migration": name, "state": state.name() })))
}
