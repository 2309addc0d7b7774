//! Two versions of an application at work, which know what every row must hold.
//!
//! Each row belongs to one actor, and only that actor writes it, by v1 and by v2 in turn. So the actor knows what every later read must give,
//! whichever version reads, and a write that was lost or changed is found at the next read or at the end.
//!
//! Where the server is killed while they work ([`Workload::expect_outages`]), nobody knows what came of the requests under way: their actor looks, once
//! the server is back, and takes the old row or the new one for right, and nothing else.
//!
//! By themselves the actors make one request after the other. Where latencies are measured ([`Workload::paced`]), requests come when they are due.

pub mod model;
mod names;
mod pace;
pub mod profiles;
mod store;
mod users;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};
use tokio::sync::{Mutex, RwLock};
use tokio::task::JoinHandle;

use crate::servers::TestDatabase;
pub use pace::{Pace, Served};
pub use profiles::Profiles;
pub use store::{Store, Value};
pub use users::{Users, filled};

/// No request of a healthy application takes longer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// An application: what its two versions do with their rows, and what each must read.
///
/// A row has an `id`, which is what a request names it by.
pub trait Application: Copy + Debug + Send + Sync + 'static {
    /// What a row must hold, as both versions see it.
    type Row: Clone + Debug + Send + Sync + 'static;

    /// Rows of v1 that are there before anything else.
    fn seed(self, store: &Store, rows: usize) -> impl Future<Output = Result<Vec<(i64, Self::Row)>>> + Send;
    /// Reads a row, and compares it. Until v2 may rely on the new shape (`whole`), it may be without.
    fn read(self, store: &Store, version: Version, id: i64, row: &Self::Row, whole: bool) -> impl Future<Output = Result<()>> + Send;
    /// Changes a row, in the database and in what it must hold.
    fn update(self, store: &Store, version: Version, id: i64, row: &mut Self::Row) -> impl Future<Output = Result<()>> + Send;
    /// A write that touches neither shape.
    fn touch(self, store: &Store, id: i64) -> impl Future<Output = Result<()>> + Send;
    /// Deletes a row.
    fn delete(self, store: &Store, version: Version, id: i64) -> impl Future<Output = Result<()>> + Send;
    /// Whether a row is there.
    fn is_there(self, store: &Store, id: i64) -> impl Future<Output = Result<bool>> + Send;
    /// Inserts a row.
    fn insert(self, store: &Store, version: Version) -> impl Future<Output = Result<(i64, Self::Row)>> + Send;
    /// Compares all rows that a version reads with what they must hold.
    fn check(self, store: &Store, version: Version, rows: &BTreeMap<i64, Self::Row>) -> impl Future<Output = Result<()>> + Send;
}

/// The version that makes a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Version {
    /// Knows the old shape.
    V1,
    /// Knows the new one.
    V2,
}

/// Which versions are deployed, and what v2 may rely on.
#[derive(Debug, Default)]
struct Deployed {
    v1: AtomicBool,
    v2: AtomicBool,
    /// Held for reading by each request, so that who takes a version away can wait for those under way.
    under_way: [RwLock<()>; 2],
    /// v2 reads the new columns as NOT NULL.
    whole: AtomicBool,
    stop: AtomicBool,
    /// The server may be killed.
    outages: AtomicBool,
    /// Requests whose connection was lost, and inserts among them.
    lost: AtomicU64,
    lost_inserts: AtomicU64,
    requests_v1: AtomicU64,
    requests_v2: AtomicU64,
    /// The longest request, in µs.
    longest: AtomicU64,
}

impl Deployed {
    fn is_live(&self, version: Version) -> bool {
        match version {
            Version::V1 => self.v1.load(SeqCst),
            Version::V2 => self.v2.load(SeqCst),
        }
    }
}

/// What an actor's rows must hold, and which rows it has deleted.
type Rows<A> = (BTreeMap<i64, <A as Application>::Row>, BTreeSet<i64>);

/// The application at work.
#[derive(Debug)]
pub struct Workload<A: Application = Users> {
    application: A,
    store: Store,
    deployed: Arc<Deployed>,
    pace: Option<Arc<Pace>>,
    actors: Vec<JoinHandle<Rows<A>>>,
    failures: Arc<Mutex<Vec<String>>>,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome<A: Application = Users> {
    /// Requests of v1.
    pub requests_v1: u64,
    /// Requests of v2.
    pub requests_v2: u64,
    /// The longest request.
    pub longest: Duration,
    /// Requests whose connection was lost.
    pub lost: u64,
    /// Inserts among these. Their rows may be there: nobody was told their ids.
    pub lost_inserts: u64,
    /// The requests of a paced application.
    pub served: Vec<Served>,
    /// What every row must hold.
    pub rows: BTreeMap<i64, A::Row>,
    /// Rows that are deleted.
    pub deleted: BTreeSet<i64>,
    /// The database.
    pub store: Store,
    application: A,
}

impl Workload {
    /// Fills `users` with rows of v1 and starts v1 on it. The table must be there, and empty.
    ///
    /// # Errors
    /// The database's.
    pub async fn start(database: &TestDatabase, rows: usize, actors: usize) -> Result<Workload> {
        Workload::of(Users, database, rows, actors).await
    }

    /// The same with so many requests a second, which come whether or not those before are answered. An actor whose request failed ends, for
    /// nobody knows what its row holds; the others make its requests.
    ///
    /// # Errors
    /// The database's, or the rate is not above zero.
    pub async fn paced(database: &TestDatabase, rows: usize, actors: usize, per_second: f64) -> Result<Workload> {
        let store = Store::connect(database, actors as u32 + 2).await?;
        let rows = Users.seed(&store, rows).await?;
        let app = Workload::work_on(Users, store, rows, actors, Some(Pace::start(per_second)?));
        app.deployed.v1.store(true, SeqCst);
        Ok(app)
    }
}

impl<A: Application> Workload<A> {
    /// Fills an application's tables with rows of v1 and starts v1 on them. They must be there, and empty.
    ///
    /// # Errors
    /// The database's.
    pub async fn of(application: A, database: &TestDatabase, rows: usize, actors: usize) -> Result<Workload<A>> {
        let store = Store::connect(database, actors as u32 + 2).await?;
        let rows = application.seed(&store, rows).await?;
        let app = Workload::work_on(application, store, rows, actors, None);
        app.deployed.v1.store(true, SeqCst);
        Ok(app)
    }

    /// Goes on where an application was stopped, on another node for example. No version is deployed yet.
    ///
    /// # Errors
    /// The database's.
    pub async fn go_on(outcome: Outcome<A>, database: &TestDatabase, actors: usize) -> Result<Workload<A>> {
        let store = Store::connect(database, actors as u32 + 2).await?;
        Ok(Workload::work_on(outcome.application, store, outcome.rows, actors, None))
    }

    fn work_on(
        application: A,
        store: Store,
        rows: impl IntoIterator<Item = (i64, A::Row)>,
        actors: usize,
        pace: Option<Arc<Pace>>,
    ) -> Workload<A> {
        let deployed = Arc::new(Deployed::default());
        let failures = Arc::new(Mutex::new(Vec::new()));
        let mut shares: Vec<BTreeMap<i64, A::Row>> = vec![BTreeMap::new(); actors];
        for (index, (id, row)) in rows.into_iter().enumerate() {
            shares[index % actors].insert(id, row);
        }
        let actors = shares
            .into_iter()
            .map(|rows| {
                let (store, deployed, pace) = (store.clone(), deployed.clone(), pace.clone());
                let actor = Actor { application, store, deployed, pace, rows, deleted: BTreeSet::new() };
                tokio::spawn(actor.run(failures.clone()))
            })
            .collect();
        Workload { application, store, deployed, pace, actors, failures }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// From now on v1 reads and writes, as it does from the start but for [`Workload::go_on`].
    pub fn deploy_v1(&self) {
        self.deployed.v1.store(true, SeqCst);
    }

    /// From now on v2 reads and writes as well. The old version goes on.
    pub fn deploy_v2(&self) {
        self.deployed.v2.store(true, SeqCst);
    }

    /// From now on v2 takes a null in its columns for an error.
    pub fn rely_on_new_columns(&self) {
        self.deployed.whole.store(true, SeqCst);
    }

    /// From now on the server may be killed, and a request's connection lost.
    pub fn expect_outages(&self) {
        self.deployed.outages.store(true, SeqCst);
    }

    /// v1 ends.
    pub async fn drain_v1(&self) {
        self.deployed.v1.store(false, SeqCst);
        drop(self.deployed.under_way[Version::V1 as usize].write().await);
    }

    /// v2 ends.
    pub async fn drain_v2(&self) {
        self.deployed.v2.store(false, SeqCst);
        drop(self.deployed.under_way[Version::V2 as usize].write().await);
    }

    /// Lets the application work until each version that is deployed has made so many requests more.
    ///
    /// # Errors
    /// They are not made within a minute, or one has failed.
    pub async fn work(&self, requests: u64) -> Result<()> {
        let counters = [(&self.deployed.v1, &self.deployed.requests_v1), (&self.deployed.v2, &self.deployed.requests_v2)];
        let goals: Vec<_> = counters
            .into_iter()
            .filter(|(live, _)| live.load(SeqCst))
            .map(|(_, counter)| (counter, counter.load(SeqCst) + requests))
            .collect();
        let deadline = Instant::now() + Duration::from_secs(60);
        while goals.iter().any(|(counter, goal)| counter.load(SeqCst) < *goal) {
            ensure!(Instant::now() < deadline, "the application is stuck");
            self.healthy().await?;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Whether no request has failed so far.
    ///
    /// # Errors
    /// The first failures.
    pub async fn healthy(&self) -> Result<()> {
        let failures = self.failures.lock().await;
        if failures.is_empty() {
            return Ok(());
        }
        bail!("{} failed requests, the first: {:#?}", failures.len(), &failures[..failures.len().min(5)]);
    }

    /// The longest request since the last call.
    pub fn take_longest(&self) -> Duration {
        Duration::from_micros(self.deployed.longest.swap(0, SeqCst))
    }

    /// How many requests of a paced application are due and not answered.
    pub fn waiting(&self) -> u64 {
        self.pace.as_ref().map_or(0, |pace| pace.waiting())
    }

    /// Stops the application.
    ///
    /// # Errors
    /// A request has failed.
    pub async fn stop(self) -> Result<Outcome<A>> {
        let (outcome, failures) = self.end().await?;
        ensure!(failures.is_empty(), "{} failed requests, the first: {:#?}", failures.len(), &failures[..failures.len().min(5)]);
        Ok(outcome)
    }

    /// Stops the application, and tells which requests have failed.
    ///
    /// # Errors
    /// An actor did not come to its end.
    pub async fn end(self) -> Result<(Outcome<A>, Vec<String>)> {
        self.deployed.stop.store(true, SeqCst);
        if let Some(pace) = &self.pace {
            pace.stop();
        }
        let (mut rows, mut deleted) = (BTreeMap::new(), BTreeSet::new());
        for actor in self.actors {
            let of_actor = actor.await?;
            rows.extend(of_actor.0);
            deleted.extend(of_actor.1);
        }
        let failures = std::mem::take(&mut *self.failures.lock().await);
        let outcome = Outcome {
            requests_v1: self.deployed.requests_v1.load(SeqCst),
            requests_v2: self.deployed.requests_v2.load(SeqCst),
            longest: Duration::from_micros(self.deployed.longest.load(SeqCst)),
            lost: self.deployed.lost.load(SeqCst),
            lost_inserts: self.deployed.lost_inserts.load(SeqCst),
            served: self.pace.map(|pace| pace.served()).unwrap_or_default(),
            rows,
            deleted,
            store: self.store,
            application: self.application,
        };
        Ok((outcome, failures))
    }
}

impl Outcome {
    /// Takes away the rows whose inserts nobody was answered, so that all others can be compared.
    ///
    /// # Errors
    /// There are more rows that nobody knows than inserts without an answer, or a row that was deleted.
    pub async fn forget_lost_inserts(&self) -> Result<()> {
        let mut unknown = Vec::new();
        for row in self.store.rows("select id from users", &[]).await? {
            let id: i64 = sqlx::Row::try_get(&row, 0)?;
            if !self.rows.contains_key(&id) {
                unknown.push(id);
            }
        }
        let lost = usize::try_from(self.lost_inserts)?;
        ensure!(unknown.len() <= lost, "{} rows that nobody knows, and {lost} inserts without an answer", unknown.len());
        for id in unknown {
            ensure!(!self.deleted.contains(&id), "row {id} was deleted, and is there");
            self.store.run("delete from users where id = ?", &[Value::Int(id)]).await?;
        }
        Ok(())
    }
}

impl<A: Application> Outcome<A> {
    /// Every row that any version wrote is there with what was last written, as v2 reads it; and no other row is.
    ///
    /// # Errors
    /// A row differs.
    pub async fn check_as_v2(&self) -> Result<()> {
        self.application.check(&self.store, Version::V2, &self.rows).await
    }

    /// The same, as v1 reads it.
    ///
    /// # Errors
    /// A row differs.
    pub async fn check_as_v1(&self) -> Result<()> {
        self.application.check(&self.store, Version::V1, &self.rows).await
    }
}

/// One task, and the rows that it alone writes.
struct Actor<A: Application> {
    application: A,
    store: Store,
    deployed: Arc<Deployed>,
    pace: Option<Arc<Pace>>,
    rows: BTreeMap<i64, A::Row>,
    deleted: BTreeSet<i64>,
}

impl<A: Application> Actor<A> {
    async fn run(mut self, failures: Arc<Mutex<Vec<String>>>) -> Rows<A> {
        let deployed = self.deployed.clone();
        // A request that was due and found no version live, or one that was just taken away.
        let mut left_over = None;
        loop {
            let due = match &self.pace {
                None if deployed.stop.load(SeqCst) => break,
                None => None,
                Some(_) if left_over.is_some() => left_over.take(),
                Some(pace) => match pace.next().await {
                    None => break,
                    due => due,
                },
            };
            let Some(version) = self.version() else {
                if deployed.stop.load(SeqCst) {
                    break;
                }
                left_over = due;
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            };
            let under_way = deployed.under_way[version as usize].read().await;
            if !deployed.is_live(version) {
                left_over = due;
                continue;
            }
            let began = Instant::now();
            let outcome = tokio::time::timeout(REQUEST_TIMEOUT, self.request(version)).await;
            let took = began.elapsed().as_micros() as u64;
            self.deployed.longest.fetch_max(took, SeqCst);
            match version {
                Version::V1 => self.deployed.requests_v1.fetch_add(1, SeqCst),
                Version::V2 => self.deployed.requests_v2.fetch_add(1, SeqCst),
            };
            let failure = match outcome {
                Ok(Ok(())) => None,
                Ok(Err(error)) if self.is_lost(&error) => None,
                Ok(Err(error)) => Some(format!("{version:?}: {error:#}")),
                Err(_) => Some(format!("{version:?}: no answer in {REQUEST_TIMEOUT:?}")),
            };
            if let (Some(pace), Some(due)) = (&self.pace, due) {
                pace.serve(due, failure.is_some());
            }
            if let Some(failure) = failure {
                failures.lock().await.push(failure);
                break;
            }
            drop(under_way);
            if self.pace.is_none() {
                tokio::time::sleep(Duration::from_micros(fastrand::u64(500..4000))).await;
            }
        }
        (self.rows, self.deleted)
    }

    /// Whether a request's connection was lost, with the server that was killed.
    fn is_lost(&self, error: &anyhow::Error) -> bool {
        let lost = self.deployed.outages.load(SeqCst) && connection_is_lost(error);
        self.deployed.lost.fetch_add(u64::from(lost), SeqCst);
        lost
    }

    /// Which of these a row holds by now, once the server is back; a row that is not there holds `None`. It is asked as v1 where v1 is live: until then v2 may
    /// read nulls.
    async fn find_out(&self, version: Version, id: i64, may_be: [Option<&A::Row>; 2]) -> Result<usize> {
        let _v1_stays = match version {
            Version::V1 => None,
            Version::V2 => Some(self.deployed.under_way[Version::V1 as usize].read().await),
        };
        let asks = if self.deployed.is_live(Version::V1) { Version::V1 } else { version };
        let deadline = Instant::now() + REQUEST_TIMEOUT;
        loop {
            match self.look(asks, id, may_be).await {
                // It may be killed again in between.
                Err(error) if connection_is_lost(&error) => ensure!(Instant::now() < deadline, "the server does not come back"),
                found => return found,
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn look(&self, asks: Version, id: i64, may_be: [Option<&A::Row>; 2]) -> Result<usize> {
        let is_there = self.application.is_there(&self.store, id).await?;
        let mut differs = anyhow!("row {id} is {}", if is_there { "there" } else { "gone" });
        for (index, row) in may_be.into_iter().enumerate() {
            match row {
                None if !is_there => return Ok(index),
                Some(row) if is_there => match self.application.read(&self.store, asks, id, row, true).await {
                    Ok(()) => return Ok(index),
                    Err(error) if connection_is_lost(&error) => return Err(error),
                    Err(error) => differs = error,
                },
                _ => {}
            }
        }
        Err(differs.context("neither as it was nor as it was to be, after an outage"))
    }

    /// One of the versions that are deployed.
    fn version(&self) -> Option<Version> {
        match (self.deployed.v1.load(SeqCst), self.deployed.v2.load(SeqCst)) {
            (true, true) => Some(if fastrand::bool() { Version::V1 } else { Version::V2 }),
            (true, false) => Some(Version::V1),
            (false, true) => Some(Version::V2),
            (false, false) => None,
        }
    }

    /// One of the rows, by chance, without a look at all of them: there may be many.
    fn some(&self) -> Option<i64> {
        let (first, last) = (*self.rows.first_key_value()?.0, *self.rows.last_key_value()?.0);
        self.rows.range(fastrand::i64(first..=last)..).next().map(|(id, _)| *id)
    }

    async fn request(&mut self, version: Version) -> Result<()> {
        let (application, store) = (self.application, &self.store);
        let some = self.some();
        match (fastrand::u8(..100), some) {
            (0..30, Some(id)) => {
                // Asked before the read: a row that is whole stays so.
                let whole = self.deployed.whole.load(SeqCst);
                application.read(store, version, id, &self.rows[&id], whole).await.context("read")
            }
            (30..70, Some(id)) => {
                let mut row = self.rows[&id].clone();
                // What it is to hold is in the row even where the request fails.
                let written = match application.update(store, version, id, &mut row).await {
                    Err(error) if self.is_lost(&error) => self.find_out(version, id, [Some(&self.rows[&id]), Some(&row)]).await? == 1,
                    done => done.context("update").map(|()| true)?,
                };
                if written {
                    self.rows.insert(id, row);
                }
                Ok(())
            }
            (70..75, Some(id)) => application.touch(store, id).await.context("touch"),
            (75..80, Some(id)) => {
                let deleted = match application.delete(store, version, id).await {
                    Err(error) if self.is_lost(&error) => self.find_out(version, id, [Some(&self.rows[&id]), None]).await? == 1,
                    done => done.context("delete").map(|()| true)?,
                };
                if deleted {
                    self.rows.remove(&id);
                    self.deleted.insert(id);
                }
                Ok(())
            }
            _ => match application.insert(store, version).await {
                Err(error) if self.is_lost(&error) => {
                    self.deployed.lost_inserts.fetch_add(1, SeqCst);
                    Ok(())
                }
                done => {
                    let (id, row) = done.context("insert")?;
                    self.rows.insert(id, row);
                    Ok(())
                }
            },
        }
    }
}

/// Whether the connection is the cause, or that there is none.
fn connection_is_lost(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<sqlx::Error>()).any(|error| match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
        // PostgreSQL that starts or goes down.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("57P0")),
        _ => false,
    })
}
