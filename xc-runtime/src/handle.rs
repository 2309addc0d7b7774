//! The typestate: a migration's handle has the methods of the state that it is in, and no others.

use std::fmt;
use std::marker::PhantomData;

use xc_core::plan::{Migration, Phase};

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
    /// The old shape is gone.
    #[derive(Debug)]
    pub enum Contracted {}
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
/// The old shape is gone.
pub type Contracted = Handle<at::Contracted>;

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
        phase::forward(&self.executor.inner, self.migration, phase).await?;
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
    /// Verifies afresh, tightens the constraints and drops the old shape. The old version must be gone.
    ///
    /// # Errors
    /// As for [`migrate`](Handle::migrate), after which the migration is dual writing again; and a lock was not to be had, or
    /// the database refused a step.
    pub async fn contract(self) -> Result<Contracted, Error> {
        self.forward(Phase::Contract).await
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

    /// Goes back to dual writing: the next migrate begins anew. No row is changed.
    ///
    /// # Errors
    /// Contract has begun.
    pub async fn rollback(self) -> Result<DualWriting, Error> {
        self.back(Phase::Migrate).await
    }
}

impl Handle<at::Contracted> {
    /// Goes back to migrated, if contract had nothing to do.
    ///
    /// # Errors
    /// Contract had something to do: undoing it is not there yet.
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
///     State::Contracted(_) => println!("done"),
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
    /// Everything is finished.
    Contracted(Contracted),
}

impl State {
    pub(crate) fn new(executor: Executor, migration: &'static Migration, reached: Reached) -> State {
        match reached {
            Reached::Pending => State::Pending(Handle::new(executor, migration)),
            Reached::Expanded => State::Expanded(Handle::new(executor, migration)),
            Reached::DualWriting => State::DualWriting(Handle::new(executor, migration)),
            Reached::Migrated => State::Migrated(Handle::new(executor, migration)),
            Reached::Contracted => State::Contracted(Handle::new(executor, migration)),
        }
    }

    /// The phase that is finished, or `None` before expand is.
    pub fn phase(&self) -> Option<Phase> {
        match self {
            State::Pending(_) => None,
            State::Expanded(_) => Some(Phase::Expand),
            State::DualWriting(_) => Some(Phase::DualWrite),
            State::Migrated(_) => Some(Phase::Migrate),
            State::Contracted(_) => Some(Phase::Contract),
        }
    }
}
