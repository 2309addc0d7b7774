//! A phase, from taking the lease to giving it back.
//!
//! Whoever gets the lease reads the journal first: what another executor has done in the meantime is done.

mod checklist;
mod contract;
mod forward;
mod repair;
mod rollback;

use xc_core::plan::{Migration, Phase, Plan, Requirement};

use crate::backends::Session;
use crate::error::{Error, Kind};
use crate::executor::Inner;
use crate::journal::{Entry, Reached, content_id};

pub(crate) use checklist::checklist;
pub(crate) use contract::purge;
pub(crate) use forward::{catch_up, forward};
pub(crate) use repair::repair;
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

    /// A migration goes on while those that it requires are as far as it requires. In every phase: an earlier one that failed its verification
    /// may have gone back since this one began.
    fn check_requirements(&self, inner: &Inner, migration: &Migration, plan: &Plan, what: Phase) -> Result<(), Error> {
        for Requirement { migration: needed, phase, because } in plan.requires {
            let reached = self.entry(needed).map_or(Reached::Pending, |entry| entry.reached);
            if reached < Reached::after(*phase) {
                let needed_at =
                    inner.migrations.iter().find(|other| other.name == *needed).map_or("not in the list", |other| other.declared_at);
                let (name, declared_at) = (migration.name, migration.declared_at);
                return Err(Kind::Requires { name, what, declared_at, needed, needed_at, phase: *phase, reached, because }.into());
            }
        }
        Ok(())
    }

    /// What a later migration requires may not be taken back. What one requires that is not in the list, of a later build, is not known.
    fn check_required(&self, inner: &Inner, migration: &'static Migration, to: Reached) -> Result<(), Error> {
        for later in inner.migrations.iter().filter(|later| later.name != migration.name && self.has_begun(later)) {
            let requires = plan_of(inner, later)?.requires.iter().find(|requirement| requirement.migration == migration.name);
            if let Some(Requirement { phase, because, .. }) = requires.filter(|requirement| to < Reached::after(requirement.phase)) {
                return Err(Kind::Required {
                    name: migration.name,
                    declared_at: migration.declared_at,
                    to,
                    later: later.name,
                    later_at: later.declared_at,
                    phase: *phase,
                    because,
                }
                .into());
            }
        }
        let is_listed = |entry: &&Entry| inner.migrations.iter().any(|listed| listed.name == entry.name);
        let unknown: Vec<String> = self.entries.iter().filter(|entry| !is_listed(entry)).map(|entry| format!("`{}`", entry.name)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        Err(Kind::LaterUnknown { name: migration.name, later: unknown.join(", ") }.into())
    }
}

/// How far a migration has come, before the lease is taken: another executor may take it further meanwhile.
async fn now(inner: &Inner, migration: &Migration) -> Result<Reached, Error> {
    let mut session = inner.database.open().await.map_err(Error::database("can't open a connection"))?;
    Ok(Overview::read(inner, session.as_mut()).await?.reached(migration))
}

/// The plan for the connected database. [`crate::Executor::connect`] has made sure that there is one.
pub(crate) fn plan_of(inner: &Inner, migration: &'static Migration) -> Result<&'static Plan, Error> {
    let dialect = inner.database.dialect();
    migration.plan(dialect).ok_or_else(|| Error::plan(migration, format!("it has none for {dialect}")))
}
