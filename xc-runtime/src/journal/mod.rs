//! What the executor remembers, in tables of its own in the target database: how far each migration has come, which steps have
//! been begun and finished, and where each backfill is.
//!
//! On PostgreSQL and SQLite a step's mark commits with the step. On MySQL and MariaDB a step is marked as begun, run, and
//! marked as finished; between the two marks the step's probe tells whether it took effect.

pub(crate) mod key;
mod setup;
mod sql;

use std::time::Duration;

use xc_core::plan::{Dialect, Migration, Phase};

use crate::backends::{DbError, DbErrorKind, Row, Session, Value};
use crate::presence::{self, sql::PresenceSql};

pub(crate) use setup::set_up;
pub(crate) use sql::LeaseSql;

/// How far a migration has come: which phase it has finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reached {
    Pending,
    Expanded,
    DualWriting,
    Migrated,
    Contracted,
    /// What contract retired is gone.
    Purged,
}

impl Reached {
    const ALL: [Reached; 6] =
        [Reached::Pending, Reached::Expanded, Reached::DualWriting, Reached::Migrated, Reached::Contracted, Reached::Purged];

    /// What a phase leads to.
    pub(crate) fn after(phase: Phase) -> Reached {
        match phase {
            Phase::Expand => Reached::Expanded,
            Phase::DualWrite => Reached::DualWriting,
            Phase::Migrate => Reached::Migrated,
            Phase::Contract => Reached::Contracted,
        }
    }

    /// What a phase starts from.
    pub(crate) fn before(phase: Phase) -> Reached {
        match phase {
            Phase::Expand => Reached::Pending,
            Phase::DualWrite => Reached::Expanded,
            Phase::Migrate => Reached::DualWriting,
            Phase::Contract => Reached::Migrated,
        }
    }

    /// The phase that led here.
    pub(crate) fn last_phase(self) -> Option<Phase> {
        Phase::ALL.into_iter().find(|phase| Reached::after(*phase) == self)
    }

    /// As the journal and messages spell it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Reached::Pending => "pending",
            Reached::Expanded => "expanded",
            Reached::DualWriting => "dual_writing",
            Reached::Migrated => "migrated",
            Reached::Contracted => "contracted",
            Reached::Purged => "purged",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Reached> {
        Reached::ALL.into_iter().find(|reached| reached.name() == name)
    }
}

/// A migration's row.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) content_id: String,
    pub(crate) reached: Reached,
}

/// A step's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StepMark {
    pub(crate) phase: Phase,
    pub(crate) ordinal: usize,
    pub(crate) finished: bool,
}

/// A backfill's row: what of it no worker has taken yet, and what is done.
#[derive(Clone, Debug, Default)]
pub(crate) struct BackfillMark {
    /// The highest key when it began.
    pub(crate) bound: Option<String>,
    /// The first key that no range has. `None`: all of them are taken.
    pub(crate) next: Option<String>,
    /// The last page when it began, where pages are filled before keys are walked.
    pub(crate) last_page: Option<u64>,
    /// The first page that no range has.
    pub(crate) next_page: Option<u64>,
    /// Rows of ranges of keys that are done.
    pub(crate) rows: u64,
    /// Rows filled in ranges that are done.
    pub(crate) filled: u64,
    pub(crate) finished: bool,
}

/// Something that happened to a migration, as the journal's log keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogEntry {
    /// When, by the database's clock: UTC on PostgreSQL and SQLite, the session's time zone on MySQL and MariaDB.
    pub at: String,
    /// The migration's name.
    pub migration: String,
    /// What happened: `contracted`, `verified`, `forced` ...
    pub what: String,
    /// What there is to say about it.
    pub detail: String,
    /// Which executor did it.
    pub holder: String,
}

/// A range that a worker has taken: what of it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RangeMark {
    pub(crate) number: u64,
    /// Whether its ends are pages; else they are keys.
    pub(crate) by_pages: bool,
    pub(crate) from: String,
    pub(crate) end: String,
    /// Where the pass over [`RangeMark::now`] goes on.
    pub(crate) next: String,
    /// The slots whose rows are filled in the whole range.
    pub(crate) done: u64,
    /// The slots of this pass.
    pub(crate) now: u64,
    /// How many rows it has, as far as that is known.
    pub(crate) rows: u64,
    pub(crate) filled: u64,
}

/// A change to what the journal says of a migration. Each can be made twice: after a connection was lost in the middle of a commit
/// nobody knows whether it was made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Write<'a> {
    /// It has begun.
    Begin,
    /// It has reached a state.
    Reached(Reached),
    /// It has been taken back altogether.
    Forget,
    /// A step is about to run: phase, ordinal, the step's name.
    BeginStep(Phase, usize, &'a str),
    /// A step took effect.
    FinishStep(Phase, usize),
    /// A step is about to be taken back.
    ReopenStep(Phase, usize),
    /// A step has been taken back.
    ForgetStep(Phase, usize),
    /// A backfill begins: ordinal, table, first key and bound.
    BeginBackfill(usize, &'a str, &'a BackfillMark),
    /// What of a backfill is not taken.
    AdvanceBackfill(usize, &'a BackfillMark),
    /// A range is taken.
    TakeRange(usize, &'a RangeMark),
    /// A batch of a range has been filled.
    Checkpoint(usize, &'a RangeMark),
    /// A range is done.
    FinishRange(usize, &'a RangeMark),
    /// A backfill has come to its bound.
    FinishBackfill(usize),
    /// The backfills begin anew.
    ForgetBackfills,
    /// It is about to be in any state between these two, under the lease with this token: instances of the application that register see it.
    Enter(Reached, Reached, i64),
    /// It is where the journal says.
    Left,
    /// Something happened that is not to be forgotten: what, the detail, and who did it.
    Log(&'a str, &'a str, &'a str),
}

/// A migration's id as the journal keeps it: 16 hexadecimal digits, for no database has an unsigned 64-bit integer in common.
pub(crate) fn content_id(migration: &Migration) -> String {
    format!("{:016x}", migration.id)
}

/// The journal's statements for one dialect, with their parameters and results typed. It has no session of its own: what it
/// writes belongs to the caller's transaction.
#[derive(Clone, Copy)]
pub(crate) struct Journal {
    sql: &'static sql::JournalSql,
    presence: &'static PresenceSql,
}

impl Journal {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Journal { sql: sql::of(dialect), presence: presence::sql::of(dialect) }
    }

    pub(crate) fn lease_sql(self) -> &'static LeaseSql {
        &self.sql.lease
    }

    pub(crate) async fn entries(self, session: &mut dyn Session) -> Result<Vec<Entry>, DbError> {
        let rows = session.fetch(self.sql.entries, &[]).await?;
        Ok(rows.into_iter().filter_map(entry).collect())
    }

    pub(crate) async fn steps(self, session: &mut dyn Session, migration: &Migration) -> Result<Vec<StepMark>, DbError> {
        let rows = session.fetch(self.sql.steps, &[migration.name.into()]).await?;
        Ok(rows.into_iter().filter_map(step_mark).collect())
    }

    /// Writes, within the caller's transaction.
    pub(crate) async fn write(self, session: &mut dyn Session, migration: &Migration, write: &Write<'_>) -> Result<(), DbError> {
        for (statement, params) in self.statements(migration, write) {
            session.execute(statement, &params).await?;
        }
        Ok(())
    }

    fn statements(self, migration: &Migration, write: &Write<'_>) -> Vec<(&'static str, Vec<Value>)> {
        let (sql, name) = (self.sql, Value::from(migration.name));
        let range = |ordinal: usize, range: &RangeMark| vec![name.clone(), int(ordinal), count(range.number)];
        let one = match write {
            Write::Begin => (sql.insert_entry, vec![name, content_id(migration).as_str().into(), Reached::Pending.name().into()]),
            Write::Reached(reached) => (sql.set_reached, vec![reached.name().into(), name]),
            Write::Forget => (sql.delete_entry, vec![name]),
            Write::BeginStep(phase, ordinal, step) => (sql.begin_step, vec![name, phase.keyword().into(), int(*ordinal), (*step).into()]),
            Write::FinishStep(phase, ordinal) => (sql.finish_step, vec![name, phase.keyword().into(), int(*ordinal)]),
            Write::ReopenStep(phase, ordinal) => (sql.reopen_step, vec![name, phase.keyword().into(), int(*ordinal)]),
            Write::ForgetStep(phase, ordinal) => (sql.delete_step, vec![name, phase.keyword().into(), int(*ordinal)]),
            Write::BeginBackfill(ordinal, table, BackfillMark { bound, next, last_page, next_page, .. }) => {
                let ends = [text(bound.as_deref()), text(next.as_deref()), maybe(*last_page), maybe(*next_page)];
                (sql.begin_backfill, [name, int(*ordinal), (*table).into()].into_iter().chain(ends).collect())
            }
            Write::AdvanceBackfill(ordinal, BackfillMark { next, next_page, .. }) => {
                (sql.advance_backfill, vec![text(next.as_deref()), maybe(*next_page), name, int(*ordinal)])
            }
            Write::TakeRange(ordinal, mark) => {
                let RangeMark { number, by_pages, from, end, next, done, now, rows, filled } = mark;
                let (from, end, next) = (from.as_str().into(), end.as_str().into(), next.as_str().into());
                let values = [count(*number), Value::Int((*by_pages).into()), from, end, next, slots(*done), slots(*now)];
                let params = values.into_iter().chain([count(*rows), count(*filled), name.clone(), int(*ordinal)]).collect();
                // After a commit of which nobody knows whether it was made, the range may be there, with another end.
                return vec![(sql.delete_range, range(*ordinal, mark)), (sql.insert_range, params)];
            }
            Write::Checkpoint(ordinal, mark) => {
                let values = [mark.next.as_str().into(), slots(mark.done), slots(mark.now), count(mark.filled)];
                (sql.checkpoint, values.into_iter().chain(range(*ordinal, mark)).collect())
            }
            Write::FinishRange(ordinal, mark) => {
                let credit = [count(mark.rows), count(mark.filled)].into_iter().chain(range(*ordinal, mark)).collect();
                return vec![(sql.credit_range, credit), (sql.delete_range, range(*ordinal, mark))];
            }
            Write::FinishBackfill(ordinal) => (sql.finish_backfill, vec![name, int(*ordinal)]),
            Write::ForgetBackfills => return vec![(sql.delete_ranges, vec![name.clone()]), (sql.delete_backfills, vec![name])],
            Write::Enter(low, high, token) => (self.presence.enter, vec![name, low.name().into(), high.name().into(), Value::Int(*token)]),
            Write::Left => (self.presence.left, vec![name]),
            Write::Log(what, detail, holder) => (sql.insert_log, vec![name, (*what).into(), (*detail).into(), (*holder).into()]),
        };
        vec![one]
    }

    /// The ranges of a backfill that workers have taken and not finished.
    pub(crate) async fn ranges(self, session: &mut dyn Session, migration: &Migration, ordinal: usize) -> Result<Vec<RangeMark>, DbError> {
        let rows = session.fetch(self.sql.ranges, &[migration.name.into(), int(ordinal)]).await?;
        let found = rows.len();
        let ranges: Vec<RangeMark> = rows.into_iter().filter_map(range_mark).collect();
        // A range that can't be read and is left out would be rows that nobody fills.
        if ranges.len() != found {
            return Err(DbError::new(DbErrorKind::Other, None, "table xc_range has a row that xc has not written".to_owned()));
        }
        Ok(ranges)
    }

    /// How long ago a migration reached its state.
    pub(crate) async fn age(self, session: &mut dyn Session, migration: &Migration) -> Result<Duration, DbError> {
        let rows = session.fetch(self.sql.age, &[migration.name.into()]).await?;
        Ok(rows.into_iter().flatten().next().map_or(Duration::ZERO, millis))
    }

    /// How many backfills of a migration have begun, how many are finished, and how long ago the last of these was.
    pub(crate) async fn backfilled(self, session: &mut dyn Session, migration: &Migration) -> Result<(i64, i64, Duration), DbError> {
        let rows = session.fetch(self.sql.backfilled, &[migration.name.into()]).await?;
        let mut row = rows.into_iter().flatten();
        let mut number = || row.next().as_ref().and_then(Value::as_int).unwrap_or(0);
        Ok((number(), number(), millis(Value::Int(number()))))
    }

    /// The last entries of the log, the last first.
    pub(crate) async fn log(self, session: &mut dyn Session, limit: u32) -> Result<Vec<LogEntry>, DbError> {
        let rows = session.fetch(self.sql.log, &[Value::Int(limit.into())]).await?;
        let entry = |row: Row| {
            let mut columns = row.into_iter().map(|column| column.into_text().unwrap_or_default());
            let mut next = || columns.next().unwrap_or_default();
            LogEntry { at: next(), migration: next(), what: next(), detail: next(), holder: next() }
        };
        Ok(rows.into_iter().map(entry).collect())
    }

    /// The last entry of a migration that is of one of two kinds: which, its detail, and how long ago it was.
    pub(crate) async fn last_of(
        self,
        session: &mut dyn Session,
        migration: &Migration,
        kinds: [&str; 2],
    ) -> Result<Option<(String, String, Duration)>, DbError> {
        let rows = session.fetch(self.sql.last_of, &[migration.name.into(), kinds[0].into(), kinds[1].into()]).await?;
        let row = rows.into_iter().next().and_then(|row| <[Value; 3]>::try_from(row).ok());
        Ok(row.and_then(|[what, detail, age]| Some((what.into_text()?, detail.into_text()?, millis(age)))))
    }

    /// Where a backfill is, if it has begun.
    pub(crate) async fn backfill(
        self,
        session: &mut dyn Session,
        migration: &Migration,
        ordinal: usize,
    ) -> Result<Option<BackfillMark>, DbError> {
        let rows = session.fetch(self.sql.backfill, &[migration.name.into(), int(ordinal)]).await?;
        Ok(rows.into_iter().next().and_then(backfill_mark))
    }
}

fn millis(value: Value) -> Duration {
    Duration::from_millis(value.as_int().and_then(|ms| u64::try_from(ms).ok()).unwrap_or(0))
}

fn int(ordinal: usize) -> Value {
    Value::Int(i64::try_from(ordinal).unwrap_or(i64::MAX))
}

fn count(rows: u64) -> Value {
    Value::Int(i64::try_from(rows).unwrap_or(i64::MAX))
}

/// As text, which the statement casts: a null that is bound has the type of text.
fn maybe(number: Option<u64>) -> Value {
    number.map_or(Value::Null, |number| Value::Text(number.to_string()))
}

/// A set of slots, bit by bit: no database has an unsigned 64-bit integer in common.
pub(crate) fn slots(slots: u64) -> Value {
    Value::Int(slots.cast_signed())
}

fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::from)
}

fn entry(row: Row) -> Option<Entry> {
    let mut columns = row.into_iter().map(Value::into_text);
    Some(Entry { name: columns.next()??, content_id: columns.next()??, reached: Reached::parse(&columns.next()??)? })
}

fn step_mark(row: Row) -> Option<StepMark> {
    let [phase, ordinal, finished] = <[Value; 3]>::try_from(row).ok()?;
    let phase = phase.into_text()?;
    Some(StepMark {
        phase: Phase::ALL.into_iter().find(|known| known.keyword() == phase)?,
        ordinal: usize::try_from(ordinal.as_int()?).ok()?,
        finished: finished.as_int()? != 0,
    })
}

fn backfill_mark(row: Row) -> Option<BackfillMark> {
    let [bound, next, last_page, next_page, rows, filled, finished] = <[Value; 7]>::try_from(row).ok()?;
    let number = |value: &Value| value.as_int().and_then(|number| u64::try_from(number).ok());
    Some(BackfillMark {
        bound: bound.into_text(),
        next: next.into_text(),
        last_page: number(&last_page),
        next_page: number(&next_page),
        rows: number(&rows)?,
        filled: number(&filled)?,
        finished: finished.as_int()? != 0,
    })
}

fn range_mark(row: Row) -> Option<RangeMark> {
    let [number, by_pages, from, end, next, done, now, rows, filled] = <[Value; 9]>::try_from(row).ok()?;
    let count = |value: Value| u64::try_from(value.as_int()?).ok();
    Some(RangeMark {
        number: count(number)?,
        by_pages: by_pages.as_int()? != 0,
        from: from.into_text()?,
        end: end.into_text()?,
        next: next.into_text()?,
        done: done.as_int()?.cast_unsigned(),
        now: now.as_int()?.cast_unsigned(),
        rows: count(rows)?,
        filled: count(filled)?,
    })
}
