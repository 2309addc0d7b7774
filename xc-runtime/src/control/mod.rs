//! Live control: pause, resume, cancel and retune a run from another process, through the table `xc_control`.
//!
//! A run looks at the table when it begins and about each second. Between two batches, two ranges of a verification, two steps and
//! two attempts at a step it asks [`Controller::admit`] or [`Controller::checkpoint`], which wait while it is to wait.
//!
//! A pause and what is tuned stay in the table until they are taken back: a restarted executor obeys them. A cancellation is a number that
//! grows: it stops the runs that are under way, and no later one.

mod orders;
mod sql;
mod tuning;
mod watcher;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::watch;
use tokio::task::JoinSet;
use xc_core::plan::Dialect;

use crate::backends::{Database, DbError, Session, Value};
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::executor::Inner;
use crate::metrics;
use crate::options::Options;
use crate::retry::Backoff;
use crate::throttle::{self, Board, Checked, Pace};
use orders::{Order, Orders};
use sql::ControlSql;

pub(crate) use tuning::millis;
pub use tuning::{Setting, Tunable, Tuning};

/// Between two looks at the table.
pub(crate) const POLL: Duration = Duration::from_secs(1);
/// What was read longer ago than this is not known any more, and what is not known holds the run. spirit polls each 5 s and calls a signal of 15 s
/// stale (github.com/block/spirit, `pkg/throttler`); here both are three times shorter, for a backfill writes some 100 MB a second.
pub(crate) const STALE: Duration = Duration::from_secs(5);
/// Between two events about one and the same hold.
const REPORT: Duration = Duration::from_secs(5);

/// What operators have set, and who is at work: [`Executor::control`](crate::Executor::control).
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Control {
    /// Who has paused, while it is paused.
    pub paused_by: Option<String>,
    /// What is tuned.
    pub tuning: Tuning,
    /// The executor that has the lease, if any has.
    pub at_work: Option<String>,
}

impl Control {
    /// Whether runs are paused.
    pub fn is_paused(&self) -> bool {
        self.paused_by.is_some()
    }
}

/// With what a worker may go on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Permit {
    /// The time that a batch should take.
    pub(crate) target_batch_time: Duration,
    /// How many workers there should be, where that is tuned.
    pub(crate) workers: Option<usize>,
    pause: Option<Duration>,
}

impl Permit {
    /// How long to rest after a batch that took so long.
    pub(crate) fn pause_after(&self, options: &Options, dialect: Dialect, batch: Duration) -> Duration {
        options.pause_after(dialect, batch, self.pause.unwrap_or(options.pause))
    }
}

/// For whom a permit is asked: for events and messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    pub(crate) migration: &'static str,
    /// The step, or the table.
    pub(crate) what: &'static str,
}

/// What an executor knows of what operators want.
pub(crate) struct Controller {
    sql: &'static ControlSql,
    calls: Mutex<Calls>,
    seen: watch::Sender<Seen>,
    announced: Mutex<Option<Announced>>,
    /// This executor is told to end.
    interrupted: AtomicBool,
    throttle: Arc<Checked>,
    /// What the throttle's signals said last.
    board: watch::Sender<Board>,
    pace: Pace,
}

/// The calls of this executor that are under way.
#[derive(Default)]
struct Calls {
    active: usize,
    /// How many cancellations there were when the first of them began.
    cancellations: i64,
    /// What looks at the table meanwhile. Dropped, it ends.
    watchers: Option<JoinSet<()>>,
}

/// What was read last.
#[derive(Clone, Debug)]
struct Seen {
    at: Instant,
    orders: Orders,
}

/// Why a worker has to wait.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Hold {
    Paused { by: String },
    Throttled { signal: &'static str, reason: String },
}

/// The hold that was last told.
struct Announced {
    hold: Hold,
    since: SystemTime,
    began: Instant,
    told: Instant,
}

/// A call under way; it ends when this is dropped.
#[must_use]
pub(crate) struct Call(Arc<Controller>);

impl Drop for Call {
    fn drop(&mut self) {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.active -= 1;
        if calls.active == 0 {
            calls.watchers = None;
        }
    }
}

impl Controller {
    pub(crate) fn new(dialect: Dialect, throttle: Checked) -> Controller {
        let seen = Seen { at: Instant::now(), orders: Orders::default() };
        Controller {
            sql: sql::of(dialect),
            calls: Mutex::default(),
            seen: watch::Sender::new(seen),
            announced: Mutex::default(),
            interrupted: AtomicBool::new(false),
            throttle: Arc::new(throttle),
            board: watch::Sender::new(Board::default()),
            pace: Pace::default(),
        }
    }

    /// How far the replica is behind that is furthest behind, where a limit is set on that.
    pub(crate) fn replica_lag(&self) -> Option<Duration> {
        self.board.borrow().lag()
    }

    /// Makes the table, unless it is there.
    pub(crate) async fn create_missing(dialect: Dialect, session: &mut dyn Session) -> Result<(), DbError> {
        let sql = sql::of(dialect);
        let present = session.fetch(sql.present, &[]).await?.into_iter().flatten().next();
        if present.as_ref().and_then(Value::as_int) != Some(1) {
            session.raw(sql.create).await?;
        }
        Ok(())
    }

    /// Begins a call of the executor. The first one that is under way decides from which cancellation on it is meant.
    pub(crate) async fn call(self: &Arc<Self>, inner: &Inner) -> Result<Call, Error> {
        self.check_interrupted("the beginning")?;
        let orders = self.read(inner).await?;
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.active == 0 {
            calls.cancellations = orders.cancellations;
            *self.announced.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        calls.active += 1;
        if calls.watchers.is_none() {
            self.seen.send_replace(Seen { at: Instant::now(), orders: orders.clone() });
            calls.watchers = Some(self.watch(inner, &orders.tuning));
        }
        self.seen.send_replace(Seen { at: Instant::now(), orders });
        drop(calls);
        Ok(Call(Arc::clone(self)))
    }

    /// Begins to look at the table, and at what the throttle goes by.
    fn watch(&self, inner: &Inner, tuning: &Tuning) -> JoinSet<()> {
        let mut watchers = JoinSet::new();
        watchers.spawn(watcher::run(Arc::clone(&inner.database), self.sql, self.seen.clone()));
        let mut board = Board::default();
        let sources = throttle::sources(&inner.database, &self.throttle, tuning, &mut board);
        // What is not read yet holds.
        self.board.send_replace(board);
        for source in sources {
            let seen = self.seen.clone();
            let tuning = move || seen.borrow().orders.tuning.clone();
            watchers.spawn(source.run(Arc::clone(&self.throttle), tuning, self.board.clone()));
        }
        watchers
    }

    /// So many rows were walked over, in a batch that began then: the row rate counts them.
    pub(crate) fn walked(&self, turn: Turn, rows: u64, began: Instant) {
        metrics::batch(turn.migration, turn.what, rows, began.elapsed());
        let rate = self.throttle.limit(Tunable::RowRate, &self.seen.borrow().orders.tuning);
        self.pace.walked(rows, began, rate);
    }

    /// Between two batches: waits while the run is to wait, and says with what to go on.
    pub(crate) async fn admit(&self, inner: &Inner, turn: Turn) -> Result<Permit, Error> {
        let tuning = self.wait(inner, turn, true).await?;
        let options = &inner.options;
        Ok(Permit {
            target_batch_time: tuning
                .duration(Tunable::TargetBatchTime)
                .unwrap_or_else(|| options.target_batch_time(inner.database.dialect())),
            workers: tuning.number(Tunable::Workers).map(|workers| usize::try_from(workers).unwrap_or(usize::MAX)),
            pause: tuning.duration(Tunable::Pause),
        })
    }

    /// Between two steps, or attempts at one: waits while the run is paused. The throttle is for batches alone: a step is short.
    pub(crate) async fn checkpoint(&self, inner: &Inner, turn: Turn) -> Result<(), Error> {
        self.wait(inner, turn, false).await.map(drop)
    }

    async fn wait(&self, inner: &Inner, turn: Turn, throttled: bool) -> Result<Tuning, Error> {
        let (mut seen, mut board) = (self.seen.subscribe(), self.board.subscribe());
        loop {
            self.check_interrupted(turn.what)?;
            let (hold, orders) = {
                let seen = seen.borrow_and_update();
                (self.hold(&seen, throttled), seen.orders.clone())
            };
            if orders.cancellations > self.calls.lock().unwrap_or_else(PoisonError::into_inner).cancellations {
                return Err(Kind::Cancelled { what: turn.what, by: orders.cancelled_by }.into());
            }
            self.announce(inner, turn, hold.as_ref());
            let paced = self.pace.wait().filter(|_| throttled && self.throttle.limit(Tunable::RowRate, &orders.tuning).is_some());
            if hold.is_none() && paced.is_none() {
                return Ok(orders.tuning);
            }
            // Nobody tells when what was read becomes stale, or a window opens.
            let longest = tokio::time::sleep(paced.unwrap_or(POLL).min(POLL));
            tokio::select! {
                _ = seen.changed() => {}
                _ = board.changed() => {}
                () = longest => {}
            }
        }
    }

    /// Stops what waits for something else, when it is cancelled meanwhile.
    pub(crate) fn check_cancelled(&self, what: &'static str) -> Result<(), Error> {
        self.check_interrupted(what)?;
        let seen = self.seen.borrow();
        if seen.orders.cancellations > self.calls.lock().unwrap_or_else(PoisonError::into_inner).cancellations {
            return Err(Kind::Cancelled { what, by: seen.orders.cancelled_by.clone() }.into());
        }
        Ok(())
    }

    /// Ends what this executor does at its next boundary, for good: what waits is woken.
    pub(crate) fn interrupt(&self) {
        self.interrupted.store(true, Ordering::Relaxed);
        self.seen.send_modify(|_| {});
    }

    fn check_interrupted(&self, what: &'static str) -> Result<(), Error> {
        match self.interrupted.load(Ordering::Relaxed) {
            true => Err(Kind::Interrupted { what }.into()),
            false => Ok(()),
        }
    }

    /// Tells of a hold once, however many workers it holds, and again when its reason changes.
    fn announce(&self, inner: &Inner, turn: Turn, hold: Option<&Hold>) {
        let (now, Turn { migration, what }) = (Instant::now(), turn);
        let event = {
            let mut announced = self.announced.lock().unwrap_or_else(PoisonError::into_inner);
            let before = announced.take();
            match (before, hold) {
                (None, None) => return,
                (Some(before), None) => Event::Resumed { migration, what, held: now - before.began },
                (before, Some(hold)) => {
                    let is_new = before.as_ref().is_none_or(|before| before.hold != *hold);
                    let is_due = before.as_ref().is_none_or(|before| now - before.told >= REPORT);
                    let (since, began) = before.as_ref().map_or((SystemTime::now(), now), |before| (before.since, before.began));
                    let told = before.filter(|_| !is_new && !is_due).map_or(now, |before| before.told);
                    *announced = Some(Announced { hold: hold.clone(), since, began, told });
                    if !is_new && !is_due {
                        return;
                    }
                    match hold.clone() {
                        Hold::Paused { by } => Event::Paused { migration, what, by, since },
                        Hold::Throttled { signal, reason } => Event::Throttled { migration, what, signal, reason, since },
                    }
                }
            }
        };
        inner.emit(event);
    }

    /// Why a worker has to wait, if it has to: the first reason wins.
    fn hold(&self, seen: &Seen, throttled: bool) -> Option<Hold> {
        if let Some(by) = &seen.orders.paused_by {
            return Some(Hold::Paused { by: by.clone() });
        }
        let age = seen.at.elapsed();
        // A pause or a cancellation would not be seen.
        let blind = (age > STALE).then(|| ("control", format!("table xc_control could not be read for {} s", age.as_secs())));
        let throttle = || {
            if throttled { self.throttle.closed().map(|reason| ("window", reason)).or_else(|| self.board.borrow().reason()) } else { None }
        };
        blind.or_else(throttle).map(|(signal, reason)| Hold::Throttled { signal, reason })
    }

    async fn read(&self, inner: &Inner) -> Result<Orders, Error> {
        let mut backoff = Backoff::new(&inner.options);
        loop {
            let error = match self.try_read(inner.database.as_ref()).await {
                Ok(orders) => return Ok(orders),
                Err(error) => error,
            };
            again(error, &mut backoff, "can't read what operators have set (table xc_control)").await?;
        }
    }

    async fn try_read(&self, database: &dyn Database) -> Result<Orders, DbError> {
        Orders::read(database.open().await?.as_mut(), self.sql).await
    }

    async fn give(&self, inner: &Inner, order: Order) -> Result<(), Error> {
        let mut backoff = Backoff::new(&inner.options);
        loop {
            let given = async { order.give(inner.database.open().await?.as_mut(), self.sql, &inner.holder).await };
            let error = match given.await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            again(error, &mut backoff, "can't write what you set (table xc_control)").await?;
        }
    }

    pub(crate) async fn pause(&self, inner: &Inner) -> Result<(), Error> {
        self.give(inner, Order::Pause).await
    }

    pub(crate) async fn resume(&self, inner: &Inner) -> Result<(), Error> {
        self.give(inner, Order::Resume).await
    }

    pub(crate) async fn cancel(&self, inner: &Inner) -> Result<(), Error> {
        self.give(inner, Order::Cancel).await
    }

    pub(crate) async fn tune(&self, inner: &Inner, tuning: Tuning) -> Result<(), Error> {
        if let Some(problem) = tuning.problem() {
            return Err(Kind::Setting { problem }.into());
        }
        for (tunable, _) in tuning.iter().filter(|(_, setting)| matches!(setting, Setting::To(_))) {
            throttle::check_known(tunable, inner.database.dialect())?;
        }
        self.give(inner, Order::Tune(tuning)).await
    }

    pub(crate) async fn show(&self, inner: &Inner) -> Result<Control, Error> {
        let Orders { paused_by, tuning, .. } = self.read(inner).await?;
        let mut session = inner.database.open().await.map_err(Error::database("can't open a connection"))?;
        let holder = session.fetch(self.sql.at_work, &[]).await.map_err(Error::database("can't read the lease (table xc_lease)"))?;
        Ok(Control { paused_by, tuning, at_work: holder.into_iter().flatten().next().and_then(Value::into_text) })
    }
}

async fn again(source: DbError, backoff: &mut Backoff, doing: &'static str) -> Result<(), Error> {
    let delay = if source.is_transient() { backoff.next_delay() } else { None };
    let Some(delay) = delay else { return Err(Kind::Database { doing, source }.into()) };
    tokio::time::sleep(delay).await;
    Ok(())
}
