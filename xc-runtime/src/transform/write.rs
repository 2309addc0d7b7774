//! Writing rows, many a statement, in transactions of their own or together with a checkpoint.

use std::time::{Duration, Instant};

use super::{By, Computed, encode};
use crate::backends::Session;
use crate::backfill;
use crate::journal::RangeMark;
use crate::work::{Failure, Work};

/// What came of it.
#[derive(Default)]
pub(crate) struct Written {
    /// Rows that were written.
    pub(crate) filled: u64,
    /// Rows that failed: the function, or the database on what it gave.
    pub(crate) failed: Vec<Computed>,
    /// How long transactions were open.
    pub(crate) held: Duration,
}

/// Writes rows, and takes those of the log out of it that are in step then. The checkpoint (the backfill's ordinal, where the range is then, and
/// whether it is done)
/// commits with the last of it.
///
/// Where the database refuses a row's value, the rows are halved until that row is found, which has then failed. Failures are written into
/// the log, unless the run is to stop: then the rows that did not fail are written, and there is no checkpoint.
pub(crate) async fn write(
    work: &mut Work<'_>,
    by: By,
    rows: Vec<Computed>,
    checkpoint: Option<(usize, &RangeMark, bool)>,
) -> Result<Written, Failure> {
    let (good, failed): (Vec<Computed>, Vec<Computed>) = rows.into_iter().partition(|row| row.outcome.is_ok());
    let mut written = Written { failed, ..Written::default() };
    let one = written.failed.is_empty();
    if one {
        match attempt(work, by, &good, &[], checkpoint, &mut written).await {
            Err(Failure::Db(error)) if error.is_about_a_row() => work.abandon(false).await,
            done => return done.map(|()| written),
        }
    }
    let mut pieces: Vec<&[Computed]> = if one { halves(&good) } else { vec![&good] };
    while let Some(piece) = pieces.pop() {
        match attempt(work, by, piece, &[], None, &mut written).await {
            Ok(()) => {}
            Err(Failure::Db(error)) if error.is_about_a_row() => {
                work.abandon(false).await;
                match piece {
                    [row] => written.failed.push(Computed { outcome: Err(error.to_string()), ..row.clone() }),
                    several => pieces.extend(halves(several)),
                }
            }
            Err(failure) => return Err(failure),
        }
    }
    by.tell(work, &written.failed)?;
    let failed = std::mem::take(&mut written.failed);
    attempt(work, by, &[], &failed, checkpoint, &mut written).await?;
    written.failed = failed;
    Ok(written)
}

fn halves(rows: &[Computed]) -> Vec<&[Computed]> {
    let (left, right) = rows.split_at(rows.len() / 2);
    // The left one is taken first.
    [right, left].into_iter().filter(|half| !half.is_empty()).collect()
}

/// One transaction.
async fn attempt(
    work: &mut Work<'_>,
    by: By,
    good: &[Computed],
    failed: &[Computed],
    checkpoint: Option<(usize, &RangeMark, bool)>,
    written: &mut Written,
) -> Result<(), Failure> {
    let (journal, lease, migration) = (work.inner.journal, work.lease, work.migration);
    let to_write: Vec<&Computed> = good.iter().filter(|row| row.is_to_be_written()).collect();
    let to_settle: Vec<&Computed> = good.iter().filter(|row| row.read.version.is_some()).collect();
    if to_write.is_empty() && to_settle.is_empty() && failed.is_empty() && checkpoint.is_none() {
        return Ok(());
    }
    let session: &mut dyn Session = work.session().await?;
    let started = Instant::now();
    session.begin().await?;
    let mut filled = 0;
    if !to_write.is_empty() {
        if let Some((mute, _)) = by.transform.mute {
            session.raw(mute).await?;
        }
        filled = session.execute(by.transform.write, &[encode(by.transform, to_write)]).await?;
        if let Some((_, unmute)) = by.transform.mute {
            session.raw(unmute).await?;
        }
    }
    if !to_settle.is_empty() {
        session.execute(by.transform.settle, &[encode(by.transform, to_settle)]).await?;
    }
    if !failed.is_empty() {
        let rows = [encode(by.transform, failed)];
        for statement in by.transform.fail {
            session.execute(statement, &rows).await?;
        }
    }
    if let Some((ordinal, mark, finished)) = checkpoint {
        let mark = RangeMark { filled: mark.filled + written.filled + filled, ..mark.clone() };
        journal.write(session, migration, &backfill::checkpoint(ordinal, &mark, finished)).await?;
    }
    lease.fence(session).await?;
    session.commit().await?;
    written.filled += filled;
    written.held += started.elapsed();
    Ok(())
}
