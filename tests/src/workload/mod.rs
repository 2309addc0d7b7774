//! Two versions of an application at work on one table, which know what every row must hold.
//!
//! Each row belongs to one actor, and only that actor writes it, by v1 and by v2 in turn. So the actor knows what every later read must give,
//! whichever version reads, and a write that was lost or changed is found at the next read or at the end.

pub mod model;
mod names;
mod store;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use sqlx::Row;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use crate::servers::{Kind, TestDatabase};
use model::Person;
pub use store::{Store, Value};

/// No request of a healthy application takes longer.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Which versions are deployed, and what v2 may rely on.
#[derive(Debug, Default)]
struct Deployed {
    v1: AtomicBool,
    v2: AtomicBool,
    /// v2 reads the new columns as NOT NULL.
    whole: AtomicBool,
    stop: AtomicBool,
    requests_v1: AtomicU64,
    requests_v2: AtomicU64,
    /// The longest request, in µs.
    longest: AtomicU64,
}

/// The application at work.
#[derive(Debug)]
pub struct Workload {
    store: Store,
    deployed: Arc<Deployed>,
    actors: Vec<JoinHandle<BTreeMap<i64, Person>>>,
    failures: Arc<Mutex<Vec<String>>>,
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// Requests of v1.
    pub requests_v1: u64,
    /// Requests of v2.
    pub requests_v2: u64,
    /// The longest request.
    pub longest: Duration,
    /// What every row must hold.
    pub people: BTreeMap<i64, Person>,
    /// The table.
    pub store: Store,
}

impl Workload {
    /// Fills `users` with rows of v1 and starts v1 on it. The table must be there, and empty.
    ///
    /// # Errors
    /// The database's.
    pub async fn start(database: &TestDatabase, rows: usize, actors: usize) -> Result<Workload> {
        let store = Store::connect(database, actors as u32 + 2).await?;
        let deployed = Arc::new(Deployed::default());
        deployed.v1.store(true, SeqCst);
        let failures = Arc::new(Mutex::new(Vec::new()));
        let mut shares: Vec<BTreeMap<i64, Person>> = vec![BTreeMap::new(); actors];
        for (index, (id, person)) in seed(&store, rows).await?.into_iter().enumerate() {
            shares[index % actors].insert(id, person);
        }
        let actors = shares
            .into_iter()
            .map(|people| {
                let actor = Actor { store: store.clone(), deployed: deployed.clone(), people };
                tokio::spawn(actor.run(failures.clone()))
            })
            .collect();
        Ok(Workload { store, deployed, actors, failures })
    }

    /// The table.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// From now on v2 reads and writes as well. The old version goes on.
    pub fn deploy_v2(&self) {
        self.deployed.v2.store(true, SeqCst);
    }

    /// From now on v2 takes a null in its columns for an error.
    pub fn rely_on_new_columns(&self) {
        self.deployed.whole.store(true, SeqCst);
    }

    /// v1 ends.
    pub async fn drain_v1(&self) {
        self.deployed.v1.store(false, SeqCst);
        // Requests that were under way.
        tokio::time::sleep(Duration::from_millis(300)).await;
    }

    /// v2 ends.
    pub async fn drain_v2(&self) {
        self.deployed.v2.store(false, SeqCst);
        tokio::time::sleep(Duration::from_millis(300)).await;
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

    /// Stops the application.
    ///
    /// # Errors
    /// A request has failed.
    pub async fn stop(self) -> Result<Outcome> {
        self.deployed.stop.store(true, SeqCst);
        let mut people = BTreeMap::new();
        for actor in self.actors {
            people.extend(actor.await?);
        }
        let failures = self.failures.lock().await;
        ensure!(failures.is_empty(), "{} failed requests, the first: {:#?}", failures.len(), &failures[..failures.len().min(5)]);
        Ok(Outcome {
            requests_v1: self.deployed.requests_v1.load(SeqCst),
            requests_v2: self.deployed.requests_v2.load(SeqCst),
            longest: Duration::from_micros(self.deployed.longest.load(SeqCst)),
            people,
            store: self.store,
        })
    }
}

impl Outcome {
    /// Every row that any version wrote is there with what was last written, as v2 reads it; and no other row is.
    ///
    /// # Errors
    /// A row differs.
    pub async fn check_as_v2(&self) -> Result<()> {
        self.check("select id, first_name, last_name from users order by id", |row, person| {
            let (first, last): (Option<String>, Option<String>) = (row.try_get(1)?, row.try_get(2)?);
            ensure!(
                first.as_deref() == Some(&person.first) && last.as_deref() == Some(&person.last),
                "holds {first:?}, {last:?} and not {person:?}"
            );
            Ok(())
        })
        .await
    }

    /// The same, as v1 reads it.
    ///
    /// # Errors
    /// A row differs.
    pub async fn check_as_v1(&self) -> Result<()> {
        self.check("select id, name from users order by id", |row, person| {
            let name: Option<String> = row.try_get(1)?;
            ensure!(name.as_deref() == Some(&person.name), "holds {name:?} and not {person:?}");
            Ok(())
        })
        .await
    }

    async fn check(&self, sql: &str, alike: impl Fn(&sqlx::any::AnyRow, &Person) -> Result<()>) -> Result<()> {
        let rows = self.store.rows(sql, &[]).await?;
        ensure!(rows.len() == self.people.len(), "{} rows are there, {} should be", rows.len(), self.people.len());
        for row in &rows {
            let id: i64 = row.try_get(0)?;
            let person = self.people.get(&id).with_context(|| format!("row {id} should not be there"))?;
            alike(row, person).with_context(|| format!("row {id}"))?;
        }
        Ok(())
    }
}

/// Rows that were there before.
async fn seed(store: &Store, rows: usize) -> Result<Vec<(i64, Person)>> {
    const AT_ONCE: usize = 200;
    let names: Vec<String> = (0..rows).map(|_| names::whole()).collect();
    for chunk in names.chunks(AT_ONCE) {
        let values: Vec<Value<'_>> = chunk.iter().map(|name| Value::Text(name)).collect();
        let places = vec!["(?)"; chunk.len()].join(", ");
        store.run(&format!("insert into users (name) values {places}"), &values).await?;
    }
    let rows = store.rows("select id, name from users order by id", &[]).await?;
    rows.iter()
        .map(|row| {
            let (id, name): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
            Ok((id, Person::by_v1(&name)))
        })
        .collect()
}

/// One task, and the rows that it alone writes.
struct Actor {
    store: Store,
    deployed: Arc<Deployed>,
    people: BTreeMap<i64, Person>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Version {
    V1,
    V2,
}

impl Actor {
    async fn run(mut self, failures: Arc<Mutex<Vec<String>>>) -> BTreeMap<i64, Person> {
        while !self.deployed.stop.load(SeqCst) {
            let Some(version) = self.version() else {
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            };
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
                Ok(Err(error)) => Some(format!("{version:?}: {error:#}")),
                Err(_) => Some(format!("{version:?}: no answer in {REQUEST_TIMEOUT:?}")),
            };
            if let Some(failure) = failure {
                failures.lock().await.push(failure);
                break;
            }
            tokio::time::sleep(Duration::from_micros(fastrand::u64(500..4000))).await;
        }
        self.people
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

    async fn request(&mut self, version: Version) -> Result<()> {
        let known: Vec<i64> = self.people.keys().copied().collect();
        let some = if known.is_empty() { None } else { Some(known[fastrand::usize(..known.len())]) };
        match (fastrand::u8(..100), some) {
            (0..30, Some(id)) => self.read(version, id).await.context("read"),
            (30..70, Some(id)) => self.update(version, id).await.context("update"),
            (70..75, Some(id)) => self.touch(id).await.context("touch"),
            (75..80, Some(id)) => self.delete(id).await.context("delete"),
            _ => self.insert(version).await.context("insert"),
        }
    }

    async fn read(&self, version: Version, id: i64) -> Result<()> {
        let expected = &self.people[&id];
        let sql = match version {
            Version::V1 => "select name, name from users where id = ?",
            Version::V2 => "select first_name, last_name from users where id = ?",
        };
        // Before the read: a row that is whole stays so.
        let whole = self.deployed.whole.load(SeqCst);
        let rows = self.store.rows(sql, &[Value::Int(id)]).await?;
        let row = rows.first().with_context(|| format!("row {id} is gone"))?;
        let (a, b): (Option<String>, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
        match version {
            Version::V1 => ensure!(a.as_deref() == Some(&expected.name), "row {id} has name {a:?}, not {expected:?}"),
            Version::V2 if a.is_none() && b.is_none() && !whole => {}
            Version::V2 => ensure!(
                a.as_deref() == Some(&expected.first) && b.as_deref() == Some(&expected.last),
                "row {id} has {a:?}, {b:?}, not {expected:?}"
            ),
        }
        Ok(())
    }

    async fn update(&mut self, version: Version, id: i64) -> Result<()> {
        let mut person = self.people[&id].clone();
        let changed = match version {
            Version::V1 => {
                let name = names::whole();
                person.set_name(&name);
                self.store.run("update users set name = ? where id = ?", &[Value::Text(&name), Value::Int(id)]).await?
            }
            Version::V2 => {
                let (a, b) = (names::part(), names::part());
                // v2 keeps to what the old column can hold, as long as v1 lives.
                let fits = |first: &str, last: &str| first.chars().count() + last.chars().count() < 100;
                match fastrand::u8(..3) {
                    0 if fits(&a, &person.last) => {
                        person.set_parts(Some(&a), None);
                        self.store.run("update users set first_name = ? where id = ?", &[Value::Text(&a), Value::Int(id)]).await?
                    }
                    1 if fits(&person.first, &b) => {
                        person.set_parts(None, Some(&b));
                        self.store.run("update users set last_name = ? where id = ?", &[Value::Text(&b), Value::Int(id)]).await?
                    }
                    _ => {
                        person.set_parts(Some(&a), Some(&b));
                        let values = [Value::Text(&a), Value::Text(&b), Value::Int(id)];
                        self.store.run("update users set first_name = ?, last_name = ? where id = ?", &values).await?
                    }
                }
            }
        };
        ensure!(changed == 1, "{changed} rows were updated");
        self.people.insert(id, person);
        Ok(())
    }

    /// A write that touches neither side.
    async fn touch(&self, id: i64) -> Result<()> {
        let changed = self.store.run("update users set visits = visits + 1 where id = ?", &[Value::Int(id)]).await?;
        ensure!(changed == 1, "{changed} rows were updated");
        Ok(())
    }

    async fn delete(&mut self, id: i64) -> Result<()> {
        let changed = self.store.run("delete from users where id = ?", &[Value::Int(id)]).await?;
        ensure!(changed == 1, "{changed} rows were deleted");
        self.people.remove(&id);
        Ok(())
    }

    async fn insert(&mut self, version: Version) -> Result<()> {
        let (id, person) = match version {
            Version::V1 => {
                let name = names::whole();
                (self.store.insert("insert into users (name) values (?)", &[&name]).await?, Person::by_v1(&name))
            }
            Version::V2 => {
                let (first, last) = (names::part(), names::part());
                let id = self.store.insert(self.v2_insert(), &[&first, &last]).await?;
                (id, Person::by_v2(&first, &last))
            }
        };
        self.people.insert(id, person);
        Ok(())
    }

    /// MariaDB checks for a default before the trigger runs in INSERT ... SELECT, and not in INSERT ... VALUES: both must go.
    fn v2_insert(&self) -> &'static str {
        let values = "insert into users (first_name, last_name) values (?, ?)";
        match self.store.kind() {
            Kind::MariaDb | Kind::MySql if fastrand::bool() => "insert into users (first_name, last_name) select ?, ?",
            _ => values,
        }
    }
}
