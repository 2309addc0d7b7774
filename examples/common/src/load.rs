//! The load: tasks that send the statements of both versions throughout, as users make them, and check what they read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use fastrand::Rng;
use tokio::task::JoinSet;

use crate::change::Change;
use crate::ledger::{Ledger, Write};
use crate::measurements::{Failure, Kind, Measurements, Version};
use crate::row::{Row, Value};
use crate::statement::{Statement, Verb};
use crate::store::Store;
use crate::story::Size;

/// What has not been answered by then has failed.
const TIMEOUT: Duration = Duration::from_secs(30);

/// An application in two versions, at work on one table.
pub struct Load {
    pub(crate) service: Arc<Service>,
    tasks: JoinSet<()>,
}

/// What the tasks share.
pub(crate) struct Service {
    change: &'static Change,
    pub(crate) store: Store,
    pub(crate) ledger: Ledger,
    pub(crate) measurements: Measurements,
    versions: [Deployment; 2],
    /// The id of the next row.
    next: AtomicI64,
    seeded: i64,
    tasks: i64,
    stop: AtomicBool,
    think_time_ms: std::ops::Range<u64>,
}

/// A version of the application, running or not.
struct Deployment {
    statements: Vec<Prepared>,
    running: AtomicBool,
    under_way: AtomicU64,
    answered: AtomicU64,
}

/// A statement with its text for the database.
struct Prepared {
    statement: Statement,
    sql: String,
}

impl Load {
    /// Of an application that has a table of so many rows, and of which no version runs yet.
    pub(crate) fn start(change: &'static Change, store: Store, size: &Size) -> Result<Load> {
        let seeded = i64::try_from(size.rows)?;
        let deployment = |statements: Vec<Statement>| Deployment {
            statements: statements.into_iter().map(|statement| Prepared { sql: statement.sql(store.product()), statement }).collect(),
            running: AtomicBool::new(false),
            under_way: AtomicU64::new(0),
            answered: AtomicU64::new(0),
        };
        let service = Arc::new(Service {
            change,
            versions: [deployment(change.v1.parsed()), deployment(change.v2.parsed())],
            ledger: Ledger::new(change, seeded),
            store,
            measurements: Measurements::default(),
            next: AtomicI64::new(seeded + 1),
            seeded,
            tasks: i64::from(size.tasks),
            stop: AtomicBool::new(false),
            think_time_ms: size.think_time_ms.clone(),
        });
        let mut running = JoinSet::new();
        for number in 0..size.tasks {
            running.spawn(Arc::clone(&service).work(i64::from(number)));
        }
        Ok(Load { service, tasks: running })
    }

    /// A version begins to run.
    pub fn deploy(&self, version: Version) {
        self.service.deployment(version).running.store(true, SeqCst);
    }

    /// A version ends: it takes no more requests, and the last one has been answered.
    ///
    /// # Errors
    /// It does not end.
    pub async fn drain(&self, version: Version) -> Result<()> {
        let deployment = self.service.deployment(version);
        deployment.running.store(false, SeqCst);
        let began = Instant::now();
        while deployment.under_way.load(SeqCst) > 0 {
            ensure!(began.elapsed() < 2 * TIMEOUT, "{} does not end", version.name());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }

    /// Lets the application work until each version that runs has answered so many requests more.
    ///
    /// # Errors
    /// They are not answered within a minute, or one has failed.
    pub async fn work(&self, requests: u64) -> Result<()> {
        let running = self.service.versions.iter().filter(|deployment| deployment.running.load(SeqCst));
        let goals: Vec<_> = running.map(|deployment| (deployment, deployment.answered.load(SeqCst) + requests)).collect();
        let began = Instant::now();
        while goals.iter().any(|(deployment, goal)| deployment.answered.load(SeqCst) < *goal) {
            ensure!(began.elapsed() < Duration::from_secs(60), "the application is stuck");
            self.healthy()?;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.healthy()
    }

    /// Whether no request has failed so far.
    ///
    /// # Errors
    /// The first failures.
    pub fn healthy(&self) -> Result<()> {
        match self.service.measurements.failures().as_slice() {
            [] => Ok(()),
            failures => bail!("requests failed, the first of them: {failures:#?}"),
        }
    }

    /// Reads every row that was written to, as this version sees it, and returns how many are not as they were written last.
    ///
    /// # Errors
    /// The database's.
    pub async fn lost_writes(&self, version: Version) -> Result<u64> {
        let service = &self.service;
        let written = service.ledger.written();
        // Rows that nobody wrote must be as they were as well; of very many, some.
        let untouched = (1..=service.seeded).take(1_000);
        let mut lost = 0;
        for id in untouched.chain(written) {
            match service.read_patiently(version, id).await {
                Ok(()) => {}
                Err(Failure::Refused(error)) if !matches!(error, sqlx::Error::RowNotFound) => return Err(error.into()),
                Err(failure) => {
                    lost += 1;
                    service.measurements.keep(format!("lost write, as {} sees it: {failure}", version.name()));
                }
            }
        }
        Ok(lost)
    }

    /// Whether the table has as many rows as were inserted and not deleted. To be called when nobody writes.
    ///
    /// # Errors
    /// It has not, or the database's.
    pub async fn check_count(&self) -> Result<()> {
        let deployment = self.service.deployment(Version::V2);
        let insert = deployment.statements.iter().find(|prepared| prepared.statement.verb == Verb::Insert);
        let Some(table) = insert.map(|prepared| prepared.statement.table()) else { return Ok(()) };
        let (found, wanted) =
            (self.service.store.number(&format!("select count(*) from {table} where id > 0")).await?, self.service.ledger.rows());
        ensure!(found == wanted, "{table} has {found} rows; {wanted} were inserted and not deleted");
        Ok(())
    }

    /// Requests that a version has answered.
    pub fn answered(&self, version: Version) -> u64 {
        self.service.deployment(version).answered.load(SeqCst)
    }

    /// Ends all tasks.
    ///
    /// # Errors
    /// One of them panicked.
    pub async fn stop(&mut self) -> Result<()> {
        self.service.stop.store(true, SeqCst);
        while let Some(task) = self.tasks.join_next().await {
            task?;
        }
        Ok(())
    }
}

/// The rows that one task writes: none else does.
struct Share {
    task: i64,
    inserted: Vec<i64>,
    deleted: Vec<i64>,
}

impl Service {
    fn deployment(&self, version: Version) -> &Deployment {
        &self.versions[version as usize]
    }

    /// One task, until the end.
    async fn work(self: Arc<Service>, task: i64) {
        let mut rng = Rng::new();
        let mut share = Share { task, inserted: Vec::new(), deleted: Vec::new() };
        while !self.stop.load(SeqCst) {
            let version = if rng.bool() { Version::V1 } else { Version::V2 };
            let deployment = self.deployment(version);
            // Counted before it is asked whether the version runs: whoever drains it then sees this request, or this task sees the end.
            deployment.under_way.fetch_add(1, SeqCst);
            let running = deployment.running.load(SeqCst);
            if running {
                self.request(version, &mut share, &mut rng).await;
                deployment.answered.fetch_add(1, SeqCst);
            }
            deployment.under_way.fetch_sub(1, SeqCst);
            let other_runs = || self.versions.iter().any(|deployment| deployment.running.load(SeqCst));
            if running || !other_runs() {
                tokio::time::sleep(Duration::from_millis(rng.u64(self.think_time_ms.clone()))).await;
            }
        }
    }

    /// One request, counted and timed.
    async fn request(&self, version: Version, share: &mut Share, rng: &mut Rng) {
        let phase = self.measurements.phase();
        let some = self.pick(share, rng);
        let deletes = self.deployment(version).statements.iter().any(|prepared| prepared.statement.verb == Verb::Delete);
        let kind = match (some, rng.u32(0..100)) {
            (None, _) | (_, 0..20) => Kind::Insert,
            (_, 20..60) => Kind::Update,
            (_, 60..65) if deletes => Kind::Delete,
            _ => Kind::Read,
        };
        let id = some.unwrap_or_default();
        let began = Instant::now();
        let outcome = match kind {
            Kind::Insert => self.insert(version, share, rng).await,
            Kind::Update => self.update(version, id, rng).await,
            Kind::Delete => self.delete(version, id, share).await,
            Kind::Read => self.read(version, id).await,
        };
        self.measurements.record((phase, version, kind), began.elapsed(), outcome);
    }

    /// One of this task's rows; those that it inserted are picked more often than their number.
    fn pick(&self, share: &Share, rng: &mut Rng) -> Option<i64> {
        let seeded = (self.seeded - share.task + self.tasks - 1) / self.tasks;
        let recent = &share.inserted[share.inserted.len().saturating_sub(200)..];
        let id = if seeded == 0 || (!recent.is_empty() && rng.bool()) {
            *recent.get(rng.usize(..recent.len().max(1)))?
        } else {
            1 + share.task + self.tasks * rng.i64(0..seeded)
        };
        (!share.deleted.contains(&id)).then_some(id)
    }

    async fn insert(&self, version: Version, share: &mut Share, rng: &mut Rng) -> Result<(), Failure> {
        let id = self.next.fetch_add(1, SeqCst);
        let inserts: Vec<&Prepared> = self.of(version, Verb::Insert);
        let row: Row = loop {
            let entered: Row = inserts.iter().flat_map(|prepared| prepared.statement.values(self.change, version, id, rng)).collect();
            if (self.change.fits)(&self.change.inserted(entered.clone(), version, true)) {
                break entered;
            }
        };
        let before = self.ledger.states(id);
        let sent = match inserts.as_slice() {
            [only] => answer(self.store.run(&only.sql, &only.values(&row, &Value::from(id)))).await.map(drop),
            several => self.together(several, &row, id).await.map(drop),
        };
        if sent.is_ok() {
            self.ledger.wrote(id, &before, Write::Insert(row), version);
            share.inserted.push(id);
        }
        sent
    }

    async fn update(&self, version: Version, id: i64, rng: &mut Rng) -> Result<(), Failure> {
        let updates = self.of(version, Verb::Update);
        let Some(prepared) = rng.choice(updates) else { return self.read(version, id).await };
        let before = self.ledger.states(id);
        let set: Row = prepared.statement.values(self.change, version, id, rng).into_iter().collect();
        if !before.fits(self.change, &set, version) {
            return self.read(version, id).await;
        }
        let sent = self.one(prepared, &set, id).await;
        match &sent {
            Ok(()) => self.ledger.wrote(id, &before, Write::Update(set), version),
            Err(_) => self.ledger.lost_track(id),
        }
        sent
    }

    async fn delete(&self, version: Version, id: i64, share: &mut Share) -> Result<(), Failure> {
        let before = self.ledger.states(id);
        let nothing = Row::default();
        let deletes = self.of(version, Verb::Delete);
        match deletes.as_slice() {
            [only] => self.one(only, &nothing, id).await?,
            // Together: between the two, a verification would see a row of one table without the other's.
            several => {
                let changed = self.together(several, &nothing, id).await?;
                // Its children first, of which there may be more than one.
                if changed.contains(&0) || changed.last() != Some(&1) {
                    return Err(Failure::Wrong(format!("{changed:?} rows were deleted, not row {id} and those that belong to it")));
                }
            }
        }
        self.ledger.wrote(id, &before, Write::Delete, version);
        share.deleted.push(id);
        Ok(())
    }

    /// Sends statements about one row in one transaction. How many rows each of them changed.
    async fn together(&self, statements: &[&Prepared], row: &Row, id: i64) -> Result<Vec<u64>, Failure> {
        let key = Value::from(id);
        let statements: Vec<(String, Vec<&Value>)> =
            statements.iter().map(|prepared| (prepared.sql.clone(), prepared.values(row, &key))).collect();
        answer(self.store.run_together(&statements)).await
    }

    /// Sends a statement that must change one row.
    async fn one(&self, prepared: &Prepared, set: &Row, id: i64) -> Result<(), Failure> {
        match answer(self.store.run(&prepared.sql, &prepared.values(set, &Value::from(id)))).await? {
            1 => Ok(()),
            // MySQL counts a row twice that an upsert finds and changes.
            2 if prepared.statement.is_upsert() => Ok(()),
            rows => Err(Failure::Wrong(format!("{rows} rows were changed, not row {id}: {}", prepared.sql))),
        }
    }

    async fn read(&self, version: Version, id: i64) -> Result<(), Failure> {
        for prepared in self.of(version, Verb::Select) {
            let before = self.ledger.states(id);
            if !before.is_there() {
                return Ok(());
            }
            let key = Value::from(id);
            let found =
                answer(self.store.read(&prepared.sql, &prepared.values(&Row::default(), &key), &prepared.statement.selected())).await?;
            if let Err(expected) = self.ledger.read(id, &before, &found) {
                let null = found.columns().any(|(column, value)| value.is_null() && !expected[column].is_null());
                let what = format!("row {id} is read as {found:?}, and must be {expected:?}");
                return Err(if null { Failure::Null(what) } else { Failure::Wrong(what) });
            }
        }
        Ok(())
    }

    /// Reads a row that others may write to meanwhile: what is still wrong after a while is wrong.
    async fn read_patiently(&self, version: Version, id: i64) -> Result<(), Failure> {
        for _ in 0..5 {
            if self.read(version, id).await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.read(version, id).await
    }

    fn of(&self, version: Version, verb: Verb) -> Vec<&Prepared> {
        self.deployment(version).statements.iter().filter(|prepared| prepared.statement.verb == verb).collect()
    }
}

impl Prepared {
    fn values<'a>(&self, row: &'a Row, key: &'a Value) -> Vec<&'a Value> {
        self.statement.parameters.iter().map(|column| if *column == "id" { key } else { &row[column] }).collect()
    }
}

/// Waits for the database, but not for ever.
async fn answer<T>(request: impl Future<Output = sqlx::Result<T>>) -> Result<T, Failure> {
    match tokio::time::timeout(TIMEOUT, request).await {
        Ok(answer) => answer.map_err(Failure::Refused),
        Err(_) => Err(Failure::Timeout(TIMEOUT)),
    }
}
