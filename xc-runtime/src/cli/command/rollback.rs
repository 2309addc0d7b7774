//! `rollback`: backwards.

use serde_json::json;
use xc_core::plan::Phase;

use super::phases::{state, what_now};
use crate::cli::connection::Connection;
use crate::cli::find;
use crate::cli::outcome::{Outcome, Problem};
use crate::journal::Reached;

pub(super) async fn run(connection: &Connection, name: &str, to: Option<Phase>, all: bool) -> Result<Outcome, Problem> {
    let executor = &connection.executor;
    let migration = find::by_name(executor.inner.migrations, name)?;
    let from = state(connection, migration).await?;
    let Some(last) = from.last_phase() else {
        // An expand that was cut off leaves something to take back.
        connection.work(executor.rollback(migration)).await?;
        return Ok(Outcome::new(
            format!("{name} is pending: nothing is left of it"),
            json!({ "migration": name, "from": "pending", "state": "pending" }),
        ));
    };
    let goal = match to {
        _ if all => Reached::Pending,
        Some(phase) => Reached::after(phase),
        None => Reached::before(last),
    };
    if goal >= from {
        let message = format!("`{name}` is {}: it can't go back to {}", from.name(), goal.name());
        return Err(Problem::refused("wrong_state", message));
    }
    if goal == Reached::Pending {
        connection.work(executor.rollback(migration)).await?;
    } else {
        for phase in Phase::ALL.into_iter().rev().filter(|phase| Reached::after(*phase) <= from && Reached::before(*phase) >= goal) {
            connection.work(executor.back(migration, phase)).await?;
        }
    }
    let now = state(connection, migration).await?;
    let text = format!("{name} was {}, and is {}\n{}", from.name(), now.name(), what_now(migration, now));
    Ok(Outcome::new(text, json!({ "migration": name, "from": from.name(), "state": now.name() })))
}
