//! Presence: which builds of the application are alive, and which phases each of them can live with.
//!
//! One line in the application registers it:
//!
//! ```no_run
//! # use xc_core::plan::{Migration, Migrations};
//! # async fn example(pool: sqlx::SqlitePool, MIGRATIONS: Migrations, split_user_name: &'static Migration) -> Result<(), xc_runtime::Error> {
//! let presence = xc_runtime::presence(&pool, MIGRATIONS)
//!     .build(env!("CARGO_PKG_VERSION"))
//!     .without_old(split_user_name) // This build is v2: it reads and writes the new shape, and has forgotten the old one.
//!     .require() // It does not start on a database that is not at dual write yet.
//!     .await?;
//!
//! if presence.phase(split_user_name) == Some(xc_core::plan::Phase::Contract) {
//!     // v1 is gone for good: what the old shape could not hold may be written now.
//! }
//! presence.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What an instance can live with
//! It follows from what the build was compiled with, and from one word about each migration that is in flight:
//!
//! | the build | says | lives from | until |
//! |---|---|---|---|
//! | does not have the migration in its list: v1, built before it | | the beginning | contract begins |
//! | has it, and uses the old shape only | nothing | the beginning | contract begins |
//! | reads or writes both shapes: in between | [`with_both`](Builder::with_both) | dual write (expand, where there is no dual write) | contract begins |
//! | uses the new shape only: v2 | [`without_old`](Builder::without_old) | dual write; migrate where a Rust function fills the new shape | for ever |
//!
//! To say nothing is safe: contract then waits for the instance, and names it. A migration whose contract has nothing to do ends nobody's life. One that is
//! contracted when the instance starts is taken for one whose old shape the build does not use: it is gone.
//!
//! # What comes of it
//! - The executor does not enter a phase that a live instance can't live with. Contract waits for the last of them
//!   ([`presence_wait`](crate::ExecutorBuilder::presence_wait)), then refuses and names them; the rollback of dual write and of expand does the same for the new version.
//! - [`Builder::require`] makes an application refuse to start on a database that is behind it, or beyond it; [`Presence::ready`] answers a readiness probe.
//! - [`Presence::phase`] tells the application where a migration is, from memory.
//!
//! An instance writes itself down before it looks where the migrations are, and the executor writes down what it enters before it looks who is alive:
//! one of the two sees the other, whenever they meet.
//!
//! # Cost and clocks
//! One row an instance in `xc_presence`, one UPDATE by primary key and one SELECT of the journal each 5 s. All times are the database's: the hosts' clocks do not matter. An
//! instance that stops cleanly removes its row; one that is killed is counted as alive for 60 s more, by default. An instance that is cut off from the
//! database for longer than that is not seen: keep [`Builder::expires_after`] longer than a failover of yours.
//!
//! # What it can't see
//! A v1 that was built without presence: then contract's other items have to do, a soak time above all. Put presence into the application one release before
//! the first change.

mod beat;
mod builder;
pub(crate) mod gate;
mod lives;
mod source;
pub(crate) mod sql;
mod view;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, oneshot, watch};
use tokio::task::JoinHandle;
use xc_core::plan::{Migration, Migrations, Phase};

use crate::error::{Error, Kind};

pub use builder::Builder;
pub use gate::Instance;
pub use source::Source;

use view::View;

/// Registers this application: `xc::presence(&pool, MIGRATIONS).require().await?`.
///
/// The database is a URL, or a pool of `sqlx` that the application has anyway. With a pool, each beat borrows a connection for two short statements; with a
/// URL, presence keeps one of its own. See [the module](self) for what an instance says of itself.
pub fn presence(database: impl Into<Source>, migrations: Migrations) -> Builder {
    Builder::new(database.into(), migrations)
}

/// A registered instance. Cheap to clone; when the last clone is dropped, or at [`stop`](Presence::stop), it is taken off the list.
#[derive(Clone)]
pub struct Presence {
    shared: Arc<Shared>,
}

struct Shared {
    instance: String,
    expires_after: Duration,
    view: watch::Receiver<View>,
    task: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

impl Presence {
    /// Its name among the instances: host, process id and a random number.
    pub fn instance(&self) -> &str {
        &self.shared.instance
    }

    /// The last phase that a migration has finished, or `None` before expand is. From memory, without waiting.
    ///
    /// It is as old as the last beat: 5 s by default, longer while the database can't be reached ([`age`](Presence::age)). A phase that is being entered
    /// counts when it is finished; one that is being taken back does not count any more. What may be written only after contract is therefore safe to
    /// decide by it, unless contract is rolled back: then the database refuses what the old shape can't hold.
    pub fn phase(&self, migration: &Migration) -> Option<Phase> {
        self.shared.view.borrow().phase(migration)
    }

    /// How old what [`phase`](Presence::phase) and [`ready`](Presence::ready) say is.
    pub fn age(&self) -> Duration {
        self.shared.view.borrow().read_at.elapsed()
    }

    /// Whether this build can live with the database as it is: for a readiness probe. From memory, as old as the last beat.
    ///
    /// # Errors
    /// The database is behind this build or beyond it, with what to do ([`Error::is_not_ready`]); or the last beat is so old that others may take this
    /// instance for dead.
    pub fn ready(&self) -> Result<(), Error> {
        let view = self.shared.view.borrow();
        let age = view.read_at.elapsed();
        if age > self.shared.expires_after {
            let reason = format!("the database has not been reached for {} s, and others take this instance for dead", age.as_secs());
            return Err(Kind::NotReady { instance: self.shared.instance.clone(), reasons: vec![reason] }.into());
        }
        match view.reasons.as_slice() {
            [] => Ok(()),
            reasons => Err(Kind::NotReady { instance: self.shared.instance.clone(), reasons: reasons.to_vec() }.into()),
        }
    }

    /// Waits until [`ready`](Presence::ready) would say something else than it does now, or the time is over. For an application that starts before its
    /// database is migrated and would rather wait than crash.
    pub async fn changed(&self, within: Duration) {
        let mut view = self.shared.view.clone();
        let before = view.borrow().reasons.clone();
        let changed = view.wait_for(|view| view.reasons != before);
        let _ = tokio::time::timeout(within, changed).await;
    }

    /// Takes the instance off the list. Call it when the application has stopped using the database: whoever waits for this instance goes on at once.
    pub async fn stop(self) {
        if let Some((stop, task)) = self.shared.task.lock().await.take() {
            let _ = stop.send(());
            let _ = task.await;
        }
    }
}

/// What the heartbeat task needs when it starts.
pub(crate) struct Started {
    instance: String,
    expires_after: Duration,
    view: watch::Receiver<View>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl From<Started> for Presence {
    fn from(started: Started) -> Presence {
        let Started { instance, expires_after, view, stop, task } = started;
        Presence { shared: Arc::new(Shared { instance, expires_after, view, task: Mutex::new(Some((stop, task))) }) }
    }
}

impl fmt::Debug for Presence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presence").field("instance", &self.shared.instance).field("age", &self.age()).finish_non_exhaustive()
    }
}
