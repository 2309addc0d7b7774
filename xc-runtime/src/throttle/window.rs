//! The time window: hours of the day, in UTC.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

/// From one time of day until another; over midnight where the second is the earlier one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    from: Time,
    to: Time,
}

impl Window {
    pub(super) fn parse(from: &str, to: &str) -> Result<Window, String> {
        let time = |text: &str| {
            let time = Time::strptime("%H:%M", text.trim());
            time.map_err(|_| format!("`{text}` is no time of day: write hours and minutes, as in `01:00`, in UTC"))
        };
        let window = Window { from: time(from)?, to: time(to)? };
        if window.from == window.to {
            return Err(format!("a window from {from} to {to} is never open"));
        }
        Ok(window)
    }

    fn is_open(self, now: Time) -> bool {
        if self.from < self.to { self.from <= now && now < self.to } else { now >= self.from || now < self.to }
    }

    fn shown(self) -> String {
        format!("{} and {} UTC", self.from.strftime("%H:%M"), self.to.strftime("%H:%M"))
    }
}

/// Why the time of day holds, if it does.
pub(super) fn closed(windows: &[Window]) -> Option<String> {
    closed_at(windows, Timestamp::now().to_zoned(TimeZone::UTC).time())
}

fn closed_at(windows: &[Window], now: Time) -> Option<String> {
    if windows.is_empty() || windows.iter().any(|window| window.is_open(now)) {
        return None;
    }
    let hours: Vec<String> = windows.iter().map(|window| window.shown()).collect();
    Some(format!("it is {} UTC, and the backfill is to run between {} only", now.strftime("%H:%M"), hours.join(" or between ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_open(windows: &[(&str, &str)], now: &str) -> bool {
        let windows: Vec<Window> = windows.iter().map(|(from, to)| Window::parse(from, to).expect("a window")).collect();
        closed_at(&windows, Time::strptime("%H:%M", now).expect("a time")).is_none()
    }

    #[test]
    fn a_window_opens_at_its_beginning_and_closes_at_its_end() {
        let window = [("01:00", "05:00")];
        for (now, open) in [("00:59", false), ("01:00", true), ("04:59", true), ("05:00", false)] {
            assert_eq!(is_open(&window, now), open, "{now}");
        }
    }

    #[test]
    fn a_window_may_go_over_midnight_and_there_may_be_several() {
        let windows = [("22:00", "04:00"), ("12:00", "13:00")];
        for (now, open) in [("21:59", false), ("23:00", true), ("03:00", true), ("04:00", false), ("12:30", true)] {
            assert_eq!(is_open(&windows, now), open, "{now}");
        }
        assert!(is_open(&[], "12:00"), "no window is always");
    }

    #[test]
    fn what_is_no_time_is_said() {
        assert!(Window::parse("25:00", "05:00").is_err_and(|problem| problem.contains("`25:00` is no time of day")));
        assert!(Window::parse("01:00", "01:00").is_err());
    }
}
