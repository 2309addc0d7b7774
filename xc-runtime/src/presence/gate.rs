//! The executor's side: a phase is entered when no live instance stands against it.

use std::fmt;
use std::time::{Duration, Instant};

use xc_core::plan::Migration;

use super::lives::{Range, decode, range_of};
use super::sql;
use crate::backends::{DbError, Session, Value};
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::executor::Inner;
use crate::journal::{Reached, Write, content_id};
use crate::work::Work;

/// Between two looks at instances that are waited for.
const POLL: Duration = Duration::from_millis(500);
/// Between two events about waiting.
const REPORT: Duration = Duration::from_secs(5);

/// An instance of the application that is alive.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Instance {
    /// Its name: host, process id and a random number.
    pub name: String,
    /// What its build calls itself.
    pub build: String,
    /// The host that it runs on.
    pub host: String,
    /// For how long it has been registered, by the database's clock.
    pub up: Duration,
    /// Since its last beat.
    pub since_beat: Duration,
    /// Until it counts as dead, if it does not beat again.
    pub expires_in: Duration,
    /// What it says that it can live with, a line for each migration: name, content, first state, last state.
    pub lives_with: String,
}

impl Instance {
    fn range(&self, migration: &Migration) -> Range {
        range_of(&decode(&self.lives_with), migration.name, &content_id(migration))
    }
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (build {}, last beat {} s ago)", self.name, self.build, self.since_beat.as_secs())
    }
}

/// All that are alive.
pub(crate) async fn instances(inner: &Inner, session: &mut dyn Session) -> Result<Vec<Instance>, DbError> {
    let rows = session.fetch(sql::of(inner.database.dialect()).live, &[]).await?;
    Ok(rows.into_iter().filter_map(instance).collect())
}

fn instance(row: Vec<Value>) -> Option<Instance> {
    let [name, build, host, lives_with, up, since_beat, expires_in] = <[Value; 7]>::try_from(row).ok()?;
    let time = |value: Value| Some(Duration::from_millis(u64::try_from(value.as_int()?.max(0)).ok()?));
    Some(Instance {
        name: name.into_text()?,
        build: build.into_text()?,
        host: host.into_text()?,
        up: time(up)?,
        since_beat: time(since_beat)?,
        expires_in: time(expires_in)?,
        lives_with: lives_with.into_text()?,
    })
}

/// A way that a migration is to go: what it is called, and the states from one end to the other.
#[derive(Clone, Copy)]
pub(crate) struct Way {
    pub(crate) what: &'static str,
    pub(crate) low: Reached,
    pub(crate) high: Reached,
    direction: Direction,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forward,
    Back,
}

impl Way {
    pub(crate) const CONTRACT: Way =
        Way { what: "contract", low: Reached::Migrated, high: Reached::Contracted, direction: Direction::Forward };

    /// From a state to an earlier one.
    pub(crate) fn back(from: Reached, to: Reached) -> Way {
        Way { what: "rollback", low: to, high: from, direction: Direction::Back }
    }

    /// Whether it ends the life of a build. One that can't live with the state before it either has nothing to lose: a v1 that a contract has
    /// broken does not stand against the rollback that saves it.
    fn ends(self, range: Range) -> bool {
        match self.direction {
            Direction::Forward => !range.covers(range.lowest, self.high),
            Direction::Back => self.low < range.lowest && range.lowest <= self.high,
        }
    }

    /// The instances that stand against it.
    async fn against(self, inner: &Inner, session: &mut dyn Session, migration: &Migration) -> Result<Vec<Instance>, DbError> {
        let instances = instances(inner, session).await?;
        Ok(instances.into_iter().filter(|instance| self.ends(instance.range(migration))).collect())
    }
}

/// The live instances that contract of a migration would break.
pub(crate) async fn against_contract(inner: &Inner, session: &mut dyn Session, migration: &Migration) -> Result<Vec<Instance>, DbError> {
    Way::CONTRACT.against(inner, session, migration).await
}

/// Waits, without the lease, until no instance stands against it, or the patience is over: [`enter`] has the last word.
pub(crate) async fn wait(inner: &Inner, migration: &'static Migration, way: Way) -> Result<(), Error> {
    // Whoever cancels means those that wait, too.
    let _call = inner.control.call(inner).await?;
    let started = Instant::now();
    let mut reported: Option<Instant> = None;
    let mut session: Option<Box<dyn Session>> = None;
    loop {
        let mut open = match session.take() {
            Some(open) => open,
            None => inner.database.open().await.map_err(Error::database("can't open a connection"))?,
        };
        match way.against(inner, open.as_mut(), migration).await {
            Ok(against) if against.is_empty() => return Ok(()),
            Ok(against) => {
                session = Some(open);
                let waited = started.elapsed();
                if waited >= inner.options.presence_wait {
                    return Err(refused(migration, way, &against, waited));
                }
                if reported.is_none_or(|at| at.elapsed() >= REPORT) {
                    let instances = against.iter().map(ToString::to_string).collect();
                    inner.emit(Event::WaitingForInstances { migration: migration.name, what: way.what, instances, waited });
                    reported = Some(Instant::now());
                }
                inner.control.check_cancelled(way.what)?;
                tokio::time::sleep(POLL.min(inner.options.presence_wait - waited)).await;
            }
            Err(error) if error.is_transient() && started.elapsed() < inner.options.presence_wait => tokio::time::sleep(POLL).await,
            Err(source) => return Err(Kind::Database { doing: "can't ask which instances are alive", source }.into()),
        }
    }
}

/// Writes down what is being entered: an instance that registers from here on sees it.
pub(crate) async fn mark(work: &mut Work<'_>, way: Way) -> Result<(), Error> {
    work.write(&[Write::Enter(way.low, way.high, work.lease.token())]).await
}

/// Writes it down, then looks once more who is alive.
pub(crate) async fn enter(work: &mut Work<'_>, way: Way) -> Result<(), Error> {
    mark(work, way).await?;
    let (inner, migration) = (work.inner, work.migration);
    let look = async { way.against(inner, work.session().await?, migration).await };
    let against = look.await.map_err(Error::database("can't ask which instances are alive"))?;
    match against.is_empty() {
        true => Ok(()),
        false => Err(refused(migration, way, &against, Duration::ZERO)),
    }
}

fn refused(migration: &'static Migration, way: Way, against: &[Instance], waited: Duration) -> Error {
    let instances = against.iter().map(|instance| (instance.to_string(), reason(instance, migration, way))).collect();
    Kind::LiveInstances { name: migration.name, what: way.what, instances, waited }.into()
}

/// Why an instance stands against it.
fn reason(instance: &Instance, migration: &Migration, way: Way) -> String {
    let lives = decode(&instance.lives_with);
    let known = lives.iter().find(|lives| lives.migration == migration.name);
    match known {
        None => "was built before this migration, and uses the old shape".to_owned(),
        Some(lives) if lives.content_id != content_id(migration) => "knows another edition of this migration".to_owned(),
        Some(lives) if way.direction == Direction::Back => format!("needs it to be {} or later", lives.range.lowest.name()),
        Some(lives) => format!("uses the old shape, or does not say that it does not: it lives until {}", lives.range.highest.name()),
    }
}
