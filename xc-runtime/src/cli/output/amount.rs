//! Numbers and times for people.

use std::time::Duration;

/// `2,000,000`.
pub(in crate::cli) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `340 ms`, `12 s`, `5 min 20 s`, `3 h 5 min`.
pub(in crate::cli) fn time(duration: Duration) -> String {
    match duration.as_secs() {
        0 => format!("{} ms", duration.as_millis()),
        seconds @ 1..60 => format!("{seconds} s"),
        seconds @ 60..3600 => two(seconds / 60, "min", seconds % 60, "s"),
        seconds => two(seconds / 3600, "h", seconds % 3600 / 60, "min"),
    }
}

fn two(large: u64, of: &str, small: u64, rest: &str) -> String {
    match small {
        0 => format!("{large} {of}"),
        small => format!("{large} {of} {small} {rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_easy_to_read() {
        assert_eq!([count(7), count(1000), count(12_345_678)], ["7", "1,000", "12,345,678"]);
        let times = [12, 1_500, 320_000, 11_100_000].map(|ms| time(Duration::from_millis(ms)));
        assert_eq!(times, ["12 ms", "1 s", "5 min 20 s", "3 h 5 min"]);
    }
}
