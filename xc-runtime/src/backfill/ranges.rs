//! What is left of a table, and the ranges that workers take off it.
//!
//! A range is written into the journal in the transaction that takes it off what is left: whatever happens to the executor, every key is
//! in what is left, in a range, or done.

use super::ahead::Ahead;
use crate::journal::{BackfillMark, RangeMark};

/// A part of a range: both ends inclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The first key, or page.
    pub(super) from: String,
    /// The last one.
    pub(super) end: String,
    /// The one behind it. `None`: there is none in the range.
    pub(super) next: Option<String>,
    /// How many rows it has; of pages, about how many.
    pub(super) rows: u64,
}

/// A range at work.
#[derive(Debug)]
pub(super) struct Range {
    pub(super) mark: RangeMark,
    /// Parts that it was cut into when it was taken. Empty where an earlier run took it, and where it is one of pages.
    pub(super) parts: Vec<Span>,
    /// The sets of slots of the passes to come.
    pub(super) passes: Vec<u64>,
    /// Passes over the pages of a range of keys, before its keys are walked.
    pub(super) ahead: Option<Ahead>,
    /// The slots of those of them that are done.
    pub(super) ahead_done: u64,
}

/// What is left, and what an earlier run had taken and not finished.
#[derive(Debug)]
pub(super) struct Ranges {
    pub(super) mark: BackfillMark,
    open: Vec<RangeMark>,
    numbers: u64,
}

impl Ranges {
    pub(super) fn new(mark: BackfillMark, open: Vec<RangeMark>) -> Ranges {
        let numbers = open.iter().map(|range| range.number + 1).max().unwrap_or(0);
        Ranges { mark, open, numbers }
    }

    /// A range that an earlier run has left: what of it is not done is done in the pass that was begun, and in one more.
    pub(super) fn left_open(&mut self, by_pages: bool) -> Option<Range> {
        let index = self.open.iter().position(|range| range.by_pages == by_pages)?;
        let mark = self.open.swap_remove(index);
        let rest = !(mark.done | mark.now);
        Some(Range { passes: if rest == 0 { Vec::new() } else { vec![rest] }, ..Range::of(mark) })
    }

    /// A worker leaves a range to others, as it is.
    pub(super) fn put_back(&mut self, range: RangeMark) {
        self.open.push(range);
    }

    /// Whether there is something to take.
    pub(super) fn is_left(&self, by_pages: bool) -> bool {
        let untaken = if by_pages { self.mark.next_page.is_some() } else { self.mark.next.is_some() };
        untaken || self.open.iter().any(|range| range.by_pages == by_pages)
    }

    /// A number that no range has.
    pub(super) fn number(&self) -> u64 {
        self.numbers
    }

    /// A range was taken.
    pub(super) fn taken(&mut self, left: BackfillMark) {
        self.numbers += 1;
        self.mark = left;
    }
}

impl Range {
    /// A range in one pass.
    pub(super) fn of(mark: RangeMark) -> Range {
        Range { mark, parts: Vec::new(), passes: Vec::new(), ahead: None, ahead_done: 0 }
    }

    /// Whether pages are filled now, and not a range of keys.
    pub(super) fn is_by_pages(&self) -> bool {
        self.mark.by_pages || self.ahead.is_some()
    }

    /// The slots that this pass is the first to visit.
    pub(super) fn slots(&self) -> u64 {
        self.ahead.as_ref().map_or(self.mark.now & !self.ahead_done, Ahead::slots)
    }

    /// The slots of the passes that are done.
    pub(super) fn done(&self) -> u64 {
        self.mark.done | self.ahead_done
    }

    /// Whether there is one pass only.
    pub(super) fn is_one_pass(&self) -> bool {
        self.slots() == u64::MAX
    }

    /// The part that begins at the range's position and has about so many rows, made of those that it was cut into. `None` where the position
    /// is in none of them, or they are larger by far.
    pub(super) fn part(&self, rows: u64) -> Option<Span> {
        let first = self.parts.iter().position(|part| part.from == self.mark.next)?;
        let mut parts = self.parts[first..].iter();
        let mut span = parts.next()?.clone();
        if span.rows > rows.saturating_mul(2) {
            return None;
        }
        for part in parts {
            if span.rows + part.rows / 2 >= rows {
                break;
            }
            span = Span { from: span.from, end: part.end.clone(), next: part.next.clone(), rows: span.rows + part.rows };
        }
        Some(span)
    }

    /// Where the range is once a span is filled. `None`: it is done.
    pub(super) fn after(&self, span: &Span) -> Option<RangeMark> {
        let mark = self.mark.clone();
        if self.ahead.is_some() {
            return Some(mark);
        }
        match (&span.next, self.passes.first()) {
            (Some(next), _) => Some(RangeMark { next: next.clone(), ..mark }),
            (None, Some(now)) => Some(RangeMark { next: mark.from.clone(), done: mark.done | mark.now, now: *now, ..mark }),
            (None, None) => None,
        }
    }

    /// Goes on from there.
    pub(super) fn go_on(&mut self, span: &Span, mark: RangeMark) {
        if let Some(ahead) = self.ahead.take() {
            if span.next.is_none() {
                self.ahead_done |= ahead.slots();
            }
            self.ahead = ahead.behind(span);
        } else if mark.done != self.mark.done {
            self.passes.remove(0);
        }
        self.mark = mark;
    }

    /// What is left is done in one pass.
    pub(super) fn hurry(&mut self) {
        self.ahead = None;
        if self.passes.len() > 1 {
            self.passes = vec![self.passes.iter().fold(0, |all, pass| all | pass)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: u64, end: u64, last: bool) -> Span {
        Span { from: from.to_string(), end: end.to_string(), next: (!last).then(|| (end + 1).to_string()), rows: end - from + 1 }
    }

    fn range() -> Range {
        let mark = RangeMark {
            number: 0,
            by_pages: false,
            from: "1".to_owned(),
            end: "40".to_owned(),
            next: "1".to_owned(),
            done: 0,
            now: 1,
            rows: 40,
            filled: 0,
        };
        let parts = vec![span(1, 10, false), span(11, 20, false), span(21, 30, false), span(31, 40, true)];
        Range { parts, passes: vec![2, !3], ..Range::of(mark) }
    }

    #[test]
    fn parts_are_joined_to_what_is_asked_for() {
        let mut range = range();
        assert_eq!(range.part(10), Some(span(1, 10, false)));
        assert_eq!(range.part(30), Some(span(1, 30, false)));
        assert_eq!(range.part(1_000), Some(span(1, 40, true)));
        assert_eq!(range.part(4), None);
        range.mark.next = "31".to_owned();
        assert_eq!(range.part(30), Some(span(31, 40, true)));
        range.mark.next = "5".to_owned();
        assert_eq!(range.part(10), None);
    }

    #[test]
    fn every_slot_of_every_key_is_visited_once() {
        let mut range = range();
        let mut visited = Vec::new();
        loop {
            let Some(span) = range.part(20) else { panic!("no part at {}", range.mark.next) };
            visited.push((range.mark.now, span.from.clone(), span.end.clone()));
            match range.after(&span) {
                Some(mark) => range.go_on(&span, mark),
                None => break,
            }
        }
        let passes = [1, 2, !3].into_iter();
        let should: Vec<_> = passes.flat_map(|now| [(now, "1", "20"), (now, "21", "40")]).collect();
        assert_eq!(visited, should.into_iter().map(|(now, from, end)| (now, from.to_owned(), end.to_owned())).collect::<Vec<_>>());
    }

    #[test]
    fn a_range_in_a_hurry_and_one_that_was_left_lose_no_slot() {
        let mut range = range();
        range.hurry();
        assert_eq!(range.passes, [2 | !3]);
        let mut ranges = Ranges::new(BackfillMark::default(), vec![RangeMark { done: 1, now: 2, ..range.mark.clone() }]);
        assert_eq!(ranges.number(), 1);
        assert!(ranges.left_open(true).is_none());
        assert_eq!(ranges.left_open(false).map(|range| range.passes), Some(vec![!3]));
        assert!(ranges.left_open(false).is_none());
    }
}
