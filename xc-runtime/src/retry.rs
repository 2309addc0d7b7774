//! Waiting between attempts: exponential backoff with full jitter, bounded in number and in time.
//!
//! Full jitter, so that executors and applications that collided once don't collide again in step (Marc Brooker, "Exponential
//! Backoff And Jitter", AWS Architecture Blog, 2015). Every attempt has the same short lock timeout: there is no last one that
//! waits without end, for that one would stop the application.

use std::time::{Duration, Instant};

use crate::options::Options;

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(2);
/// So that jitter never means at once.
const SHORTEST: Duration = Duration::from_millis(10);

/// The attempts at one step or batch.
#[derive(Debug)]
pub(crate) struct Backoff {
    started: Instant,
    /// When the first attempt failed: one that builds an index may take longer than all the time that there is for retries.
    failed: Option<Instant>,
    attempts: u32,
    max_retries: u32,
    budget: Duration,
}

impl Backoff {
    pub(crate) fn new(options: &Options) -> Self {
        Backoff { started: Instant::now(), failed: None, attempts: 0, max_retries: options.max_retries, budget: options.retry_budget }
    }

    /// After a failed attempt: how long to wait before the next, or `None` when enough is enough.
    pub(crate) fn next_delay(&mut self) -> Option<Duration> {
        let exponent = self.attempts.min(16);
        self.attempts += 1;
        let failed = *self.failed.get_or_insert_with(Instant::now);
        if self.attempts > self.max_retries || failed.elapsed() >= self.budget {
            return None;
        }
        let ceiling = FIRST.saturating_mul(1 << exponent).min(LONGEST);
        Some(ceiling.mul_f64(fastrand::f64()).max(SHORTEST))
    }

    /// How often it has been tried.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Since the first attempt.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_end_by_number() {
        let options = Options { max_retries: 3, ..Options::default() };
        let mut backoff = Backoff::new(&options);
        let delays: Vec<_> = std::iter::from_fn(|| backoff.next_delay()).collect();
        assert_eq!(delays.len(), 3);
        assert!(delays.iter().all(|delay| (SHORTEST..=LONGEST).contains(delay)));
    }

    #[test]
    fn retries_end_by_time() {
        let options = Options { retry_budget: Duration::ZERO, ..Options::default() };
        assert_eq!(Backoff::new(&options).next_delay(), None);
    }
}
