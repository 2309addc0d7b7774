//! The commands, a file for each group.

mod checklist;
mod control;
mod explain;
mod instances;
mod log;
mod phases;
mod plan;
mod purge;
mod repair;
mod rollback;
mod status;
mod unlock;
mod verify;
mod watch;

use xc_core::plan::{Migrations, Phase};

use crate::checklist::Force;

use super::arguments::{Arguments, Command};
use super::connection::Connection;
use super::outcome::{Outcome, Problem};

/// Runs a command.
pub(super) async fn run(migrations: Migrations, arguments: Arguments) -> Result<Outcome, Problem> {
    let Arguments { shared, command } = arguments;
    // What needs no database.
    if let Command::Explain { code } = &command {
        return explain::run(code.as_deref());
    }
    if let Some(name) = named(&command) {
        super::find::by_name(migrations, name)?;
    }
    let connection = Connection::open(migrations, &shared).await?;
    let connection = &connection;
    match command {
        Command::Status => status::run(connection).await,
        Command::Plan { migration, to, full } => plan::run(connection, migration.as_deref(), to.map(Phase::from), full).await,
        Command::Up { migration, to } => phases::up(connection, migration.as_deref(), to.map(Phase::from)).await,
        Command::Expand(one) => phases::one(connection, one.migration.as_deref(), Phase::Expand, &[]).await,
        Command::DualWrite(one) => phases::one(connection, one.migration.as_deref(), Phase::DualWrite, &[]).await,
        Command::Migrate(one) => phases::one(connection, one.migration.as_deref(), Phase::Migrate, &[]).await,
        Command::Contract { migration, force, reason } => {
            let reason = reason.unwrap_or_default();
            let forces: Vec<Force> = force.into_iter().map(|item| Force::new(item, reason.clone())).collect();
            phases::one(connection, migration.as_deref(), Phase::Contract, &forces).await
        }
        Command::Checklist(one) => checklist::run(connection, one.migration.as_deref()).await,
        Command::Purge { migration, force } => purge::run(connection, &migration, force.as_deref()).await,
        Command::Repair { migration, from } => repair::run(connection, &migration, from.into()).await,
        Command::Log { limit } => log::run(connection, limit).await,
        Command::Rollback { migration, to, all } => rollback::run(connection, &migration, to.map(Phase::from), all).await,
        Command::Verify { migration, on } => verify::run(connection, migration.as_deref(), on.as_deref()).await,
        Command::Pause => control::pause(connection).await,
        Command::Resume => control::resume(connection).await,
        Command::Cancel => control::cancel(connection).await,
        Command::Tune { settings } => control::tune(connection, &settings).await,
        Command::Watch { every, once } => watch::run(connection, every, once, shared.json).await,
        Command::Instances => instances::run(connection).await,
        Command::Explain { code } => explain::run(code.as_deref()),
        Command::Unlock => unlock::run(connection).await,
    }
}

/// The migration that a command names: a misspelt one is told before anything is connected to.
fn named(command: &Command) -> Option<&str> {
    match command {
        Command::Plan { migration, .. }
        | Command::Up { migration, .. }
        | Command::Contract { migration, .. }
        | Command::Verify { migration, .. } => migration.as_deref(),
        Command::Expand(one) | Command::DualWrite(one) | Command::Migrate(one) | Command::Checklist(one) => one.migration.as_deref(),
        Command::Rollback { migration, .. } | Command::Purge { migration, .. } | Command::Repair { migration, .. } => Some(migration),
        _ => None,
    }
}
