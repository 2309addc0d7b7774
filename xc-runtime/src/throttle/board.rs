//! What the signals said last, and which of them holds.

use std::time::{Duration, Instant};

use crate::control::STALE;

/// One place for each signal, in the order in which they are asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Board {
    slots: Vec<Slot>,
}

/// What one signal said.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// As it is called in reasons: `the lag of the replicas`.
    name: String,
    /// As metrics call it.
    label: &'static str,
    /// Whether there is a limit on it.
    on: bool,
    /// When it was last read; at first, when it was switched on.
    at: Instant,
    read: bool,
    /// Why it holds, if it does.
    reason: Option<String>,
    /// How far the replica is behind that is furthest behind, where it is about replicas.
    lag: Option<Duration>,
    /// Why it could not be read the last time.
    error: Option<String>,
}

impl Board {
    pub(super) fn add(&mut self, label: &'static str, name: String, on: bool) -> usize {
        self.slots.push(Slot { name, label, on, at: Instant::now(), read: false, reason: None, lag: None, error: None });
        self.slots.len() - 1
    }

    /// There is no limit on it now.
    pub(super) fn off(&mut self, slot: usize) {
        if let Some(slot) = self.slots.get_mut(slot) {
            (slot.on, slot.read, slot.reason, slot.lag, slot.error) = (false, false, None, None, None);
        }
    }

    /// It was read: why it holds, if it does.
    pub(super) fn read(&mut self, slot: usize, reason: Option<String>, lag: Option<Duration>) {
        if let Some(slot) = self.slots.get_mut(slot) {
            (slot.on, slot.read, slot.at, slot.reason, slot.lag, slot.error) = (true, true, Instant::now(), reason, lag, None);
        }
    }

    /// It could not be read.
    pub(super) fn failed(&mut self, slot: usize, error: &str) {
        if let Some(slot) = self.slots.get_mut(slot) {
            if !slot.on {
                (slot.on, slot.at) = (true, Instant::now());
            }
            slot.error = Some(error.to_owned());
        }
    }

    /// The first reason that holds.
    pub(crate) fn reason(&self) -> Option<(&'static str, String)> {
        self.slots.iter().filter(|slot| slot.on).find_map(|slot| Some((slot.label, slot.hold()?)))
    }

    /// How far the replica is behind that is furthest behind, as far as that is known now.
    pub(crate) fn lag(&self) -> Option<Duration> {
        self.slots.iter().filter(|slot| slot.on && slot.at.elapsed() <= STALE).filter_map(|slot| slot.lag).max()
    }
}

impl Slot {
    fn hold(&self) -> Option<String> {
        let why = self.error.as_deref().map_or_else(String::new, |error| format!(": {error}"));
        if !self.read {
            return Some(format!("{} is not known yet{why}", self.name));
        }
        if self.at.elapsed() > STALE {
            return Some(format!("{} could not be read for {} s{why}", self.name, self.at.elapsed().as_secs()));
        }
        self.reason.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(board: &Board) -> Option<String> {
        board.reason().map(|(_, reason)| reason)
    }

    #[test]
    fn the_first_reason_wins_and_what_is_not_read_holds() {
        let mut board = Board::default();
        let (first, second) = (board.add("test", "the first".to_owned(), true), board.add("test", "the second".to_owned(), true));
        assert_eq!(reason(&board).as_deref(), Some("the first is not known yet"));
        board.read(first, None, None);
        board.failed(second, "no right");
        assert_eq!(reason(&board).as_deref(), Some("the second is not known yet: no right"));
        board.read(second, Some("too much".to_owned()), None);
        assert_eq!(reason(&board).as_deref(), Some("too much"));
        board.read(first, Some("far too much".to_owned()), None);
        assert_eq!(reason(&board).as_deref(), Some("far too much"));
        board.off(first);
        board.off(second);
        assert_eq!(reason(&board), None);
    }

    #[test]
    fn what_was_read_long_ago_holds() {
        let mut board = Board::default();
        let slot = board.add("test", "the lag".to_owned(), true);
        board.read(slot, None, None);
        assert_eq!(reason(&board), None);
        board.slots[slot].at = Instant::now().checked_sub(STALE * 2).expect("the machine is up for longer");
        board.failed(slot, "connection refused");
        assert_eq!(reason(&board).as_deref(), Some("the lag could not be read for 10 s: connection refused"));
    }
}
