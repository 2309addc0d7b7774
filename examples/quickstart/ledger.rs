//! What was last written to each user, so that every read can be checked: by either version, whichever of them wrote.
//!
//! Only one task writes to a user at a time ([`Ledger::claim`]); readers take no claim. A read is checked when nobody
//! wrote between its beginning and its end.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

use fastrand::Rng;

use crate::people;

/// How many of the users that were written last are picked more often than others.
const RECENT: usize = 500;

/// A user's name in both shapes.
///
/// This is the mapping of the migration `split_user_name` once more, in Rust: what the database did is compared with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) first: String,
    pub(crate) last: String,
}

impl Person {
    /// As version 1 writes it: forward.
    pub(crate) fn from_name(name: String) -> Person {
        let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
        Person { first: first.to_owned(), last: last.to_owned(), name }
    }

    /// As version 2 writes it: reverse.
    pub(crate) fn from_first_and_last(first: String, last: String) -> Person {
        Person { name: format!("{first} {last}"), first, last }
    }

    /// Whether version 1's column is wide enough for it.
    pub(crate) fn fits(&self) -> bool {
        self.name.chars().count() <= people::LONGEST_NAME
    }
}

/// The users that were there before the application started: their names follow from their places.
pub(crate) struct Seeded {
    pub(crate) first_id: i64,
    /// From one id to the next: more than 1 on clusters that interleave their nodes' ids.
    pub(crate) step: i64,
    pub(crate) users: u64,
}

/// What a read of a user must find.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) person: Person,
    /// Whether the row must be filled already, backfill or not: it was written after dual write had begun.
    pub(crate) dual_written: bool,
    writes: u64,
}

/// See the module's documentation.
pub(crate) struct Ledger {
    seeded: Seeded,
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    inserted: Vec<i64>,
    recent: VecDeque<i64>,
    written: HashMap<i64, Entry>,
    dual_write: bool,
}

#[derive(Default)]
struct Entry {
    being_written: bool,
    dual_written: bool,
    writes: u64,
    /// `None` when a write failed and may have taken effect nevertheless.
    person: Option<Person>,
}

/// The right to write to a user, and the user's name so far.
pub(crate) struct Claim {
    pub(crate) id: i64,
    pub(crate) person: Person,
    dual_write: bool,
}

impl Ledger {
    pub(crate) fn new(seeded: Seeded) -> Ledger {
        Ledger { seeded, entries: Mutex::default() }
    }

    /// From now on every write fills both shapes.
    pub(crate) fn dual_write_began(&self) {
        self.entries().dual_write = true;
    }

    /// Whether the two versions' writes reach each other's columns.
    pub(crate) fn dual_writing(&self) -> bool {
        self.entries().dual_write
    }

    /// Any user; half of the time one that was written lately, so that the versions meet. `None` while there are no users.
    pub(crate) fn pick(&self, rng: &mut Rng) -> Option<i64> {
        let entries = self.entries();
        if rng.bool() && !entries.recent.is_empty() {
            return entries.recent.get(rng.usize(0..entries.recent.len())).copied();
        }
        let place = rng.u64(0..(self.seeded.users + entries.inserted.len() as u64).max(1));
        match place.checked_sub(self.seeded.users) {
            None => Some(self.seeded.first_id + place as i64 * self.seeded.step),
            Some(inserted) => entries.inserted.get(inserted as usize).copied(),
        }
    }

    /// Claims a user for writing, unless another task is writing to it.
    pub(crate) fn claim(&self, id: i64) -> Option<Claim> {
        let mut entries = self.entries();
        let dual_write = entries.dual_write;
        let entry = entries.written.entry(id).or_insert_with(|| Entry { person: self.seeded(id), ..Entry::default() });
        let person = entry.person.clone().filter(|_| !entry.being_written)?;
        entry.being_written = true;
        Some(Claim { id, person, dual_write })
    }

    /// Ends a claim, with the name that was written, or with `None` if the write failed.
    pub(crate) fn settle(&self, claim: Claim, person: Option<Person>) {
        let mut entries = self.entries();
        let entry = entries.written.entry(claim.id).or_default();
        *entry = Entry { being_written: false, dual_written: claim.dual_write, writes: entry.writes + 1, person };
        entries.remember(claim.id);
    }

    /// Enters a new user. `dual_written` is whether dual write had begun when the insert was sent.
    pub(crate) fn insert(&self, id: i64, person: Person, dual_written: bool) {
        let mut entries = self.entries();
        entries.inserted.push(id);
        entries.written.insert(id, Entry { being_written: false, dual_written, writes: 1, person: Some(person) });
        entries.remember(id);
    }

    /// What a read must find now. `None` if that can't be said: the user is being written to, or a write to it failed.
    pub(crate) fn expected(&self, id: i64) -> Option<Expected> {
        match self.entries().written.get(&id) {
            None => self.seeded(id).map(|person| Expected { person, dual_written: false, writes: 0 }),
            Some(entry) if entry.being_written => None,
            Some(Entry { dual_written, writes, person, .. }) => {
                person.clone().map(|person| Expected { person, dual_written: *dual_written, writes: *writes })
            }
        }
    }

    /// Every user that was written to.
    pub(crate) fn written(&self) -> Vec<i64> {
        self.entries().written.keys().copied().collect()
    }

    fn seeded(&self, id: i64) -> Option<Person> {
        let place = u64::try_from((id - self.seeded.first_id) / self.seeded.step).ok()?;
        (place < self.seeded.users).then(|| Person::from_name(people::name_at(place)))
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().expect("no task panics while it holds the ledger")
    }
}

impl Entries {
    fn remember(&mut self, id: i64) {
        self.recent.push_back(id);
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
    }
}
