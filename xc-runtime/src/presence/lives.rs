//! The states of a migration that a build can live with, and how a row of `xc_presence` spells them.

use std::fmt::Write;

use xc_core::plan::{Dialect, Migration};

use crate::journal::{Reached, content_id};

/// What a build does with the two shapes of a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shapes {
    /// It uses the old one, or does not say.
    Old,
    /// It uses both.
    Both,
    /// It uses the new one only.
    New,
}

/// The first and the last state of a migration that a build can live with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) lowest: Reached,
    pub(crate) highest: Reached,
}

impl Range {
    /// Of a build that uses the old shape of a migration that it may not know: until contract begins.
    pub(crate) const OLD: Range = Range { lowest: Reached::Pending, highest: Reached::Migrated };

    /// What a build can live with that does this with a migration's shapes.
    ///
    /// A migration without a plan for the database has nothing to say: the executor refuses such a list.
    pub(crate) fn of(migration: &Migration, dialect: Dialect, shapes: Shapes) -> Range {
        let Some(plan) = migration.plan(dialect) else { return Range { lowest: Reached::Pending, highest: Reached::Contracted } };
        let by_function = plan.migrate.iter().any(|backfill| backfill.transform.is_some());
        let dual = !plan.dual_write.is_empty() || !plan.migrate.is_empty();
        let there = match (plan.expand.is_empty(), dual) {
            (_, true) => Reached::DualWriting,
            (false, false) => Reached::Expanded,
            (true, false) => Reached::Pending,
        };
        let lowest = match shapes {
            Shapes::Old => Reached::Pending,
            Shapes::Both => there,
            // Triggers don't fill the new shape from what v1 writes: v2 would read what is out of date.
            Shapes::New if by_function => Reached::Migrated,
            Shapes::New => there,
        };
        let highest = match shapes {
            Shapes::Old | Shapes::Both if !plan.contract.is_empty() => Reached::Migrated,
            _ => Reached::Contracted,
        };
        Range { lowest, highest }
    }

    /// Whether it covers all states from one to another.
    pub(crate) fn covers(self, low: Reached, high: Reached) -> bool {
        // What lives behind contract lives for ever.
        self.lowest <= low && (high <= self.highest || self.highest >= Reached::Contracted)
    }
}

/// What a build says of one migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lives {
    pub(crate) migration: String,
    pub(crate) content_id: String,
    pub(crate) range: Range,
}

impl Lives {
    pub(crate) fn of(migration: &Migration, dialect: Dialect, shapes: Shapes) -> Lives {
        let range = Range::of(migration, dialect, shapes);
        Lives { migration: migration.name.to_owned(), content_id: content_id(migration), range }
    }
}

/// A line for each: `split_user_name 0123456789abcdef dual_writing contracted`.
pub(crate) fn encode(lives: &[Lives]) -> String {
    let mut text = String::new();
    for Lives { migration, content_id, range } in lives {
        // Writing to a String does not fail.
        let _ = writeln!(text, "{migration} {content_id} {} {}", range.lowest.name(), range.highest.name());
    }
    text
}

/// What can't be read, as a later xc may have written it, is left out: the migration then counts as one that the build does not know, which is safe.
pub(crate) fn decode(text: &str) -> Vec<Lives> {
    text.lines().filter_map(line).collect()
}

fn line(line: &str) -> Option<Lives> {
    let mut words = line.split(' ');
    let mut word = || words.next();
    let (migration, content_id) = (word()?.to_owned(), word()?.to_owned());
    let range = Range { lowest: Reached::parse(word()?)?, highest: Reached::parse(word()?)? };
    Some(Lives { migration, content_id, range })
}

/// What a list of these says of a migration: of this edition, or nothing is known of the new shape.
pub(crate) fn range_of(lives: &[Lives], name: &str, content_id: &str) -> Range {
    lives.iter().find(|lives| lives.migration == name && lives.content_id == content_id).map_or(Range::OLD, |lives| lives.range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_build_lives_with_comes_back_as_it_was_written() {
        let lives = [Lives {
            migration: "split_user_name".to_owned(),
            content_id: "00ff00ff00ff00ff".to_owned(),
            range: Range { lowest: Reached::DualWriting, highest: Reached::Contracted },
        }];
        assert_eq!(decode(&encode(&lives)), lives);
    }

    #[test]
    fn what_a_later_version_wrote_counts_as_not_known() {
        let lives = decode("split_user_name 00ff dissolved contracted\nother 01 pending contracted\n");
        assert_eq!(lives.len(), 1);
        assert_eq!(range_of(&lives, "split_user_name", "00ff"), Range::OLD);
        assert_eq!(range_of(&lives, "other", "02"), Range::OLD, "another edition is another migration");
    }

    #[test]
    fn what_lives_behind_contract_lives_for_ever() {
        let new = Range { lowest: Reached::DualWriting, highest: Reached::Contracted };
        assert!(new.covers(Reached::Migrated, Reached::Contracted));
        assert!(!new.covers(Reached::Expanded, Reached::DualWriting));
        assert!(!Range::OLD.covers(Reached::Migrated, Reached::Contracted));
        assert!(Range::OLD.covers(Reached::Pending, Reached::Migrated));
    }
}
