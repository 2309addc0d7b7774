//! A worker: takes a range, fills it batch by batch, takes the next.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use tracing::Instrument;
use xc_core::plan::{Backfill, Dialect, Migration};

use super::ahead::{Ahead, Stretch};
use super::batch_size::BatchSize;
use super::keyset;
use super::order::{ALL, Evidence, Order};
use super::ranges::{Range, Ranges, Span};
use super::totals::Totals;
use super::{Start, recover};
use crate::backends::{DbErrorKind, Session, Value};
use crate::control::{Permit, Turn};
use crate::error::{Error, Kind};
use crate::event::{Event, Progress};
use crate::executor::Inner;
use crate::journal::{BackfillMark, RangeMark, Write, key, slots};
use crate::lease::Lease;
use crate::retry::Backoff;
use crate::transform::{self, By};
use crate::work::{Failure, Work};

/// A range that is filled in one pass has so many batches: one transaction in so many takes a range.
const BATCHES: u64 = 8;
/// A range that is filled in several passes has so many parts. A pass takes several parts a batch, and a page must rest for some batches
/// before the next pass comes to it: until no other worker has a transaction that saw its old rows.
const PARTS: u64 = 16;
/// The batches of a pass over such a range are so many at least. More of them rest longer, but each has a transaction to pay: with four in place of two,
/// two million rows took a tenth longer.
const REST: u64 = 2;
/// More workers than this gain nothing on any server that was measured, and each has a connection.
pub(crate) const MOST_WORKERS: usize = 32;
/// Between two questions of a worker that is one too many whether it still is.
const PARKED: Duration = Duration::from_millis(250);
/// Near the end ranges get smaller, so that the workers end together, but not smaller than this.
const FEWEST_ROWS: u64 = 1_000;

/// What the workers of a backfill share.
pub(super) struct Course<'a> {
    inner: &'a Inner,
    migration: &'static Migration,
    ordinal: usize,
    backfill: &'static Backfill,
    by: Option<By>,
    order: Order,
    /// Held while a range is taken, which is a transaction.
    ranges: tokio::sync::Mutex<Ranges>,
    size: Mutex<BatchSize>,
    totals: Mutex<Totals>,
}

impl<'a> Course<'a> {
    pub(super) fn new(work: &Work<'a>, ordinal: usize, backfill: &'static Backfill, start: Start) -> Course<'a> {
        let inner = work.inner;
        let target = inner.options.target_batch_time(inner.database.dialect());
        let by = By::of(backfill);
        let size = if by.is_some() { BatchSize::up_to(transform::MOST_ROWS, target) } else { BatchSize::new(target) };
        Course {
            inner,
            migration: work.migration,
            ordinal,
            backfill,
            by,
            order: start.order,
            ranges: tokio::sync::Mutex::new(start.ranges),
            size: Mutex::new(size),
            totals: Mutex::new(Totals::new(start.done, start.total)),
        }
    }

    /// How many workers there may be. SQLite has one writer; rows for a Rust function are held in memory, and computed one after the other.
    pub(super) fn most_workers(&self) -> usize {
        let one = self.by.is_some() || self.inner.database.dialect() == Dialect::Sqlite;
        if one { 1 } else { MOST_WORKERS }
    }

    /// How many workers are to work.
    fn workers(&self, tuned: Option<usize>) -> usize {
        tuned.unwrap_or(self.inner.options.workers).clamp(1, self.most_workers())
    }

    /// Whether something of this kind is left to take.
    pub(super) async fn is_left(&self, by_pages: bool) -> bool {
        self.ranges.lock().await.is_left(by_pages)
    }

    fn turn(&self) -> Turn {
        Turn { migration: self.migration.name, what: self.backfill.table }
    }

    /// The one place where a worker asks whether it may go on, with which target, and among how many.
    async fn admit(&self) -> Result<Permit, Error> {
        let permit = self.inner.control.admit(self.inner, self.turn()).await?;
        self.with_size(|size| size.aim_at(permit.target_batch_time));
        Ok(permit)
    }

    /// Tells how far it is.
    pub(super) fn tell(&self, finished: bool) {
        let Ok(standing) = self.totals.lock().map(|totals| totals.standing(finished)) else { return };
        self.inner.emit(Event::BackfillProgress(Progress {
            migration: self.migration.name,
            table: self.backfill.table,
            rows: standing.rows,
            filled: standing.filled,
            total: standing.total,
            rows_per_second: standing.rate,
            eta: standing.eta,
            batch_size: self.size(),
            finished,
        }));
    }

    fn size(&self) -> u64 {
        self.size.lock().map_or(1, |size| size.get())
    }

    fn with_size(&self, change: impl FnOnce(&mut BatchSize)) {
        if let Ok(mut size) = self.size.lock() {
            change(&mut size);
        }
    }

    fn take_back(&self, rows: u64) {
        if let Ok(mut totals) = self.totals.lock() {
            totals.take_back(rows);
        }
    }

    fn add(&self, rows: u64, filled: u64) {
        if let Ok(mut totals) = self.totals.lock() {
            totals.add(rows, filled);
        }
    }
}

/// The part of so many rows that is in a set of slots, about.
pub(super) fn share(rows: u64, slots: u64) -> u64 {
    rows * u64::from(slots.count_ones()) / u64::from(u64::BITS)
}

/// A range that holds a row which can't be filled is halved until that row is found.
#[derive(Default)]
struct Bisection {
    /// The bad row is among the next so many. 0: there is none.
    suspects: u64,
}

impl Bisection {
    fn limit(&self, rows: u64) -> u64 {
        match self.suspects {
            0 => rows,
            suspects => rows.min(suspects.div_ceil(2)),
        }
    }
}

/// What a batch did.
struct Batch {
    /// Where its range is then. `None`: it is done.
    mark: Option<RangeMark>,
    filled: u64,
    /// How long it took.
    elapsed: Duration,
    /// How long its transaction was open, and stood in others' way.
    held: Duration,
    /// Rows updated, and those of them without an entry in any index.
    updated: Option<(u64, u64)>,
}

/// One of the workers.
pub(super) struct Worker<'a> {
    course: &'a Course<'a>,
    work: Work<'a>,
    lease: &'a Lease,
    /// Its number, from 0 on.
    number: usize,
}

impl<'a> Worker<'a> {
    pub(super) fn new(course: &'a Course<'a>, work: &Work<'a>, preamble: Vec<&'static str>, number: usize) -> Worker<'a> {
        let lease = work.lease;
        let mut work = Work::new(work.inner, lease, work.migration, work.plan);
        work.begin_sessions_with(preamble);
        Worker { course, work, lease, number }
    }

    /// Works until nothing of this kind is left.
    pub(super) async fn run(mut self, by_pages: bool) -> Result<(), Error> {
        let course = self.course;
        let mut backoff = Backoff::new(&course.inner.options);
        loop {
            let permit = course.admit().await?;
            if self.is_one_too_many(&permit) {
                // It gives its connection back meanwhile.
                self.work.abandon(true).await;
                if !course.is_left(by_pages).await {
                    return Ok(());
                }
                tokio::time::sleep(PARKED).await;
                continue;
            }
            match self.take(by_pages, &permit).await {
                Ok(Some(range)) => self.range(range).await?,
                Ok(None) => return Ok(()),
                Err(failure) => {
                    recover(&mut self.work, course.backfill, failure, &mut backoff).await?;
                    continue;
                }
            }
            backoff = Backoff::new(&course.inner.options);
        }
    }

    fn is_one_too_many(&self, permit: &Permit) -> bool {
        self.number >= self.course.workers(permit.workers)
    }

    /// Takes a range off what is left.
    async fn take(&mut self, by_pages: bool, permit: &Permit) -> Result<Option<Range>, Failure> {
        let course = self.course;
        let mut ranges = course.ranges.lock().await;
        if let Some(range) = ranges.left_open(by_pages) {
            return Ok(Some(range));
        }
        let left = ranges.mark.clone();
        let number = ranges.number();
        let taken = if by_pages { self.take_pages(left, number, permit) } else { self.take_keys(left, number, permit).await? };
        let Some((range, left)) = taken else { return Ok(None) };
        let (journal, migration, ordinal) = (course.inner.journal, course.migration, course.ordinal);
        let session: &mut dyn Session = self.work.session().await?;
        session.begin().await?;
        journal.write(session, migration, &Write::TakeRange(ordinal, &range.mark)).await?;
        journal.write(session, migration, &Write::AdvanceBackfill(ordinal, &left)).await?;
        self.lease.renew(session).await?;
        session.commit().await?;
        ranges.taken(left);
        Ok(Some(range))
    }

    fn take_pages(&self, left: BackfillMark, number: u64, permit: &Permit) -> Option<(Range, BackfillMark)> {
        let order = &self.course.order;
        let (from, last) = (left.next_page?, left.last_page?);
        let mut passes = order.passes();
        let (parts, rows) = self.shape(&passes, permit);
        let end = (from + order.pages(parts * rows).saturating_sub(1)).min(last);
        let now = passes.remove(0);
        let range = RangeMark { rows: 0, ..fresh(number, true, from.to_string(), end.to_string(), now) };
        let left = BackfillMark { next_page: (end < last).then_some(end + 1), ..left };
        Some((Range { passes, ..Range::of(range) }, left))
    }

    async fn take_keys(&mut self, left: BackfillMark, number: u64, permit: &Permit) -> Result<Option<(Range, BackfillMark)>, Failure> {
        let course = self.course;
        let (Some(from), Some(bound)) = (&left.next, &left.bound) else { return Ok(None) };
        let ahead = course.order.passes_ahead();
        let (most, rows) = self.shape(ahead.as_ref().map_or(&[], |(_, passes)| passes), permit);
        let (mut next, bound) = (Some(key::decode(from)), key::decode(bound));
        let mut parts: Vec<Span> = Vec::new();
        let session: &mut dyn Session = self.work.session().await?;
        while let Some(from) = next.take()
            && (parts.len() as u64) < most
        {
            let part = cut(session, course.backfill, &from, &bound, rows).await?;
            next = part.next.as_deref().map(key::decode);
            parts.push(part);
            if next.is_some() && parts.len() as u64 == most {
                break;
            }
        }
        let (Some(first), Some(last)) = (parts.first().cloned(), parts.last_mut()) else { return Ok(None) };
        let (end, next) = (last.end.clone(), last.next.take());
        let rows = parts.iter().map(|part| part.rows).sum();
        let range = RangeMark { rows, ..fresh(number, false, first.from, end, ALL) };
        let ahead = match ahead {
            Some((interleave, passes)) => {
                let (from, end, next) = (key::decode(&range.from), key::decode(&range.end), next.as_deref().map(key::decode));
                let stretch = Stretch { from: &from, end: &end, next: next.as_ref(), bound: &bound, rows };
                Ahead::of(session, interleave, stretch, course.order.rows_per_page(), passes).await?
            }
            None => None,
        };
        Ok(Some((Range { parts, ahead, ..Range::of(range) }, BackfillMark { next, ..left })))
    }

    /// How many parts a range should have, and how many rows each.
    fn shape(&self, passes: &[u64], permit: &Permit) -> (u64, u64) {
        let course = self.course;
        let workers = course.workers(permit.workers);
        let size = course.size();
        let (mut parts, mut rows) = match passes.iter().map(|pass| u64::from(pass.count_ones().max(1))).min() {
            // Each pass has its batches, and each of them as many rows as a batch should have.
            Some(fewest) if passes.len() > 1 => (PARTS, (REST * size * u64::from(u64::BITS) / fewest / PARTS).max(1)),
            _ => (BATCHES, size),
        };
        rows = rows.min(course.order.most_rows(size) / PARTS).max(1);
        if let Ok(totals) = course.totals.lock() {
            let standing = totals.standing(false);
            // The last ranges of the workers should end at about the same time.
            let fair = (standing.total - standing.rows) / (2 * workers as u64);
            if workers > 1 && standing.total > 0 {
                rows = rows.min((fair / parts).max(FEWEST_ROWS / parts)).max(1);
                parts = parts.min((fair / rows).max(1));
            }
        }
        (parts, rows)
    }

    /// Fills a range.
    async fn range(&mut self, mut range: Range) -> Result<(), Error> {
        let course = self.course;
        let mut backoff = Backoff::new(&course.inner.options);
        let mut bisection = Bisection::default();
        let mut evidence = Evidence::default();
        let (mut credited, mut done) = (share(range.mark.rows, range.done()), false);
        while !done {
            let permit = course.admit().await?;
            if self.is_one_too_many(&permit) {
                // Another worker goes on with it, and counts from the passes that are done.
                course.take_back(credited - share(range.mark.rows, range.mark.done));
                course.ranges.lock().await.put_back(range.mark);
                return Ok(());
            }
            let size = course.size();
            // So many rows as have that many in the slots of this pass.
            let slots = range.slots();
            let wanted = size.saturating_mul(u64::from(u64::BITS)) / u64::from(slots.count_ones().max(1));
            let wanted = if range.is_one_pass() { wanted } else { wanted.min((range.mark.rows / REST).max(FEWEST_ROWS)) };
            let limit = bisection.limit(wanted);
            let log = tracing::debug_span!("batch", size, next = range.mark.next);
            let mut span = None;
            // A row that is looked for is not found in parts that were cut for something else.
            let exactly = limit < wanted;
            let began = Instant::now();
            let batch = match self.batch(&range, limit, exactly, &mut span).instrument(log).await {
                Ok(batch) => batch,
                Err(Failure::Db(source)) if source.is_about_a_row() => {
                    self.work.abandon(false).await;
                    let Some(span) = span else { return Err(self.row(range.mark.next.clone(), source)) };
                    if range.is_by_pages() {
                        // The walk by keys comes to the row again, and finds it.
                        match range.after(&span) {
                            Some(mark) => range.go_on(&span, mark),
                            None => return self.give_back(&range).await,
                        }
                    } else if span.rows <= 1 {
                        return Err(self.row(span.end, source));
                    } else {
                        bisection.suspects = span.rows;
                    }
                    continue;
                }
                Err(failure) => {
                    if let Failure::Db(error) = &failure
                        && matches!(error.kind(), DbErrorKind::LockTimeout | DbErrorKind::Deadlock | DbErrorKind::StatementTimeout)
                    {
                        course.with_size(BatchSize::halve);
                    }
                    recover(&mut self.work, course.backfill, failure, &mut backoff).await?;
                    continue;
                }
            };
            backoff = Backoff::new(&course.inner.options);
            let rows = span.as_ref().map_or(0, |span| span.rows);
            bisection.suspects = bisection.suspects.saturating_sub(rows);
            let walked = share(rows, slots);
            // A batch much smaller than it should have been tells nothing about the size.
            if walked * 2 >= size {
                course.with_size(|servo| servo.record(size, batch.elapsed.mul_f64(size as f64 / walked.max(1) as f64)));
            }
            course.inner.control.walked(course.turn(), walked, began);
            evidence.walked += walked;
            evidence.filled += batch.filled;
            if let Some((updated, hot)) = batch.updated {
                evidence.later += updated;
                evidence.hot += hot;
            }
            // What rounding has lost is made up for at the end. Pages are walked over by keys as well, which counts.
            let walked = match (&batch.mark, range.mark.by_pages) {
                (_, true) => 0,
                (Some(_), false) => walked,
                (None, false) => range.mark.rows.saturating_sub(credited),
            };
            credited += walked;
            course.add(walked, batch.filled);
            course.tell(false);
            match batch.mark {
                Some(mark) => {
                    let done = range.done();
                    if let Some(span) = &span {
                        range.go_on(span, mark);
                    }
                    if range.done() != done && (range.ahead.is_some() || range.passes.len() > 1) && course.order.give_up(evidence) {
                        range.hurry();
                    }
                }
                None => done = true,
            }
            tokio::time::sleep(permit.pause_after(&course.inner.options, course.inner.database.dialect(), batch.held)).await;
        }
        Ok(())
    }

    fn row(&self, key: String, source: crate::backends::DbError) -> Error {
        Kind::Row { name: self.course.migration.name, table: self.course.backfill.table, key, source }.into()
    }

    /// A range of pages whose last part can't be filled.
    async fn give_back(&mut self, range: &Range) -> Result<(), Error> {
        self.work.write(&[Write::FinishRange(self.course.ordinal, &range.mark)]).await
    }

    /// The next part of a range.
    async fn span(&mut self, range: &Range, rows: u64, exactly: bool) -> Result<Span, Failure> {
        let mark = &range.mark;
        if let Some(ahead) = &range.ahead {
            return Ok(ahead.span(rows));
        }
        if mark.by_pages {
            let page = |text: &str| {
                let broken = || Error::plan(self.course.migration, format!("the journal has no page to go on with: `{text}`"));
                text.parse::<u64>().map_err(|_| Failure::Stop(broken()))
            };
            let (next, last) = (page(&mark.next)?, page(&mark.end)?);
            let end = (next + self.course.order.pages(rows).saturating_sub(1)).min(last);
            let rows = self.course.order.rows(end + 1 - next);
            return Ok(Span { from: mark.next.clone(), end: end.to_string(), next: (end < last).then(|| (end + 1).to_string()), rows });
        }
        if let Some(span) = range.part(rows).filter(|_| !exactly) {
            return Ok(span);
        }
        let (from, end) = (key::decode(&mark.next), key::decode(&mark.end));
        let session: &mut dyn Session = self.work.session().await?;
        Ok(cut(session, self.course.backfill, &from, &end, rows).await?)
    }

    /// Fills the next part of a range.
    async fn batch(&mut self, range: &Range, rows: u64, exactly: bool, found: &mut Option<Span>) -> Result<Batch, Failure> {
        let course = self.course;
        let backfill = course.backfill;
        let started = Instant::now();
        let span = found.insert(self.span(range, rows, exactly).await?);
        let after = range.after(span);
        let mut mark = after.clone().unwrap_or_else(|| range.mark.clone());
        let (from, end) = (key::decode(&span.from), key::decode(&span.end));
        if let Some(by) = course.by {
            let session: &mut dyn Session = self.work.session().await?;
            let read = transform::read_range(session, by, by.transform.unfilled, &from, &end).await?;
            let computed = transform::compute(by.transform, course.inner.database.dialect(), read).await;
            let written = transform::write(&mut self.work, by, computed, Some((course.ordinal, &mark, after.is_none()))).await?;
            mark.filled += written.filled;
            let (filled, held) = (written.filled, written.held);
            return Ok(Batch { mark: after.map(|_| mark), filled, elapsed: started.elapsed(), held, updated: None });
        }
        let journal = course.inner.journal;
        let interleave = course.order.interleave();
        let session: &mut dyn Session = self.work.session().await?;
        let started = Instant::now();
        session.begin().await?;
        let mut filled = 0;
        if let Some(interleave) = interleave.filter(|_| range.is_by_pages()) {
            let page = |text: &str| Value::Int(text.parse().unwrap_or(i64::MAX));
            filled += session.execute(interleave.fill, &[page(&span.from), page(&span.end), slots(range.slots())]).await?;
        } else {
            if let Some(interleave) = interleave {
                session.raw(interleave.bitmap).await?;
            }
            filled += fill(session, backfill, &from, &end).await?;
        }
        let mut updated = None;
        if let Some(interleave) = interleave.filter(|_| range.done() != 0) {
            let row = session.fetch(interleave.updated, &[]).await?.into_iter().next().unwrap_or_default();
            let mut numbers = row.iter().map(|value| value.as_int().and_then(|number| u64::try_from(number).ok()).unwrap_or(0));
            updated = numbers.next().zip(numbers.next());
        }
        mark.filled += filled;
        journal.write(session, course.migration, &checkpoint(course.ordinal, &mark, after.is_none())).await?;
        self.lease.fence(session).await?;
        session.commit().await?;
        let elapsed = started.elapsed();
        Ok(Batch { mark: after.map(|_| mark), filled, elapsed, held: elapsed, updated })
    }
}

/// A range of which nothing is done.
fn fresh(number: u64, by_pages: bool, from: String, end: String, now: u64) -> RangeMark {
    RangeMark { number, by_pages, next: from.clone(), from, end, done: 0, now, rows: 0, filled: 0 }
}

/// What the journal is told when a part of a range is filled.
pub(crate) fn checkpoint(ordinal: usize, mark: &RangeMark, finished: bool) -> Write<'_> {
    if finished { Write::FinishRange(ordinal, mark) } else { Write::Checkpoint(ordinal, mark) }
}

/// Cuts so many rows off a range.
async fn cut(
    session: &mut dyn Session,
    backfill: &'static Backfill,
    from: &keyset::Key,
    end: &keyset::Key,
    rows: u64,
) -> Result<Span, crate::backends::DbError> {
    let cut = keyset::cut(session, backfill, from, end, rows).await?;
    // The last one has what is left.
    let rows = if cut.full { rows } else { keyset::count(session, backfill, from, &cut.end).await? };
    Ok(Span { from: key::encode(from), end: key::encode(&cut.end), next: cut.next.as_ref().map(|next| key::encode(next)), rows })
}

/// All rows of a span, by the plan's own statements.
async fn fill(
    session: &mut dyn Session,
    backfill: &'static Backfill,
    from: &keyset::Key,
    end: &keyset::Key,
) -> Result<u64, crate::backends::DbError> {
    let range = keyset::params(&[from, end]);
    for lock in backfill.lock {
        session.execute(lock, &range).await?;
    }
    let mut filled = 0;
    for fill in backfill.fill {
        filled += session.execute(fill, &range).await?;
    }
    let Some(mend) = &backfill.mend else { return Ok(filled) };
    for row in session.fetch(mend.find, &range).await? {
        let found = keyset::key(backfill, row)?;
        let this_row = keyset::params(&[&found, &found]);
        for lock in mend.lock {
            session.execute(lock, &this_row).await?;
        }
        filled += session.execute(mend.fill, &this_row).await?;
    }
    Ok(filled)
}
