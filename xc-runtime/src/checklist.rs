//! What must be so before contract: each item with its evidence, passed or failed, and what was done all the same, and why.

use std::fmt;

/// The items of a checklist, in their order.
///
/// | item | passed when | can be forced |
/// |---|---|---|
/// | `backfill` | every backfill has come to its end | no |
/// | `verification` | the last verification is newer than the backfill, and found every row in parity | no |
/// | `nulls` | it found no null in a column that contract makes NOT NULL | no |
/// | `soak` | the migration has been migrated for as long as [`soak`](crate::ExecutorBuilder::soak) says | yes |
/// | `instances` | no live instance of the application that has registered itself ([`presence`](crate::presence())) needs the old shape | yes: one that hangs and can't be ended |
/// | `dependents` | no view, function, trigger or foreign key that the migrations do not know depends on what goes | yes |
/// | `replicas` | every replica that the server knows of has replayed all but [`REPLICA_LAG_BYTES`] bytes (PostgreSQL) | yes |
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checklist {
    /// The items.
    pub items: Vec<Item>,
}

/// How far a replica may be behind before contract, in bytes of WAL.
pub const REPLICA_LAG_BYTES: i64 = 16 * 1024 * 1024;

/// An item of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Item {
    /// Its name.
    pub name: &'static str,
    /// Whether it is as it must be.
    pub passed: bool,
    /// What was found, and for an item that failed, what to do.
    pub evidence: String,
    /// Why it is forced, where it failed and is.
    pub forced: Option<String>,
}

/// Goes on though an item of the checklist failed, and says why. It is kept in the log.
///
/// ```
/// use xc_runtime::Force;
///
/// let force = Force::new("soak", "the incident needs the space today");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Force {
    pub(crate) item: String,
    pub(crate) reason: String,
}

impl Force {
    /// An item by its name, and the reason.
    pub fn new(item: impl Into<String>, reason: impl Into<String>) -> Force {
        Force { item: item.into(), reason: reason.into() }
    }
}

/// The items that may be forced: the others say that data would be lost.
pub(crate) const FORCEABLE: [&str; 4] = ["soak", "instances", "dependents", "replicas"];

impl Item {
    pub(crate) fn new(name: &'static str, passed: bool, evidence: impl Into<String>) -> Item {
        Item { name, passed, evidence: evidence.into(), forced: None }
    }

    /// Whether it stands in the way.
    pub fn stands_in_the_way(&self) -> bool {
        !self.passed && self.forced.is_none()
    }
}

impl Checklist {
    /// Whether nothing stands in the way of contract.
    pub fn is_passed(&self) -> bool {
        !self.items.iter().any(Item::stands_in_the_way)
    }

    /// An item by its name.
    pub fn item(&self, name: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.name == name)
    }

    pub(crate) fn force(&mut self, forces: &[Force]) {
        for item in self.items.iter_mut().filter(|item| !item.passed && FORCEABLE.contains(&item.name)) {
            item.forced = forces.iter().find(|force| force.item == item.name).map(|force| force.reason.clone());
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match (self.passed, &self.forced) {
            (true, _) => "passed",
            (false, None) => "FAILED",
            (false, Some(_)) => "forced",
        };
        write!(f, "{outcome}  {}: {}", self.name, self.evidence)?;
        self.forced.as_ref().map_or(Ok(()), |reason| write!(f, " (forced: {reason})"))
    }
}

/// A line for each item.
impl fmt::Display for Checklist {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.items.iter().enumerate() {
            write!(f, "{}{item}", if index == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_that_says_that_data_would_be_lost_can_not_be_forced() {
        let mut checklist = Checklist { items: vec![Item::new("verification", false, "3 rows"), Item::new("soak", false, "2 min of 1 h")] };
        checklist.force(&[Force::new("verification", "never mind"), Force::new("soak", "tonight")]);
        assert!(!checklist.is_passed());
        assert_eq!(checklist.to_string(), "FAILED  verification: 3 rows\nforced  soak: 2 min of 1 h (forced: tonight)");
    }
}
