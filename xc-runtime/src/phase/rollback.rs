//! A phase, taken back.

use std::time::Instant;

use tracing::Instrument;
use xc_core::plan::{Migration, Phase};

use super::contract::bring_back;
use super::{Overview, now, plan_of};
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::executor::Inner;
use crate::journal::{Reached, StepMark, Write};
use crate::lease::Lease;
use crate::presence::gate::{self, Way};
use crate::steps;
use crate::transform::{Side, drain};
use crate::work::Work;

/// Takes back a phase that is done, and with it what an unfinished run of the next has left. If another executor has done so already,
/// that is as good.
pub(crate) async fn back(inner: &Inner, migration: &'static Migration, phase: Phase) -> Result<(), Error> {
    let span = tracing::info_span!("rollback", migration = migration.name, %phase);
    async {
        let plan = plan_of(inner, migration)?;
        if now(inner, migration).await? == Reached::after(phase) {
            gate::wait(inner, migration, Way::back(Reached::after(phase), Reached::before(phase))).await?;
        }
        let lease = Lease::acquire(inner).await?;
        let done = lease.guard(phase_under_lease(Work::new(inner, &lease, migration, plan), phase)).await;
        lease.release().await;
        done
    }
    .instrument(span)
    .await
}

async fn phase_under_lease(mut work: Work<'_>, phase: Phase) -> Result<(), Error> {
    let (reached, marks) = begin(&mut work, Reached::before(phase)).await?;
    if reached < Reached::after(phase) {
        return Ok(());
    }
    if reached == Reached::Purged {
        return Err(purged(&work));
    }
    if reached > Reached::after(phase) {
        let what = format!("rollback of {phase}");
        return Err(Kind::WrongState { name: work.migration.name, what, needed: Reached::after(phase), reached }.into());
    }
    entered(&mut work, Way::back(reached, Reached::before(phase)), &marks, async |work| one_phase(work, phase, &marks).await).await
}

/// What is done once no live instance stands against it. If it does not get as far as to change anything, it was not entered.
async fn entered(
    work: &mut Work<'_>,
    way: Way,
    before: &[StepMark],
    back: impl AsyncFnOnce(&mut Work<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let done = match gate::enter(work, way).await {
        Ok(()) => back(work).await,
        Err(error) => Err(error),
    };
    let (journal, migration) = (work.inner.journal, work.migration);
    let unchanged = match &done {
        Ok(()) => true,
        Err(_) => {
            let marks = async { journal.steps(work.session().await?, migration).await }.await;
            marks.map_err(Error::database("can't read the journal"))? == before
        }
    };
    if unchanged {
        work.write(&[Write::Left]).await?;
    }
    done
}

/// Takes everything back, from wherever it is.
pub(crate) async fn back_to_pending(inner: &Inner, migration: &'static Migration) -> Result<(), Error> {
    let span = tracing::info_span!("rollback", migration = migration.name);
    async {
        let plan = plan_of(inner, migration)?;
        gate::wait(inner, migration, Way::back(now(inner, migration).await?, Reached::Pending)).await?;
        let lease = Lease::acquire(inner).await?;
        let done = lease.guard(all_under_lease(Work::new(inner, &lease, migration, plan))).await;
        lease.release().await;
        done
    }
    .instrument(span)
    .await
}

async fn all_under_lease(mut work: Work<'_>) -> Result<(), Error> {
    let (reached, marks) = begin(&mut work, Reached::Pending).await?;
    entered(&mut work, Way::back(reached, Reached::Pending), &marks, all_phases).await
}

async fn all_phases(work: &mut Work<'_>) -> Result<(), Error> {
    loop {
        // Asked for the whole way, before its first step.
        let (reached, marks) = begin(work, Reached::Pending).await?;
        if reached == Reached::Purged {
            return Err(purged(work));
        }
        match reached.last_phase() {
            Some(phase) => one_phase(work, phase, &marks).await?,
            None => return leave(work, Phase::Expand, &marks).await,
        }
    }
}

fn purged(work: &Work<'_>) -> Error {
    let why = "what it had retired is dropped";
    Kind::Irreversible { name: work.migration.name, what: "contract", step: "purge", why }.into()
}

async fn begin(work: &mut Work<'_>, to: Reached) -> Result<(Reached, Vec<StepMark>), Error> {
    let (inner, migration) = (work.inner, work.migration);
    let session = work.session().await.map_err(Error::database("can't open a connection"))?;
    let overview = Overview::read(inner, session).await?;
    overview.check_required(inner, migration, to)?;
    let marks = inner.journal.steps(session, migration).await.map_err(Error::database("can't read the journal"))?;
    Ok((overview.reached(migration), marks))
}

/// From the state after a phase to the state before it.
async fn one_phase(work: &mut Work<'_>, phase: Phase, marks: &[StepMark]) -> Result<(), Error> {
    let (inner, migration) = (work.inner, work.migration);
    if matches!(phase, Phase::Migrate | Phase::Contract) {
        steps::check_undo(work, Phase::Contract, marks).await?;
    }
    let started = Instant::now();
    inner.emit(Event::RollbackStarted { migration: migration.name, phase });
    // What an unfinished run of the next phase has left behind goes first.
    if let Some(next) = Phase::ALL.into_iter().find(|next| Reached::before(*next) == Reached::after(phase)) {
        match next {
            Phase::Contract if marks.iter().any(|mark| mark.phase == next) => bring_back(work, marks).await?,
            _ => steps::undo(work, next, marks).await?,
        }
    }
    leave(work, phase, marks).await?;
    inner.emit(Event::RollbackFinished { migration: migration.name, phase, elapsed: started.elapsed() });
    Ok(())
}

/// Undoes a phase's steps and writes down the state before it.
async fn leave(work: &mut Work<'_>, phase: Phase, marks: &[StepMark]) -> Result<(), Error> {
    if phase == Phase::DualWrite {
        // What the application has written in both shapes is no reason to stay.
        for backfill in work.plan.migrate {
            drain(work, backfill, Side::New).await?;
        }
    }
    match phase {
        Phase::Contract => bring_back(work, marks).await?,
        _ => steps::undo(work, phase, marks).await?,
    }
    match phase {
        Phase::Expand => work.write(&[Write::ForgetBackfills, Write::Forget]).await,
        // The rows that were filled stay as they are, and in parity. A backfill to come begins anew, for its bound must be read while
        // dual write is in place.
        Phase::DualWrite | Phase::Migrate => work.write(&[Write::ForgetBackfills, Write::Reached(Reached::before(phase))]).await,
        Phase::Contract => work.write(&[Write::Reached(Reached::Migrated)]).await,
    }
}
