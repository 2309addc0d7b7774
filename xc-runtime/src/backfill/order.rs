//! In which order a table is filled: one range after the other, or in passes over the same pages ([`xc_core::plan::Interleave`]).
//!
//! Where rows grow, the new versions of a whole page of rows find no room on it, and each of them becomes an entry of every index. A pass that
//! changes a part of every page's rows leaves room for the next, once nobody can see the old versions any more. With rows of `old` bytes
//! that become `new`, each pass can be `old / new` as large as the one before; the first finds what room the page has, and the rest of it is
//! what the indexes see.

use std::sync::Mutex;

use xc_core::plan::{Backfill, Interleave};

use super::FillOrder;
use crate::backends::{DbError, Session};
use crate::executor::Inner;

/// All slots.
pub(super) const ALL: u64 = u64::MAX;
const SLOTS: u32 = u64::BITS;

/// Smaller tables are done before it matters: 8 MB.
const FEWEST_PAGES: u64 = 1_000;
/// Each pass reads all of its pages: one more must spare this share of the entries in indexes.
const WORTH_A_PASS: f64 = 0.012;
const MOST_PASSES: usize = 8;
/// A page without its header (PostgreSQL documentation, "Database Page Layout").
const PAGE_BYTES: f64 = 8_168.0;
/// An item pointer stays on the page for each row that moved.
const POINTER_BYTES: f64 = 4.0;
/// PostgreSQL ranges of pages need a TID range scan.
const TID_RANGE_SCAN: u32 = 140_000;
/// Keys follow the order of pages where those of a stretch are on so many times the pages that they would fill.
pub(super) const IN_ORDER: f64 = 3.0;
/// Each pass reads the range again: this much of it may still be in the processor's cache. Ranges of four times as much were slower.
const CACHED_BYTES: f64 = 16e6;
/// Where rows are wide, a range has so many batches all the same.
const BATCHES_AT_LEAST: u64 = 8;
/// Below this share of updates without an entry in an index, something holds the old versions back: an old snapshot, most likely.
const TOO_FEW_HOT: f64 = 0.25;
/// Below this share of rows that needed to be filled, passes over the rest are not worth it.
const TOO_FEW_FILLED: f64 = 0.2;
/// So many updates before a judgement.
const EVIDENCE: u64 = 500;
/// After a judgement, so many ranges are filled in one pass each; twice as many after the next.
const PLAIN_RANGES: u32 = 4;
const MOST_PLAIN_RANGES: u32 = 64;

/// The order, for all workers.
#[derive(Debug)]
pub(super) struct Order {
    interleave: Option<&'static Interleave>,
    last_page: Option<u64>,
    passes: Vec<u64>,
    rows_per_page: f64,
    most_rows: u64,
    cached_rows: u64,
    plain: Mutex<Plain>,
}

/// For how long passes are not worth it.
#[derive(Debug)]
struct Plain {
    ranges: u32,
    next: u32,
}

/// What a range's passes did so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    /// Rows that the passes went over, as far as they were of their slots.
    pub(super) walked: u64,
    /// Rows that they filled.
    pub(super) filled: u64,
    /// Rows updated by passes behind the first.
    pub(super) later: u64,
    /// Those of them without an entry in any index.
    pub(super) hot: u64,
}

impl Order {
    pub(super) async fn of(session: &mut dyn Session, backfill: &'static Backfill, inner: &Inner) -> Result<Order, DbError> {
        let order = inner.options.fill_order;
        let Some(interleave) = backfill.interleave.as_ref().filter(|_| order != FillOrder::Ranges) else { return Ok(Order::plain()) };
        let row = session.fetch(interleave.layout, &[]).await?.into_iter().next().unwrap_or_default();
        let numbers: Vec<f64> = row.iter().map(|value| value.as_int().unwrap_or(0) as f64).collect();
        let Ok(layout) = <[f64; 8]>::try_from(numbers).map(Layout::from) else { return Ok(Order::plain()) };
        let by_pages = inner.database.version() >= TID_RANGE_SCAN;
        Ok(Order::with(interleave, layout, order == FillOrder::Interleaved, by_pages))
    }

    fn plain() -> Order {
        let plain = Mutex::new(Plain { ranges: 0, next: PLAIN_RANGES });
        Order {
            interleave: None,
            last_page: None,
            passes: vec![ALL],
            rows_per_page: 1.0,
            most_rows: u64::MAX,
            cached_rows: u64::MAX,
            plain,
        }
    }

    fn with(interleave: &'static Interleave, layout: Layout, however_small: bool, by_pages: bool) -> Order {
        let worth_it = layout.pages > 0.0 && (however_small || layout.pages >= FEWEST_PAGES as f64);
        let in_order = layout.keyed_pages <= IN_ORDER * layout.keyed_rows / layout.rows_per_page() + 2.0;
        if !worth_it || !by_pages {
            return Order::plain();
        }
        Order {
            interleave: Some(interleave),
            last_page: (!in_order).then_some(layout.pages as u64 - 1),
            passes: passes(&layout),
            rows_per_page: layout.rows_per_page(),
            // A range is read by each of its passes: it should stay in memory between them.
            most_rows: (layout.shared_buffers / 8.0 / layout.row_bytes.max(1.0)) as u64,
            cached_rows: (CACHED_BYTES / layout.row_bytes.max(1.0)) as u64,
            ..Order::plain()
        }
    }

    /// The last page, where pages are to be filled before keys are walked.
    pub(super) fn last_page(&self) -> Option<u64> {
        self.last_page
    }

    /// The passes of the next range.
    pub(super) fn passes(&self) -> Vec<u64> {
        if let Ok(mut plain) = self.plain.lock()
            && plain.ranges > 0
        {
            plain.ranges -= 1;
            return vec![ALL];
        }
        self.passes.clone()
    }

    /// A range should not have more rows, with batches of so many.
    pub(super) fn most_rows(&self, batch: u64) -> u64 {
        self.cached_rows.max(batch.saturating_mul(BATCHES_AT_LEAST)).min(self.most_rows)
    }

    /// How many pages have about so many rows.
    pub(super) fn pages(&self, rows: u64) -> u64 {
        ((rows as f64 / self.rows_per_page) as u64).max(1)
    }

    /// How many rows so many pages have, about.
    pub(super) fn rows(&self, pages: u64) -> u64 {
        (pages as f64 * self.rows_per_page) as u64
    }

    /// How pages are filled, and what comes with it.
    pub(super) fn interleave(&self) -> Option<&'static Interleave> {
        self.interleave
    }

    /// The passes over the pages of a range of keys, ahead of the walk by its keys, which is the last pass. `None` where that is better alone.
    pub(super) fn passes_ahead(&self) -> Option<(&'static Interleave, Vec<u64>)> {
        let mut passes = self.interleave.filter(|_| self.last_page.is_none()).map(|interleave| (interleave, self.passes()))?;
        passes.1.pop();
        (!passes.1.is_empty()).then_some(passes)
    }

    /// Rows of a page, about.
    pub(super) fn rows_per_page(&self) -> f64 {
        self.rows_per_page
    }

    /// Whether the rest of a range is better done in one pass; then the next ranges are, too.
    pub(super) fn give_up(&self, evidence: Evidence) -> bool {
        let Evidence { walked, filled, later, hot } = evidence;
        let held_back = later >= EVIDENCE && (hot as f64) < TOO_FEW_HOT * later as f64;
        let mostly_filled = walked >= EVIDENCE && (filled as f64) < TOO_FEW_FILLED * walked as f64;
        let Ok(mut plain) = self.plain.lock() else { return false };
        if held_back || mostly_filled {
            plain.ranges = plain.next;
            plain.next = (plain.next * 2).min(MOST_PLAIN_RANGES);
            tracing::info!(later, hot, walked, filled, ranges = plain.ranges, "passes don't pay here for now");
            return true;
        }
        if later >= EVIDENCE {
            plain.next = PLAIN_RANGES;
        }
        false
    }
}

/// What [`Interleave::layout`] tells.
#[derive(Clone, Copy, Debug)]
struct Layout {
    pages: f64,
    placed_rows: f64,
    placed_pages: f64,
    keyed_rows: f64,
    keyed_pages: f64,
    row_bytes: f64,
    growth: f64,
    shared_buffers: f64,
}

impl From<[f64; 8]> for Layout {
    fn from(numbers: [f64; 8]) -> Layout {
        let [pages, placed_rows, placed_pages, keyed_rows, keyed_pages, row_bytes, growth, shared_buffers] = numbers;
        Layout { pages, placed_rows, placed_pages, keyed_rows, keyed_pages, row_bytes, growth, shared_buffers }
    }
}

impl Layout {
    fn rows_per_page(&self) -> f64 {
        (self.placed_rows / self.placed_pages.max(1.0)).max(0.1)
    }
}

/// The sets of slots of each pass, the largest first.
fn passes(layout: &Layout) -> Vec<u64> {
    let aligned = |bytes: f64| (bytes / 8.0).ceil() * 8.0;
    let (old, new) = (aligned(layout.row_bytes), aligned(layout.row_bytes + layout.growth.max(0.0)) + POINTER_BYTES);
    let rows = layout.rows_per_page();
    // What share of a page's rows finds room before any of them is gone.
    let room = ((PAGE_BYTES - rows * (old + POINTER_BYTES)) / (rows * new)).max(0.0);
    if room >= 1.0 {
        return vec![ALL];
    }
    let ratio = (old / new).min(1.0);
    let first = |count: usize| {
        let count = count as i32;
        if ratio > 0.999 { 1.0 / f64::from(count) } else { (1.0 - ratio) / (1.0 - ratio.powi(count)) }
    };
    let spared = |count: usize| 1.0 - (first(count) - room).max(0.0);
    let count = (1..MOST_PASSES).find(|count| spared(count + 1) - spared(*count) < WORTH_A_PASS).unwrap_or(MOST_PASSES);
    let mut slots = (0..SLOTS).map(spread);
    let (mut passes, mut share) = (Vec::new(), first(count));
    for pass in 1..=count {
        let wanted = if pass == count { SLOTS as usize } else { (share * f64::from(SLOTS)).round() as usize };
        let set = slots.by_ref().take(wanted).fold(0, |set, slot| set | 1 << slot);
        passes.extend((set != 0).then_some(set));
        share *= ratio;
    }
    passes
}

/// The slots in an order in which any few that follow each other are spread evenly: a page has rows of each pass, even where it has few rows.
fn spread(index: u32) -> u32 {
    index.reverse_bits() >> (u32::BITS - SLOTS.ilog2())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: Layout = Layout {
        pages: 25_000.0,
        placed_rows: 2_000.0,
        placed_pages: 25.0,
        keyed_rows: 2_000.0,
        keyed_pages: 25.0,
        row_bytes: 92.0,
        growth: 16.0,
        shared_buffers: 1e9,
    };

    static INTERLEAVE: Interleave = Interleave { layout: "", page: "", fill: "", bitmap: "", updated: "" };

    fn each_once(passes: &[u64]) -> bool {
        passes.iter().fold(0, |all, pass| all | pass) == ALL && passes.iter().map(|pass| pass.count_ones()).sum::<u32>() == SLOTS
    }

    #[test]
    fn each_slot_is_in_one_pass_and_passes_get_smaller() {
        for (row_bytes, growth) in [(92.0, 16.0), (40.0, 400.0), (1_000.0, 8.0), (92.0, 0.0), (8_000.0, 100.0)] {
            let passes = passes(&Layout { row_bytes, growth, placed_pages: 2_000.0 * row_bytes / 8_000.0, ..LAYOUT });
            assert!(each_once(&passes), "{row_bytes} {growth}: {passes:x?}");
            // The last has what rounding has left.
            let (_, first) = passes.split_last().expect("a pass");
            assert!(first.is_sorted_by_key(|pass| std::cmp::Reverse(pass.count_ones())), "{row_bytes} {growth}: {passes:x?}");
        }
    }

    #[test]
    fn a_table_with_room_on_its_pages_is_filled_in_one_pass() {
        assert_eq!(passes(&Layout { placed_pages: 60.0, ..LAYOUT }), [ALL]);
    }

    #[test]
    fn the_slots_of_a_pass_are_spread_over_neighbouring_keys() {
        for pass in passes(&LAYOUT) {
            let (share, window) = (f64::from(pass.count_ones()) / 64.0, 16);
            for start in 0..64_u32 {
                let found = (start..start + window).filter(|key| pass >> (key % 64) & 1 == 1).count();
                assert!((found as f64 - share * f64::from(window)).abs() <= 3.0, "{pass:x}: {found} of {window} from {start}");
            }
        }
    }

    #[test]
    fn keys_that_do_not_follow_the_pages_are_filled_by_pages() {
        let scattered = Layout { keyed_pages: 1_900.0, ..LAYOUT };
        assert_eq!(Order::with(&INTERLEAVE, scattered, false, true).last_page(), Some(24_999));
        assert_eq!(Order::with(&INTERLEAVE, scattered, false, false).passes(), [ALL]);
        assert_eq!(Order::with(&INTERLEAVE, LAYOUT, false, false).passes(), [ALL]);
        assert!(Order::with(&INTERLEAVE, scattered, false, true).passes_ahead().is_none());
        let order = Order::with(&INTERLEAVE, LAYOUT, false, true);
        assert_eq!(order.last_page(), None);
        assert_eq!(order.passes_ahead().map(|(_, passes)| passes.len() + 1), Some(order.passes().len()));
        assert!(order.passes().len() > 3);
    }

    #[test]
    fn a_small_table_is_filled_in_ranges_unless_it_is_asked_for() {
        let small = Layout { pages: 50.0, ..LAYOUT };
        assert_eq!(Order::with(&INTERLEAVE, small, false, true).passes(), [ALL]);
        assert!(Order::with(&INTERLEAVE, small, true, true).passes().len() > 1);
    }

    #[test]
    fn where_old_versions_stay_the_next_ranges_are_plain_and_then_it_is_tried_again() {
        let order = Order::with(&INTERLEAVE, LAYOUT, false, true);
        assert!(!order.give_up(Evidence { walked: 10_000, filled: 10_000, later: 5_000, hot: 4_000 }));
        assert!(order.give_up(Evidence { walked: 10_000, filled: 10_000, later: 5_000, hot: 100 }));
        for _ in 0..PLAIN_RANGES {
            assert_eq!(order.passes(), [ALL]);
        }
        assert!(order.passes().len() > 1);
    }

    #[test]
    fn where_little_is_to_be_filled_the_rest_is_one_pass() {
        let order = Order::with(&INTERLEAVE, LAYOUT, false, true);
        assert!(order.give_up(Evidence { walked: 10_000, filled: 10, later: 0, hot: 0 }));
    }
}
