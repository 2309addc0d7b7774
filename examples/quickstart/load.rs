//! The load: tasks of both versions that insert, update and read throughout, as users do, and check what they read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fastrand::Rng;
use sqlx::error::UnexpectedNullError;
use tokio::task::JoinSet;

use crate::application::database::Database;
use crate::application::{v1, v2};
use crate::ledger::{Claim, Ledger, Person};
use crate::measurements::{Failure, Kind, Measurements, Version};
use crate::people;

/// Tasks of each version.
pub(crate) const TASKS: u64 = 3;

/// Between two requests of a task, in ms. With [`TASKS`] this makes about 250 requests a second for each version.
const THINK_TIME_MS: std::ops::Range<u64> = 4..18;

/// What has not been answered by then has failed.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What the tasks share.
pub(crate) struct Service {
    pub(crate) database: Database,
    pub(crate) ledger: Ledger,
    pub(crate) measurements: Measurements,
    /// The setting that is switched when migrate is done: version 2 takes its columns for `NOT NULL` from then on.
    pub(crate) backfilled: AtomicBool,
}

/// A version of the application that is running.
pub(crate) struct Deployment {
    tasks: JoinSet<()>,
    draining: Arc<AtomicBool>,
}

impl Deployment {
    /// Starts a version of the application.
    pub(crate) fn start(version: Version, service: &Arc<Service>) -> Deployment {
        let draining = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        for _ in 0..TASKS {
            tasks.spawn(serve(version, Arc::clone(service), Arc::clone(&draining)));
        }
        Deployment { tasks, draining }
    }

    /// Takes no more requests, and returns when the last one has been answered.
    pub(crate) async fn drain(mut self) -> anyhow::Result<()> {
        self.draining.store(true, Ordering::Relaxed);
        while let Some(task) = self.tasks.join_next().await {
            task?;
        }
        Ok(())
    }
}

async fn serve(version: Version, service: Arc<Service>, draining: Arc<AtomicBool>) {
    let mut rng = Rng::new();
    while !draining.load(Ordering::Relaxed) {
        service.request(version, &mut rng).await;
        tokio::time::sleep(Duration::from_millis(rng.u64(THINK_TIME_MS))).await;
    }
}

impl Service {
    /// Reads every user that was written to, as this version sees it, and returns how many are not as they were written
    /// last. To be called when that version has been drained; the other may be writing.
    pub(crate) async fn lost_writes(&self, version: Version) -> anyhow::Result<u64> {
        let mut lost = 0;
        for id in self.ledger.written() {
            match self.read(version, id).await {
                Ok(()) => {}
                Err(Failure::Refused(error)) if !matches!(error, sqlx::Error::RowNotFound) => return Err(error.into()),
                Err(failure) => {
                    lost += 1;
                    self.measurements.keep(format!("lost write, as {} sees it: {failure}", version.name()));
                }
            }
        }
        Ok(lost)
    }

    /// One request, counted and timed.
    async fn request(&self, version: Version, rng: &mut Rng) {
        let phase = self.measurements.phase();
        let user = self.ledger.pick(rng);
        let kind = match (user, rng.u32(0..100)) {
            (None, _) | (_, 0..20) => Kind::Insert,
            (_, 20..60) => Kind::Update,
            (_, _) => Kind::Read,
        };
        let claim = user.filter(|_| kind == Kind::Update).and_then(|id| self.ledger.claim(id));
        let started = Instant::now();
        let outcome = match (kind, user, claim) {
            (Kind::Update, _, Some(claim)) => self.update(version, claim, rng).await,
            (Kind::Read, Some(id), _) => self.read(version, id).await,
            (Kind::Insert, _, _) => self.insert(version, rng).await,
            // Another task is writing to that user: think of something else.
            (Kind::Update | Kind::Read, _, _) => return,
        };
        self.measurements.record((phase, version, kind), started.elapsed(), outcome);
    }

    async fn insert(&self, version: Version, rng: &mut Rng) -> Result<(), Failure> {
        let dual_written = self.ledger.dual_writing();
        let person = any_person(version, rng);
        let id = match version {
            Version::V1 => answer(v1::create_user(&self.database, &person.name)).await?,
            Version::V2 => answer(v2::create_user(&self.database, &person.first, &person.last)).await?,
        };
        self.ledger.insert(id, person, dual_written);
        Ok(())
    }

    async fn update(&self, version: Version, claim: Claim, rng: &mut Rng) -> Result<(), Failure> {
        let (id, old) = (claim.id, &claim.person);
        let (person, outcome) = match version {
            Version::V1 => {
                let name = another(rng, &old.name, people::any_name);
                let outcome = answer(v1::rename_user(&self.database, id, &name)).await;
                (Person::from_name(name), outcome)
            }
            // One of the two columns by itself is the harder case: the other half must come from where version 1 left it.
            Version::V2 => {
                let first = another(rng, &old.first, people::any_first_name);
                let last = another(rng, &old.last, people::any_last_name);
                let with_first = Person::from_first_and_last(first, old.last.clone());
                let with_last = Person::from_first_and_last(old.first.clone(), last);
                match rng.u32(0..3) {
                    0 if with_first.fits() => {
                        let outcome = answer(v2::set_first_name(&self.database, id, &with_first.first)).await;
                        (with_first, outcome)
                    }
                    1 if with_last.fits() => {
                        let outcome = answer(v2::set_last_name(&self.database, id, &with_last.last)).await;
                        (with_last, outcome)
                    }
                    _ => {
                        let person = Person::from_first_and_last(with_first.first, with_last.last);
                        let outcome = answer(v2::rename_user(&self.database, id, &person.first, &person.last)).await;
                        (person, outcome)
                    }
                }
            }
        };
        self.ledger.settle(claim, outcome.is_ok().then_some(person));
        outcome
    }

    async fn read(&self, version: Version, id: i64) -> Result<(), Failure> {
        let before = self.ledger.expected(id);
        let found = match version {
            Version::V1 => Found::Name(answer(v1::read_user(&self.database, id)).await?),
            Version::V2 if self.backfilled.load(Ordering::Relaxed) => {
                let read = answer(v2::read_user(&self.database, id)).await;
                let (first, last) = read.map_err(|failure| if failure.is_null() { Failure::Null(id) } else { failure })?;
                Found::FirstAndLast(Some(first), Some(last))
            }
            Version::V2 => {
                let (first, last) = answer(v2::read_user_until_backfilled(&self.database, id)).await?;
                Found::FirstAndLast(first, last)
            }
        };
        // Somebody wrote meanwhile: either value would be right.
        let Some(expected) = self.ledger.expected(id).filter(|after| before.as_ref() == Some(after)) else {
            return Ok(());
        };
        let right = match &found {
            Found::Name(name) => *name == expected.person.name,
            Found::FirstAndLast(None, None) => !expected.dual_written,
            Found::FirstAndLast(first, last) => {
                first.as_ref() == Some(&expected.person.first) && last.as_ref() == Some(&expected.person.last)
            }
        };
        if right {
            return Ok(());
        }
        Err(Failure::Wrong(format!("user {id} is read as {found:?}, but was written as {:?}", expected.person)))
    }
}

/// What a read found.
#[derive(Debug)]
enum Found {
    /// Read by version 1.
    Name(String),
    /// Read by version 2.
    FirstAndLast(Option<String>, Option<String>),
}

impl Failure {
    /// Whether a column that was read as `NOT NULL` was null.
    fn is_null(&self) -> bool {
        matches!(self, Failure::Refused(sqlx::Error::ColumnDecode { source, .. }) if source.is::<UnexpectedNullError>())
    }
}

/// Waits for the database, but not for ever.
async fn answer<T>(request: impl Future<Output = sqlx::Result<T>>) -> Result<T, Failure> {
    match tokio::time::timeout(TIMEOUT, request).await {
        Ok(answer) => answer.map_err(Failure::Refused),
        Err(_) => Err(Failure::Timeout(TIMEOUT)),
    }
}

/// Somebody new, as the users of a version enter themselves.
fn any_person(version: Version, rng: &mut Rng) -> Person {
    match version {
        Version::V1 => Person::from_name(people::any_name(rng)),
        Version::V2 => {
            let (first, last) = people::any_first_and_last(rng);
            Person::from_first_and_last(first, last)
        }
    }
}

/// A name other than the old one: to write the same again would change nothing.
fn another(rng: &mut Rng, old: &str, any: fn(&mut Rng) -> String) -> String {
    loop {
        let new = any(rng);
        if new != old {
            return new;
        }
    }
}
