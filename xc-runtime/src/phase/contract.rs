//! Contract, and what comes after it: the old shape is retired or dropped, brought back, and purged.

use std::time::{Duration, Instant};

use tracing::Instrument;
use xc_core::plan::{Backfill, Dialect, Migration, Phase, When};

use super::forward::{judge, marks, verify_or_invalidate};
use super::{Overview, plan_of};
use crate::checklist::Force;
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::executor::Inner;
use crate::journal::{Reached, StepMark, Write};
use crate::lease::Lease;
use crate::repair;
use crate::steps;
use crate::transform::{Side, drain};
use crate::verify;
use crate::work::Work;

/// The steps of contract that retires, of contract that drops, and of purge.
const RETIRING: &[When] = &[When::Always, When::Retiring];
const DROPPING: &[When] = &[When::Always, When::Dropping];
const PURGING: &[When] = &[When::Purging];

/// Contract's own part of the phase.
pub(super) async fn run(work: &mut Work<'_>, forces: &[Force]) -> Result<(), Error> {
    let marks = marks(work).await?;
    for backfill in work.plan.migrate {
        drain(work, backfill, Side::Old).await?;
    }
    let way = match steps::way(work, &marks) {
        Some(When::Dropping) => DROPPING,
        Some(_) => RETIRING,
        None if is_worth_retiring(work).await? => RETIRING,
        None => DROPPING,
    };
    // Once a step has taken effect, the old shape is no longer kept up, and parity can't hold.
    if !steps::any_effect(work, Phase::Contract, &marks).await? {
        let verification = verify_or_invalidate(work, work.plan).await?;
        if verification.behind > 0 {
            return Err(Kind::Behind { name: work.migration.name, verification }.into());
        }
        super::checklist::check(work, forces).await?;
        steps::look_ahead(work, Phase::Contract, way).await?;
    }
    steps::run(work, Phase::Contract, way, &marks).await?;
    // Where DDL commits by itself, what was written between the end of dual write's triggers and the making of those that keep the retired shape
    // is not in it yet.
    let by_itself = matches!(work.inner.database.dialect(), Dialect::MySql | Dialect::MariaDb);
    if way == RETIRING && by_itself {
        let retired: Vec<&'static Backfill> = work.plan.retired.iter().filter_map(|retired| retired.in_step.as_ref()).collect();
        repair::reverse(work, &retired).await?;
    }
    Ok(())
}

/// For how long contract keeps the old shape.
fn retire_time(inner: &Inner, migration: &Migration) -> Duration {
    migration.retire.map_or(inner.options.retire, Duration::from_secs)
}

/// Whether there is something to keep, and time to keep it.
async fn is_worth_retiring(work: &mut Work<'_>) -> Result<bool, Error> {
    if retire_time(work.inner, work.migration).is_zero() {
        return Ok(false);
    }
    for retired in work.plan.retired {
        let rows = async { steps::number(work.session().await?, retired.rows).await }.await;
        if rows.map_err(Error::database("can't look whether a table is empty"))? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A rollback that was cut off must be finished: what v2 wrote meanwhile is brought into the old shape at its end.
pub(super) async fn check_finished(work: &mut Work<'_>) -> Result<(), Error> {
    let marks = marks(work).await?;
    let way = if steps::way(work, &marks) == Some(When::Retiring) { RETIRING } else { DROPPING };
    if steps::are_finished(work, Phase::Contract, way, &marks) {
        return Ok(());
    }
    Err(Kind::RollbackUnfinished { name: work.migration.name }.into())
}

/// Whether contract has retired the old shape.
pub(super) async fn is_retired(work: &mut Work<'_>) -> Result<bool, Error> {
    let marks = marks(work).await?;
    Ok(steps::way(work, &marks) == Some(When::Retiring))
}

/// Takes back contract, finished or not: the old shape is there again, with what v2 has written since.
pub(super) async fn bring_back(work: &mut Work<'_>, marks: &[StepMark]) -> Result<(), Error> {
    steps::undo(work, Phase::Contract, marks).await?;
    if work.plan.migrate.is_empty() {
        return Ok(());
    }
    let mut verification = verify::run(work.inner, work.migration, work.plan.migrate).await?;
    if verification.out_of_parity > 0 && work.plan.migrate.iter().all(|backfill| !backfill.reverse.is_empty()) {
        let all: Vec<&'static Backfill> = work.plan.migrate.iter().collect();
        repair::reverse(work, &all).await?;
        verification = verify::run(work.inner, work.migration, work.plan.migrate).await?;
    }
    judge(work, verification).await.map(drop)
}

/// Drops what contract retired.
pub(crate) async fn purge(inner: &Inner, migration: &'static Migration, forced: Option<&str>) -> Result<(), Error> {
    let span = tracing::info_span!("purge", migration = migration.name);
    async {
        let plan = plan_of(inner, migration)?;
        let lease = Lease::acquire(inner).await?;
        let done = lease.guard(purge_under_lease(Work::new(inner, &lease, migration, plan), forced)).await;
        lease.release().await;
        done
    }
    .instrument(span)
    .await
}

async fn purge_under_lease(mut work: Work<'_>, forced: Option<&str>) -> Result<(), Error> {
    let work = &mut work;
    let (inner, migration) = (work.inner, work.migration);
    let session = work.session().await.map_err(Error::database("can't open a connection"))?;
    let overview = Overview::read(inner, session).await?;
    let reached = overview.reached(migration);
    if reached == Reached::Purged {
        return Ok(());
    }
    if reached != Reached::Contracted {
        return Err(Kind::WrongState { name: migration.name, what: "purge".to_owned(), needed: Reached::Contracted, reached }.into());
    }
    let age = inner.journal.age(session, migration).await.map_err(Error::database("can't read the journal"))?;
    check_finished(work).await?;
    let marks = marks(work).await?;
    let is_retired = steps::way(work, &marks) == Some(When::Retiring);
    let keep = retire_time(inner, migration);
    if is_retired && age < keep {
        let Some(reason) = forced else {
            return Err(Kind::NotYet { name: migration.name, keep, left: keep - age }.into());
        };
        work.write(&[Write::Log("forced", &format!("purge: {reason}"), &inner.holder)]).await?;
    }
    let started = Instant::now();
    inner.emit(Event::PurgeStarted { migration: migration.name });
    if is_retired {
        steps::run(work, Phase::Contract, PURGING, &marks).await?;
    }
    work.write(&[Write::Reached(Reached::Purged)]).await?;
    inner.emit(Event::PurgeFinished { migration: migration.name, elapsed: started.elapsed() });
    Ok(())
}
