//! `up`, `expand`, `dual-write`, `migrate`, `contract`: forwards.

use std::time::Instant;

use serde_json::{Value, json};
use xc_core::plan::{Migration, Phase};

use crate::checklist::Force;
use crate::cli::arguments::command_of;
use crate::cli::connection::Connection;
use crate::cli::find;
use crate::cli::outcome::{Outcome, Problem};
use crate::cli::output::amount::time;
use crate::journal::Reached;

/// One phase of one migration.
pub(super) async fn one(connection: &Connection, name: Option<&str>, phase: Phase, forces: &[Force]) -> Result<Outcome, Problem> {
    let Some(migration) = find::for_phase(connection, name, phase).await? else {
        let text = format!("nothing to do: every migration is through {}", command_of(phase));
        return Ok(Outcome::new(text, json!({ "done": [] })));
    };
    let before = state(connection, migration).await?;
    if before >= Reached::after(phase) {
        let text = format!("nothing to do: {} is {} already", migration.name, before.name());
        return Ok(Outcome::new(text, json!({ "done": [], "migration": migration.name, "state": before.name() })));
    }
    let done = vec![forward(connection, migration, phase, forces).await?];
    let state = state(connection, migration).await?;
    let text = format!("{} is {}\n{}", migration.name, state.name(), what_now(migration, state));
    Ok(Outcome::new(text, json!({ "migration": migration.name, "state": state.name(), "done": done })))
}

/// All phases that are left.
pub(super) async fn up(connection: &Connection, name: Option<&str>, to: Option<Phase>) -> Result<Outcome, Problem> {
    let last = to.unwrap_or(Phase::Contract);
    let mut done: Vec<Value> = Vec::new();
    let executor = &connection.executor;
    if let Some(name) = name {
        let migration = find::by_name(executor.inner.migrations, name)?;
        let before = find::reached(connection).await?;
        connection.work(executor.up_to(migration, last)).await?;
        let after = find::reached(connection).await?;
        for ((migration, from), (_, to)) in before.into_iter().zip(after) {
            let passed = Phase::ALL.into_iter().filter(|phase| Reached::after(*phase) > from && Reached::after(*phase) <= to);
            done.extend(passed.map(|phase| json!({ "migration": migration.name, "phase": phase.keyword() })));
        }
    } else {
        // Phase by phase, and not as far as one requires another: `--to` holds for all of them.
        for (migration, reached) in find::reached(connection).await? {
            for phase in Phase::ALL.into_iter().filter(|phase| *phase <= last && Reached::after(*phase) > reached) {
                done.push(forward(connection, migration, phase, &[]).await?);
            }
        }
    }
    let text = match done.len() {
        0 => "nothing to do".to_owned(),
        1 => "1 phase done".to_owned(),
        phases => format!("{phases} phases done"),
    };
    Ok(Outcome::new(text, json!({ "done": done })))
}

async fn forward(connection: &Connection, migration: &'static Migration, phase: Phase, forces: &[Force]) -> Result<Value, Problem> {
    let started = Instant::now();
    connection.work(connection.executor.forward(migration, phase, forces)).await?;
    let elapsed = started.elapsed();
    Ok(
        json!({ "migration": migration.name, "phase": phase.keyword(), "elapsed_ms": u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX), "elapsed": time(elapsed) }),
    )
}

pub(super) async fn state(connection: &Connection, migration: &Migration) -> Result<Reached, Problem> {
    let reached = find::reached(connection).await?;
    Ok(reached.into_iter().find(|(each, _)| each.name == migration.name).map_or(Reached::Pending, |(_, reached)| reached))
}

/// What the operator does next.
pub(super) fn what_now(migration: &Migration, state: Reached) -> String {
    let name = migration.name;
    match state {
        Reached::Pending => format!("next: `expand {name}`"),
        Reached::Expanded => format!("next: `dual-write {name}`"),
        Reached::DualWriting => format!("next: version 2 may be deployed; `migrate {name}` fills the rows that were there before"),
        Reached::Migrated => format!("next: when version 1 is gone, `contract {name}`"),
        Reached::Contracted => format!("next: `rollback {name}` brings the old shape back while it is kept; `purge {name}` ends that"),
        Reached::Purged => String::new(),
    }
}
