//! Steps of DDL, forwards and back, each exactly once whatever happens in between.
//!
//! Where DDL is transactional (PostgreSQL, SQLite) a step and its mark in the journal commit together. Where it commits by itself
//! (MySQL, MariaDB; PostgreSQL's concurrent index builds) the step is marked as begun, run, and marked as finished; a step that is begun and not finished is asked,
//! by its probe, whether it took effect.

use std::time::Instant;

use tracing::Instrument;
use xc_core::plan::{Change, Dialect, Migration, Phase, Statement, Step, When};

use crate::backends::{DbError, DbErrorKind, Session, Value};
use crate::control::Turn;
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::journal::{StepMark, Write};
use crate::lookout::Watched;
use crate::repair;
use crate::retry::Backoff;
use crate::work::{Failure, Subject, Work};

/// A step and its place.
#[derive(Clone, Copy)]
struct At {
    phase: Phase,
    ordinal: usize,
    step: &'static Step,
}

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Forward,
    Back,
}

/// The steps of a phase that this server needs, on the given way.
fn of_way(work: &Work<'_>, phase: Phase, when: &'static [When]) -> impl Iterator<Item = At> + use<> {
    let version = work.inner.database.version();
    let steps = work.plan.steps(phase).iter().enumerate();
    steps.filter(move |(_, step)| step.servers.contain(version) && when.contains(&step.when)).map(move |(ordinal, step)| At {
        phase,
        ordinal,
        step,
    })
}

/// Runs the steps of a phase that have not been run yet.
pub(crate) async fn run(work: &mut Work<'_>, phase: Phase, when: &'static [When], marks: &[StepMark]) -> Result<(), Error> {
    for at in of_way(work, phase, when) {
        let mark = marks.iter().find(|mark| mark.phase == phase && mark.ordinal == at.ordinal);
        if !mark.is_some_and(|mark| mark.finished) {
            one(work, at, Way::Forward, mark.is_some()).await?;
        }
    }
    Ok(())
}

/// Whether all steps of a phase have been run.
pub(crate) fn are_finished(work: &Work<'_>, phase: Phase, when: &'static [When], marks: &[StepMark]) -> bool {
    let is_finished = |at: At| marks.iter().any(|mark| mark.phase == phase && mark.ordinal == at.ordinal && mark.finished);
    of_way(work, phase, when).all(is_finished)
}

/// Which way contract has gone, if it has come to where the ways part.
pub(crate) fn way(work: &Work<'_>, marks: &[StepMark]) -> Option<When> {
    let steps = work.plan.steps(Phase::Contract);
    let begun = marks.iter().filter(|mark| mark.phase == Phase::Contract).filter_map(|mark| steps.get(mark.ordinal));
    begun.map(|step| step.when).find(|when| matches!(when, When::Retiring | When::Dropping))
}

/// Refuses what can't be taken back, before anything is.
pub(crate) async fn check_undo(work: &mut Work<'_>, phase: Phase, marks: &[StepMark]) -> Result<(), Error> {
    for mark in marks.iter().filter(|mark| mark.phase == phase) {
        let Some(step) = work.plan.steps(phase).get(mark.ordinal) else { continue };
        let Some(why) = step.undo.never else { continue };
        let there = async { probe(work.session().await?, step).await }.await;
        if mark.finished || there.map_err(Error::database("can't ask whether a step took effect"))? {
            return Err(Kind::Irreversible { name: work.migration.name, what: phase.keyword(), step: step.name, why }.into());
        }
    }
    // What the retired shape can't hold is listed before anything is taken back.
    for mark in marks.iter().filter(|mark| mark.phase == phase) {
        if let Some(step) =
            work.plan.steps(phase).get(mark.ordinal).filter(|step| step.when == When::Retiring && step.run.statements.is_empty())
        {
            let (name, at) = (work.migration.name, At { phase, ordinal: mark.ordinal, step });
            let session = work.session().await.map_err(Error::database("can't open a connection"))?;
            let look = check_refusal(session, name, at, &step.undo).await;
            look.map_err(|failure| failure.into_error(Error::database("can't look at the data")))?;
        }
    }
    Ok(())
}

/// Takes back the steps of a phase that have been run, the last one first.
pub(crate) async fn undo(work: &mut Work<'_>, phase: Phase, marks: &[StepMark]) -> Result<(), Error> {
    for mark in marks.iter().rev().filter(|mark| mark.phase == phase) {
        let Some(step) = work.plan.steps(phase).get(mark.ordinal) else {
            return Err(Error::plan(work.migration, format!("the journal has step {} of {phase}, and the plan does not", mark.ordinal)));
        };
        let at = At { phase, ordinal: mark.ordinal, step };
        if !step.undo.repairs.is_empty() {
            settle(work, at).await?;
        }
        one(work, at, Way::Back, true).await?;
    }
    Ok(())
}

/// Brings the old columns of a step's table in step, before a trigger is made again that would take them for right.
async fn settle(work: &mut Work<'_>, at: At) -> Result<(), Error> {
    let mut backoff = Backoff::new(&work.inner.options);
    let (name, dialect) = (work.migration.name, work.inner.database.dialect());
    loop {
        let prepared = async {
            let session = work.session().await?;
            for statement in at.step.undo.repairs {
                session.raw(statement).await?;
            }
            Ok::<(), DbError>(())
        };
        let Err(error) = prepared.await else { break };
        let recovered = work.recover(error.into(), &mut backoff, Subject { what: at.step.name, table: at.step.table }).await;
        recovered.map_err(|failure| failure.into_error(|source| tell(name, at, dialect, source)))?;
    }
    let tables: Vec<_> = work.plan.migrate.iter().filter(|backfill| backfill.table == at.step.table).collect();
    repair::reverse(work, &tables).await
}

/// Whether any step of a phase has taken effect.
pub(crate) async fn any_effect(work: &mut Work<'_>, phase: Phase, marks: &[StepMark]) -> Result<bool, Error> {
    for mark in marks.iter().filter(|mark| mark.phase == phase) {
        let Some(step) = work.plan.steps(phase).get(mark.ordinal) else { continue };
        if mark.finished {
            return Ok(true);
        }
        let there = async { probe(work.session().await?, step).await }.await;
        if there.map_err(Error::database("can't ask whether a step took effect"))? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn one(work: &mut Work<'_>, at: At, way: Way, begun: bool) -> Result<(), Error> {
    work.inner.control.checkpoint(work.inner, Turn { migration: work.migration.name, what: at.step.name }).await?;
    let span = tracing::info_span!("step", name = at.step.name, back = way == Way::Back);
    async {
        let started = Instant::now();
        let (migration, phase, step) = (work.migration.name, at.phase, at.step.name);
        work.inner.emit(Event::StepStarted { migration, phase, step, cost: at.step.cost });
        let done = match work.inner.database.dialect() {
            _ if at.step.concurrent => by_itself(work, at, way, begun).await,
            Dialect::Postgres | Dialect::Sqlite => in_transaction(work, at, way).await,
            Dialect::MySql | Dialect::MariaDb => by_itself(work, at, way, begun).await,
        };
        let dialect = work.inner.database.dialect();
        done.map_err(|failure| failure.into_error(|source| tell(migration, at, dialect, source)))?;
        work.inner.emit(Event::StepFinished { migration, phase, step, elapsed: started.elapsed() });
        Ok(())
    }
    .instrument(span)
    .await
}

/// An attempt at a step, looked at from a second connection while it is under way.
async fn observed<T>(work: &mut Work<'_>, at: At, attempt: impl AsyncFnOnce(&mut Work<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
    let Some(connection) = work.session().await?.number().await? else { return attempt(work).await };
    let watched = Watched { migration: work.migration.name, what: at.step.name, concurrent: at.step.concurrent };
    let (inner, mut lookout) = (work.inner, std::mem::take(&mut work.lookout));
    let done = lookout.beside(inner, connection, watched, attempt(work)).await;
    work.lookout = lookout;
    done
}

/// PostgreSQL and SQLite: statements and mark in one transaction.
async fn in_transaction(work: &mut Work<'_>, at: At, way: Way) -> Result<(), Failure> {
    let mut backoff = Backoff::new(&work.inner.options);
    let subject = Subject { what: at.step.name, table: at.step.table };
    loop {
        let failure = match observed(work, at, async |work| attempt_in_transaction(work, at, way).await).await {
            Ok(()) => return Ok(()),
            Err(failure) => failure,
        };
        work.recover(failure, &mut backoff, subject).await?;
    }
}

async fn attempt_in_transaction(work: &mut Work<'_>, at: At, way: Way) -> Result<(), Failure> {
    let (journal, lease, migration) = (work.inner.journal, work.lease, work.migration);
    let change = match way {
        Way::Forward => &at.step.run,
        Way::Back => &at.step.undo,
    };
    let session = work.session().await?;
    if change.rebuilds.is_some() {
        session.prepare_rebuild().await?;
    }
    session.begin().await?;
    let marks = journal.steps(session, migration).await?;
    let marked = marks.iter().any(|mark| mark.phase == at.phase && mark.ordinal == at.ordinal);
    if marked == (way == Way::Forward) {
        // The attempt before was cut off after it committed.
        session.rollback().await?;
        return Ok(());
    }
    let there = probe(session, at.step).await?;
    match way {
        Way::Forward if there => return Err(already_there(migration.name, at).into()),
        Way::Back if !there && probe_tells(at.step) => {}
        Way::Forward | Way::Back => {
            check_refusal(session, migration.name, at, change).await?;
            run_change(session, change).await?;
            if way == Way::Forward {
                check_effect(session, migration, at).await?;
            }
        }
    }
    match way {
        Way::Forward => {
            journal.write(session, migration, &Write::BeginStep(at.phase, at.ordinal, at.step.name)).await?;
            journal.write(session, migration, &Write::FinishStep(at.phase, at.ordinal)).await?;
        }
        Way::Back => journal.write(session, migration, &Write::ForgetStep(at.phase, at.ordinal)).await?,
    }
    lease.renew(session).await?;
    session.commit().await?;
    Ok(())
}

async fn run_change(session: &mut dyn Session, change: &'static Change) -> Result<(), DbError> {
    let aside = match change.rebuilds {
        Some(table) => Some((table, session.set_aside(table).await?)),
        None => None,
    };
    for statement in change.statements {
        session.raw(statement.sql).await?;
    }
    match aside {
        Some((table, aside)) => session.put_back(table, aside).await,
        None => Ok(()),
    }
}

/// MySQL and MariaDB, and on PostgreSQL what can't run in a transaction: DDL commits by itself, so a mark goes before it and another
/// after it.
async fn by_itself(work: &mut Work<'_>, at: At, way: Way, begun: bool) -> Result<(), Failure> {
    let mut backoff = Backoff::new(&work.inner.options);
    let mut begun = begun;
    loop {
        let failure = match observed(work, at, async |work| attempt_by_itself(work, at, way, &mut begun).await).await {
            Ok(()) => break,
            Err(failure) => failure,
        };
        let failure = repeated(work, at, way, failure).await;
        work.recover(failure, &mut backoff, Subject { what: at.step.name, table: at.step.table }).await?;
    }
    let done = match way {
        Way::Forward => Write::FinishStep(at.phase, at.ordinal),
        Way::Back => Write::ForgetStep(at.phase, at.ordinal),
    };
    work.write(&[done]).await.map_err(Failure::Stop)
}

/// Rows that repeat what is to be unique may come after the gate was asked, while the index is built: it is asked again, for it names them.
async fn repeated(work: &mut Work<'_>, at: At, way: Way, failure: Failure) -> Failure {
    match &failure {
        Failure::Db(source) if source.kind() == DbErrorKind::Unique && way == Way::Forward => {}
        _ => return failure,
    }
    let name = work.migration.name;
    let asked = async { check_refusal(work.session().await?, name, at, &at.step.run).await };
    match asked.await {
        Err(refused @ Failure::Stop(_)) => refused,
        // They are gone again. A rebuild of MySQL's and MariaDB's replays what was written meanwhile, and stumbles over a row that a unique index
        // refused and that was never there ("Online DDL Failure Conditions").
        Ok(()) => match failure {
            Failure::Db(source) => Failure::Db(source.of_kind(DbErrorKind::PassingDuplicate)),
            stop @ Failure::Stop(_) => stop,
        },
        Err(Failure::Db(_)) => failure,
    }
}

async fn attempt_by_itself(work: &mut Work<'_>, at: At, way: Way, begun: &mut bool) -> Result<(), Failure> {
    let migration = work.migration;
    let name = migration.name;
    let (change, mark) = match way {
        Way::Forward => (&at.step.run, Write::BeginStep(at.phase, at.ordinal, at.step.name)),
        Way::Back => (&at.step.undo, Write::ReopenStep(at.phase, at.ordinal)),
    };
    let session = work.session().await?;
    // Once it is begun, its effect is its own: of an attempt that was cut off, or of a killed executor's statement, which goes on in the
    // server until it is finished.
    let there = probe(session, at.step).await?;
    if there == (way == Way::Forward) && (there || probe_tells(at.step)) {
        return if *begun { Ok(()) } else { Err(already_there(name, at).into()) };
    }
    check_refusal(session, name, at, change).await?;
    // Renews the lease too, in each attempt: an executor that was stopped and wakes up here must not go on.
    work.write(&[mark]).await?;
    *begun = true;
    let session = work.session().await?;
    if at.step.concurrent {
        session.wait_longer(true).await?;
    }
    let done = run_by_itself(session, change).await;
    if at.step.concurrent {
        session.wait_longer(false).await?;
    }
    for statement in change.afterwards {
        session.raw(statement).await?;
    }
    done?;
    if way == Way::Forward { check_effect(session, migration, at).await } else { Ok(()) }
}

async fn run_by_itself(session: &mut dyn Session, change: &'static Change) -> Result<(), DbError> {
    if let Some(clear) = &change.clear
        && number(session, clear.found).await? > 0
    {
        tracing::info!(statement = clear.statement, "clearing away what an attempt before has left");
        session.raw(clear.statement).await?;
    }
    for statement in change.statements {
        run_statement(session, statement).await?;
    }
    Ok(())
}

async fn run_statement(session: &mut dyn Session, statement: &'static Statement) -> Result<(), DbError> {
    match (session.raw(statement.sql).await, statement.fallback) {
        (Err(error), Some(fallback)) if error.kind() == DbErrorKind::Algorithm => {
            tracing::info!(%error, fallback, "the server does not have the algorithm for it");
            session.raw(fallback).await
        }
        (result, _) => result,
    }
}

async fn check_refusal(session: &mut dyn Session, name: &'static str, at: At, change: &'static Change) -> Result<(), Failure> {
    let Some(gate) = &change.refuse_if else { return Ok(()) };
    let count = number(session, gate.count).await?;
    if count <= 0 {
        return Ok(());
    }
    let shown = match gate.show {
        Some(query) => session.fetch(query, &[]).await?.into_iter().flatten().filter_map(Value::into_text).collect(),
        None => Vec::new(),
    };
    Err(Failure::Stop(Kind::Refused { name, phase: at.phase, step: at.step.name, count, reason: gate.reason, shown }.into()))
}

/// Looks at what the gates of a phase ask, before any of its steps is run: what stands in the way is shown before anything is built.
pub(crate) async fn look_ahead(work: &mut Work<'_>, phase: Phase, when: &'static [When]) -> Result<(), Error> {
    let name = work.migration.name;
    for at in of_way(work, phase, when) {
        let session = work.session().await.map_err(Error::database("can't open a connection"))?;
        let look = check_refusal(session, name, at, &at.step.run).await;
        look.map_err(|failure| failure.into_error(Error::database("can't look at the data")))?;
    }
    Ok(())
}

/// A step that went through, and whose effect is not there, is one of which the plan says something else than the statement does: a raw
/// one, whose author stated the effect.
async fn check_effect(session: &mut dyn Session, migration: &'static Migration, at: At) -> Result<(), Failure> {
    if !probe_tells(at.step) || probe(session, at.step).await? {
        return Ok(());
    }
    let message = format!(
        "the database took the step `{}` of {}, and what it should bring about is not there: the probe `{}` gives 0",
        at.step.name, at.phase, at.step.probe
    );
    Err(Failure::Stop(Error::plan(migration, message)))
}

/// Whether a step's probe can tell that its effect is not there. A default that was set can't be told from its text: such a step has nothing to
/// say about what was there already, and its mark in the journal alone says that there is something to take back.
fn probe_tells(step: &Step) -> bool {
    !step.already.is_empty()
}

/// Whether a step's effect is there.
pub(crate) async fn probe(session: &mut dyn Session, step: &Step) -> Result<bool, DbError> {
    Ok(number(session, step.probe).await? > 0)
}

/// The one integer of a query's one row.
pub(crate) async fn number(session: &mut dyn Session, query: &'static str) -> Result<i64, DbError> {
    let rows = session.fetch(query, &[]).await?;
    let number = rows.into_iter().flatten().next().as_ref().and_then(Value::as_int);
    number.ok_or_else(|| DbError::new(DbErrorKind::Other, None, format!("no number came back from `{query}`")))
}

fn already_there(name: &'static str, at: At) -> Error {
    Kind::AlreadyThere { name, phase: at.phase, step: at.step.name, already: at.step.already }.into()
}

/// A database's refusal of a step, with what to do about it.
fn tell(name: &'static str, at: At, dialect: Dialect, source: DbError) -> Error {
    let (phase, step, table) = (at.phase, at.step.name, at.step.table);
    let help = match (source.kind(), dialect) {
        (DbErrorKind::TriggerWithBinlog, _) => "the server writes a binary log and lets only trusted users make triggers: \
             have an administrator run `SET GLOBAL log_bin_trust_function_creators = 1` (and put it into the server's \
             configuration), or grant this user SUPER"
            .to_owned(),
        (DbErrorKind::Privilege, Dialect::MySql | Dialect::MariaDb) if source.to_string().contains("TRIGGER") => {
            "have an administrator run `GRANT TRIGGER ON <database>.* TO <this user>`".to_owned()
        }
        (DbErrorKind::Privilege, Dialect::MySql | Dialect::MariaDb) => {
            "have an administrator run `GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, TRIGGER ON <database>.* TO <this user>`".to_owned()
        }
        (DbErrorKind::Privilege, Dialect::Postgres) if table.is_empty() => "run xc as the owner of what it changes (or a member of the owner's role): of an \
             enum, `ALTER TYPE <enum> OWNER TO <this user>`; for what it makes, `GRANT CREATE ON SCHEMA <schema> TO <this user>`"
            .to_owned(),
        (DbErrorKind::Privilege, Dialect::Postgres) => format!(
            "run xc as the owner of table `{table}` (or a member of the owner's role), who may create functions in the schema: \
             `ALTER TABLE {table} OWNER TO <this user>`, `GRANT CREATE ON SCHEMA <schema> TO <this user>`"
        ),
        (DbErrorKind::Privilege, Dialect::Sqlite) => "let this program write to the database file and its folder".to_owned(),
        _ => return Kind::Step { name, phase, step, source }.into(),
    };
    Kind::Denied { name, phase, step, help, source }.into()
}
