//! The backfill: the rows that were there before dual write, filled in batches along the key.
//!
//! It ends: the bound is the highest key at the moment when it begins, with dual write in place, and whatever is inserted later
//! is whole by itself. A batch and its checkpoint commit together, so that a run that is killed goes on after its last batch, and a
//! batch that is filled again finds nothing to do.

use std::time::{Duration, Instant};

use tracing::Instrument;
use xc_core::plan::{Backfill, Dialect};

use crate::backends::{DbErrorKind, Session};
use crate::batch_size::BatchSize;
use crate::control::Turn;
use crate::error::{Error, Kind};
use crate::event::{Event, Progress};
use crate::journal::{BackfillMark, Write, key};
use crate::keyset;
use crate::retry::Backoff;
use crate::steps::number;
use crate::transform::{self, By};
use crate::work::{Failure, Subject, Work};

/// Fills one table, from where the journal says.
pub(crate) async fn run(work: &mut Work<'_>, ordinal: usize, backfill: &'static Backfill) -> Result<(), Error> {
    let span = tracing::info_span!("backfill", table = backfill.table);
    let filled = async {
        work.begin_sessions_with(preamble(work.inner.database.dialect(), backfill));
        match begin(work, ordinal, backfill).await? {
            Some(start) => walk(work, ordinal, backfill, start).await,
            None => Ok(()),
        }
    };
    let filled = filled.instrument(span).await;
    work.begin_sessions_with(Vec::new());
    filled
}

/// How a connection that fills begins.
fn preamble(dialect: Dialect, backfill: &'static Backfill) -> Vec<&'static str> {
    let mut statements = backfill.session.to_vec();
    if dialect == Dialect::Postgres {
        // A batch and its checkpoint are lost together or not at all, and the state that follows the backfill is written by a connection
        // that does wait for the disk (PostgreSQL documentation, "Asynchronous Commit").
        statements.push("set synchronous_commit = off");
    }
    statements
}

struct Start {
    mark: BackfillMark,
    total: u64,
}

/// Reads where to go on; at the first time, sets the bound. `None` when there is nothing left to do.
async fn begin(work: &mut Work<'_>, ordinal: usize, backfill: &'static Backfill) -> Result<Option<Start>, Error> {
    let mut backoff = Backoff::new(&work.inner.options);
    loop {
        let failure = match try_begin(work, ordinal, backfill).await {
            Ok(start) => return Ok(start),
            Err(failure) => failure,
        };
        recover(work, backfill, failure, &mut backoff).await?;
    }
}

async fn try_begin(work: &mut Work<'_>, ordinal: usize, backfill: &'static Backfill) -> Result<Option<Start>, Failure> {
    let (journal, lease, migration) = (work.inner.journal, work.lease, work.migration);
    let session = work.session().await?;
    let mark = match journal.backfill(session, migration, ordinal).await? {
        Some(mark) if mark.finished => return Ok(None),
        Some(mark) => mark,
        None => {
            let ends = keyset::ends(session, backfill).await?;
            let (next, bound) = ends.map_or((None, None), |(low, high)| (Some(key::encode(&low)), Some(key::encode(&high))));
            let mark = BackfillMark { finished: next.is_none(), bound, next, rows: 0, filled: 0 };
            session.begin().await?;
            journal.write(session, migration, &Write::BeginBackfill(ordinal, backfill.table, &mark)).await?;
            if mark.finished {
                journal.write(session, migration, &Write::FinishBackfill(ordinal)).await?;
            }
            lease.renew(session).await?;
            session.commit().await?;
            if mark.finished {
                return Ok(None);
            }
            mark
        }
    };
    let total = u64::try_from(number(session, backfill.estimate).await?).unwrap_or(0);
    Ok(Some(Start { mark, total }))
}

/// A range that holds a row which can't be filled is halved until that row is found.
#[derive(Default)]
struct Bisection {
    /// The bad row is among the next so many. 0: there is none.
    suspects: u64,
}

impl Bisection {
    fn limit(&self, size: u64) -> u64 {
        match self.suspects {
            0 => size,
            suspects => size.min(suspects.div_ceil(2)),
        }
    }
}

/// What a batch did.
struct Batch {
    mark: BackfillMark,
    finished: bool,
    /// How long it took.
    elapsed: Duration,
    /// How long its transaction was open, and stood in others' way.
    held: Duration,
}

/// Why a batch did not: with the key that its range ends with, as far as it got.
struct BatchFailure {
    failure: Failure,
    end: Option<keyset::Key>,
}

async fn walk(work: &mut Work<'_>, ordinal: usize, backfill: &'static Backfill, start: Start) -> Result<(), Error> {
    let dialect = work.inner.database.dialect();
    let Start { mut mark, total } = start;
    let target = work.inner.options.target_batch_time(dialect);
    let mut servo = if backfill.transform.is_some() { BatchSize::up_to(transform::MOST_ROWS, target) } else { BatchSize::new(target) };
    let mut backoff = Backoff::new(&work.inner.options);
    let mut bisection = Bisection::default();
    let (started, rows_before) = (Instant::now(), mark.rows);
    let turn = Turn { migration: work.migration.name, what: backfill.table };
    loop {
        let permit = work.inner.control.admit(work.inner, turn).await?;
        servo.aim_at(permit.target_batch_time);
        let size = bisection.limit(servo.get());
        let began = Instant::now();
        let span = tracing::debug_span!("batch", size, next = mark.next.as_deref());
        let batch = match fill(work, ordinal, backfill, &mark, size).instrument(span).await {
            Ok(batch) => batch,
            Err(BatchFailure { failure: Failure::Db(source), end }) if source.is_about_a_row() => {
                work.abandon(false).await;
                if size == 1 {
                    let key = end.map(|end| key::encode(&end)).or(mark.next).unwrap_or_default();
                    return Err(Kind::Row { name: work.migration.name, table: backfill.table, key, source }.into());
                }
                bisection.suspects = size;
                continue;
            }
            Err(BatchFailure { failure, .. }) => {
                if let Failure::Db(error) = &failure
                    && matches!(error.kind(), DbErrorKind::LockTimeout | DbErrorKind::Deadlock | DbErrorKind::StatementTimeout)
                {
                    servo.halve();
                }
                recover(work, backfill, failure, &mut backoff).await?;
                continue;
            }
        };
        backoff = Backoff::new(&work.inner.options);
        servo.record(size, batch.elapsed);
        bisection.suspects = bisection.suspects.saturating_sub(size);
        work.inner.control.walked(turn, batch.mark.rows - mark.rows, began);
        mark = batch.mark;
        let rate = (mark.rows - rows_before) as f64 / started.elapsed().as_secs_f64().max(1e-6);
        let total = if batch.finished { mark.rows } else { total.max(mark.rows) };
        work.inner.emit(Event::BackfillProgress(Progress {
            migration: work.migration.name,
            table: backfill.table,
            rows: mark.rows,
            filled: mark.filled,
            total,
            rows_per_second: rate,
            eta: (rate > 0.0).then(|| Duration::from_secs_f64(((total - mark.rows) as f64 / rate).min(1e9))),
            batch_size: servo.get(),
            finished: batch.finished,
        }));
        if batch.finished {
            return Ok(());
        }
        tokio::time::sleep(permit.pause_after(&work.inner.options, dialect, batch.held)).await;
    }
}

async fn fill(
    work: &mut Work<'_>,
    ordinal: usize,
    backfill: &'static Backfill,
    mark: &BackfillMark,
    size: u64,
) -> Result<Batch, BatchFailure> {
    let mut end = None;
    match try_fill(work, ordinal, backfill, mark, size, &mut end).await {
        Ok(batch) => Ok(batch),
        Err(failure) => Err(BatchFailure { failure, end }),
    }
}

async fn try_fill(
    work: &mut Work<'_>,
    ordinal: usize,
    backfill: &'static Backfill,
    mark: &BackfillMark,
    size: u64,
    end: &mut Option<keyset::Key>,
) -> Result<Batch, Failure> {
    let (journal, lease, migration) = (work.inner.journal, work.lease, work.migration);
    let (Some(from), Some(bound)) = (&mark.next, &mark.bound) else {
        return Err(Failure::Stop(Error::plan(migration, format!("the journal has no key to go on with in `{}`", backfill.table))));
    };
    let (from, bound) = (key::decode(from), key::decode(bound));
    let by = By::of(backfill);
    let session: &mut dyn Session = work.session().await?;
    let started = Instant::now();
    let cut = keyset::cut(session, backfill, &from, &bound, size).await?;
    *end = cut.full.then(|| cut.end.clone());
    // The last range has what is left.
    let rows = if cut.full { size } else { keyset::count(session, backfill, &from, &cut.end).await? };
    if let Some(by) = by {
        let read = transform::read_range(session, by, by.transform.unfilled, &from, &cut.end).await?;
        let computed = transform::compute(by.transform, work.inner.database.dialect(), read).await;
        let after = after(mark, &cut, rows, 0);
        let written = transform::write(work, by, computed, Some((ordinal, &after))).await?;
        let mark = BackfillMark { filled: after.filled + written.filled, ..after };
        return Ok(Batch { finished: mark.finished, mark, elapsed: started.elapsed(), held: written.held });
    }
    let started = Instant::now();
    session.begin().await?;
    let range = keyset::params(&[&from, &cut.end]);
    for lock in backfill.lock {
        session.execute(lock, &range).await?;
    }
    let mut filled = 0;
    for fill in backfill.fill {
        filled += session.execute(fill, &range).await?;
    }
    if let Some(mend) = &backfill.mend {
        for row in session.fetch(mend.find, &range).await? {
            let found = keyset::key(backfill, row)?;
            let this_row = keyset::params(&[&found, &found]);
            for lock in mend.lock {
                session.execute(lock, &this_row).await?;
            }
            filled += session.execute(mend.fill, &this_row).await?;
        }
    }
    let mark = after(mark, &cut, rows, filled);
    for write in checkpoint(ordinal, &mark) {
        journal.write(session, migration, &write).await?;
    }
    lease.renew(session).await?;
    session.commit().await?;
    let elapsed = started.elapsed();
    Ok(Batch { finished: mark.finished, mark, elapsed, held: elapsed })
}

/// Where the backfill is after a range.
fn after(mark: &BackfillMark, cut: &keyset::Cut, rows: u64, filled: u64) -> BackfillMark {
    BackfillMark {
        bound: mark.bound.clone(),
        next: cut.next.as_ref().map(|next| key::encode(next)),
        rows: mark.rows + rows,
        filled: mark.filled + filled,
        finished: cut.next.is_none(),
    }
}

/// What the journal is told of it.
pub(crate) fn checkpoint(ordinal: usize, mark: &BackfillMark) -> Vec<Write<'_>> {
    let finish = mark.finished.then_some(Write::FinishBackfill(ordinal));
    [Write::Checkpoint(ordinal, mark)].into_iter().chain(finish).collect()
}

async fn recover(work: &mut Work<'_>, backfill: &'static Backfill, failure: Failure, backoff: &mut Backoff) -> Result<(), Error> {
    let (name, table) = (work.migration.name, backfill.table);
    let subject = Subject { what: table, table };
    let recovered = work.recover(failure, backoff, subject).await;
    recovered.map_err(|failure| failure.into_error(|source| Kind::Backfill { name, table, source }.into()))
}
