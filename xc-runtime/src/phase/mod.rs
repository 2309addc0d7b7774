//! A phase, from taking the lease to giving it back.
//!
//! Whoever gets the lease reads the journal first: what another executor has done in the meantime is done.

mod forward;
mod rollback;

use xc_core::plan::{Migration, Phase, Plan};

use crate::backends::Session;
use crate::error::{Error, Kind};
use crate::executor::Inner;
use crate::journal::{Entry, Reached, content_id};

pub(crate) use forward::forward;
pub(crate) use rollback::{back, back_to_pending};

/// The journal's rows, next to the list of migrations.
pub(crate) struct Overview {
    entries: Vec<Entry>,
}

impl Overview {
    /// Reads the journal, and refuses to go on if a migration in it is not the one in the list.
    pub(crate) async fn read(inner: &Inner, session: &mut dyn Session) -> Result<Overview, Error> {
        let entries = inner.journal.entries(session).await.map_err(Error::database("can't read the journal"))?;
        for migration in inner.migrations {
            let compiled = content_id(migration);
            if let Some(entry) = entries.iter().find(|entry| entry.name == migration.name)
                && entry.content_id != compiled
            {
                return Err(Kind::Edited {
                    name: migration.name,
                    declared_at: migration.declared_at,
                    journalled: entry.content_id.clone(),
                    compiled,
                }
                .into());
            }
        }
        Ok(Overview { entries })
    }

    /// How far a migration has come.
    pub(crate) fn reached(&self, migration: &Migration) -> Reached {
        self.entry(migration.name).map_or(Reached::Pending, |entry| entry.reached)
    }

    /// Whether anything of a migration has been journalled.
    fn has_begun(&self, migration: &Migration) -> bool {
        self.entry(migration.name).is_some()
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// A migration stands on what its predecessors leave behind.
    fn check_predecessors(&self, inner: &Inner, migration: &Migration) -> Result<(), Error> {
        for predecessor in inner.migrations.iter().take_while(|other| other.name != migration.name) {
            let reached = self.reached(predecessor);
            if reached != Reached::Contracted {
                return Err(Kind::Predecessor { name: migration.name, predecessor: predecessor.name, reached }.into());
            }
        }
        Ok(())
    }

    /// What a later migration stands on may not be taken back. One that is not in the list belongs to a later build.
    fn check_successors(&self, inner: &Inner, migration: &'static Migration) -> Result<(), Error> {
        let earlier: Vec<&str> =
            inner.migrations.iter().map(|other| other.name).take_while(|name| *name != migration.name).chain([migration.name]).collect();
        let later: Vec<String> =
            self.entries.iter().filter(|entry| !earlier.contains(&entry.name.as_str())).map(|entry| format!("`{}`", entry.name)).collect();
        if later.is_empty() {
            return Ok(());
        }
        Err(Kind::LaterBegun { name: migration.name, later: later.join(", ") }.into())
    }
}

/// The plan for the connected database. [`crate::Executor::connect`] has made sure that there is one.
pub(crate) fn plan_of(inner: &Inner, migration: &'static Migration) -> Result<&'static Plan, Error> {
    let dialect = inner.database.dialect();
    migration.plan(dialect).ok_or_else(|| Error::plan(migration, format!("it has none for {dialect}")))
}

/// Whether contract has nothing to do on this server.
fn contract_is_empty(inner: &Inner, plan: &Plan) -> bool {
    let version = inner.database.version();
    !plan.steps(Phase::Contract).iter().any(|step| step.servers.contain(version))
}
