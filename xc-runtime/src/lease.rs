//! One executor at a time: a row in the target database says who is at work.
//!
//! A row, for the databases' own advisory locks belong to one node of a Galera or Group Replication cluster. It ends by itself,
//! by the database's clock, when its holder stops renewing it. Each taking changes the token, and **every transaction of the
//! executor renews the lease by its token, or locks its row and finds the token there**: an executor that was stopped and wakes up after another
//! one took over finds its token gone and commits nothing.
//!
//! A replica that is promoted may have the row as it was before a taking. So the token grows by a number at random: the next taking there gives another one
//! than that which the replica lacks. And a run does not go on after a failover at all ([`Lease::check_server`]), where the server tells.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tracing::{debug, warn};

use crate::activity::Publisher;
use crate::backends::{Branch, Database, DbError, DbErrorKind, Session, Value};
use crate::control::Call;
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::executor::Inner;
use crate::journal::LeaseSql;
use crate::work::Failure;

/// Between two looks at a lease that is held by another.
const POLL_MS: std::ops::Range<u64> = 50..300;
/// Between two events about waiting.
const REPORT: Duration = Duration::from_secs(5);

/// The lease, held. Dropped without [`Lease::release`], it ends by itself.
pub(crate) struct Lease {
    sql: &'static LeaseSql,
    token: i64,
    ttl_ms: i64,
    /// Whether a lock that does not write is a fence here.
    locks_fence: bool,
    /// That on which it was taken.
    branch: Option<Branch>,
    taken: Instant,
    /// When a transaction last renewed it, in ms since it was taken.
    renewed: AtomicU64,
    holder: String,
    lost: watch::Receiver<bool>,
    stop: oneshot::Sender<()>,
    heartbeat: JoinHandle<()>,
    publisher: Publisher,
    /// Whoever has the lease is at work, and listens to what operators want.
    _call: Call,
}

impl Lease {
    /// Takes the lease, after waiting for it if another executor has it.
    pub(crate) async fn acquire(inner: &Inner) -> Result<Lease, Error> {
        let call = inner.control.call(inner).await?;
        let sql = inner.journal.lease_sql();
        let ttl_ms = i64::try_from(inner.options.lease_ttl.as_millis()).unwrap_or(i64::MAX).max(100);
        let started = Instant::now();
        let mut reported: Option<Instant> = None;
        let mut session: Option<Box<dyn Session>> = None;
        let (token, mut session) = loop {
            let mut current = match session.take() {
                Some(open) => open,
                None => inner.database.open().await.map_err(Error::database("can't open a connection"))?,
            };
            let holder = match take(current.as_mut(), sql, &inner.holder, ttl_ms).await {
                Ok(Taken::Ours(token)) => break (token, current),
                Ok(Taken::Theirs(holder)) => {
                    session = Some(current);
                    holder
                }
                // Whoever has the row locked is taking or renewing it. The connection is opened anew: its transaction ends with it.
                Err(error) if error.is_transient() => {
                    debug!(%error, "the lease's row is busy");
                    None
                }
                Err(source) => return Err(Kind::Database { doing: "can't take the lease (table xc_lease)", source }.into()),
            };
            let holder = holder.unwrap_or_else(|| "another connection, which has the lease's row locked,".to_owned());
            inner.control.check_cancelled("the lease")?;
            let waited = started.elapsed();
            if waited >= inner.options.lease_wait {
                return Err(Kind::LeaseHeld { holder, waited }.into());
            }
            if reported.is_none_or(|at| at.elapsed() >= REPORT) {
                inner.emit(Event::WaitingForLease { holder, waited });
                reported = Some(Instant::now());
            }
            tokio::time::sleep(Duration::from_millis(fastrand::u64(POLL_MS))).await;
        };
        let locks_fence = locks_fence(session.as_mut(), sql).await;
        let branch = session.branch().await;
        let (lost_sender, lost) = watch::channel(false);
        let (stop, stopped) = oneshot::channel();
        let beat = Heartbeat { database: Arc::clone(&inner.database), sql, token, ttl_ms, branch: branch.clone(), session: Some(session) };
        let heartbeat = tokio::spawn(beat.run(lost_sender, stopped));
        let publisher = Publisher::start(&inner.database, &inner.noted, &inner.control, &inner.holder);
        Ok(Lease {
            sql,
            token,
            ttl_ms,
            locks_fence,
            branch,
            taken: Instant::now(),
            renewed: AtomicU64::new(0),
            holder: inner.holder.clone(),
            lost,
            stop,
            heartbeat,
            publisher,
            _call: call,
        })
    }

    /// What tells this taking of the lease from others.
    pub(crate) fn token(&self) -> i64 {
        self.token
    }

    /// That a connection which is opened in the course of the run leads to the server on which the lease was taken. Another one, a replica that was promoted
    /// meanwhile, may lack what this run has seen committed, and what the run remembers (steps that are done, how far its ranges are) would be wrong there.
    pub(crate) async fn check_server(&self, session: &mut dyn Session) -> Result<(), DbError> {
        same_server(self.branch.as_ref(), session).await
    }

    /// Renews the lease within the caller's transaction. This is the fence: the transaction may commit only after it.
    pub(crate) async fn renew(&self, session: &mut dyn Session) -> Result<(), Failure> {
        let renewed = session.execute(self.sql.renew, &[Value::Int(self.ttl_ms), Value::Int(self.token)]).await?;
        if renewed == 0 {
            return Err(Failure::Stop(self.lost_error()));
        }
        Ok(())
    }

    /// The fence of a batch, right before its commit. Whoever would take the lease must wait for that commit, or has taken it before and is seen; but
    /// the batches of other workers need not wait, as they would for the row that [`Lease::renew`] writes: until it has reached the disk. A batch
    /// renews the lease only where none has for a third of its life.
    pub(crate) async fn fence(&self, session: &mut dyn Session) -> Result<(), Failure> {
        let now = u64::try_from(self.taken.elapsed().as_millis()).unwrap_or(u64::MAX);
        let due = now.saturating_sub(self.renewed.load(Ordering::Relaxed)) >= u64::try_from(self.ttl_ms / 3).unwrap_or(0);
        match self.sql.share {
            Some(share) if self.locks_fence && !due => {
                if session.fetch(share, &[Value::Int(self.token)]).await?.is_empty() {
                    return Err(Failure::Stop(self.lost_error()));
                }
                Ok(())
            }
            _ => {
                self.renewed.store(now, Ordering::Relaxed);
                self.renew(session).await
            }
        }
    }

    /// Works under the lease, and stops when it is lost.
    pub(crate) async fn guard<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let mut lost = self.lost.clone();
        let lost = async {
            if lost.wait_for(|lost| *lost).await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            biased;
            result = work => result,
            () = lost => Err(self.lost_error()),
        }
    }

    /// Gives the lease back.
    pub(crate) async fn release(self) {
        // Either the heartbeat hears it and releases, or it has ended because the lease is lost.
        self.publisher.stop().await;
        let _ = self.stop.send(());
        let _ = self.heartbeat.await;
    }

    fn lost_error(&self) -> Error {
        Kind::LeaseLost { holder: self.holder.clone() }.into()
    }
}

/// A cluster of several writing nodes compares what transactions wrote, and knows nothing of the locks that they had on another node. What can't be
/// asked counts as one.
async fn locks_fence(session: &mut dyn Session, sql: &LeaseSql) -> bool {
    match sql.clustered {
        None => true,
        Some(clustered) => session.fetch(clustered, &[]).await.is_ok_and(|settings| settings.is_empty()),
    }
}

/// The parameters of [`LeaseSql::acquire`].
pub(crate) fn acquiring(holder: &str, ttl_ms: i64) -> [Value; 3] {
    [holder.into(), Value::Int(fastrand::i64(1..=1 << 31)), Value::Int(ttl_ms)]
}

/// Whether a connection leads to the server of another one, given that one's branch: see [`Session::branch`].
async fn same_server(then: Option<&Branch>, session: &mut dyn Session) -> Result<(), DbError> {
    let (Some(then), Some(now)) = (then, session.branch().await) else { return Ok(()) };
    let what = match (then, &now) {
        (then, now) if then == now => return Ok(()),
        (Branch::Timeline(then), Branch::Timeline(now)) => {
            let why = if then < now { "a replica was promoted" } else { "an old primary is back" };
            format!("the server is on timeline {now} in place of {then}: {why}")
        }
        (Branch::Server(then), Branch::Server(now)) => {
            format!("this is server {now} in place of {then}: a replica took its place, or the old primary is back")
        }
        (Branch::Timeline(_), Branch::Server(_)) | (Branch::Server(_), Branch::Timeline(_)) => return Ok(()),
    };
    Err(DbError::new(DbErrorKind::Replaced, None, what))
}

enum Taken {
    Ours(i64),
    Theirs(Option<String>),
}

async fn take(session: &mut dyn Session, sql: &LeaseSql, holder: &str, ttl_ms: i64) -> Result<Taken, DbError> {
    session.begin().await?;
    let taken = session.execute(sql.acquire, &acquiring(holder, ttl_ms)).await?;
    let row = session.fetch(sql.read, &[]).await?.into_iter().next();
    let Some(row) = row else {
        session.execute(sql.insert, &[]).await?;
        session.commit().await?;
        return Ok(Taken::Theirs(None));
    };
    session.commit().await?;
    let mut columns = row.into_iter();
    let (found, token) = (columns.next().and_then(Value::into_text), columns.next());
    if taken == 0 {
        return Ok(Taken::Theirs(found));
    }
    match token.as_ref().and_then(Value::as_int) {
        Some(token) => Ok(Taken::Ours(token)),
        None => Err(DbError::new(DbErrorKind::Other, None, "table xc_lease has no token".to_owned())),
    }
}

/// Renews the lease while a step takes longer than the lease lives.
struct Heartbeat {
    database: Arc<dyn Database>,
    sql: &'static LeaseSql,
    token: i64,
    ttl_ms: i64,
    branch: Option<Branch>,
    session: Option<Box<dyn Session>>,
}

impl Heartbeat {
    async fn run(mut self, lost: watch::Sender<bool>, mut stop: oneshot::Receiver<()>) {
        let interval = Duration::from_millis(u64::try_from(self.ttl_ms / 3).unwrap_or(1));
        let mut pause = interval;
        loop {
            tokio::select! {
                stopped = &mut stop => {
                    // An error means that the run was dropped in the middle. The server may still be at its last statement: the lease is left to end by
                    // itself.
                    if stopped.is_ok() {
                        self.release().await;
                    }
                    return;
                }
                () = tokio::time::sleep(pause) => {}
            }
            pause = match self.renew().await {
                Ok(0) => {
                    let _ = lost.send(true);
                    return;
                }
                Ok(_) => interval,
                Err(error) => {
                    // On SQLite a step of the executor's own may be writing; then nobody else can take the lease either.
                    debug!(%error, "could not renew the lease");
                    self.session = None;
                    interval / 4
                }
            };
        }
    }

    async fn session(&mut self) -> Result<&mut Box<dyn Session>, DbError> {
        let open = match self.session.take() {
            Some(open) => open,
            None => {
                let mut open = self.database.open().await?;
                same_server(self.branch.as_ref(), open.as_mut()).await?;
                open
            }
        };
        Ok(self.session.insert(open))
    }

    async fn renew(&mut self) -> Result<u64, DbError> {
        let (sql, params) = (self.sql.renew, [Value::Int(self.ttl_ms), Value::Int(self.token)]);
        self.session().await?.execute(sql, &params).await
    }

    async fn release(&mut self) {
        let (sql, params) = (self.sql.release, [Value::Int(self.token)]);
        for _ in 0..3 {
            let released = match self.session().await {
                Ok(session) => session.execute(sql, &params).await,
                Err(error) => Err(error),
            };
            match released {
                Ok(_) => return,
                Err(error) if error.is_transient() => self.session = None,
                Err(error) => {
                    warn!(%error, "could not release the lease; it ends by itself");
                    return;
                }
            }
        }
    }
}
