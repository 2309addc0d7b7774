//! Verification: the rows that are out of parity, and the nulls that contract would not allow, counted over whole tables in
//! ranges of keys, several at once.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use xc_core::plan::{Backfill, Migration};

use crate::backends::{Database, DbError, DbErrorKind, Row, Session, Value};
use crate::backfill::batch_size::BatchSize;
use crate::backfill::density::Density;
use crate::backfill::keyset::{self, Cut};
use crate::control::Turn;
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::executor::Inner;
use crate::journal::key;
use crate::retry::Backoff;
use crate::steps::number;
use crate::transform::{self, By};

/// How many keys of rows that are out of parity are kept.
const EXAMPLES: usize = 10;

/// Reading is cheaper than writing, so it starts larger than a backfill's batch.
const FIRST_RANGE: u64 = 10_000;

/// How long after another a range of two tables is looked at again that holds a row out of parity, 2 s in all. On PostgreSQL, a write of v1's gives
/// way to one of v2's that holds the row of the other table and waits for this one: from v1's commit to v2's, which brings both in step, they differ.
const IN_STEP_WITHIN: [Duration; 4] =
    [Duration::from_millis(50), Duration::from_millis(150), Duration::from_millis(500), Duration::from_millis(1300)];

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
    /// The first rows out of parity, with what they hold and what each side should hold by the other, as `table(key): column "value", ...`; and
    /// the first that are behind, as `table(key): why`; ten of each at most.
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

/// Verifies all tables of a migration, on connections of its own: to the database, or to a replica of it.
pub(crate) async fn run(inner: &Inner, migration: &'static Migration, backfills: &'static [Backfill]) -> Result<Verification, Error> {
    run_on(inner, migration, backfills, inner.database.as_ref()).await
}

/// The same, on another server that has the same tables.
pub(crate) async fn run_on(
    inner: &Inner,
    migration: &'static Migration,
    backfills: &'static [Backfill],
    database: &dyn Database,
) -> Result<Verification, Error> {
    let mut verification = Verification::default();
    for backfill in backfills {
        // Another table's session has other settings.
        let settings = backfill.transform.as_ref().map_or(&[] as &[&str], |_| backfill.session);
        let verifier = Verifier { inner, migration, database, backfill, settings };
        verifier.table(&mut verification).await?;
    }
    inner.emit(Event::Verified { migration: migration.name, verification: verification.clone() });
    Ok(verification)
}

struct Verifier<'a> {
    inner: &'a Inner,
    migration: &'static Migration,
    database: &'a dyn Database,
    backfill: &'static Backfill,
    /// Statements that each connection begins with.
    settings: &'static [&'static str],
}

/// A connection that is opened when it is needed.
type Connection = Option<Box<dyn Session>>;

/// What the workers on a table share.
struct Table {
    /// Where the next range begins, and the how-manieth it is. Ranges are cut one after the other; by the index, that reads the key of each row.
    next: tokio::sync::Mutex<Option<(usize, keyset::Key)>>,
    bound: keyset::Key,
    servo: Mutex<BatchSize>,
    density: Mutex<Density>,
    sum: Mutex<Sum>,
    /// About how many rows there are.
    total: u64,
}

/// What has been counted so far.
#[derive(Default)]
struct Sum {
    rows: u64,
    out_of_parity: u64,
    behind: u64,
    nulls: Vec<u64>,
    /// Each with the number of its range.
    examples: Vec<(usize, String)>,
}

/// A range to be counted: the how-manieth, from which key, to where.
struct Range {
    number: usize,
    from: keyset::Key,
    cut: Cut,
    /// How many rows it was to have.
    size: u64,
}

/// What one range holds.
struct Counts {
    rows: u64,
    out_of_parity: u64,
    behind: u64,
    nulls: Vec<u64>,
    examples: Vec<String>,
}

impl Verifier<'_> {
    async fn table(&self, verification: &mut Verification) -> Result<(), Error> {
        let backfill = self.backfill;
        let dialect = self.inner.database.dialect();
        let target = self.inner.options.target_batch_time(dialect);
        let servo = match backfill.transform {
            Some(_) => BatchSize::up_to(transform::MOST_ROWS, target),
            None => BatchSize::starting_at(FIRST_RANGE, target),
        };
        let mut connection = None;
        let mut backoff = Backoff::new(&self.inner.options);
        let (ends, total) = loop {
            match self.ends(&mut connection).await {
                Ok(ends) => break ends,
                Err(error) => self.recover(&mut connection, error, &mut backoff).await?,
            }
        };
        let sum = Sum { nulls: vec![0; backfill.not_null.len()], ..Sum::default() };
        let sum = match ends {
            None => sum,
            Some((from, bound)) => {
                let next = tokio::sync::Mutex::new(Some((0, from)));
                let table = Table { next, bound, servo: Mutex::new(servo), density: Mutex::default(), sum: Mutex::new(sum), total };
                let workers = (0..self.inner.options.verify_workers(dialect)).map(|_| self.worker(&table));
                try_join_all(workers).await?;
                table.sum.into_inner().unwrap_or_else(PoisonError::into_inner)
            }
        };
        verification.rows += sum.rows;
        verification.out_of_parity += sum.out_of_parity;
        verification.behind += sum.behind;
        let columns = backfill.not_null.iter().map(|column| format!("{}.{column}", backfill.table));
        verification.nulls.extend(columns.zip(sum.nulls));
        let missing = EXAMPLES.saturating_sub(verification.examples.len());
        verification.examples.extend(sum.examples.into_iter().map(|(_, example)| example).take(missing));
        if let Some(by) = By::of(backfill)
            && verification.behind > 0
        {
            let mut backoff = Backoff::new(&self.inner.options);
            let behind = loop {
                match self.behind(&mut connection, by).await {
                    Ok(behind) => break behind,
                    Err(error) => self.recover(&mut connection, error, &mut backoff).await?,
                }
            };
            verification.examples.extend(behind);
        }
        Ok(())
    }

    /// Counts ranges until there are none left.
    async fn worker(&self, table: &Table) -> Result<(), Error> {
        let dialect = self.inner.database.dialect();
        let mut connection = None;
        while let Some(range) = self.next_range(&mut connection, table).await? {
            let turn = Turn { migration: self.migration.name, what: self.backfill.table };
            let permit = self.inner.control.admit(self.inner, turn).await?;
            let mut backoff = Backoff::new(&self.inner.options);
            let mut waits = IN_STEP_WITHIN.into_iter();
            let (elapsed, counts) = loop {
                let started = Instant::now();
                match self.count(&mut connection, &range).await {
                    Ok(counts) => match waits.next() {
                        Some(wait) if self.may_be_in_step_soon(&counts, table) => tokio::time::sleep(wait).await,
                        _ => break (started.elapsed(), counts),
                    },
                    Err(error) => {
                        locked(&table.servo).halve();
                        self.recover(&mut connection, error, &mut backoff).await?;
                    }
                }
            };
            self.record(table, &range, counts.rows, elapsed);
            let rows = locked(&table.sum).add(range.number, counts);
            let total = table.total.max(rows);
            self.inner.emit(Event::VerifyProgress { migration: self.migration.name, table: self.backfill.table, rows, total });
            if range.cut.next.is_none() {
                break;
            }
            // Where the journal mode is not WAL, a reader keeps SQLite's writers out.
            tokio::time::sleep(permit.pause_after(&self.inner.options, dialect, elapsed)).await;
        }
        Ok(())
    }

    /// Cuts the next range off.
    async fn next_range(&self, connection: &mut Connection, table: &Table) -> Result<Option<Range>, Error> {
        let mut next = table.next.lock().await;
        let Some((number, from)) = next.take() else { return Ok(None) };
        let mut backoff = Backoff::new(&self.inner.options);
        let (cut, size) = loop {
            let size = locked(&table.servo).get();
            let by_numbers = self.has_numbers().then(|| locked(&table.density).cut(&from, &table.bound, size)).flatten();
            if let Some(cut) = by_numbers {
                break (cut, size);
            }
            match self.cut(connection, &from, &table.bound, size).await {
                Ok(cut) => {
                    if cut.full && self.has_numbers() {
                        locked(&table.density).record(&from, &cut.end, size);
                    }
                    break (cut, size);
                }
                Err(error) => {
                    locked(&table.servo).halve();
                    self.recover(connection, error, &mut backoff).await?;
                }
            }
        };
        *next = cut.next.clone().map(|next| (number + 1, next));
        Ok(Some(Range { number, from, cut, size }))
    }

    /// Whether ranges may be cut by arithmetic. What is computed anew is held in memory: there, a range has no more rows than it should.
    fn has_numbers(&self) -> bool {
        self.backfill.whole_number && self.backfill.transform.is_none()
    }

    /// What a range of so many rows tells of those to come: nothing, where it ends at the bound, or had much fewer than it was to have.
    fn record(&self, table: &Table, range: &Range, rows: u64, elapsed: Duration) {
        if !range.cut.full {
            return;
        }
        if self.has_numbers() {
            locked(&table.density).record(&range.from, &range.cut.end, rows);
        }
        if rows * 2 >= range.size {
            locked(&table.servo).record(range.size, elapsed.mul_f64(range.size as f64 / rows.max(1) as f64));
        }
    }

    /// Whether what is out of parity in a range may be so for a moment only. Many rows that stay so would make the looking long, and the first
    /// one has said already what is to be said.
    fn may_be_in_step_soon(&self, counts: &Counts, table: &Table) -> bool {
        counts.out_of_parity > 0 && self.backfill.mend.is_some() && locked(&table.sum).out_of_parity == 0
    }

    /// Counts a range.
    async fn count(&self, connection: &mut Connection, range: &Range) -> Result<Counts, DbError> {
        let backfill = self.backfill;
        let session = self.session(connection).await?;
        let params = keyset::params(&[&range.from, &range.cut.end]);
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
            let (out_of_parity, examples) = self.compared(session, by, &range.from, &range.cut.end).await?;
            return Ok(Counts { rows, out_of_parity, behind: second, nulls, examples });
        }
        let out_of_parity = second;
        let mut examples = Vec::new();
        if out_of_parity > 0 {
            let mut params = params;
            params.push(Value::Int(i64::try_from(EXAMPLES).unwrap_or(i64::MAX)));
            let found = session.fetch(backfill.examine, &params).await?;
            examples = found.into_iter().map(|row| both_sides(backfill, row)).collect();
        }
        Ok(Counts { rows, out_of_parity, behind: 0, nulls, examples })
    }

    /// Computes the rows of a range anew that are in step by the change log, and counts those that hold something else.
    async fn compared(
        &self,
        session: &mut dyn Session,
        by: By,
        from: &keyset::Key,
        to: &keyset::Key,
    ) -> Result<(u64, Vec<String>), DbError> {
        let dialect = self.inner.database.dialect();
        let rows = transform::read_range(session, by, by.transform.in_step, from, to).await?;
        let computed = transform::compute(by.transform, dialect, rows).await;
        let (computed, failed): (Vec<_>, Vec<_>) = computed.into_iter().filter(|row| !row.is_held()).partition(|row| row.outcome.is_ok());
        let mut found: Vec<String> = failed.iter().map(|row| row.shown(by.backfill.table)).collect();
        if !computed.is_empty() {
            // Their texts differ; whether their values do is for the database to say, and whether they have been written meanwhile.
            let keys = session.fetch(by.transform.differ, &[transform::encode(by.transform, &computed)]).await?;
            found.extend(keys.into_iter().map(|key| format!("{}({})", by.backfill.table, shown(key))));
        }
        let count = found.len() as u64;
        found.truncate(EXAMPLES);
        Ok((count, found))
    }

    /// The lowest and the highest key, and about how many rows there are.
    async fn ends(&self, connection: &mut Connection) -> Result<(Option<(keyset::Key, keyset::Key)>, u64), DbError> {
        let session = self.session(connection).await?;
        let ends = keyset::ends(session, self.backfill).await?;
        let total = u64::try_from(number(session, self.backfill.estimate).await?).unwrap_or(0);
        Ok((ends, total))
    }

    /// Cuts a range off, and makes sure that keys are cut in the order in which they are compared.
    async fn cut(&self, connection: &mut Connection, from: &keyset::Key, bound: &keyset::Key, size: u64) -> Result<Cut, DbError> {
        let backfill = self.backfill;
        let session = self.session(connection).await?;
        let cut = keyset::cut(session, backfill, from, bound, size).await?;
        if let Some(next) = &cut.next
            && keyset::count(session, backfill, next, &cut.end).await? > 0
        {
            // Keys in another order would leave rows unseen, and a verification that is clean for that reason lets contract destroy them.
            let problem = format!(
                "the keys of `{}` are cut in another order than they are compared: ({}) before ({})",
                backfill.table,
                key::encode(&cut.end),
                key::encode(next)
            );
            return Err(DbError::new(DbErrorKind::Other, None, problem));
        }
        Ok(cut)
    }

    /// The first rows that are still to be transformed.
    async fn behind(&self, connection: &mut Connection, by: By) -> Result<Vec<String>, DbError> {
        let session = self.session(connection).await?;
        let limit = Value::Int(i64::try_from(EXAMPLES).unwrap_or(i64::MAX));
        let rows = session.fetch(by.transform.behind, &[limit]).await?;
        let one = |mut row: Row| {
            let why = row.pop().and_then(Value::into_text).map(|why| format!(": {why}")).unwrap_or_default();
            format!("{}({}){why}", by.backfill.table, shown(row))
        };
        Ok(rows.into_iter().map(one).collect())
    }

    async fn session<'c>(&self, connection: &'c mut Connection) -> Result<&'c mut dyn Session, DbError> {
        let open = match connection.take() {
            Some(open) => open,
            None => {
                let mut open = self.database.open().await?;
                for setting in self.settings {
                    open.raw(setting).await?;
                }
                open
            }
        };
        Ok(connection.insert(open).as_mut())
    }

    async fn recover(&self, connection: &mut Connection, source: DbError, backoff: &mut Backoff) -> Result<(), Error> {
        *connection = None;
        let delay = if source.is_transient() { backoff.next_delay() } else { None };
        let Some(delay) = delay else {
            return Err(Kind::Database { doing: "can't verify", source }.into());
        };
        self.inner.emit(Event::Retry {
            migration: self.migration.name,
            what: self.backfill.table,
            attempt: backoff.attempts(),
            delay,
            reason: source.to_string(),
            blocker: None,
        });
        tokio::time::sleep(delay).await;
        Ok(())
    }
}

impl Sum {
    /// Adds a range; how many rows there are by now.
    fn add(&mut self, number: usize, counts: Counts) -> u64 {
        self.rows += counts.rows;
        self.out_of_parity += counts.out_of_parity;
        self.behind += counts.behind;
        for (sum, nulls) in self.nulls.iter_mut().zip(counts.nulls) {
            *sum += nulls;
        }
        // The first ones, whichever range was done first.
        self.examples.extend(counts.examples.into_iter().map(|example| (number, example)));
        self.examples.sort_by_key(|(number, _)| *number);
        self.examples.truncate(EXAMPLES);
        self.rows
    }
}

/// Nothing that holds one of these locks can panic, and none is held over a wait.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn shown(row: Row) -> String {
    let columns: Vec<String> = row.into_iter().map(|value| value.into_text().unwrap_or_default()).collect();
    key::encode(&columns)
}

/// A row that is out of parity, with what is in it and what each side should be by the other: `users(17): name "Ada", name by reverse "Bob"`.
fn both_sides(backfill: &'static Backfill, mut row: Row) -> String {
    let values = row.split_off(backfill.key_columns.min(row.len()));
    let value = |value: Value| value.into_text().map_or_else(|| "null".to_owned(), |text| format!("{:?}", cut(text)));
    let values: Vec<String> = backfill.compared.iter().zip(values).map(|(name, found)| format!("{name} {}", value(found))).collect();
    let row = format!("{}({})", backfill.table, shown(row));
    if values.is_empty() { row } else { format!("{row}: {}", values.join(", ")) }
}

/// The beginning of a long text.
fn cut(text: String) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some((end, _)) => format!("{} ...", &text[..end]),
    }
}
