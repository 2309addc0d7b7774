//! The typestate: a migration's handle has the methods of the state that it is in, and no others.

use std::fmt;
use std::marker::PhantomData;

use xc_core::plan::{Migration, Phase};

use crate::checklist::{Checklist, Force};
use crate::error::Error;
use crate::executor::Executor;
use crate::journal::Reached;
use crate::phase;

/// The states, as types. They have no values.
pub mod at {
    /// Nothing has been done.
    #[derive(Debug)]
    pub enum Pending {}
    /// The new shape is there, beside the old one.
    #[derive(Debug)]
    pub enum Expanded {}
    /// Each version's writes reach the other's shape.
    #[derive(Debug)]
    pub enum DualWriting {}
    /// The rows that were there before are filled and verified.
    #[derive(Debug)]
    pub enum Migrated {}
    /// The old shape is retired, or gone.
    #[derive(Debug)]
    pub enum Contracted {}
    /// The old shape is gone for good.
    #[derive(Debug)]
    pub enum Purged {}
}

/// A migration that is to begin: [`expand`](Handle::expand).
pub type Pending = Handle<at::Pending>;
/// The new shape is there, beside the old one: [`dual_write`](Handle::dual_write), or [`rollback`](Handle::<at::Expanded>::rollback).
pub type Expanded = Handle<at::Expanded>;
/// Each version's writes reach the other's shape: [`migrate`](Handle::migrate), or [`rollback`](Handle::<at::DualWriting>::rollback).
pub type DualWriting = Handle<at::DualWriting>;
/// The rows that were there before are filled and verified: [`contract`](Handle::contract), or
/// [`rollback`](Handle::<at::Migrated>::rollback).
pub type Migrated = Handle<at::Migrated>;
/// The old shape is retired, or gone: [`purge`](Handle::purge), or [`rollback`](Handle::<at::Contracted>::rollback).
pub type Contracted = Handle<at::Contracted>;
/// The old shape is gone for good.
pub type Purged = Handle<at::Purged>;

/// A migration in a state.
///
/// Going on consumes the handle and gives the next one. After an error the handle is gone, and [`Executor::state`] tells where
/// the migration is.
///
/// ```no_run
/// # async fn example(pending: xc_runtime::Pending) -> Result<(), xc_runtime::Error> {
/// let expanded = pending.expand().await?;
/// let dual_writing = expanded.dual_write().await?;
/// // The new version of the application is deployed.
/// let migrated = dual_writing.migrate().await?;
/// // The old version is gone.
/// let contracted = migrated.contract().await?;
/// # Ok(())
/// # }
/// ```
///
/// A wrong order does not compile: an expanded migration has no `contract`.
///
/// ```compile_fail,E0599
/// # async fn example(pending: xc_runtime::Pending) -> Result<(), xc_runtime::Error> {
/// let expanded = pending.expand().await?;
/// expanded.contract().await?;
/// # Ok(())
/// # }
/// ```
pub struct Handle<S> {
    executor: Executor,
    migration: &'static Migration,
    state: PhantomData<fn() -> S>,
}

impl<S> Handle<S> {
    pub(crate) fn new(executor: Executor, migration: &'static Migration) -> Self {
        Handle { executor, migration, state: PhantomData }
    }

    /// The migration.
    pub fn migration(&self) -> &'static Migration {
        self.migration
    }

    async fn forward<T>(self, phase: Phase) -> Result<Handle<T>, Error> {
        phase::forward(&self.executor.inner, self.migration, phase, &[]).await?;
        Ok(Handle::new(self.executor, self.migration))
    }

    async fn back<T>(self, phase: Phase) -> Result<Handle<T>, Error> {
        phase::back(&self.executor.inner, self.migration, phase).await?;
        Ok(Handle::new(self.executor, self.migration))
    }
}

impl Handle<at::Pending> {
    /// Makes the new shape, beside the old one.
    ///
    /// # Errors
    /// The database does not look as the migration expects (then nothing has been done), an earlier migration has not come as far as this one
    /// requires, a lock was not to be had, or the database refused a step.
    pub async fn expand(self) -> Result<Expanded, Error> {
        self.forward(Phase::Expand).await
    }
}

impl Handle<at::Expanded> {
    /// Makes each version's writes reach the other's shape. From here on the new version may be deployed.
    ///
    /// # Errors
    /// A lock was not to be had, or the database refused a step; a missing right to make triggers is named.
    pub async fn dual_write(self) -> Result<DualWriting, Error> {
        self.forward(Phase::DualWrite).await
    }

    /// Takes expand back.
    ///
    /// # Errors
    /// It would lose something, a later migration that has begun requires it, or a lock was not to be had.
    pub async fn rollback(self) -> Result<Pending, Error> {
        self.back(Phase::Expand).await
    }
}

impl Handle<at::DualWriting> {
    /// Fills the rows that were there before, and verifies all of them.
    ///
    /// # Errors
    /// A row can't be filled (its key is named), or rows are out of parity or null at the end
    /// ([`is_verification_failed`](Error::is_verification_failed)).
    pub async fn migrate(self) -> Result<Migrated, Error> {
        self.forward(Phase::Migrate).await
    }

    /// Takes dual write back: the new version must be gone.
    ///
    /// # Errors
    /// As for expand.
    pub async fn rollback(self) -> Result<Expanded, Error> {
        self.back(Phase::DualWrite).await
    }
}

impl Handle<at::Migrated> {
    /// Verifies afresh, goes through the checklist, tightens the constraints and retires the old shape. The old version must be gone.
    ///
    /// # Errors
    /// As for [`migrate`](Handle::migrate), after which the migration is dual writing again; an item of the checklist failed; and a lock was not to be had, or
    /// the database refused a step.
    pub async fn contract(self) -> Result<Contracted, Error> {
        self.forward(Phase::Contract).await
    }

    /// The same, though items of its checklist failed: each force names one, and says why, which is kept in the log.
    ///
    /// # Errors
    /// As for [`contract`](Handle::contract); and an item is named that can't be forced, because data would be lost.
    pub async fn contract_with(self, forces: &[Force]) -> Result<Contracted, Error> {
        phase::forward(&self.executor.inner, self.migration, Phase::Contract, forces).await?;
        Ok(Handle::new(self.executor, self.migration))
    }

    /// What contract would look at before its first step, as it is now.
    ///
    /// # Errors
    /// The database's.
    pub async fn checklist(&self) -> Result<Checklist, Error> {
        self.executor.checklist(self.migration).await
    }

    /// Fills the rows that a version of the application has written in the old shape alone since migrate, where a Rust function fills them
    /// (`backfill ... using`). To be called once that version is gone, and before one that reads the new shape alone is deployed; contract does
    /// the same. Elsewhere triggers leave nothing to do.
    ///
    /// # Errors
    /// The function fails on a row, and is not to skip it.
    pub async fn catch_up(&self) -> Result<(), Error> {
        phase::catch_up(&self.executor.inner, self.migration).await
    }

    /// Goes back to dual writing: the next migrate begins anew. No row is changed, unless contract has begun, which is then taken back.
    ///
    /// # Errors
    /// Contract has begun and can't be taken back.
    pub async fn rollback(self) -> Result<DualWriting, Error> {
        self.back(Phase::Migrate).await
    }
}

impl Handle<at::Contracted> {
    /// Drops what contract retired, and with it the way back. Where contract retired nothing, there is nothing to do.
    ///
    /// # Errors
    /// The time for which it is kept is not over; and those of the steps.
    pub async fn purge(self) -> Result<Purged, Error> {
        phase::purge(&self.executor.inner, self.migration, None).await?;
        Ok(Handle::new(self.executor, self.migration))
    }

    /// Drops what contract retired though its time is not over. The reason is kept in the log.
    ///
    /// # Errors
    /// Those of the steps.
    pub async fn purge_now(self, reason: &str) -> Result<Purged, Error> {
        phase::purge(&self.executor.inner, self.migration, Some(reason)).await?;
        Ok(Handle::new(self.executor, self.migration))
    }

    /// Brings the old shape back, with every write that the new version has made since.
    ///
    /// # Errors
    /// Contract dropped the old shape; the new version has written what the old shape can't hold (then the rows are listed, and nothing has been
    /// changed); and those of the steps.
    pub async fn rollback(self) -> Result<Migrated, Error> {
        self.back(Phase::Contract).await
    }
}

impl<S> fmt::Debug for Handle<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = std::any::type_name::<S>().rsplit("::").next().unwrap_or_default();
        f.debug_struct("Handle").field("migration", &self.migration.name).field("state", &state).finish()
    }
}

/// Where a migration is, with the handle to go on.
///
/// ```no_run
/// # use xc_runtime::{Error, Executor, State};
/// # async fn example(executor: Executor, split_user_name: &'static xc_core::plan::Migration) -> Result<(), Error> {
/// match executor.state(split_user_name).await? {
///     State::Pending(pending) => drop(pending.expand().await?),
///     State::Expanded(expanded) => drop(expanded.dual_write().await?),
///     State::DualWriting(dual_writing) => drop(dual_writing.migrate().await?),
///     State::Migrated(migrated) => drop(migrated.contract().await?),
///     State::Contracted(contracted) => drop(contracted.purge().await?),
///     State::Purged(_) => println!("done"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub enum State {
    /// Expand is not finished.
    Pending(Pending),
    /// Expand is finished, dual write is not.
    Expanded(Expanded),
    /// Dual write is finished, migrate is not.
    DualWriting(DualWriting),
    /// Migrate is finished, contract is not.
    Migrated(Migrated),
    /// Contract is finished; what it retired may still be there.
    Contracted(Contracted),
    /// Everything is finished, and what contract retired is gone.
    Purged(Purged),
}

impl State {
    pub(crate) fn new(executor: Executor, migration: &'static Migration, reached: Reached) -> State {
        match reached {
            Reached::Pending => State::Pending(Handle::new(executor, migration)),
            Reached::Expanded => State::Expanded(Handle::new(executor, migration)),
            Reached::DualWriting => State::DualWriting(Handle::new(executor, migration)),
            Reached::Migrated => State::Migrated(Handle::new(executor, migration)),
            Reached::Contracted => State::Contracted(Handle::new(executor, migration)),
            Reached::Purged => State::Purged(Handle::new(executor, migration)),
        }
    }

    /// The phase that is finished, or `None` before expand is.
    pub fn phase(&self) -> Option<Phase> {
        match self {
            State::Pending(_) => None,
            State::Expanded(_) => Some(Phase::Expand),
            State::DualWriting(_) => Some(Phase::DualWrite),
            State::Migrated(_) => Some(Phase::Migrate),
            State::Contracted(_) | State::Purged(_) => Some(Phase::Contract),
        }
    }
}
