//! What can be tuned while a run is under way.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// One thing that can be tuned, with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Tunable {
    /// The time that a batch should take, in ms: [`ExecutorBuilder::target_batch_time`](crate::ExecutorBuilder::target_batch_time).
    TargetBatchTime,
    /// The least pause between two batches, in ms: [`ExecutorBuilder::pause`](crate::ExecutorBuilder::pause).
    Pause,
    /// How many workers fill a table at once.
    Workers,
    /// How far replicas may be behind, in ms: [`Throttle::replica_lag`](crate::Throttle::replica_lag).
    ReplicaLag,
    /// How far replicas may be behind, in bytes of WAL: [`Throttle::replica_lag_bytes`](crate::Throttle::replica_lag_bytes).
    ReplicaLagBytes,
    /// How many sessions may be at work: [`Throttle::active_sessions`](crate::Throttle::active_sessions).
    ActiveSessions,
    /// How fast the whole server may write, in bytes of WAL or redo log a second: [`Throttle::write_rate`](crate::Throttle::write_rate).
    WriteRate,
    /// How fast a backfill may walk, in rows a second: [`Throttle::row_rate`](crate::Throttle::row_rate).
    RowRate,
    /// How old the oldest transaction may be, in ms: [`Throttle::transaction_age`](crate::Throttle::transaction_age).
    TransactionAge,
}

impl Tunable {
    /// All of them.
    pub const ALL: [Tunable; 9] = [
        Tunable::TargetBatchTime,
        Tunable::Pause,
        Tunable::Workers,
        Tunable::ReplicaLag,
        Tunable::ReplicaLagBytes,
        Tunable::ActiveSessions,
        Tunable::WriteRate,
        Tunable::RowRate,
        Tunable::TransactionAge,
    ];

    /// Its name, as `xc_control` has it and a command line should: `target_batch_time`.
    pub fn name(self) -> &'static str {
        match self {
            Tunable::TargetBatchTime => "target_batch_time",
            Tunable::Pause => "pause",
            Tunable::Workers => "workers",
            Tunable::ReplicaLag => "replica_lag",
            Tunable::ReplicaLagBytes => "replica_lag_bytes",
            Tunable::ActiveSessions => "active_sessions",
            Tunable::WriteRate => "write_rate",
            Tunable::RowRate => "row_rate",
            Tunable::TransactionAge => "transaction_age",
        }
    }

    /// The unit of its value: `ms`, `workers`, `bytes`, `sessions`, `bytes/s` or `rows/s`.
    pub fn unit(self) -> &'static str {
        match self {
            Tunable::TargetBatchTime | Tunable::Pause | Tunable::ReplicaLag | Tunable::TransactionAge => "ms",
            Tunable::Workers => "workers",
            Tunable::ReplicaLagBytes => "bytes",
            Tunable::ActiveSessions => "sessions",
            Tunable::WriteRate => "bytes/s",
            Tunable::RowRate => "rows/s",
        }
    }

    /// Whether it is a limit of the throttle, which can be off.
    pub fn is_limit(self) -> bool {
        !matches!(self, Tunable::TargetBatchTime | Tunable::Pause | Tunable::Workers)
    }

    /// The name of its row.
    pub(super) fn row(self) -> String {
        format!("{PREFIX}{}", self.name())
    }

    pub(super) fn of_row(name: &str) -> Option<Tunable> {
        name.strip_prefix(PREFIX)?.parse().ok()
    }
}

const PREFIX: &str = "tune.";

impl fmt::Display for Tunable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Tunable {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Tunable::ALL.into_iter().find(|tunable| tunable.name() == name);
        found.ok_or_else(|| format!("`{name}` is none of {}", Tunable::ALL.map(Tunable::name).join(", ")))
    }
}

/// What a tunable is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// What the running executor was built with.
    Default,
    /// No limit, whatever the executor was built with. For [limits](Tunable::is_limit) only.
    Off,
    /// This, in [its unit](Tunable::unit).
    To(u64),
}

impl Setting {
    /// As the table has it; `None` where there is no row.
    pub(super) fn text(self) -> Option<String> {
        match self {
            Setting::Default => None,
            Setting::Off => Some("off".to_owned()),
            Setting::To(value) => Some(value.to_string()),
        }
    }

    pub(super) fn parse(text: &str) -> Option<Setting> {
        if text == "off" { Some(Setting::Off) } else { text.parse().ok().map(Setting::To) }
    }
}

/// Changes to what can be tuned: [`Executor::tune`](crate::Executor::tune). What is not named stays as it is.
///
/// ```
/// use std::time::Duration;
/// use xc_runtime::{Setting, Tunable, Tuning};
///
/// let gently = Tuning::new()
///     .target_batch_time(Duration::from_millis(20))
///     .with(Tunable::RowRate, Setting::To(5_000))
///     .with(Tunable::Workers, Setting::Default);
/// assert_eq!(gently.get(Tunable::TargetBatchTime), Setting::To(20));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tuning {
    settings: BTreeMap<Tunable, Setting>,
}

impl Tuning {
    /// No change.
    pub fn new() -> Tuning {
        Tuning::default()
    }

    /// The time that a batch should take.
    #[must_use]
    pub fn target_batch_time(self, target: Duration) -> Tuning {
        self.with(Tunable::TargetBatchTime, Setting::To(millis(target)))
    }

    /// The least pause between two batches.
    #[must_use]
    pub fn pause(self, pause: Duration) -> Tuning {
        self.with(Tunable::Pause, Setting::To(millis(pause)))
    }

    /// How many workers fill a table at once.
    #[must_use]
    pub fn workers(self, workers: u32) -> Tuning {
        self.with(Tunable::Workers, Setting::To(workers.into()))
    }

    /// Any of them.
    #[must_use]
    pub fn with(mut self, tunable: Tunable, setting: Setting) -> Tuning {
        self.settings.insert(tunable, setting);
        self
    }

    /// What one is set to; [`Setting::Default`] where it is not named.
    pub fn get(&self, tunable: Tunable) -> Setting {
        self.settings.get(&tunable).copied().unwrap_or(Setting::Default)
    }

    /// Those that are named.
    pub fn iter(&self) -> impl Iterator<Item = (Tunable, Setting)> + '_ {
        self.settings.iter().map(|(tunable, setting)| (*tunable, *setting))
    }

    /// What makes no sense, if anything.
    pub(crate) fn problem(&self) -> Option<String> {
        self.iter().find_map(|(tunable, setting)| match setting {
            Setting::Off if !tunable.is_limit() => Some(format!("`{tunable}` can't be off: give it a number of {}", tunable.unit())),
            Setting::To(0) if tunable != Tunable::Pause => {
                let instead = if tunable.is_limit() { "; `off` lifts the limit, and pausing the run stops it" } else { "" };
                Some(format!("`{tunable}` can't be 0 {}{instead}", tunable.unit()))
            }
            _ => None,
        })
    }

    /// A time that is set.
    pub(crate) fn duration(&self, tunable: Tunable) -> Option<Duration> {
        self.number(tunable).map(Duration::from_millis)
    }

    /// A number that is set.
    pub(crate) fn number(&self, tunable: Tunable) -> Option<u64> {
        match self.get(tunable) {
            Setting::To(value) => Some(value),
            Setting::Default | Setting::Off => None,
        }
    }

    /// A limit: what is set here, else what the executor was built with.
    pub(crate) fn limit(&self, tunable: Tunable, built: Option<u64>) -> Option<u64> {
        match self.get(tunable) {
            Setting::Default => built,
            Setting::Off => None,
            Setting::To(value) => Some(value),
        }
    }
}

pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tunable_is_found_by_its_name_and_by_its_row() {
        for tunable in Tunable::ALL {
            assert_eq!(tunable.name().parse(), Ok(tunable));
            assert_eq!(Tunable::of_row(&tunable.row()), Some(tunable));
        }
        assert_eq!(Tunable::of_row("pause"), None, "the order to pause is no tunable");
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        assert!(Tuning::new().with(Tunable::Workers, Setting::Off).problem().is_some());
        assert!(Tuning::new().workers(0).problem().is_some());
        assert!(Tuning::new().pause(Duration::ZERO).with(Tunable::RowRate, Setting::Off).problem().is_none());
    }

    #[test]
    fn a_limit_is_as_built_until_it_is_tuned() {
        let tuned = |setting| Tuning::new().with(Tunable::RowRate, setting).limit(Tunable::RowRate, Some(7));
        assert_eq!(tuned(Setting::Default), Some(7));
        assert_eq!(tuned(Setting::To(3)), Some(3));
        assert_eq!(tuned(Setting::Off), None);
    }
}
