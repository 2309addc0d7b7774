//! What an operation does to a table while others work on it.

use std::fmt;

pub use crate::lock::Lock;

/// How statements of one kind, reads or writes, fare beside an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// They go on.
    GoesOn,
    /// They wait for a change of the catalogue, which takes as long whatever the table's size. A session in whose way the operation itself
    /// stands makes them wait for as long as it does: hence the lock timeouts.
    WaitsForAMoment,
    /// They wait until the operation has gone through the whole table.
    Waits,
}

impl Access {
    /// `goes on`, `waits for a moment`, `waits`.
    pub const fn name(self) -> &'static str {
        match self {
            Access::GoesOn => "goes on",
            Access::WaitsForAMoment => "waits for a moment",
            Access::Waits => "waits",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Access> {
        [Access::GoesOn, Access::WaitsForAMoment, Access::Waits].into_iter().find(|access| access.name() == name)
    }
}

/// How MySQL and MariaDB carry out an ALTER TABLE, best first ("Online DDL Operations").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// The catalogue alone.
    Instant,
    /// MariaDB: in the table, without making it anew.
    NoCopy,
    /// By the storage engine, in the table or into a new one.
    Inplace,
    /// Row by row into a new table.
    Copy,
}

/// What other sessions may do during an ALTER TABLE on MySQL and MariaDB, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concurrency {
    /// `LOCK=DEFAULT`: as much as the algorithm allows; the only one that INSTANT takes.
    Default,
    /// `LOCK=NONE`: read and write.
    None,
    /// `LOCK=SHARED`: read.
    Shared,
    /// `LOCK=EXCLUSIVE`: nothing.
    Exclusive,
}

/// The best clause that the server takes with an ALTER TABLE: with a better one, it refuses the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Online {
    /// `ALGORITHM=`
    pub algorithm: Algorithm,
    /// `LOCK=`
    pub lock: Concurrency,
}

impl Online {
    /// Every clause that there is, best first. NOCOPY is MariaDB's.
    pub const ALL: [Online; 10] = {
        use {Algorithm as A, Concurrency as C};
        [
            Online { algorithm: A::Instant, lock: C::Default },
            Online { algorithm: A::NoCopy, lock: C::None },
            Online { algorithm: A::Inplace, lock: C::None },
            Online { algorithm: A::Copy, lock: C::None },
            Online { algorithm: A::NoCopy, lock: C::Shared },
            Online { algorithm: A::Inplace, lock: C::Shared },
            Online { algorithm: A::Copy, lock: C::Shared },
            Online { algorithm: A::NoCopy, lock: C::Exclusive },
            Online { algorithm: A::Inplace, lock: C::Exclusive },
            Online { algorithm: A::Copy, lock: C::Exclusive },
        ]
    };

    /// The clause of this text.
    pub fn from_clause(text: &str) -> Option<Online> {
        Online::ALL.into_iter().find(|online| online.to_string() == text)
    }
}

/// As the statement has it: `ALGORITHM=INPLACE, LOCK=NONE`.
impl fmt::Display for Online {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let algorithm = match self.algorithm {
            Algorithm::Instant => "INSTANT",
            Algorithm::NoCopy => "NOCOPY",
            Algorithm::Inplace => "INPLACE",
            Algorithm::Copy => "COPY",
        };
        let lock = match self.lock {
            Concurrency::Default => "DEFAULT",
            Concurrency::None => "NONE",
            Concurrency::Shared => "SHARED",
            Concurrency::Exclusive => "EXCLUSIVE",
        };
        write!(f, "ALGORITHM={algorithm}, LOCK={lock}")
    }
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Behaviour {
    /// The strongest lock that it takes, if only for a moment.
    pub lock: Lock,
    /// How others' reads of the table fare.
    pub reads: Access,
    /// How others' writes to the table fare.
    pub writes: Access,
    /// Whether it reads the whole table. An index of the table does not count.
    pub scan: bool,
    /// Whether it writes the table anew, which needs as much disk again.
    pub rewrite: bool,
    /// MySQL and MariaDB: the best clause that the server takes. `None` for statements that have no such clause.
    pub online: Option<Online>,
}

impl Behaviour {
    /// Whether reads wait for as long as the table is large: never to be done beside an application that reads it.
    pub const fn blocks_reads(&self) -> bool {
        matches!(self.reads, Access::Waits)
    }

    /// Whether writes wait for as long as the table is large: never to be done beside an application that writes to it.
    pub const fn blocks_writes(&self) -> bool {
        matches!(self.writes, Access::Waits)
    }

    /// Whether neither has to wait for longer than a moment, however large the table is.
    pub const fn is_online(&self) -> bool {
        !self.blocks_reads() && !self.blocks_writes()
    }

    /// Whether it takes as long whatever the table's size.
    pub const fn is_catalogue_only(&self) -> bool {
        !self.scan && !self.rewrite
    }

    /// Both, one after the other, in one step: the worse of each.
    pub fn and(self, other: Behaviour) -> Behaviour {
        Behaviour {
            lock: self.lock.max(other.lock),
            reads: self.reads.max(other.reads),
            writes: self.writes.max(other.writes),
            scan: self.scan || other.scan,
            rewrite: self.rewrite || other.rewrite,
            online: match (self.online, other.online) {
                (Some(a), Some(b)) => Some(if (b.lock, b.algorithm) > (a.lock, a.algorithm) { b } else { a }),
                (a, b) => a.or(b),
            },
        }
    }
}

impl Behaviour {
    /// The step's cost in the plan, for people; `on` stands behind the lock: ` on both tables`, or nothing.
    pub fn in_words(&self, on: &str) -> String {
        let lock = self.lock;
        let others = match (self.reads, self.writes) {
            (Access::Waits, _) => "reads and writes wait",
            (_, Access::Waits) => "reads go on, writes wait",
            _ => "reads and writes go on",
        };
        match lock {
            Lock::None => "no lock on other tables".into(),
            Lock::Writer if self.is_catalogue_only() => "writers wait for a catalogue change".into(),
            Lock::Writer if self.rewrite => "writers wait while the table is copied; in WAL mode readers go on".into(),
            Lock::Writer => "writers wait during a scan; in WAL mode readers go on".into(),
            Lock::MetadataNoWrites | Lock::MetadataExclusive if self.is_catalogue_only() => {
                format!("{lock}{on} for a catalogue change: no copy")
            }
            Lock::MetadataNoWrites | Lock::MetadataExclusive if self.is_online() => {
                let work = if self.rewrite { "rebuild" } else { "scan" };
                format!("a {work} beside reads and writes; {lock}{on} at its start and end")
            }
            Lock::MetadataNoWrites | Lock::MetadataExclusive => {
                let work = if self.rewrite { "copy" } else { "scan" };
                format!("a {work} of the table: {others}; {lock}{on} at its end")
            }
            _ if self.is_catalogue_only() => {
                let goes_on = self.reads == Access::GoesOn && self.writes == Access::GoesOn;
                format!("{lock}{on} for a catalogue change: {}", if goes_on { others } else { "no scan, no rewrite" })
            }
            _ => format!("{lock}{on} during a {}: {others}", if self.rewrite { "rewrite" } else { "scan" }),
        }
    }
}

/// [`Behaviour::in_words`], for one table.
impl fmt::Display for Behaviour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_words(""))
    }
}
