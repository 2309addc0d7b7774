//! The backfill: the rows that were there before dual write, filled in batches, by several workers at once.
//!
//! It ends: the bound is the highest key at the moment when it begins, with dual write in place, and whatever is inserted later
//! is whole by itself. Workers take ranges off what is left (`ranges`), and fill each in batches (`worker`), in the order that the table's layout
//! asks for (`order`). A batch and its checkpoint commit together, so that a run that is killed goes on after the last batch of each worker,
//! and a batch that is filled again finds nothing to do.

mod ahead;
pub(crate) mod batch_size;
pub(crate) mod density;
pub(crate) mod keyset;
mod order;
mod ranges;
mod totals;
mod worker;

use futures_util::future::try_join_all;
use tracing::Instrument;
use xc_core::plan::{Backfill, Dialect};

use crate::backends::{DbError, Session, Value};
use crate::error::{Error, Kind};
use crate::journal::{BackfillMark, RangeMark, Write, key};
use crate::retry::Backoff;
use crate::steps::number;
use crate::work::{Failure, Subject, Work};
use order::Order;
use ranges::Ranges;
use worker::{Course, Worker};

pub(crate) use worker::checkpoint;

/// In which order the rows of a table are filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum FillOrder {
    /// What the database and the layout of the table suggest: on PostgreSQL several passes over each stretch of a table of 8 MB or more, or of its
    /// pages where the keys do not follow their order; else one range of keys after the other.
    #[default]
    Auto,
    /// One range of keys after the other.
    Ranges,
    /// In passes wherever the database and the key allow it, however small the table is.
    Interleaved,
}

/// Fills one table, from where the journal says.
pub(crate) async fn run(work: &mut Work<'_>, ordinal: usize, backfill: &'static Backfill) -> Result<(), Error> {
    let span = tracing::info_span!("backfill", table = backfill.table);
    let filled = async {
        work.begin_sessions_with(backfill.session.to_vec());
        let Some(start) = begin(work, ordinal, backfill).await? else { return Ok(()) };
        let preamble = preamble(work.inner.database.dialect(), backfill, start.in_wal);
        // The workers have connections of their own.
        work.begin_sessions_with(Vec::new());
        let course = Course::new(work, ordinal, backfill, start);
        // Pages first. What the application has moved out of their way is found by the keys.
        for by_pages in [true, false] {
            // A worker that was one too many may have put its range back when the others had ended.
            while course.is_left(by_pages).await {
                let workers = (0..course.most_workers()).map(|number| Worker::new(&course, work, preamble.clone(), number).run(by_pages));
                try_join_all(workers).await?;
            }
        }
        work.write(&[Write::FinishBackfill(ordinal)]).await?;
        course.tell(true);
        Ok(())
    };
    let filled = filled.instrument(span).await;
    work.begin_sessions_with(Vec::new());
    filled
}

/// As on PostgreSQL, a batch need not wait for the disk. The log is one for all connections, and what a crash leaves of it is its beginning: whoever
/// commits with `synchronous = full`, as the executor's other connections do, has the batches before on disk as well
/// (sqlite.org/pragma.html#pragma_synchronous, sqlite.org/wal.html). In other journal modes `normal` can leave a broken file.
const SQLITE_IN_WAL: &[&str] = &["pragma synchronous = normal"];

/// How a connection that fills begins.
fn preamble(dialect: Dialect, backfill: &'static Backfill, in_wal: bool) -> Vec<&'static str> {
    let mut statements = backfill.session.to_vec();
    if in_wal {
        statements.extend(SQLITE_IN_WAL);
    }
    if dialect == Dialect::Postgres {
        statements.extend([
            // A batch and its checkpoint are lost together or not at all, and the state that follows the backfill is written by a connection
            // that does wait for the disk (PostgreSQL documentation, "Asynchronous Commit").
            "set synchronous_commit = off",
            // A range is a small part of the table, whatever the statistics of a table that has just been filled say.
            "set enable_seqscan = off",
            // Compiling a statement costs more than it saves on a batch.
            "set jit = off",
        ]);
    }
    statements
}

/// Where a run begins.
struct Start {
    ranges: Ranges,
    order: Order,
    /// Whether this is a SQLite database in WAL mode. It stays in it while a connection is open.
    in_wal: bool,
    /// Rows and filled rows of earlier runs, ranges that are not done included.
    done: (u64, u64),
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
    let (inner, lease, migration) = (work.inner, work.lease, work.migration);
    let journal = inner.journal;
    let session: &mut dyn Session = work.session().await?;
    let mark = journal.backfill(session, migration, ordinal).await?;
    if mark.as_ref().is_some_and(|mark| mark.finished) {
        return Ok(None);
    }
    let total = u64::try_from(number(session, backfill.estimate).await?).unwrap_or(0);
    let order = Order::of(session, backfill, inner).await?;
    let in_wal = inner.database.dialect() == Dialect::Sqlite && is_in_wal(session).await?;
    let (mark, open) = match mark {
        Some(mark) => (mark, journal.ranges(session, migration, ordinal).await?),
        None => {
            let ends = keyset::ends(session, backfill).await?;
            let (next, bound) = ends.map_or((None, None), |(low, high)| (Some(key::encode(&low)), Some(key::encode(&high))));
            let last_page = order.last_page().filter(|_| next.is_some());
            let mark = BackfillMark { bound, last_page, next_page: last_page.map(|_| 0), next, ..BackfillMark::default() };
            session.begin().await?;
            journal.write(session, migration, &Write::BeginBackfill(ordinal, backfill.table, &mark)).await?;
            lease.renew(session).await?;
            session.commit().await?;
            (mark, Vec::new())
        }
    };
    Ok(Some(Start { done: done(&mark, &open), total, order, in_wal, ranges: Ranges::new(mark, open) }))
}

async fn is_in_wal(session: &mut dyn Session) -> Result<bool, DbError> {
    let mode = session.fetch("pragma journal_mode", &[]).await?.into_iter().flatten().next().and_then(Value::into_text);
    Ok(mode.is_some_and(|mode| mode.eq_ignore_ascii_case("wal")))
}

/// How many rows were walked over and how many were filled, with what is done of the ranges that are not finished.
pub(crate) fn done(mark: &BackfillMark, open: &[RangeMark]) -> (u64, u64) {
    // Pages are walked over by keys as well, which counts.
    let walked = open.iter().filter(|range| !range.by_pages).map(|range| worker::share(range.rows, range.done)).sum::<u64>();
    let filled = open.iter().map(|range| range.filled).sum::<u64>();
    (mark.rows + walked, mark.filled + filled)
}

async fn recover(work: &mut Work<'_>, backfill: &'static Backfill, failure: Failure, backoff: &mut Backoff) -> Result<(), Error> {
    let (name, table) = (work.migration.name, backfill.table);
    let subject = Subject { what: table, table };
    let recovered = work.recover(failure, backoff, subject).await;
    recovered.map_err(|failure| failure.into_error(|source| Kind::Backfill { name, table, source }.into()))
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;
    use crate::backends::{self, SessionOptions};
    use crate::url::DatabaseUrl;

    /// `normal` is 1, `full` 2.
    async fn synchronous(journal_mode: &'static str) -> anyhow::Result<Option<i64>> {
        let folder = tempfile::tempdir()?;
        let url = DatabaseUrl::parse(&format!("sqlite:{}?mode=rwc", folder.path().join("test.db").display()))?;
        let database = backends::connect(&url, SessionOptions { lock_timeout: None }).await?;
        let mut session = database.open().await?;
        session.raw(journal_mode).await?;
        let statements = match is_in_wal(session.as_mut()).await? {
            true => SQLITE_IN_WAL,
            false => &[],
        };
        for statement in statements {
            session.raw(statement).await?;
        }
        let found = session.fetch("pragma synchronous", &[]).await?;
        Ok(found.into_iter().flatten().next().as_ref().and_then(Value::as_int))
    }

    #[tokio::test]
    async fn a_batch_waits_for_the_disk_unless_the_log_keeps_it_with_its_checkpoint() -> anyhow::Result<()> {
        assert_eq!(synchronous("pragma journal_mode = wal").await?, Some(1));
        assert_eq!(synchronous("pragma journal_mode = delete").await?, Some(2));
        Ok(())
    }
}
