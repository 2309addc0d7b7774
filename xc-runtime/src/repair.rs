//! Repair: rows that are out of parity get the one side from the other, over whole tables. Nothing is remembered between two runs: a row that is
//! in parity is left alone, so that a repair that was cut off is begun again.

use std::time::Instant;

use xc_core::plan::Backfill;

use crate::backends::{DbErrorKind, Session};
use crate::backfill::batch_size::BatchSize;
use crate::backfill::keyset::{self, Cut, Key};
use crate::control::Turn;
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::journal::key;
use crate::retry::Backoff;
use crate::work::{Failure, Subject, Work};

/// Which side is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The old side: the new columns are computed from it.
    Forward,
    /// The new side: the old columns are computed from it.
    Reverse,
}

/// Repairs tables in a direction; how many rows were changed.
pub(crate) async fn run(work: &mut Work<'_>, backfills: &[&'static Backfill], direction: Direction) -> Result<u64, Error> {
    let mut rows = 0;
    for backfill in backfills {
        work.begin_sessions_with(backfill.session.to_vec());
        let repaired = table(work, backfill, direction).await;
        work.begin_sessions_with(Vec::new());
        rows += repaired?;
    }
    Ok(rows)
}

/// The old side of tables from the new one, as far as it can hold it.
pub(crate) async fn reverse(work: &mut Work<'_>, backfills: &[&'static Backfill]) -> Result<(), Error> {
    run(work, backfills, Direction::Reverse).await.map(drop)
}

async fn table(work: &mut Work<'_>, backfill: &'static Backfill, direction: Direction) -> Result<u64, Error> {
    let mut backoff = Backoff::new(&work.inner.options);
    let ends = loop {
        let ends = async { keyset::ends(work.session().await?, backfill).await }.await;
        match ends {
            Ok(ends) => break ends,
            Err(error) => recover(work, backfill, error.into(), &mut backoff).await?,
        }
    };
    let Some((mut from, bound)) = ends else { return Ok(0) };
    let dialect = work.inner.database.dialect();
    let mut servo = BatchSize::new(work.inner.options.target_batch_time(dialect));
    let mut backoff = Backoff::new(&work.inner.options);
    let (mut rows, mut unfit) = (0, 0);
    // A row that fails is found by halving the range that it is in.
    let mut suspects: u64 = 0;
    loop {
        let size = if suspects == 0 { servo.get() } else { servo.get().min(suspects.div_ceil(2)) };
        let turn = Turn { migration: work.migration.name, what: backfill.table };
        let permit = work.inner.control.admit(work.inner, turn).await?;
        let started = Instant::now();
        let mut end = None;
        let cut = match batch(work, backfill, direction, (&from, &bound, size), &mut end).await {
            Ok((cut, changed)) => {
                rows += changed;
                cut
            }
            Err(Failure::Db(source)) if source.is_about_a_row() => {
                work.abandon(false).await;
                if size > 1 {
                    suspects = size;
                    continue;
                }
                let Some(cut) = end else { return Err(Kind::Database { doing: "can't repair", source }.into()) };
                let Some(mark) = backfill.unfit.filter(|_| direction == Direction::Reverse) else {
                    let key = key::encode(&cut.end);
                    return Err(Kind::Row { name: work.migration.name, table: backfill.table, key, source }.into());
                };
                match marked(work, mark, &from, &cut).await {
                    Ok(marked) => unfit += marked,
                    Err(failure) => {
                        recover(work, backfill, failure, &mut backoff).await?;
                        continue;
                    }
                }
                cut
            }
            Err(failure) => {
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
        suspects = suspects.saturating_sub(size);
        let elapsed = started.elapsed();
        servo.record(size, elapsed);
        let Some(next) = cut.next else { break };
        from = next;
        tokio::time::sleep(permit.pause_after(&work.inner.options, dialect, elapsed)).await;
    }
    work.inner.emit(Event::Repaired { migration: work.migration.name, table: backfill.table, rows, unfit });
    Ok(rows)
}

/// One range, in a transaction of its own. `end` is where the range ends, also when it fails.
async fn batch(
    work: &mut Work<'_>,
    backfill: &'static Backfill,
    direction: Direction,
    (from, bound, size): (&Key, &Key, u64),
    end: &mut Option<Cut>,
) -> Result<(Cut, u64), Failure> {
    let lease = work.lease;
    let session: &mut dyn Session = work.session().await?;
    let cut = end.insert(keyset::cut(session, backfill, from, bound, size).await?);
    let range = keyset::params(&[from, &cut.end]);
    session.begin().await?;
    for lock in backfill.lock {
        session.execute(lock, &range).await?;
    }
    let mut rows = 0;
    let statements = match direction {
        Direction::Forward => backfill.fill,
        Direction::Reverse => backfill.reverse,
    };
    for statement in statements {
        rows += session.execute(statement, &range).await?;
    }
    if let Some(mend) = backfill.mend.as_ref().filter(|_| direction == Direction::Forward) {
        for row in session.fetch(mend.find, &range).await? {
            let found = keyset::key(backfill, row)?;
            let this_row = keyset::params(&[&found, &found]);
            for lock in mend.lock {
                session.execute(lock, &this_row).await?;
            }
            rows += session.execute(mend.fill, &this_row).await?;
        }
    }
    lease.renew(session).await?;
    session.commit().await?;
    Ok((cut.clone(), rows))
}

/// Marks the rows of a range that the old shape can't hold.
async fn marked(work: &mut Work<'_>, mark: &'static str, from: &Key, cut: &Cut) -> Result<u64, Failure> {
    let lease = work.lease;
    let session = work.session().await?;
    session.begin().await?;
    let rows = session.execute(mark, &keyset::params(&[from, &cut.end])).await?;
    lease.renew(session).await?;
    session.commit().await?;
    Ok(rows)
}

async fn recover(work: &mut Work<'_>, backfill: &'static Backfill, failure: Failure, backoff: &mut Backoff) -> Result<(), Error> {
    let (name, table) = (work.migration.name, backfill.table);
    let recovered = work.recover(failure, backoff, Subject { what: table, table }).await;
    recovered.map_err(|failure| failure.into_error(|source| Kind::Backfill { name, table, source }.into()))
}
