//! A phase, forwards.

use std::time::Instant;

use tracing::Instrument;
use xc_core::plan::{Migration, Phase, Plan, When};

use super::{Overview, now, plan_of};
use crate::checklist::Force;
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::executor::Inner;
use crate::journal::{Reached, Write};
use crate::lease::Lease;
use crate::presence::gate::{self, Way};
use crate::transform::{Side, drain};
use crate::verify::Verification;
use crate::work::Work;
use crate::{backfill, preflight, steps, verify};

/// Takes a migration through a phase, contract with items of its checklist forced. If another executor has done so already, that is as good.
pub(crate) async fn forward(inner: &Inner, migration: &'static Migration, phase: Phase, forces: &[Force]) -> Result<(), Error> {
    let span = tracing::info_span!("phase", migration = migration.name, %phase);
    async {
        let plan = plan_of(inner, migration)?;
        if let Some(way) = ends_lives(plan, phase)
            && !is_forced(forces)
            && now(inner, migration).await? == Reached::before(phase)
        {
            gate::wait(inner, migration, way).await?;
        }
        let lease = Lease::acquire(inner).await?;
        let work = Work::new(inner, &lease, migration, plan);
        let done = lease.guard(under_lease(work, phase, forces)).await;
        lease.release().await;
        done
    }
    .instrument(span)
    .await
}

/// Fills the rows that were written in the old shape alone since migrate, for tables that a Rust function fills.
pub(crate) async fn catch_up(inner: &Inner, migration: &'static Migration) -> Result<(), Error> {
    let span = tracing::info_span!("catch up", migration = migration.name);
    async {
        let plan = plan_of(inner, migration)?;
        let lease = Lease::acquire(inner).await?;
        let done = lease.guard(caught_up(Work::new(inner, &lease, migration, plan))).await;
        lease.release().await;
        done
    }
    .instrument(span)
    .await
}

async fn caught_up(mut work: Work<'_>) -> Result<(), Error> {
    let work = &mut work;
    let (inner, migration) = (work.inner, work.migration);
    let overview = Overview::read(inner, work.session().await.map_err(Error::database("can't open a connection"))?).await?;
    let reached = overview.reached(migration);
    if reached != Reached::Migrated {
        return Err(Kind::WrongState { name: migration.name, what: "catching up".to_owned(), needed: Reached::Migrated, reached }.into());
    }
    for backfill in work.plan.migrate {
        drain(work, backfill, Side::Old).await?;
        drain(work, backfill, Side::New).await?;
    }
    Ok(())
}

async fn under_lease(mut work: Work<'_>, phase: Phase, forces: &[Force]) -> Result<(), Error> {
    let work = &mut work;
    let (inner, migration, plan) = (work.inner, work.migration, work.plan);
    let overview = Overview::read(inner, work.session().await.map_err(Error::database("can't open a connection"))?).await?;
    let reached = overview.reached(migration);
    if reached >= Reached::after(phase) {
        if phase == Phase::Contract && reached == Reached::Contracted {
            super::contract::check_finished(work).await?;
        }
        return Ok(());
    }
    if reached < Reached::before(phase) {
        return Err(
            Kind::WrongState { name: migration.name, what: phase.keyword().to_owned(), needed: Reached::before(phase), reached }.into()
        );
    }
    overview.check_requirements(inner, migration, plan, phase)?;
    let started = Instant::now();
    if phase == Phase::Expand && !overview.has_begun(migration) {
        preflight::check(inner, migration, plan).await?;
        inner.emit(Event::PhaseStarted { migration: migration.name, phase });
        work.write(&[Write::Begin]).await?;
    } else {
        inner.emit(Event::PhaseStarted { migration: migration.name, phase });
    }
    match phase {
        Phase::Expand | Phase::DualWrite => run_steps(work, phase).await?,
        Phase::Migrate => migrate(work, plan).await?,
        Phase::Contract => entered(work, plan, forces).await?,
    }
    work.write(&[Write::Reached(Reached::after(phase)), Write::Left]).await?;
    inner.emit(Event::PhaseFinished { migration: migration.name, phase, elapsed: started.elapsed() });
    Ok(())
}

async fn run_steps(work: &mut Work<'_>, phase: Phase) -> Result<(), Error> {
    let marks = marks(work).await?;
    steps::run(work, phase, &[When::Always], &marks).await
}

async fn migrate(work: &mut Work<'_>, plan: &'static Plan) -> Result<(), Error> {
    for (ordinal, backfill) in plan.migrate.iter().enumerate() {
        backfill::run(work, ordinal, backfill).await?;
        drain(work, backfill, Side::Old).await?;
        drain(work, backfill, Side::New).await?;
    }
    let verification = verify_or_invalidate(work, plan).await?;
    if verification.behind > 0 {
        tracing::info!(behind = verification.behind, "rows are still written in the old shape alone: contract fills them");
    }
    run_steps(work, Phase::Migrate).await
}

/// What a phase takes away from instances of the application. Only contract does, if it has something to do.
fn ends_lives(plan: &Plan, phase: Phase) -> Option<Way> {
    (phase == Phase::Contract && !plan.contract.is_empty()).then_some(Way::CONTRACT)
}

/// Whether contract is to go on over live instances: the checklist names them, and keeps the reason.
fn is_forced(forces: &[Force]) -> bool {
    forces.iter().any(|force| force.item == "instances")
}

/// Contract, once no live instance stands against it. If it does not get as far as to change anything, it was not entered.
async fn entered(work: &mut Work<'_>, plan: &'static Plan, forces: &[Force]) -> Result<(), Error> {
    let entered = async {
        match ends_lives(plan, Phase::Contract) {
            Some(way) if is_forced(forces) => gate::mark(work, way).await?,
            Some(way) => gate::enter(work, way).await?,
            None => {}
        }
        super::contract::run(work, forces).await
    };
    let Err(error) = entered.await else { return Ok(()) };
    if !marks(work).await?.iter().any(|mark| mark.phase == Phase::Contract) {
        work.write(&[Write::Left]).await?;
    }
    Err(error)
}

/// Verifies. What is not clean makes the backfill that led to it void: the next one begins anew, or it would go on behind the rows
/// that it missed.
pub(super) async fn verify_or_invalidate(work: &mut Work<'_>, plan: &'static Plan) -> Result<Verification, Error> {
    if plan.migrate.is_empty() {
        return Ok(Verification::default());
    }
    let verification = verify::run(work.inner, work.migration, plan.migrate).await?;
    judge(work, verification).await
}

/// Writes down what a verification found.
pub(super) async fn judge(work: &mut Work<'_>, verification: Verification) -> Result<Verification, Error> {
    let found = verification.to_string();
    if verification.is_clean_but_for_behind() {
        work.write(&[Write::Log("verified", &found, &work.inner.holder)]).await?;
        return Ok(verification);
    }
    let failed = Write::Log("not verified", &found, &work.inner.holder);
    work.write(&[failed, Write::ForgetBackfills, Write::Reached(Reached::DualWriting)]).await?;
    Err(Kind::VerificationFailed { name: work.migration.name, verification }.into())
}

pub(super) async fn marks(work: &mut Work<'_>) -> Result<Vec<crate::journal::StepMark>, Error> {
    let (journal, migration) = (work.inner.journal, work.migration);
    let marks = async { journal.steps(work.session().await?, migration).await }.await;
    marks.map_err(Error::database("can't read the journal"))
}
