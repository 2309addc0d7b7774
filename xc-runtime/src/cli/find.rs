//! Which migration is meant.

use xc_core::plan::{Migration, Migrations, Phase};

use super::arguments::command_of;
use super::connection::Connection;
use super::outcome::Problem;
use crate::error::Error;
use crate::journal::Reached;
use crate::phase::Overview;

/// Each migration of the list, in its order, and how far it has come.
pub(super) async fn reached(connection: &Connection) -> Result<Vec<(&'static Migration, Reached)>, Problem> {
    let inner = &connection.executor.inner;
    let mut session = inner.database.open().await.map_err(Error::database("can't open a connection"))?;
    let overview = Overview::read(inner, session.as_mut()).await?;
    Ok(inner.migrations.iter().map(|migration| (*migration, overview.reached(migration))).collect())
}

/// The migration of a name.
pub(super) fn by_name(migrations: Migrations, name: &str) -> Result<&'static Migration, Problem> {
    if let Some(migration) = migrations.iter().find(|migration| migration.name == name) {
        return Ok(migration);
    }
    let near = migrations
        .iter()
        .map(|migration| (strsim::damerau_levenshtein(name, migration.name), migration.name))
        .min()
        .filter(|(distance, near)| *distance <= near.len().div_ceil(3));
    let known = migrations.iter().map(|migration| migration.name).collect::<Vec<_>>().join(", ");
    let help = match near {
        Some((_, near)) => format!("did you mean `{near}`?"),
        None if migrations.is_empty() => "this program was built with an empty list of migrations".to_owned(),
        None => format!("there are: {known}"),
    };
    Err(Problem::usage(format!("there is no migration `{name}`\n  help: {help}")))
}

/// The migration that a phase is for: the one that is named, or the only one that is ready for it. `None` where there is nothing left to do.
pub(super) async fn for_phase(connection: &Connection, name: Option<&str>, phase: Phase) -> Result<Option<&'static Migration>, Problem> {
    let command = command_of(phase);
    let reached = reached(connection).await?;
    if let Some(name) = name {
        let migration = by_name(connection.executor.inner.migrations, name)?;
        let now = reached.iter().find(|(each, _)| each.name == migration.name).map_or(Reached::Pending, |(_, reached)| *reached);
        if now < Reached::before(phase) {
            let message = format!(
                "`{name}` is {}, and {command} comes later\n  help: {} comes next: `{} {name}`",
                now.name(),
                next_of(now),
                next_of(now)
            );
            return Err(Problem::refused("wrong_state", message));
        }
        return Ok(Some(migration));
    }
    let ready: Vec<&'static Migration> = reached.iter().filter(|(_, now)| *now == Reached::before(phase)).map(|(each, _)| *each).collect();
    match ready.as_slice() {
        [one] => Ok(Some(one)),
        [] if reached.iter().all(|(_, now)| *now >= Reached::after(phase)) => Ok(None),
        [] => {
            let ways = reached.iter().filter(|(_, now)| *now < Reached::before(phase));
            let ways = ways.map(|(each, now)| format!("\n  - `{}` is {}: {} comes next", each.name, now.name(), next_of(*now)));
            Err(Problem::refused("wrong_state", format!("no migration is ready for {command}{}", ways.collect::<String>())))
        }
        several => {
            let names = several.iter().map(|migration| migration.name).collect::<Vec<_>>().join(", ");
            Err(Problem::usage(format!(
                "several migrations are ready for {command}: {names}\n  help: name one: `{command} {}`",
                several[0].name
            )))
        }
    }
}

/// The command that comes next.
fn next_of(reached: Reached) -> &'static str {
    next(reached).map_or("nothing", command_of)
}

/// The phase that comes next.
pub(super) fn next(reached: Reached) -> Option<Phase> {
    Phase::ALL.into_iter().find(|phase| Reached::after(*phase) > reached)
}
