//! The executor: connecting, and taking migrations through their phases.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use xc_core::plan::{Backfill, Dialect, Migration, Migrations, Phase};

use crate::activity::{self, Activity, Noted};
use crate::backends::{self, Database, DbErrorKind, Session, SessionOptions};
use crate::backfill::FillOrder;
use crate::checklist::Checklist;
#[cfg(feature = "cli")]
use crate::checklist::Force;
#[cfg(feature = "cli")]
use crate::control::Tunable;
use crate::control::{Control, Controller, Tuning};
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::events::{Broadcast, Events};
use crate::handle::{Handle, Pending, State};
use crate::host;
use crate::journal::{Journal, LogEntry, Reached, set_up};
use crate::metrics;
use crate::options::Options;
use crate::phase::{self, Overview};
use crate::presence::{self, Instance};
use crate::repair::Direction;
use crate::throttle::Throttle;
use crate::url::DatabaseUrl;
use crate::verify::{self, Verification};

/// Takes migrations through their phases on one database.
///
/// Cheap to clone. Any number of executors may run at once, in any number of processes: one works at a time, the others wait for it.
#[derive(Clone)]
pub struct Executor {
    pub(crate) inner: Arc<Inner>,
}

/// What all clones share.
pub(crate) struct Inner {
    pub(crate) database: Arc<dyn Database>,
    pub(crate) journal: Journal,
    pub(crate) migrations: Migrations,
    pub(crate) options: Options,
    pub(crate) control: Arc<Controller>,
    events: Broadcast,
    pub(crate) holder: String,
    /// What it is doing, for other processes.
    pub(crate) noted: Arc<Noted>,
}

impl Inner {
    pub(crate) fn emit(&self, event: Event) {
        event.log();
        metrics::event(&event);
        self.noted.note(&event);
        if let Some(on_event) = &self.options.on_event {
            on_event(&event);
        }
        self.events.send(event);
    }
}

impl Executor {
    /// Connects with the default settings.
    ///
    /// The URL is `postgres://user:password@host/database`, `mysql://...` (or `mariadb://...`) or `sqlite://path/to/file.db`. xc's own tables
    /// (`xc_migration`, `xc_step`, `xc_backfill`, `xc_range`, `xc_lease`, `xc_log`, `xc_control`) are made if they are not there.
    ///
    /// # Errors
    /// The URL can't be used, the server can't be reached within 10 s or is too old, the tables can't be made, two migrations have
    /// the same name, or a migration has no plan for this database.
    ///
    /// ```no_run
    /// # async fn example(migrations: xc_core::plan::Migrations) -> Result<(), xc_runtime::Error> {
    /// let executor = xc_runtime::Executor::connect("postgres://localhost/shop", migrations).await?;
    /// executor.up().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn connect(url: &str, migrations: Migrations) -> Result<Executor, Error> {
        Executor::builder(migrations).connect(url).await
    }

    /// Settings first, then [`ExecutorBuilder::connect`].
    pub fn builder(migrations: Migrations) -> ExecutorBuilder {
        ExecutorBuilder { migrations, options: Options::default() }
    }

    /// The database's dialect, as the server itself says.
    pub fn dialect(&self) -> Dialect {
        self.inner.database.dialect()
    }

    /// The events of this executor and its clones from now on, for as many followers as there are.
    pub fn events(&self) -> Events {
        self.inner.events.follow()
    }

    /// Reads back which phase a migration has reached, with the handle to go on from there.
    ///
    /// A phase that was begun and not finished does not count; going forward finishes it.
    ///
    /// # Errors
    /// The migration is not in the list, or the journal has another one by its name.
    pub async fn state(&self, migration: &'static Migration) -> Result<State, Error> {
        Ok(State::new(self.clone(), migration, self.reached(migration).await?))
    }

    /// The handle of a migration that is still to begin.
    ///
    /// # Errors
    /// As [`Executor::state`]; and it is not pending any more: the message names its state.
    pub async fn begin(&self, migration: &'static Migration) -> Result<Pending, Error> {
        match self.reached(migration).await? {
            Reached::Pending => Ok(Handle::new(self.clone(), migration)),
            reached => Err(Kind::NotPending { name: migration.name, reached }.into()),
        }
    }

    /// Takes every migration through every phase, in order.
    ///
    /// On SQLite, what contract retired is purged before a later migration makes the same table anew.
    ///
    /// That is right for a new database, for tests, and where no application is running. On a live database each phase has its own time:
    /// the new version is deployed between dual write and contract, and the old one must be gone before contract.
    ///
    /// # Errors
    /// Those of the phases; what came before stands.
    pub async fn up(&self) -> Result<(), Error> {
        let _call = self.inner.control.call(&self.inner).await?;
        for (index, migration) in self.inner.migrations.iter().enumerate() {
            self.make_room(migration, &self.inner.migrations[..index]).await?;
            self.phases(migration, Phase::Contract).await?;
        }
        Ok(())
    }

    /// On SQLite a migration that makes a table anew can't begin while an earlier one keeps a retired shape in it. Where nobody waits between the two,
    /// nobody would take the earlier one back.
    async fn make_room(&self, migration: &'static Migration, earlier: &[&'static Migration]) -> Result<(), Error> {
        let anew: Vec<&str> =
            phase::plan_of(&self.inner, migration)?.expects.iter().filter(|shape| shape.closed).map(|shape| shape.table).collect();
        if anew.is_empty() || self.reached(migration).await? != Reached::Pending {
            return Ok(());
        }
        for each in earlier {
            let retired = phase::plan_of(&self.inner, each)?.retired;
            if retired.iter().any(|retired| anew.contains(&retired.table)) && self.reached(each).await? == Reached::Contracted {
                let reason = format!("`up` goes on to `{}`, which makes the table anew", migration.name);
                phase::purge(&self.inner, each, Some(&reason)).await?;
            }
        }
        Ok(())
    }

    /// Takes a migration through its phases up to and with the given one, and before it those that it requires, as far as it requires: others
    /// that are in flight stay where they are.
    ///
    /// # Errors
    /// As [`Executor::up`].
    pub async fn up_to(&self, migration: &'static Migration, phase: Phase) -> Result<(), Error> {
        self.check_listed(migration)?;
        let _call = self.inner.control.call(&self.inner).await?;
        let mut goals: HashMap<&str, Phase> = HashMap::from([(migration.name, phase)]);
        let mut way: Vec<(&'static Migration, Phase)> = Vec::new();
        // From the last one back: what is required requires others in turn, all of them earlier in the list.
        for each in self.inner.migrations.iter().rev() {
            let Some(goal) = goals.get(each.name).copied() else { continue };
            way.push((each, goal));
            for requirement in phase::plan_of(&self.inner, each)?.requires {
                let goal = goals.entry(requirement.migration).or_insert(requirement.phase);
                *goal = (*goal).max(requirement.phase);
            }
        }
        for (each, goal) in way.into_iter().rev() {
            self.phases(each, goal).await?;
        }
        Ok(())
    }

    /// Takes back all that a migration has done, from whatever state it is in.
    ///
    /// # Errors
    /// Its contract has taken effect, or a later migration that has begun requires it; and those of the steps: what was taken back before stays so.
    pub async fn rollback(&self, migration: &'static Migration) -> Result<(), Error> {
        self.check_listed(migration)?;
        let _call = self.inner.control.call(&self.inner).await?;
        phase::back_to_pending(&self.inner, migration).await
    }

    /// What contract would look at before its first step, as it is now. Contract verifies afresh, and refuses while an item failed.
    ///
    /// # Errors
    /// The migration is not between dual write and contract, and the database's.
    pub async fn checklist(&self, migration: &'static Migration) -> Result<Checklist, Error> {
        let reached = self.reached(migration).await?;
        phase::checklist(&self.inner, migration, reached).await
    }

    /// Drops what contract retired, and with it the way back. `force` is the reason to do so though its time is not over, and is kept in the log.
    ///
    /// # Errors
    /// The migration has not contracted; the time for which it keeps the old shape is not over; and those of the steps.
    pub async fn purge(&self, migration: &'static Migration, force: Option<&str>) -> Result<(), Error> {
        self.check_listed(migration)?;
        let _call = self.inner.control.call(&self.inner).await?;
        phase::purge(&self.inner, migration, force).await
    }

    /// Brings rows that are out of parity in step again: the side that `direction` names is computed from the other one. Returns how many rows it
    /// changed. What is in parity is left alone.
    ///
    /// # Errors
    /// The migration is not between dual write and contract; the mapping has no such direction; and a row can't be repaired (its key is named).
    pub async fn repair(&self, migration: &'static Migration, direction: Direction) -> Result<u64, Error> {
        self.check_listed(migration)?;
        let _call = self.inner.control.call(&self.inner).await?;
        phase::repair(&self.inner, migration, direction).await
    }

    /// What happened to the migrations on this database: the last entries of the log, the last first.
    ///
    /// # Errors
    /// The database's.
    pub async fn log(&self, limit: u32) -> Result<Vec<LogEntry>, Error> {
        let mut session = self.inner.database.open().await.map_err(Error::database("can't open a connection"))?;
        self.inner.journal.log(session.as_mut(), limit).await.map_err(Error::database("can't read the log"))
    }

    /// Counts the rows that are out of parity, and the nulls that contract would not allow. Changes nothing.
    ///
    /// # Errors
    /// The migration is not between expand and contract: before it, the new shape is not there, after it, the old one is not.
    pub async fn verify(&self, migration: &'static Migration) -> Result<Verification, Error> {
        let backfills = self.verifiable(migration).await?;
        let _call = self.inner.control.call(&self.inner).await?;
        verify::run(&self.inner, migration, backfills).await
    }

    /// The same on a replica, which spares the primary the reading: a URL as for [`Executor::connect`]. Rows are compared within themselves, so that
    /// a replica that is behind tells the truth about an earlier moment.
    ///
    /// # Errors
    /// As [`Executor::verify`]; and the replica can't be reached, or is another kind of database.
    pub async fn verify_on(&self, migration: &'static Migration, url: &str) -> Result<Verification, Error> {
        let backfills = self.verifiable(migration).await?;
        let url = DatabaseUrl::parse(url)?;
        let replica = backends::connect(&url, SessionOptions { lock_timeout: self.inner.options.lock_timeout }).await?;
        if replica.dialect() != self.dialect() {
            return Err(Kind::OtherDialect { url: url.to_string(), found: replica.dialect(), dialect: self.dialect() }.into());
        }
        let _call = self.inner.control.call(&self.inner).await?;
        verify::run_on(&self.inner, migration, backfills, replica.as_ref()).await
    }

    /// What of a migration can be verified in the state that it is in.
    async fn verifiable(&self, migration: &'static Migration) -> Result<&'static [Backfill], Error> {
        let reached = self.reached(migration).await?;
        let plan = phase::plan_of(&self.inner, migration)?;
        if !plan.migrate.is_empty() && !(Reached::Expanded..=Reached::Migrated).contains(&reached) {
            let needed = if reached == Reached::Pending { Reached::Expanded } else { Reached::Migrated };
            return Err(Kind::WrongState { name: migration.name, what: "verification".to_owned(), needed, reached }.into());
        }
        Ok(plan.migrate)
    }

    /// Makes every run on this database wait at its next batch or step, whichever process it is in, until [`Executor::resume`]. Those that
    /// begin later wait too, whoever starts them.
    ///
    /// A run sees it within about 1 s, and keeps the lease while it waits.
    ///
    /// # Errors
    /// The database can't be reached, or does not let this user write to `xc_control`.
    ///
    /// ```no_run
    /// # async fn example(executor: xc_runtime::Executor) -> Result<(), xc_runtime::Error> {
    /// executor.pause().await?;
    /// assert!(executor.control().await?.is_paused());
    /// executor.resume().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn pause(&self) -> Result<(), Error> {
        self.inner.control.pause(&self.inner).await
    }

    /// Lets paused runs go on. Without effect where nothing is paused.
    ///
    /// # Errors
    /// As [`Executor::pause`].
    pub async fn resume(&self) -> Result<(), Error> {
        self.inner.control.resume(&self.inner).await
    }

    /// Stops every run that is under way on this database, whichever process it is in: at its next batch or step, with an error that
    /// [`is_cancelled`](Error::is_cancelled). What is done stands, and the next run goes on there. Runs that begin later are not stopped.
    ///
    /// A run sees it within about 1 s, also while it is paused, throttled or waits for a lock.
    ///
    /// # Errors
    /// As [`Executor::pause`].
    pub async fn cancel(&self) -> Result<(), Error> {
        self.inner.control.cancel(&self.inner).await
    }

    /// Changes the settings of the runs on this database, of those that are under way and of those to come, until they are tuned
    /// again. What `tuning` does not name stays as it is.
    ///
    /// # Errors
    /// A setting makes no sense ([`is_bad_setting`](Error::is_bad_setting)); and as [`Executor::pause`].
    ///
    /// ```no_run
    /// # use xc_runtime::{Setting, Tunable, Tuning};
    /// # async fn example(executor: xc_runtime::Executor) -> Result<(), xc_runtime::Error> {
    /// executor.tune(Tuning::new().target_batch_time(std::time::Duration::from_millis(20))).await?;
    /// // And back to what each executor was built with.
    /// executor.tune(Tuning::new().with(Tunable::TargetBatchTime, Setting::Default)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn tune(&self, tuning: Tuning) -> Result<(), Error> {
        self.inner.control.tune(&self.inner, tuning).await
    }

    /// What operators have set, and which executor is at work.
    ///
    /// # Errors
    /// The database can't be reached, or does not let this user read xc's tables.
    pub async fn control(&self) -> Result<Control, Error> {
        self.inner.control.show(&self.inner).await
    }

    /// Stops what this executor and its clones are doing, at the next batch or step, with an error that [`is_interrupted`](Error::is_interrupted); they begin nothing
    /// more. What is done stands, and another executor goes on there. For a program that is told to end; [`cancel`](Executor::cancel) reaches other
    /// processes.
    pub fn interrupt(&self) {
        self.inner.control.interrupt();
    }

    /// What the executor that is at work on this database is doing, whichever process it is in: as it wrote it down, about each second. `None` where none is at
    /// work, or it has not written yet.
    ///
    /// # Errors
    /// The database can't be reached, or does not let this user read xc's tables.
    pub async fn activity(&self) -> Result<Option<Activity>, Error> {
        activity::read(self.inner.database.as_ref()).await.map_err(Error::database("can't read what is being done (table xc_activity)"))
    }

    /// The instances of the application that are alive, as they registered by [`presence`](crate::presence()).
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn instances(&self) -> Result<Vec<Instance>, Error> {
        let mut session = self.inner.database.open().await.map_err(Error::database("can't open a connection"))?;
        presence::gate::instances(&self.inner, session.as_mut()).await.map_err(Error::database("can't ask which instances are alive"))
    }

    /// The live instances that need the old shape of a migration, or don't say that they do not: contract waits for them.
    ///
    /// # Errors
    /// The database does not answer, or the migration is not in the list.
    pub async fn instances_with_old(&self, migration: &'static Migration) -> Result<Vec<Instance>, Error> {
        self.check_listed(migration)?;
        let mut session = self.inner.database.open().await.map_err(Error::database("can't open a connection"))?;
        let instances = presence::gate::against_contract(&self.inner, session.as_mut(), migration).await;
        instances.map_err(Error::database("can't ask which instances are alive"))
    }

    /// One phase forwards, for a command line that knows the phase as a value.
    #[cfg(feature = "cli")]
    pub(crate) async fn forward(&self, migration: &'static Migration, phase: Phase, forces: &[Force]) -> Result<(), Error> {
        phase::forward(&self.inner, migration, phase, forces).await
    }

    /// One phase back.
    #[cfg(feature = "cli")]
    pub(crate) async fn back(&self, migration: &'static Migration, phase: Phase) -> Result<(), Error> {
        phase::back(&self.inner, migration, phase).await
    }

    async fn phases(&self, migration: &'static Migration, last: Phase) -> Result<(), Error> {
        // The state is read once: going through a phase that is done already costs a turn with the lease.
        let reached = self.reached(migration).await?;
        for phase in Phase::ALL.into_iter().filter(|phase| *phase <= last && Reached::after(*phase) > reached) {
            phase::forward(&self.inner, migration, phase, &[]).await?;
        }
        Ok(())
    }

    pub(crate) async fn reached(&self, migration: &'static Migration) -> Result<Reached, Error> {
        self.check_listed(migration)?;
        let mut session = self.inner.database.open().await.map_err(Error::database("can't open a connection"))?;
        Ok(Overview::read(&self.inner, session.as_mut()).await?.reached(migration))
    }

    fn check_listed(&self, migration: &'static Migration) -> Result<(), Error> {
        if self.inner.migrations.iter().any(|listed| listed.name == migration.name && listed.id == migration.id) {
            return Ok(());
        }
        Err(Kind::NotListed { name: migration.name, declared_at: migration.declared_at }.into())
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executor").field("dialect", &self.dialect()).field("holder", &self.inner.holder).finish_non_exhaustive()
    }
}

/// Settings of an [`Executor`].
///
/// ```
/// use std::time::Duration;
/// use xc_runtime::{Event, Executor};
///
/// let builder = Executor::builder(&[])
///     .lock_timeout(Duration::from_millis(20))
///     .on_event(|event| {
///         if let Event::BackfillProgress(progress) = event {
///             eprintln!("{}: {} of {} rows", progress.table, progress.rows, progress.total);
///         }
///     });
/// ```
#[must_use]
pub struct ExecutorBuilder {
    migrations: Migrations,
    options: Options,
}

impl ExecutorBuilder {
    /// The longest that a statement waits for a lock, and thus the longest that it makes the application wait behind it.
    ///
    /// Default: 50 ms on PostgreSQL, 1 s on MySQL, MariaDB (which know whole seconds only) and SQLite.
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.options.lock_timeout = Some(timeout);
        self
    }

    /// The time that a batch of a backfill should take; its size follows. Default: 50 ms, on MySQL and MariaDB 100 ms.
    pub fn target_batch_time(mut self, target: Duration) -> Self {
        self.options.target_batch_time = Some(target);
        self
    }

    /// The least pause between two batches. Default: 10 ms. A long batch is followed by a longer pause: a tenth of its time, on SQLite as long as it
    /// took. Zero means no pause at all, for a table that nobody else needs now.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.options.pause = pause;
        self
    }

    /// What holds a backfill back. Default: nothing.
    ///
    /// [`connect`](ExecutorBuilder::connect) refuses what this database can't tell.
    pub fn throttle(mut self, throttle: Throttle) -> Self {
        self.options.throttle = throttle;
        self
    }

    /// What can be tuned later, from the beginning.
    #[cfg(feature = "cli")]
    pub(crate) fn set(mut self, tunable: Tunable, value: u64) -> Self {
        match tunable {
            Tunable::TargetBatchTime => self.target_batch_time(Duration::from_millis(value)),
            Tunable::Pause => self.pause(Duration::from_millis(value)),
            Tunable::Workers => self.workers(usize::try_from(value).unwrap_or(usize::MAX)),
            limit => {
                self.options.throttle = std::mem::take(&mut self.options.throttle).limit(limit, value);
                self
            }
        }
    }

    /// How many batches of a backfill run at once, each on a connection of its own. Default: 1. SQLite, which has one writer, and a backfill by a
    /// Rust function stay at 1.
    pub fn workers(mut self, workers: usize) -> Self {
        self.options.workers = workers;
        self
    }

    /// In which order the rows of a table are filled. Default: [`FillOrder::Auto`].
    pub fn fill_order(mut self, order: FillOrder) -> Self {
        self.options.fill_order = order;
        self
    }

    /// How long the lease outlives an executor that died. Default: 10 s. It is renewed three times in that time.
    pub fn lease_ttl(mut self, ttl: Duration) -> Self {
        self.options.lease_ttl = ttl;
        self
    }

    /// How long to wait for another executor before giving up. Default: 60 s.
    pub fn lease_wait(mut self, wait: Duration) -> Self {
        self.options.lease_wait = wait;
        self
    }

    /// How long a phase that a live instance of the application can't live with waits for its end, before it refuses. Default: 90 s, which is
    /// longer than an instance that was killed counts as alive. The lease is not held meanwhile.
    pub fn presence_wait(mut self, wait: Duration) -> Self {
        self.options.presence_wait = wait;
        self
    }

    /// How often a step or a batch that does not get its locks is tried again. Default: 100 times.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.options.max_retries = retries;
        self
    }

    /// How long a step or a batch that does not get its locks is tried again. Default: 5 minutes.
    pub fn retry_budget(mut self, budget: Duration) -> Self {
        self.options.retry_budget = budget;
        self
    }

    /// How many ranges of a table are verified at a time, each on a connection of its own. Default: 2, on SQLite 1.
    pub fn verify_workers(mut self, workers: usize) -> Self {
        self.options.verify_workers = Some(workers);
        self
    }

    /// For how long contract keeps the old shape, retired, where the migration itself does not say: contract can be taken back until it is purged.
    /// Default: 7 days. Zero drops it at once. Of an empty table there is nothing to keep.
    pub fn retire(mut self, time: Duration) -> Self {
        self.options.retire = time;
        self
    }

    /// How long a migration must have been migrated before it may contract. Default: zero, no time at all.
    pub fn soak(mut self, time: Duration) -> Self {
        self.options.soak = time;
        self
    }

    /// The name that others see while this executor is at work. Default: host, process id and a random number.
    pub fn holder(mut self, name: impl Into<String>) -> Self {
        self.options.holder = Some(name.into());
        self
    }

    /// Is called with each [`Event`], from the task that runs the phase: it should return at once.
    pub fn on_event(mut self, on_event: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.options.on_event = Some(Box::new(on_event));
        self
    }

    /// Connects.
    ///
    /// # Errors
    /// As [`Executor::connect`].
    pub async fn connect(self, url: &str) -> Result<Executor, Error> {
        check_names(self.migrations)?;
        let url = DatabaseUrl::parse(url)?;
        let database = backends::connect(&url, SessionOptions { lock_timeout: self.options.lock_timeout }).await?;
        let dialect = database.dialect();
        check_plans(self.migrations, dialect)?;
        let throttle = self.options.throttle.check(dialect)?;
        let journal = Journal::new(dialect);
        let mut session = database.open().await.map_err(Error::database("can't open a connection"))?;
        prepare(dialect, session.as_mut()).await?;
        let holder = self.options.holder.clone().unwrap_or_else(host::process_name);
        let control = Arc::new(Controller::new(dialect, throttle));
        let inner = Inner {
            database: database.into(),
            journal,
            migrations: self.migrations,
            options: self.options,
            control,
            events: Broadcast::new(),
            holder,
            noted: Arc::default(),
        };
        Ok(Executor { inner: Arc::new(inner) })
    }
}

impl fmt::Debug for ExecutorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecutorBuilder").finish_non_exhaustive()
    }
}

pub(crate) fn check_names(migrations: Migrations) -> Result<(), Error> {
    let mut first: HashMap<&str, &Migration> = HashMap::new();
    for migration in migrations {
        if let Some(earlier) = first.insert(migration.name, migration) {
            return Err(Kind::DuplicateMigration { name: migration.name, first: earlier.declared_at, second: migration.declared_at }.into());
        }
    }
    Ok(())
}

pub(crate) fn check_plans(migrations: Migrations, dialect: Dialect) -> Result<(), Error> {
    for migration in migrations {
        if migration.plan(dialect).is_none() {
            let named = Dialect::ALL.into_iter().filter(|dialect| migration.plan(*dialect).is_some()).map(Dialect::name);
            let named = named.collect::<Vec<_>>().join(", ");
            return Err(Kind::NoPlan { name: migration.name, declared_at: migration.declared_at, dialect, named }.into());
        }
    }
    Ok(())
}

/// Makes xc's own tables, where they are not there.
pub(crate) async fn prepare(dialect: Dialect, session: &mut dyn Session) -> Result<(), Error> {
    set_up(Journal::new(dialect), dialect, session).await.map_err(|source| {
        let help = match source.kind() {
            DbErrorKind::Privilege => {
                "grant this user the right to create tables there (PostgreSQL: CREATE on the schema; MySQL: CREATE on the database; \
                 SQLite: write access to the file and its folder), or have an administrator run xc once"
            }
            _ => "they are made once, by the first run; after that no run needs the right to create tables for them",
        };
        Kind::Journal { help, source }.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_executor_and_its_futures_can_move_between_threads() {
        fn is_send_and_sync<T: Send + Sync>() {}
        fn is_send<T: Send>(_: T) {}
        // Never run: only that it compiles matters.
        fn futures(executor: &Executor, pending: Pending, migration: &'static Migration) {
            is_send(Executor::connect("", &[]));
            is_send(executor.up());
            is_send(executor.rollback(migration));
            is_send(executor.verify(migration));
            is_send(pending.expand());
        }
        let _ = futures;
        is_send_and_sync::<Executor>();
        is_send_and_sync::<crate::Expanded>();
        is_send_and_sync::<Error>();
    }
}
