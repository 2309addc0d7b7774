//! Verification: the rows that are out of parity, and the nulls that contract would not allow, counted over whole tables in
//! ranges of keys.

use std::fmt;
use std::time::Instant;

use xc_core::plan::{Backfill, Migration};

use crate::backends::{DbError, DbErrorKind, Row, Session, Value};
use crate::batch_size::BatchSize;
use crate::control::Turn;
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::executor::Inner;
use crate::journal::key;
use crate::keyset::{self, Cut};
use crate::retry::Backoff;
use crate::steps::number;
use crate::transform::{self, By};

/// How many keys of rows that are out of parity are kept.
const EXAMPLES: usize = 10;

/// Reading is cheaper than writing, so it starts larger than a backfill's batch.
const FIRST_RANGE: u64 = 10_000;

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verification {
    /// Rows looked at.
    pub rows: u64,
    /// Rows whose new columns equal neither what the old ones say, nor the other way round.
    pub out_of_parity: u64,
    /// For each column that contract makes NOT NULL (`table.column`), the rows where it is null.
    pub nulls: Vec<(String, u64)>,
    /// Rows that were written in the old shape alone, and that a Rust function is still to transform, or has failed on. Migrate leaves them
    /// while the old version writes; contract waits for them.
    pub behind: u64,
    /// The keys of the first rows out of parity or behind, as `table(key)` or `table(key): why`; ten of each at most.
    pub examples: Vec<String>,
}

impl Verification {
    /// Nothing is out of parity, nothing is behind, and nothing is null that may not be.
    pub fn is_clean(&self) -> bool {
        self.is_clean_but_for_behind() && self.behind == 0
    }

    /// Nothing is out of parity or null that may not be, among the rows that are not behind.
    pub(crate) fn is_clean_but_for_behind(&self) -> bool {
        self.out_of_parity == 0 && self.null_violations() == 0
    }

    /// All nulls together.
    pub fn null_violations(&self) -> u64 {
        self.nulls.iter().map(|(_, rows)| rows).sum()
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} rows are out of parity", self.out_of_parity, self.rows)?;
        if self.behind > 0 {
            write!(f, " and {} are still to be transformed", self.behind)?;
        }
        if !self.examples.is_empty() {
            write!(f, ", the first of them {}", self.examples.join(", "))?;
        }
        for (column, rows) in self.nulls.iter().filter(|(_, rows)| *rows > 0) {
            write!(f, "; {column} is null in {rows} rows")?;
        }
        Ok(())
    }
}

/// Verifies all tables of a migration, on a connection of its own.
pub(crate) async fn run(inner: &Inner, migration: &'static Migration, backfills: &'static [Backfill]) -> Result<Verification, Error> {
    let mut verification = Verification::default();
    let mut verifier = Verifier { inner, migration, session: None, settings: &[] };
    for backfill in backfills {
        verifier.table(backfill, &mut verification).await?;
    }
    inner.emit(Event::Verified { migration: migration.name, verification: verification.clone() });
    Ok(verification)
}

struct Verifier<'a> {
    inner: &'a Inner,
    migration: &'static Migration,
    session: Option<Box<dyn Session>>,
    /// Statements that each connection begins with.
    settings: &'static [&'static str],
}

/// What one range holds.
struct Counts {
    cut: Cut,
    rows: u64,
    out_of_parity: u64,
    behind: u64,
    nulls: Vec<u64>,
    examples: Vec<String>,
}

impl Verifier<'_> {
    async fn table(&mut self, backfill: &'static Backfill, verification: &mut Verification) -> Result<(), Error> {
        let dialect = self.inner.database.dialect();
        let target = self.inner.options.target_batch_time(dialect);
        let mut servo = match backfill.transform {
            Some(_) => BatchSize::up_to(transform::MOST_ROWS, target),
            None => BatchSize::starting_at(FIRST_RANGE, target),
        };
        // Another table's session has other settings.
        self.session = None;
        self.settings = backfill.transform.as_ref().map_or(&[], |_| backfill.session);
        let first_null = verification.nulls.len();
        verification.nulls.extend(backfill.not_null.iter().map(|column| (format!("{}.{column}", backfill.table), 0)));

        let mut backoff = Backoff::new(&self.inner.options);
        let (ends, total) = loop {
            match self.ends(backfill).await {
                Ok(ends) => break ends,
                Err(error) => self.recover(backfill, error, &mut backoff).await?,
            }
        };
        let Some((mut from, bound)) = ends else { return Ok(()) };
        let mut rows = 0;
        let mut backoff = Backoff::new(&self.inner.options);
        loop {
            let permit = self.inner.control.admit(self.inner, Turn { migration: self.migration.name, what: backfill.table }).await?;
            let (started, size) = (Instant::now(), servo.get());
            let missing = EXAMPLES.saturating_sub(verification.examples.len());
            let counts = match self.range(backfill, &from, &bound, size, missing).await {
                Ok(counts) => counts,
                Err(error) => {
                    servo.halve();
                    self.recover(backfill, error, &mut backoff).await?;
                    continue;
                }
            };
            backoff = Backoff::new(&self.inner.options);
            let elapsed = started.elapsed();
            servo.record(if counts.cut.full { size } else { 0 }, elapsed);
            rows += counts.rows;
            verification.rows += counts.rows;
            verification.out_of_parity += counts.out_of_parity;
            verification.behind += counts.behind;
            for ((_, sum), nulls) in verification.nulls.iter_mut().skip(first_null).zip(counts.nulls) {
                *sum += nulls;
            }
            verification.examples.extend(counts.examples);
            self.inner.emit(Event::VerifyProgress { migration: self.migration.name, table: backfill.table, rows, total: total.max(rows) });
            let Some(next) = counts.cut.next else { break };
            from = next;
            // Where the journal mode is not WAL, a reader keeps SQLite's writers out.
            tokio::time::sleep(permit.pause_after(&self.inner.options, dialect, elapsed)).await;
        }
        if let Some(by) = By::of(backfill)
            && verification.behind > 0
        {
            let mut backoff = Backoff::new(&self.inner.options);
            let behind = loop {
                match self.behind(by).await {
                    Ok(behind) => break behind,
                    Err(error) => self.recover(backfill, error, &mut backoff).await?,
                }
            };
            verification.examples.extend(behind);
        }
        Ok(())
    }

    /// The lowest and the highest key, and about how many rows there are.
    async fn ends(&mut self, backfill: &Backfill) -> Result<(Option<(keyset::Key, keyset::Key)>, u64), DbError> {
        let session = self.session().await?;
        let ends = keyset::ends(session, backfill).await?;
        let total = u64::try_from(number(session, backfill.estimate).await?).unwrap_or(0);
        Ok((ends, total))
    }

    async fn range(
        &mut self,
        backfill: &'static Backfill,
        from: &keyset::Key,
        bound: &keyset::Key,
        size: u64,
        examples: usize,
    ) -> Result<Counts, DbError> {
        let session = self.session().await?;
        let cut = keyset::cut(session, backfill, from, bound, size).await?;
        if let Some(next) = &cut.next
            && keyset::count(session, backfill, next, &cut.end).await? > 0
        {
            // Keys that are not cut in the order in which they are compared would leave rows unseen, and a verification that is clean for that
            // reason lets contract destroy them.
            let problem = format!(
                "the keys of `{}` are cut in another order than they are compared: ({}) before ({})",
                backfill.table,
                key::encode(&cut.end),
                key::encode(next)
            );
            return Err(DbError::new(DbErrorKind::Other, None, problem));
        }
        let params = keyset::params(&[from, &cut.end]);
        let row = session.fetch(backfill.verify, &params).await?.into_iter().next().unwrap_or_default();
        let mut numbers = row.iter().map(|value| u64::try_from(value.as_int().unwrap_or(0)).unwrap_or(0));
        let (rows, second) = (numbers.next(), numbers.next());
        let nulls: Vec<u64> = numbers.collect();
        let (Some(rows), Some(second), true) = (rows, second, nulls.len() == backfill.not_null.len()) else {
            let found =
                format!("the verification of `{}` gives {} columns, not {}", backfill.table, row.len(), backfill.not_null.len() + 2);
            return Err(DbError::new(DbErrorKind::Other, None, found));
        };
        if let Some(by) = By::of(backfill) {
            let (out_of_parity, examples) = self.compared(by, from, &cut.end, examples).await?;
            return Ok(Counts { cut, rows, out_of_parity, behind: second, nulls, examples });
        }
        let out_of_parity = second;
        let mut keys = Vec::new();
        if out_of_parity > 0 && examples > 0 {
            let mut params = params;
            params.push(Value::Int(i64::try_from(examples).unwrap_or(i64::MAX)));
            let found = session.fetch(backfill.examine, &params).await?;
            keys = found.into_iter().map(|row| format!("{}({})", backfill.table, shown(row))).collect();
        }
        Ok(Counts { cut, rows, out_of_parity, behind: 0, nulls, examples: keys })
    }

    /// Computes the rows of a range anew that are in step by the change log, and counts those that hold something else.
    async fn compared(&mut self, by: By, from: &keyset::Key, to: &keyset::Key, examples: usize) -> Result<(u64, Vec<String>), DbError> {
        let dialect = self.inner.database.dialect();
        let session = self.session().await?;
        let rows = transform::read_range(session, by, by.transform.in_step, from, to).await?;
        let computed = transform::compute(by.transform, dialect, rows).await;
        let (computed, failed): (Vec<_>, Vec<_>) = computed.into_iter().filter(|row| !row.is_held()).partition(|row| row.outcome.is_ok());
        let mut found: Vec<String> = failed.iter().map(|row| row.shown(by.backfill.table)).collect();
        if !computed.is_empty() {
            // Their texts differ; whether their values do is for the database to say, and whether they have been written meanwhile.
            let session = self.session().await?;
            let keys = session.fetch(by.transform.differ, &[transform::encode(by.transform, &computed)]).await?;
            found.extend(keys.into_iter().map(|key| format!("{}({})", by.backfill.table, shown(key))));
        }
        let count = found.len() as u64;
        found.truncate(examples);
        Ok((count, found))
    }

    /// The first rows that are still to be transformed.
    async fn behind(&mut self, by: By) -> Result<Vec<String>, DbError> {
        let session = self.session().await?;
        let limit = Value::Int(i64::try_from(EXAMPLES).unwrap_or(i64::MAX));
        let rows = session.fetch(by.transform.behind, &[limit]).await?;
        let one = |mut row: Row| {
            let why = row.pop().and_then(Value::into_text).map(|why| format!(": {why}")).unwrap_or_default();
            format!("{}({}){why}", by.backfill.table, shown(row))
        };
        Ok(rows.into_iter().map(one).collect())
    }

    async fn session(&mut self) -> Result<&mut dyn Session, DbError> {
        let open = match self.session.take() {
            Some(open) => open,
            None => {
                let mut open = self.inner.database.open().await?;
                for setting in self.settings {
                    open.raw(setting).await?;
                }
                open
            }
        };
        Ok(self.session.insert(open).as_mut())
    }

    async fn recover(&mut self, backfill: &'static Backfill, source: DbError, backoff: &mut Backoff) -> Result<(), Error> {
        self.session = None;
        let delay = if source.is_transient() { backoff.next_delay() } else { None };
        let Some(delay) = delay else {
            return Err(Kind::Database { doing: "can't verify", source }.into());
        };
        self.inner.emit(Event::Retry {
            migration: self.migration.name,
            what: backfill.table,
            attempt: backoff.attempts(),
            delay,
            reason: source.to_string(),
            blocker: None,
        });
        tokio::time::sleep(delay).await;
        Ok(())
    }
}

fn shown(row: Row) -> String {
    let columns: Vec<String> = row.into_iter().map(|value| value.into_text().unwrap_or_default()).collect();
    key::encode(&columns)
}
