//! How many rows a batch has: a servo that holds the time of a batch near a target.
//!
//! The rules are those of spirit's chunker (github.com/block/spirit, `pkg/table/chunker_optimistic.go`): few samples, a high percentile,
//! slow growth, and an immediate retreat when one batch is far too slow.
//!
//! Before that the size is found as TCP finds a window, by slow start (RFC 5681, 3.1): it doubles after each batch that took less than half of the
//! target. Growth by half after ten batches alone would take 2.6 million rows, in 120 batches, to come from 1,000 to 100,000.

use std::time::Duration;

/// The first batch.
const FIRST: u64 = 1_000;
const SMALLEST: u64 = 10;
const LARGEST: u64 = 100_000;
/// After so many batches of one size the size is reconsidered.
const SAMPLES: usize = 10;
/// The size grows at most by this factor at a time.
const GROWTH: f64 = 1.5;
/// By this much it grows after each batch until one took more than the target divided by it: twice as many rows should then still be in time.
const SLOW_START_FACTOR: u32 = 2;
/// A batch that takes so many times the target cuts the size to a tenth at once.
const PANIC: u32 = 5;
const PANIC_DIVISOR: u64 = 10;

/// The servo.
#[derive(Debug)]
pub(crate) struct BatchSize {
    target: Duration,
    size: u64,
    largest: u64,
    samples: Vec<Duration>,
    /// No batch came near the target yet.
    slow_start: bool,
}

impl BatchSize {
    pub(crate) fn new(target: Duration) -> Self {
        BatchSize::starting_at(FIRST, target)
    }

    /// With another first size.
    pub(crate) fn starting_at(size: u64, target: Duration) -> Self {
        BatchSize {
            target: target.max(Duration::from_millis(1)),
            size,
            largest: LARGEST,
            samples: Vec::with_capacity(SAMPLES),
            slow_start: true,
        }
    }

    /// That never grows beyond so many rows.
    pub(crate) fn up_to(largest: u64, target: Duration) -> Self {
        BatchSize { largest, ..BatchSize::new(target) }
    }

    /// Another target. What is known of the size in use still holds for it.
    pub(crate) fn aim_at(&mut self, target: Duration) {
        self.target = target.max(Duration::from_millis(1));
    }

    /// How many rows the next batch should have.
    pub(crate) fn get(&self) -> u64 {
        self.size
    }

    /// A batch of so many rows took so long. A batch of another size than the current one tells nothing about it.
    pub(crate) fn record(&mut self, rows: u64, elapsed: Duration) {
        if rows != self.size {
            return;
        }
        if elapsed > self.target * PANIC {
            self.slow_start = false;
            self.resize(self.size / PANIC_DIVISOR);
            return;
        }
        if self.slow_start && elapsed * SLOW_START_FACTOR <= self.target {
            self.resize(self.size * u64::from(SLOW_START_FACTOR));
            return;
        }
        self.slow_start = false;
        self.samples.push(elapsed);
        if self.samples.len() < SAMPLES {
            return;
        }
        self.samples.sort_unstable();
        let p90 = self.samples[SAMPLES * 9 / 10 - 1].max(Duration::from_micros(1));
        let factor = (self.target.as_secs_f64() / p90.as_secs_f64()).min(GROWTH);
        // Both factors are small and positive, so the product is a size.
        self.resize((self.size as f64 * factor) as u64);
    }

    /// A batch did not get its locks or its time: half of it stands in the way half as long.
    pub(crate) fn halve(&mut self) {
        self.slow_start = false;
        self.resize(self.size / 2);
    }

    fn resize(&mut self, size: u64) {
        self.size = size.clamp(SMALLEST, self.largest);
        self.samples.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Duration = Duration::from_millis(100);

    fn record(servo: &mut BatchSize, times: usize, elapsed: Duration) {
        for _ in 0..times {
            let size = servo.get();
            servo.record(size, elapsed);
        }
    }

    /// Behind its slow start.
    fn settled() -> BatchSize {
        BatchSize { slow_start: false, ..BatchSize::new(TARGET) }
    }

    #[test]
    fn fast_batches_grow_by_half_after_ten() {
        let mut servo = settled();
        record(&mut servo, 9, Duration::from_millis(1));
        assert_eq!(servo.get(), 1_000);
        record(&mut servo, 1, Duration::from_millis(1));
        assert_eq!(servo.get(), 1_500);
    }

    #[test]
    fn at_first_each_fast_batch_doubles_the_size() {
        let mut servo = BatchSize::new(TARGET);
        record(&mut servo, 3, Duration::from_millis(1));
        assert_eq!(servo.get(), 8_000);
    }

    #[test]
    fn the_first_batch_near_the_target_ends_the_doubling_for_good() {
        let mut servo = BatchSize::new(TARGET);
        record(&mut servo, 1, Duration::from_millis(51));
        record(&mut servo, 9, Duration::from_millis(1));
        assert_eq!(servo.get(), 1_500);
        record(&mut servo, 9, Duration::from_millis(1));
        assert_eq!(servo.get(), 1_500);
    }

    #[test]
    fn a_batch_that_is_cut_or_halved_ends_the_doubling_for_good() {
        for cut in [BatchSize::halve as fn(&mut BatchSize), |servo| record(servo, 1, Duration::from_secs(1))] {
            let mut servo = BatchSize::new(TARGET);
            cut(&mut servo);
            let size = servo.get();
            record(&mut servo, 9, Duration::from_millis(1));
            assert_eq!(servo.get(), size);
        }
    }

    #[test]
    fn slow_batches_shrink_in_proportion() {
        let mut servo = BatchSize::new(TARGET);
        record(&mut servo, 10, Duration::from_millis(200));
        assert_eq!(servo.get(), 500);
    }

    #[test]
    fn one_batch_far_over_the_target_cuts_to_a_tenth() {
        let mut servo = BatchSize::new(TARGET);
        record(&mut servo, 1, Duration::from_millis(501));
        assert_eq!(servo.get(), 100);
    }

    #[test]
    fn the_one_slow_batch_in_ten_does_not_count() {
        let mut servo = BatchSize::new(TARGET);
        record(&mut servo, 1, Duration::from_millis(400));
        record(&mut servo, 9, TARGET);
        assert_eq!(servo.get(), 1_000);
    }

    #[test]
    fn a_batch_of_another_size_is_ignored() {
        let mut servo = BatchSize::new(TARGET);
        servo.record(17, Duration::from_secs(9));
        assert_eq!(servo.get(), 1_000);
    }

    #[test]
    fn the_size_stays_within_its_bounds() {
        let mut servo = BatchSize::new(TARGET);
        record(&mut servo, 1_000, Duration::from_micros(1));
        assert_eq!(servo.get(), LARGEST);
        for _ in 0..30 {
            servo.halve();
        }
        assert_eq!(servo.get(), SMALLEST);
    }
}
