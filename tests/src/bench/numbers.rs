//! Of many values, one.

use std::time::Duration;

/// The middle one.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// The time that 99 of 100 do not exceed: the smallest with that property (nearest rank), in ms.
pub(super) fn p99(times: &[Duration]) -> Option<f64> {
    let mut times = times.to_vec();
    times.sort_unstable();
    let rank = (times.len() * 99).div_ceil(100);
    times.get(rank.checked_sub(1)?).copied().map(ms)
}

/// In milliseconds.
pub(super) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::{median, p99};
    use std::time::Duration;

    #[test]
    fn one_in_a_hundred_may_take_longer() {
        let times = |n: u64| -> Vec<Duration> { (1..=n).rev().map(Duration::from_millis).collect() };
        assert_eq!(p99(&[]), None);
        assert_eq!(p99(&times(1)), Some(1.0));
        assert_eq!(p99(&times(99)), Some(99.0));
        assert_eq!(p99(&times(100)), Some(99.0));
        assert_eq!(p99(&times(1000)), Some(990.0));
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(Vec::new()), None);
    }
}
