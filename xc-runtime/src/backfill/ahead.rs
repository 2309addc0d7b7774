//! Passes over the pages of a range of keys, ahead of the walk by its keys.
//!
//! Where the keys follow the order of the pages, most rows of a range are on the pages from its first row to the first row of the next range.
//! To read these pages one after the other costs less than to find their rows by an index. What is not on them, because the
//! application has moved it, is found by the keys, which are walked in any case. That is why the journal knows nothing of these passes: whatever becomes of them,
//! the walk fills what is left.

use xc_core::plan::Interleave;

use super::keyset::{self, Key};
use super::order::IN_ORDER;
use super::ranges::Span;
use crate::backends::{DbError, Session, Value};

/// Such passes.
#[derive(Clone, Debug)]
pub(super) struct Ahead {
    first: u64,
    last: u64,
    next: u64,
    rows_per_page: f64,
    /// The sets of slots of this pass and of those to come.
    passes: Vec<u64>,
}

/// A range of keys, and what is behind it.
pub(super) struct Stretch<'a> {
    pub(super) from: &'a Key,
    pub(super) end: &'a Key,
    pub(super) next: Option<&'a Key>,
    /// The last key of all ranges.
    pub(super) bound: &'a Key,
    pub(super) rows: u64,
}

impl Ahead {
    /// Over the pages of a range. `None` where its keys don't follow their order.
    pub(super) async fn of(
        session: &mut dyn Session,
        interleave: &'static Interleave,
        stretch: Stretch<'_>,
        rows_per_page: f64,
        passes: Vec<u64>,
    ) -> Result<Option<Ahead>, DbError> {
        let mut page = async |from: &Key, end: &Key| -> Result<Option<u64>, DbError> {
            let found = session.fetch(interleave.page, &keyset::params(&[from, end])).await?.into_iter().flatten().next();
            Ok(found.as_ref().and_then(Value::as_int).and_then(|page| u64::try_from(page).ok()))
        };
        let first = page(stretch.from, stretch.end).await?;
        let behind = match stretch.next {
            // The page that both have is the next range's.
            Some(next) => page(next, stretch.bound).await?,
            None => page(stretch.end, stretch.end).await?.map(|page| page + 1),
        };
        Ok(first.zip(behind).and_then(|(first, behind)| Ahead::over(first, behind, stretch.rows, rows_per_page, passes)))
    }

    fn over(first: u64, behind: u64, rows: u64, rows_per_page: f64, passes: Vec<u64>) -> Option<Ahead> {
        let pages = behind.checked_sub(first).filter(|pages| *pages > 0)?;
        let in_order = pages as f64 <= IN_ORDER * rows as f64 / rows_per_page + 2.0;
        (in_order && !passes.is_empty()).then(|| Ahead {
            first,
            last: behind - 1,
            next: first,
            rows_per_page: rows as f64 / pages as f64,
            passes,
        })
    }

    /// The slots of this pass.
    pub(super) fn slots(&self) -> u64 {
        self.passes.first().copied().unwrap_or(0)
    }

    /// The next pages, with about so many rows.
    pub(super) fn span(&self, rows: u64) -> Span {
        let pages = ((rows as f64 / self.rows_per_page.max(0.001)) as u64).max(1);
        let end = self.next.saturating_add(pages - 1).min(self.last);
        Span {
            from: self.next.to_string(),
            end: end.to_string(),
            next: (end < self.last).then(|| (end + 1).to_string()),
            rows: ((end + 1 - self.next) as f64 * self.rows_per_page).round() as u64,
        }
    }

    /// Goes on behind these pages. `None`: all passes are done.
    pub(super) fn behind(mut self, span: &Span) -> Option<Ahead> {
        match span.next.as_ref().and_then(|next| next.parse().ok()) {
            Some(next) => self.next = next,
            None => {
                self.passes.remove(0);
                self.next = self.first;
            }
        }
        (!self.passes.is_empty()).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pass_goes_over_each_page_once() {
        let mut ahead = Ahead::over(100, 140, 4_000, 90.0, vec![1, 2]);
        let mut visited = Vec::new();
        while let Some(now) = ahead {
            let span = now.span(1_500);
            visited.push((now.slots(), span.from.clone(), span.end.clone(), span.rows));
            ahead = now.behind(&span);
        }
        let pages = [("100", "114", 1_500), ("115", "129", 1_500), ("130", "139", 1_000)];
        let should: Vec<_> =
            [1, 2].iter().flat_map(|slots| pages.map(|(from, end, rows)| (*slots, from.to_owned(), end.to_owned(), rows))).collect();
        assert_eq!(visited, should);
    }

    #[test]
    fn where_the_keys_do_not_follow_the_pages_there_are_no_passes_over_them() {
        let over = |first, behind| Ahead::over(first, behind, 9_000, 90.0, vec![1]);
        assert!(over(100, 200).is_some());
        assert!(over(100, 400).is_some());
        assert!(over(100, 500).is_none(), "the first row of the next range has moved");
        assert!(over(200, 200).is_none());
        assert!(over(200, 100).is_none(), "the first row of this one has");
    }
}
