//! How far a replica is behind, in time: by when the position that it has not reached yet was reached here.
//!
//! Independent of any server's clock, of whether anything is being written, and of whether the replica still reports.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// More than an hour of looks, one each second.
const KEPT: usize = 4_096;

/// The positions that this server had, and when. Shared by the signals of all replicas.
#[derive(Clone, Debug, Default)]
pub(super) struct LagClock {
    samples: Arc<Mutex<VecDeque<(Instant, i64)>>>,
}

/// How far a replica is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    /// By this much.
    By(Duration),
    /// It is not yet where this server was when the run began, or where the record begins: nobody knows how long ago that was.
    Unknown,
}

impl Behind {
    pub(super) fn known(self) -> Option<Duration> {
        match self {
            Behind::By(lag) => Some(lag),
            Behind::Unknown => None,
        }
    }
}

impl LagClock {
    /// This server is at a position.
    pub(super) fn sample(&self, position: i64) {
        self.sample_at(Instant::now(), position);
    }

    fn sample_at(&self, at: Instant, position: i64) {
        let mut samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        // Where nothing was written, nothing can be behind.
        if samples.back().is_none_or(|(_, last)| *last < position) {
            if samples.len() == KEPT {
                samples.pop_front();
            }
            samples.push_back((at, position));
        }
    }

    /// The last position, as far as it is known.
    pub(super) fn latest(&self) -> Option<i64> {
        self.samples.lock().unwrap_or_else(PoisonError::into_inner).back().map(|(_, position)| *position)
    }

    /// How far one who has reached this position is behind.
    pub(super) fn behind(&self, reached: i64) -> Behind {
        let samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = samples.partition_point(|(_, position)| *position <= reached);
        match (samples.get(missing), missing) {
            (_, 0) => Behind::Unknown,
            (Some((at, _)), _) => Behind::By(at.elapsed()),
            (None, _) => Behind::By(Duration::ZERO),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replica_is_behind_by_the_age_of_what_it_misses() {
        let (clock, now) = (LagClock::default(), Instant::now());
        assert_eq!(clock.behind(5), Behind::Unknown, "nothing is known yet");
        for (seconds, position) in [(30, 100), (20, 200), (10, 200), (5, 300)] {
            clock.sample_at(now.checked_sub(Duration::from_secs(seconds)).expect("the machine is up for longer"), position);
        }
        assert_eq!(clock.behind(99), Behind::Unknown);
        assert_eq!(clock.behind(300), Behind::By(Duration::ZERO));
        let seconds = |reached| match clock.behind(reached) {
            Behind::By(lag) => lag.as_secs(),
            Behind::Unknown => u64::MAX,
        };
        assert_eq!(seconds(100), 20);
        assert_eq!(seconds(250), 5, "what it misses was written 5 s ago, and nothing in the 5 s before");
    }
}
