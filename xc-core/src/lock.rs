//! The locks on tables that databases know.

use std::fmt;

/// A lock on a table, weakest first among those of one database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lock {
    /// None that another statement could meet.
    None,
    /// PostgreSQL: what a SELECT takes.
    AccessShare,
    /// PostgreSQL: what a SELECT ... FOR UPDATE takes.
    RowShare,
    /// PostgreSQL: what a write takes.
    RowExclusive,
    /// PostgreSQL: reads and writes go on, other DDL waits.
    ShareUpdateExclusive,
    /// PostgreSQL: reads go on, writes wait.
    Share,
    /// PostgreSQL: reads go on, writes and other DDL wait.
    ShareRowExclusive,
    /// PostgreSQL: reads go on, everything else waits.
    Exclusive,
    /// PostgreSQL: everything waits.
    AccessExclusive,
    /// MySQL and MariaDB: a metadata lock that no write can be under way with.
    MetadataNoWrites,
    /// MySQL and MariaDB: a metadata lock that no statement can be under way with.
    MetadataExclusive,
    /// SQLite: the database's one write lock.
    Writer,
}

impl Lock {
    const ALL: [Lock; 12] = [
        Lock::None,
        Lock::AccessShare,
        Lock::RowShare,
        Lock::RowExclusive,
        Lock::ShareUpdateExclusive,
        Lock::Share,
        Lock::ShareRowExclusive,
        Lock::Exclusive,
        Lock::AccessExclusive,
        Lock::MetadataNoWrites,
        Lock::MetadataExclusive,
        Lock::Writer,
    ];

    /// The database's own name for it: `ACCESS EXCLUSIVE`.
    pub const fn name(self) -> &'static str {
        match self {
            Lock::None => "none",
            Lock::AccessShare => "ACCESS SHARE",
            Lock::RowShare => "ROW SHARE",
            Lock::RowExclusive => "ROW EXCLUSIVE",
            Lock::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Lock::Share => "SHARE",
            Lock::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Lock::Exclusive => "EXCLUSIVE",
            Lock::AccessExclusive => "ACCESS EXCLUSIVE",
            Lock::MetadataNoWrites => "shared no write metadata lock",
            Lock::MetadataExclusive => "exclusive metadata lock",
            Lock::Writer => "write lock",
        }
    }

    /// The lock of this name.
    pub fn from_name(name: &str) -> Option<Lock> {
        Lock::ALL.into_iter().find(|lock| lock.name() == name)
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
