//! What the application's users feel: every request counted and timed, by version and phase.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use hdrhistogram::Histogram;
use xc::Phase;

/// A version of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// The one before the change.
    V1,
    /// The one after it.
    V2,
}

impl Version {
    /// `v1`, `v2`.
    pub const fn name(self) -> &'static str {
        match self {
            Version::V1 => "v1",
            Version::V2 => "v2",
        }
    }
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Insert,
    Update,
    Delete,
    Read,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Kind::Insert => "insert",
            Kind::Update => "update",
            Kind::Delete => "delete",
            Kind::Read => "read",
        }
    }
}

/// How a request fails.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The database refused it.
    Refused(sqlx::Error),
    /// No answer in time.
    Timeout(Duration),
    /// A read met a null where there must be a value.
    Null(String),
    /// What was read is not what was written last.
    Wrong(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Refused(error) => write!(f, "{error}"),
            Failure::Timeout(limit) => write!(f, "no answer within {} s", limit.as_secs()),
            Failure::Null(what) | Failure::Wrong(what) => f.write_str(what),
        }
    }
}

/// Requests of one version, in one phase, of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) requests: u64,
    pub(crate) failed: u64,
}

/// Response times within a phase.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Latency {
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    pub(crate) max: Duration,
}

/// Where and what a count is of. The phase is `None` before the migration begins.
pub(crate) type Cell = (Option<Phase>, Version, Kind);

/// Gathers what all tasks measure.
#[derive(Default)]
pub(crate) struct Measurements(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    phase: Option<Phase>,
    counts: BTreeMap<Cell, Count>,
    latencies: BTreeMap<Option<Phase>, Histogram<u64>>,
    failures: Vec<String>,
    null_violations: u64,
}

impl Measurements {
    /// How many failures are kept with their message.
    const FAILURES_KEPT: usize = 5;

    /// From now on requests count for this phase.
    pub(crate) fn enter(&self, phase: Phase) {
        self.inner().phase = Some(phase);
    }

    /// The phase that a request counts for when it begins now.
    pub(crate) fn phase(&self) -> Option<Phase> {
        self.inner().phase
    }

    /// Enters one request.
    pub(crate) fn record(&self, cell: Cell, elapsed: Duration, outcome: Result<(), Failure>) {
        let mut inner = self.inner();
        let count = inner.counts.entry(cell).or_default();
        count.requests += 1;
        count.failed += u64::from(outcome.is_err());
        let (phase, version, kind) = cell;
        let latencies = inner.latencies.entry(phase).or_insert_with(microseconds);
        latencies.saturating_record(u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX));
        if let Err(failure) = outcome {
            inner.null_violations += u64::from(matches!(failure, Failure::Null(_)));
            drop(inner);
            let when = phase.map_or("before the migration", Phase::keyword);
            self.keep(format!("{} {}, {when}: {failure}", version.name(), kind.name()));
        }
    }

    /// Keeps a failure's message, if it is among the first.
    pub(crate) fn keep(&self, failure: String) {
        let mut inner = self.inner();
        if inner.failures.len() < Self::FAILURES_KEPT {
            inner.failures.push(failure);
        }
    }

    /// All counts.
    pub(crate) fn counts(&self) -> BTreeMap<Cell, Count> {
        self.inner().counts.clone()
    }

    /// The response times of all requests that began in a phase.
    pub(crate) fn latency(&self, phase: Option<Phase>) -> Latency {
        self.inner().latencies.get(&phase).map_or_else(Latency::default, |histogram| Latency {
            p50: Duration::from_micros(histogram.value_at_quantile(0.50)),
            p99: Duration::from_micros(histogram.value_at_quantile(0.99)),
            max: Duration::from_micros(histogram.max()),
        })
    }

    /// The first failures, with their messages.
    pub(crate) fn failures(&self) -> Vec<String> {
        self.inner().failures.clone()
    }

    /// Reads that met a null after the backfill.
    pub(crate) fn null_violations(&self) -> u64 {
        self.inner().null_violations
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("no task panics while it holds the measurements")
    }
}

/// A histogram from 1 µs to a minute, exact to three digits.
fn microseconds() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 60_000_000, 3).expect("1 <= low, 2 * low <= high, and 3 digits are within 0 to 5")
}
