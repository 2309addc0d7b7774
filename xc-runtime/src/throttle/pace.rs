//! The row rate: not a signal but a pace, shared by all workers.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When the next batch may begin, by the rows that were walked over so far: a leaky bucket without a burst (the generic cell rate
/// algorithm, ITU-T I.371), for a batch is a burst already.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// When the rows so far are paid for, each with what they cost at the rate of the time.
    paid: Mutex<Option<Instant>>,
}

impl Pace {
    /// So many rows were walked over, in a batch that began then.
    pub(crate) fn walked(&self, rows: u64, began: Instant, rate: Option<u64>) {
        let mut paid = self.paid.lock().unwrap_or_else(PoisonError::into_inner);
        *paid = rate.map(|rate| {
            let cost = Duration::from_secs_f64((rows as f64 / rate.max(1) as f64).min(3_600.0));
            paid.map_or(began, |paid| paid.max(began)) + cost
        });
    }

    /// How long the next batch has to wait.
    pub(crate) fn wait(&self) -> Option<Duration> {
        let paid = self.paid.lock().unwrap_or_else(PoisonError::into_inner);
        paid.and_then(|paid| paid.checked_duration_since(Instant::now())).filter(|wait| !wait.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_paid_for_in_time_by_all_workers_together() {
        let (pace, began) = (Pace::default(), Instant::now());
        assert_eq!(pace.wait(), None);
        pace.walked(1_000, began, Some(1_000));
        pace.walked(1_000, began, Some(1_000));
        let wait = pace.wait().expect("two seconds' rows were walked over in none");
        assert!(wait > Duration::from_millis(1_900) && wait <= Duration::from_secs(2), "{wait:?}");
    }

    #[test]
    fn what_is_slower_than_the_rate_does_not_wait() {
        let pace = Pace::default();
        pace.walked(10, Instant::now(), Some(1_000_000));
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(pace.wait(), None);
        pace.walked(1_000_000, Instant::now(), None);
        assert_eq!(pace.wait(), None, "without a rate nothing is paid for");
    }
}
