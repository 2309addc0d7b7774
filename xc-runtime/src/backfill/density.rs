//! Ranges of a key that is one whole number, cut by arithmetic where its numbers are dense. The index need not be read for that, so that those who take one
//! range after the other do not wait for each other.

use super::keyset::{Cut, Key};

/// Every so manieth number at least is a row's, or the index is asked: between two numbers there is room for any number of rows, but for no more than there are
/// numbers, so that a range has at most four times as many as it should have.
const SPARSEST: f64 = 0.25;

/// Rows to a number, of a range before.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Density(Option<f64>);

impl Density {
    /// A range of about so many rows from a key on, or `None` where the numbers are too sparse, or not known to be dense.
    pub(crate) fn cut(self, from: &Key, bound: &Key, rows: u64) -> Option<Cut> {
        let density = self.0.filter(|density| *density >= SPARSEST)?;
        let (from, bound) = (number(from)?, number(bound)?);
        // At least 1, and at most four times a number of rows.
        let width = (rows.max(1) as f64 / density.min(1.0)).ceil() as i128;
        let end = from.checked_add(width - 1)?;
        let text = |number: i128| vec![number.to_string()];
        Some(if end < bound {
            Cut { end: text(end), next: Some(text(end + 1)), full: true }
        } else {
            Cut { end: text(bound), next: None, full: false }
        })
    }

    /// A range had so many rows.
    pub(crate) fn record(&mut self, from: &Key, end: &Key, rows: u64) {
        self.0 = match (number(from), number(end)) {
            (Some(from), Some(end)) if from <= end => Some(rows as f64 / (end - from + 1) as f64),
            _ => None,
        };
    }
}

/// The key's number. Those of a database have 64 bits, with a sign or without.
fn number(key: &Key) -> Option<i128> {
    match key.as_slice() {
        [text] => text.parse::<i128>().ok().filter(|number| (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: i128) -> Key {
        vec![number.to_string()]
    }

    #[test]
    fn ranges_follow_upon_each_other_up_to_the_bound() {
        let mut density = Density::default();
        assert!(density.cut(&key(1), &key(1000), 10).is_none(), "nothing is known");
        density.record(&key(1), &key(20), 10);
        let (mut from, bound, mut ranges) = (-7_i128, 995_i128, 0);
        loop {
            let cut = density.cut(&key(from), &key(bound), 10).expect("half of the numbers are rows");
            let end: i128 = cut.end[0].parse().expect("a number");
            assert!(end >= from && end <= bound && end - from < 20);
            ranges += 1;
            let Some(next) = cut.next else {
                assert_eq!((end, cut.full), (bound, false));
                break;
            };
            assert_eq!(next[0].parse::<i128>().expect("a number"), end + 1);
            from = end + 1;
        }
        assert_eq!(ranges, 51);
    }

    #[test]
    fn where_numbers_are_sparse_the_index_is_asked() {
        let mut density = Density::default();
        density.record(&key(0), &key(3999), 999);
        assert!(density.cut(&key(0), &key(1_000_000), 10).is_none());
        density.record(&key(0), &key(3999), 1000);
        assert_eq!(density.cut(&key(0), &key(1_000_000), 10).map(|cut| cut.end), Some(key(39)));
    }

    #[test]
    fn the_ends_of_what_a_key_can_be_are_no_trap() {
        let mut density = Density::default();
        density.record(&key(0), &key(9), 10);
        let highest = i128::from(u64::MAX);
        let cut = density.cut(&key(highest - 3), &key(highest), u64::MAX).expect("every number is a row");
        assert_eq!((cut.end, cut.next), (key(highest), None));
        assert!(density.cut(&vec!["a".into()], &key(5), 10).is_none());
        assert!(density.cut(&vec!["1".into(), "2".into()], &key(5), 10).is_none());
    }
}
