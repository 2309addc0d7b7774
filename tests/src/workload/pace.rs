//! Requests that come when they are due, whether or not those before them are answered: an open loop. A loop that waits for each answer asks
//! nothing while the database stands still, and so measures one slow request where there would have been hundreds (Gil Tene, "How NOT to
//! Measure Latency": coordinated omission). So the time of a request counts from when it was due.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A request that was answered.
#[derive(Clone, Copy, Debug)]
pub struct Served {
    /// When it was due.
    pub due: Instant,
    /// From then to its end.
    pub took: Duration,
    /// Whether it failed.
    pub failed: bool,
}

/// So many requests a second.
#[derive(Debug)]
pub struct Pace {
    due: tokio::sync::Mutex<UnboundedReceiver<Instant>>,
    stopped: Arc<AtomicBool>,
    given: Arc<AtomicU64>,
    served: Mutex<Vec<Served>>,
}

impl Pace {
    /// The first request is due now.
    ///
    /// # Errors
    /// The rate is not above zero, or no thread can be had.
    pub fn start(per_second: f64) -> Result<Arc<Pace>> {
        ensure!(per_second > 0.0 && per_second.is_finite(), "{per_second} requests a second are no load: give a number above zero");
        let (give, due) = unbounded_channel();
        let (stopped, given) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        // A thread of its own: the runtime's timers round to milliseconds, which would be added to each request.
        let metronome = {
            let (stopped, given) = (stopped.clone(), given.clone());
            move || {
                let first = Instant::now();
                for number in 0_u64.. {
                    let at = first + Duration::from_secs_f64(number as f64 / per_second);
                    thread::sleep(at.saturating_duration_since(Instant::now()));
                    if stopped.load(SeqCst) || give.send(at).is_err() {
                        break;
                    }
                    given.fetch_add(1, SeqCst);
                }
            }
        };
        thread::Builder::new().name("metronome".into()).spawn(metronome).context("can't start the thread that keeps the pace")?;
        Ok(Arc::new(Pace { due: tokio::sync::Mutex::new(due), stopped, given, served: Mutex::default() }))
    }

    /// Waits until the next request is due; `None` once the pace was stopped and all that were due are taken.
    pub async fn next(&self) -> Option<Instant> {
        self.due.lock().await.recv().await
    }

    /// Notes the end of a request.
    pub fn serve(&self, due: Instant, failed: bool) {
        self.list().push(Served { due, took: due.elapsed(), failed });
    }

    /// How many requests were due and are not answered.
    pub fn waiting(&self) -> u64 {
        self.given.load(SeqCst).saturating_sub(self.list().len() as u64)
    }

    /// No further requests are due.
    pub fn stop(&self) {
        self.stopped.store(true, SeqCst);
    }

    /// All requests that were answered.
    pub fn served(&self) -> Vec<Served> {
        self.list().clone()
    }

    fn list(&self) -> MutexGuard<'_, Vec<Served>> {
        // A list is whole whoever panicked with it.
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;
    use std::time::Duration;

    #[tokio::test]
    async fn what_was_due_while_nobody_answered_counts_from_when_it_was_due() {
        let pace = Pace::start(100.0).expect("a rate");
        tokio::time::sleep(Duration::from_millis(300)).await;
        pace.stop();
        while let Some(due) = pace.next().await {
            pace.serve(due, false);
        }
        let served = pace.served();
        // A busy machine may have woken late, but what is due does not depend on that.
        assert!(served.len() >= 2, "{served:?}");
        assert!(served[0].took >= Duration::from_millis(300), "{:?}", served[0]);
        for (number, pair) in served.windows(2).enumerate() {
            let apart = (pair[1].due - pair[0].due).as_micros();
            assert!((9_999..=10_001).contains(&apart), "request {number} and the next are {apart} µs apart");
        }
        assert_eq!(pace.waiting(), 0);
    }

    #[test]
    fn no_load_is_refused() {
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Pace::start(rate).is_err(), "{rate}");
        }
    }
}
