//! Going back to the rows of the change log.

use xc_core::plan::Backfill;

use super::rows::read_log;
use super::{By, Computed, MOST_ROWS, compute, write};
use crate::backends::{DbErrorKind, Session};
use crate::backfill::batch_size::BatchSize;
use crate::backfill::keyset;
use crate::control::Turn;
use crate::error::{Error, Kind};
use crate::retry::Backoff;
use crate::steps::number;
use crate::work::{Failure, Subject, Work};

/// Which rows of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Those that were written in the old shape alone: they are filled.
    Old,
    /// Those that were written in the new shape alone: where the function gives the same, as when the application has filled a row, they are
    /// in step and leave the log.
    New,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Side::Old => "old",
            Side::New => "new",
        }
    }
}

/// Goes through the log once. Rows that the application writes meanwhile may stay in it.
pub(crate) async fn drain(work: &mut Work<'_>, backfill: &'static Backfill, side: Side) -> Result<(), Error> {
    let Some(by) = By::of(backfill) else { return Ok(()) };
    work.begin_sessions_with(backfill.session.to_vec());
    let drained = walk(work, by, side).await;
    work.begin_sessions_with(Vec::new());
    drained
}

async fn walk(work: &mut Work<'_>, by: By, side: Side) -> Result<(), Error> {
    let dialect = work.inner.database.dialect();
    let mut servo = BatchSize::up_to(MOST_ROWS, work.inner.options.target_batch_time(dialect));
    let mut backoff = Backoff::new(&work.inner.options);
    let mut from = None;
    loop {
        let permit = work.inner.control.admit(work.inner, Turn { migration: work.migration.name, what: by.backfill.table }).await?;
        servo.aim_at(permit.target_batch_time);
        let started = std::time::Instant::now();
        let size = servo.get();
        match page(work, by, side, from.as_ref(), size).await {
            Ok(Page { next: None, .. }) => return Ok(()),
            Ok(Page { next, held }) => {
                from = next;
                servo.record(size, started.elapsed());
                backoff = Backoff::new(&work.inner.options);
                tokio::time::sleep(permit.pause_after(&work.inner.options, dialect, held)).await;
            }
            Err(failure) => {
                if let Failure::Db(error) = &failure
                    && matches!(error.kind(), DbErrorKind::LockTimeout | DbErrorKind::Deadlock | DbErrorKind::StatementTimeout)
                {
                    servo.halve();
                }
                let (name, table) = (work.migration.name, by.backfill.table);
                let recovered = work.recover(failure, &mut backoff, Subject { what: table, table }).await;
                recovered.map_err(|failure| failure.into_error(|source| Kind::Backfill { name, table, source }.into()))?;
            }
        }
    }
}

struct Page {
    /// The key that the next page begins with.
    next: Option<keyset::Key>,
    held: std::time::Duration,
}

async fn page(work: &mut Work<'_>, by: By, side: Side, from: Option<&keyset::Key>, size: u64) -> Result<Page, Failure> {
    let dialect = work.inner.database.dialect();
    let session: &mut dyn Session = work.session().await?;
    let from = match from {
        Some(from) => from.clone(),
        None => {
            // Contract takes the log away with the watch.
            if number(session, by.transform.log_there).await? == 0 {
                return Ok(Page { next: None, held: std::time::Duration::ZERO });
            }
            let lowest = session.fetch(by.transform.log_lowest, &[]).await?.into_iter().next();
            match lowest {
                Some(lowest) => keyset::key(by.backfill, lowest)?,
                None => return Ok(Page { next: None, held: std::time::Duration::ZERO }),
            }
        }
    };
    let mut rows = read_log(session, by, &from, side.name(), i64::try_from(size + 1).unwrap_or(i64::MAX)).await?;
    let next = if rows.len() as u64 > size { rows.pop().map(|row| row.key) } else { None };
    let (there, gone): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.there);
    let mut computed = compute(by.transform, dialect, there).await;
    if side == Side::New {
        // What the function can't say anything about stays as the application wrote it; and so does the rest: nothing is written.
        computed.retain(|row| row.outcome.is_ok());
        for Computed { read, outcome } in &mut computed {
            if let Ok(texts) = outcome {
                read.held.clone_from(texts);
            }
        }
    }
    let nothing = vec![None; by.transform.writes.len()];
    computed.extend(gone.into_iter().map(|read| Computed { read, outcome: Ok(nothing.clone()) }));
    let written = write(work, by, computed, None).await?;
    Ok(Page { next, held: written.held })
}
