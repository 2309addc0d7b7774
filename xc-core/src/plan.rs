//! The plan: what a `migration!` block becomes. Static data, with the SQL of every named dialect written out.
//!
//! The language produces it when the code compiles, the executor takes it through its phases; neither knows more of the
//! other than this module. No SQL is put together at run time: what the executor sends is a `&'static str` of a plan, and
//! what varies is a bound parameter.
//!
//! # Parameters
//! Statements that take parameters use `$1`, `$2` ... on PostgreSQL and SQLite and `?` on MySQL and MariaDB, each
//! parameter once and in the order in which this module names them. Keys are bound and returned as text, one parameter
//! or column for each column of the key: the statement casts them to the key's own type, so that the executor needs to
//! know no types.

mod text;
mod transform;

use std::fmt;
use std::ops::Deref;

use crate::lock::Lock;

#[doc(hidden)]
pub use text::Written;
#[cfg(feature = "language")]
pub(crate) use text::records;
pub use transform::{OnError, Parity, Target, Transform};

/// A database's dialect of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// PostgreSQL 13 and later.
    Postgres,
    /// MySQL 8.0 and later.
    MySql,
    /// MariaDB 10.11 and later.
    MariaDb,
    /// SQLite 3.35 and later.
    Sqlite,
}

impl Dialect {
    /// All dialects, in the order in which they are listed everywhere.
    pub const ALL: [Dialect; 4] = [Dialect::Postgres, Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite];

    /// The product's own spelling of its name.
    pub const fn name(self) -> &'static str {
        match self {
            Dialect::Postgres => "PostgreSQL",
            Dialect::MySql => "MySQL",
            Dialect::MariaDb => "MariaDB",
            Dialect::Sqlite => "SQLite",
        }
    }

    /// The oldest server that xc works with, and that a migration is for unless its `dialects:` names a newer one. In the form of
    /// [`Servers`].
    ///
    /// PostgreSQL 13 is the oldest that was still maintained when xc began; MySQL 8.0 the first with atomic DDL ("Atomic Data Definition
    /// Statement Support"); MariaDB 10.11 a long-term release with it; SQLite 3.35 the first with `ALTER TABLE ... DROP COLUMN`.
    pub const fn minimum_version(self) -> u32 {
        match self {
            Dialect::Postgres => 130_000,
            Dialect::MySql => 80_000,
            Dialect::MariaDb => 101_100,
            Dialect::Sqlite => 33_500,
        }
    }

    /// A version in the product's own spelling: 80,029 is `8.0.29`, and 140,000 of PostgreSQL is `14`.
    pub fn version_text(self, version: u32) -> String {
        let (major, minor, patch) = (version / 10_000, version / 100 % 100, version % 100);
        match (self, version % 10_000, patch) {
            (Dialect::Postgres, 0, _) => major.to_string(),
            (Dialect::Postgres, minor, _) => format!("{major}.{minor}"),
            (_, _, 0) => format!("{major}.{minor}"),
            _ => format!("{major}.{minor}.{patch}"),
        }
    }

    /// A version out of the product's own spelling; parts at the end may be left out. `None` where it is no version of this product.
    pub fn parse_version(self, text: &str) -> Option<u32> {
        let parts = text.split('.').map(str::parse).collect::<Result<Vec<u32>, _>>().ok()?;
        match (self, parts.as_slice()) {
            (Dialect::Postgres, [major @ 1..=999]) => Some(major * 10_000),
            (Dialect::Postgres, [major @ 1..=999, minor @ 0..=99]) => Some(major * 10_000 + minor),
            (Dialect::Postgres, _) => None,
            (_, [major @ 1..=999]) => Some(major * 10_000),
            (_, [major @ 1..=999, minor @ 0..=99]) => Some(major * 10_000 + minor * 100),
            (_, [major @ 1..=999, minor @ 0..=99, patch @ 0..=99]) => Some(major * 10_000 + minor * 100 + patch),
            _ => None,
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One of the four phases of expand and contract, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Widen only: new columns and tables, beside the old ones.
    Expand,
    /// Each version's writes reach the other's shape.
    DualWrite,
    /// The rows that were there before are backfilled.
    Migrate,
    /// Constraints are tightened, the old shape is dropped.
    Contract,
}

impl Phase {
    /// The four phases, in order.
    pub const ALL: [Phase; 4] = [Phase::Expand, Phase::DualWrite, Phase::Migrate, Phase::Contract];

    /// The phase's name as the language spells it.
    pub const fn keyword(self) -> &'static str {
        match self {
            Phase::Expand => "expand",
            Phase::DualWrite => "dual_write",
            Phase::Migrate => "migrate",
            Phase::Contract => "contract",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.keyword())
    }
}

/// A migration: one `migration!` block.
#[derive(Debug, PartialEq, Eq)]
pub struct Migration {
    /// The name given by `name:`.
    pub name: &'static str,
    /// Identifies this content after this predecessor: an edited migration has another one.
    pub id: u64,
    /// The `id` of the migration given by `after:`.
    pub after: Option<u64>,
    /// Where it is declared: `file:line:column`.
    pub declared_at: &'static str,
    /// The block's doc comment.
    pub doc: &'static str,
    /// One plan for each named dialect; a plan may serve more than one.
    pub plans: Plans,
    /// The rules that would have refused it, and were overridden.
    pub overrides: &'static [Override],
    /// The versions that `dialects:` names. What is not in it may be as old as [`Dialect::minimum_version`].
    pub minimum: &'static [Minimum],
    /// For how long contract keeps the old shape retired, in seconds, where `retire:` says so. 0: it is dropped at once.
    pub retire: Option<u64>,
}

/// The plans of a migration, behind a function: they are text in the program, and read when they are first asked for.
#[derive(Clone, Copy)]
pub struct Plans(pub fn() -> &'static [Plan]);

impl Plans {
    /// All of them.
    pub fn all(self) -> &'static [Plan] {
        (self.0)()
    }
}

impl Deref for Plans {
    type Target = [Plan];

    fn deref(&self) -> &[Plan] {
        self.all()
    }
}

impl fmt::Debug for Plans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all().fmt(f)
    }
}

impl PartialEq for Plans {
    fn eq(&self, other: &Plans) -> bool {
        self.all() == other.all()
    }
}

impl Eq for Plans {}

/// The oldest server of a dialect that a migration is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minimum {
    /// The dialect.
    pub dialect: Dialect,
    /// The version, in the form of [`Servers`].
    pub version: u32,
}

/// A rule that was overridden by `#[allow(rule, reason = "...")]`: what a reviewer should look at twice.
#[derive(Debug, PartialEq, Eq)]
pub struct Override {
    /// The rule's code: `XC0602`.
    pub code: &'static str,
    /// The rule's name.
    pub rule: &'static str,
    /// Why, in the words of the one who did it.
    pub reason: &'static str,
    /// Where what it covers stands: `file:line:column`.
    pub at: &'static str,
    /// What the rule would have said.
    pub refused: &'static str,
}

impl Migration {
    /// The plan for a dialect, or `None` if the migration does not name it.
    pub fn plan(&self, dialect: Dialect) -> Option<&'static Plan> {
        self.plans.all().iter().find(|plan| plan.dialects.contains(&dialect))
    }

    /// The oldest server of a dialect that it is for.
    pub fn minimum_version(&self, dialect: Dialect) -> u32 {
        let named = self.minimum.iter().find(|minimum| minimum.dialect == dialect);
        named.map_or(dialect.minimum_version(), |minimum| minimum.version)
    }
}

/// What `migrations![...]` makes: the chain, first migration first.
pub type Migrations = &'static [&'static Migration];

/// The plan of one migration on one dialect, or on several that need the same.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// The dialects that it serves.
    pub dialects: &'static [Dialect],
    /// The phases that earlier migrations must have finished before this one begins, in the order of the chain. What these wait for themselves is
    /// not repeated.
    pub requires: &'static [Requirement],
    /// Tables that must be there, in this shape, before expand begins.
    pub expects: &'static [TableShape],
    /// DDL of expand.
    pub expand: &'static [Step],
    /// DDL of dual write.
    pub dual_write: &'static [Step],
    /// Backfills of migrate, in order.
    pub migrate: &'static [Backfill],
    /// DDL of migrate, once the backfills are verified: indexes on columns that they fill.
    pub settle: &'static [Step],
    /// DDL of contract, in both of its ways, and of purge.
    pub contract: &'static [Step],
    /// What contract retires, unless it drops it at once. Empty where there is nothing to retire, and where contract can't be taken back:
    /// [`Change::never`] of a step says why.
    pub retired: &'static [Retired],
    /// What contract takes away in either way: tables, and those of their columns that go; none where all of the table goes.
    pub old: &'static [(&'static str, &'static [&'static str])],
}

impl Plan {
    /// The DDL steps of a phase. Those of migrate come behind its backfills.
    pub const fn steps(&self, phase: Phase) -> &'static [Step] {
        match phase {
            Phase::Expand => self.expand,
            Phase::DualWrite => self.dual_write,
            Phase::Migrate => self.settle,
            Phase::Contract => self.contract,
        }
    }
}

/// A phase that an earlier migration must have finished, and must not take back while the later one is in flight.
#[derive(Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The migration's name.
    pub migration: &'static str,
    /// The phase.
    pub phase: Phase,
    /// Why: a sentence about that migration ('it adds ...'), with both places.
    pub because: &'static str,
}

/// What a table must look like.
#[derive(Debug, PartialEq, Eq)]
pub struct TableShape {
    /// The table's name, unquoted.
    pub table: &'static str,
    /// The columns that the migrations know. The table may have more, unless [`TableShape::closed`].
    pub columns: &'static [ColumnShape],
    /// The primary key's columns, in order; empty where there is none.
    pub primary_key: &'static [&'static str],
    /// The columns of each unique constraint that the migrations know, in their order.
    pub uniques: &'static [&'static [&'static str]],
    /// The foreign keys that the migrations know: each one's columns, in their order, and the table that it refers to.
    pub foreign_keys: &'static [(&'static [&'static str], &'static str)],
    /// The conditions of the checks that the migrations know, as xc writes them.
    pub checks: &'static [&'static str],
    /// Whether columns and table constraints beyond these are an error: SQLite changes a constraint by rebuilding the table, which would
    /// lose them.
    pub closed: bool,
}

/// What a column must look like.
#[derive(Debug, PartialEq, Eq)]
pub struct ColumnShape {
    /// The column's name, unquoted.
    pub name: &'static str,
    /// Its type as the database's catalogue spells it, in lower case: `format_type()` on PostgreSQL (of an enum its name and values,
    /// `state('new','sent')`), `COLUMN_TYPE` on MySQL and MariaDB (integers without a display width), the declared type on SQLite.
    /// Where any of several will do, because a rollback leaves a column wider than it was, they are parted by ` or `. The last may be `more`: an
    /// enum may then have more values behind those that the first names.
    pub catalog_type: &'static str,
    /// Whether it may hold null. Not asked of a generated column: not every database lets that be said of one.
    pub nullable: bool,
    /// Whether the database computes it.
    pub generated: Generated,
}

/// Whether the database computes a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generated {
    /// It does not.
    No,
    /// It does, and stores the value with the row.
    Stored,
    /// It does, when the column is read.
    Virtual,
}

/// One step of DDL: what takes effect together and is journalled together.
///
/// On PostgreSQL and SQLite the statements of a step and its journal entry commit in one transaction. On MySQL and MariaDB,
/// where DDL commits by itself, a step is one statement, and [`Step::probe`] tells whether it took effect.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// What it does, for people: `add columns users.first_name, users.last_name`.
    pub name: &'static str,
    /// The table whose locks it needs.
    pub table: &'static str,
    /// Which servers need it.
    pub servers: Servers,
    /// What to run.
    pub run: Change,
    /// What takes it back. Empty where there is nothing to take back.
    pub undo: Change,
    /// A query of one row and one column, a 64-bit integer: above 0 when the step's effect is there. It names its tables and columns
    /// as literals and takes no parameter.
    pub probe: &'static str,
    /// What to tell the user when [`Step::probe`] is above 0 before the step was ever tried: what was found, and what to do.
    pub already: &'static str,
    /// The strongest lock that it takes, and whether it scans or rewrites, for people.
    pub cost: &'static str,
    /// The strongest lock that it takes on [`Step::table`], if only for a moment. Tables that it makes are its own.
    pub lock: Lock,
    /// The strongest lock that it takes on any other table that was there before.
    pub lock_elsewhere: Lock,
    /// Whether it can't run in a transaction and may take hours beside reads and writes (PostgreSQL: CREATE INDEX CONCURRENTLY). It is one
    /// statement then, marked in the journal before and after, and it waits longer for its locks, for it blocks nobody while it waits.
    pub concurrent: bool,
    /// When it is run, where contract has two ways to end.
    pub when: When,
}

/// The ways in which the old shape goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Whichever.
    Always,
    /// Contract retires the old shape: under another name it is out of the new version's way, and triggers keep it in step with the new one.
    Retiring,
    /// Contract drops the old shape at once.
    Dropping,
    /// A retired shape is dropped at last.
    Purging,
}

/// A table that has an old shape to retire.
#[derive(Debug, PartialEq, Eq)]
pub struct Retired {
    /// The table.
    pub table: &'static str,
    /// The name that the table itself is retired under, where all of it goes.
    pub renamed: Option<&'static str>,
    /// Its columns that go, and the names that they are retired under. Empty where all of it goes.
    pub columns: &'static [(&'static str, &'static str)],
    /// Above 0 where the table has rows: of an empty one there is nothing to keep. No parameters; one 64-bit integer.
    pub rows: &'static str,
    /// How the retired shape is compared with the new one, and brought in step with it; none where nothing leads back to it, and it keeps the
    /// values that it had. Rows that are marked as not representable count as in parity. There is no [`Backfill::fill`].
    pub in_step: Option<Backfill>,
}

/// A range of server versions.
///
/// A version is one number: major × 10,000 + minor × 100 + patch (PostgreSQL 18.4: 180,004, as `server_version_num` has it;
/// MySQL 8.0.29: 80,029; MariaDB 10.11.19: 101,119; SQLite 3.51.3: 35,103).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Servers {
    /// The first version.
    pub from: u32,
    /// The first version that is no longer meant.
    pub before: u32,
}

impl Servers {
    /// Every version.
    pub const ALL: Servers = Servers { from: 0, before: u32::MAX };

    /// Whether a version lies in the range.
    pub const fn contain(&self, version: u32) -> bool {
        self.from <= version && version < self.before
    }
}

/// Statements that take effect together.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    /// In order.
    pub statements: &'static [Statement],
    /// The table that the statements drop and make anew (SQLite): its indexes and triggers, other than xc's own, go with it and must be
    /// made again from the catalogue's own text, with foreign keys off meanwhile (sqlite.org, "Making Other Kinds Of Table Schema
    /// Changes").
    pub rebuilds: Option<&'static str>,
    /// What the data must look like, or the change is refused.
    pub refuse_if: Option<Gate>,
    /// What an attempt that was cut off may have left (PostgreSQL: an invalid index), and the statement that clears it away.
    pub clear: Option<Clear>,
    /// Run when the statements are done, and when one of them failed: settings of the session, put back.
    pub afterwards: &'static [&'static str],
    /// Why it can't be done at all: the undo of a step that can't be taken back.
    pub never: Option<&'static str>,
    /// Run before all else; then the old columns of the step's table are brought in step with what was written to the new ones while no trigger
    /// did it ([`Backfill::reverse`]). Empty where nothing can have been missed. Each statement can be run twice.
    pub repairs: &'static [&'static str],
}

/// A look at the data before a change.
#[derive(Debug, PartialEq, Eq)]
pub struct Gate {
    /// A query of one row and one column, a 64-bit integer: above 0 when the change would fail, or lose something.
    pub count: &'static str,
    /// A query of one column, text: what stands in the way, a few of them.
    pub show: Option<&'static str>,
    /// Why that stands in the way, and what to do.
    pub reason: &'static str,
}

/// What is in the way of another attempt.
#[derive(Debug, PartialEq, Eq)]
pub struct Clear {
    /// A query of one row and one column, a 64-bit integer: above 0 when there is something to clear away.
    pub found: &'static str,
    /// The statement that does.
    pub statement: &'static str,
}

impl Change {
    /// Nothing to do.
    pub const NONE: Change =
        Change { statements: &[], rebuilds: None, refuse_if: None, clear: None, afterwards: &[], never: None, repairs: &[] };
}

/// One SQL statement without parameters.
#[derive(Debug, PartialEq, Eq)]
pub struct Statement {
    /// The statement.
    pub sql: &'static str,
    /// What to send where the server refuses the first form because it does not have the algorithm for it (MySQL error 1845, 1846,
    /// 4092; MariaDB 1845, 1846).
    pub fallback: Option<&'static str>,
}

/// The backfill of one table, and the verification of its outcome.
///
/// It walks the key from the lowest to the highest that was there when dual write was in place, in ranges whose both ends are inclusive.
#[derive(Debug, PartialEq, Eq)]
pub struct Backfill {
    /// The table.
    pub table: &'static str,
    /// How many columns the key has.
    pub key_columns: usize,
    /// Whether the key is one whole number, and can be nothing else.
    pub whole_number: bool,
    /// The parity predicate: true for a row whose new columns equal forward(old), or whose old columns equal reverse(new).
    pub parity: &'static str,
    /// About how many rows there are. No parameters; one 64-bit integer.
    pub estimate: &'static str,
    /// The lowest key. No parameters; one row of key columns, none when the table is empty.
    pub lowest: &'static str,
    /// The highest key, likewise.
    pub highest: &'static str,
    /// Cuts a range: parameters are a lower key, an upper key, and a number of rows to skip (64-bit). Returns up to two keys: the one after
    /// so many rows from the lower key, which ends the range, and the one after it, which begins the next.
    pub cut: &'static str,
    /// Run before [`Backfill::fill`] in the same transaction: locks what must not change meanwhile. What comes back is of no interest.
    /// Parameters: lower key, upper key.
    pub lock: &'static [&'static str],
    /// Fill the rows of a range that are not in parity, in order. Parameters: lower key, upper key.
    pub fill: &'static [&'static str],
    /// The other way round: the old columns of the rows of a range that are not in parity, from the new ones. Parameters: lower key, upper key.
    /// Empty where nothing leads back.
    pub reverse: &'static [&'static str],
    /// Marks the rows of a range that are not in parity as not representable in the old shape: what to do with a row that
    /// [`Backfill::reverse`] fails on. Parameters: lower key, upper key. None where there is no such mark.
    pub unfit: Option<&'static str>,
    /// How rows of a range are mended that should not be out of parity behind [`Backfill::fill`], one at a time.
    pub mend: Option<Mend>,
    /// Counts in a range. Parameters: lower key, upper key. One row of 64-bit integers: rows, rows out of parity, then for each of
    /// [`Backfill::not_null`] the rows where it is null.
    pub verify: &'static str,
    /// The columns that contract makes NOT NULL.
    pub not_null: &'static [&'static str],
    /// The first rows in a range that are out of parity: the key, then a text or null for each of [`Backfill::compared`]. Parameters: lower key,
    /// upper key, a limit (64-bit).
    pub examine: &'static str,
    /// What [`Backfill::examine`] shows of a row beside its key: `first_name`, `first_name by forward`.
    pub compared: &'static [&'static str],
    /// How rows are filled in an order that spares pages and indexes (PostgreSQL), in place of [`Backfill::fill`] where it pays.
    pub interleave: Option<Interleave>,
    /// Run on the executor's own session before it fills: triggers of dual write then leave its writes alone.
    pub session: &'static [&'static str],
    /// Where a Rust function gives the values, in place of [`Backfill::fill`], which is empty then, as [`Backfill::parity`] is. The second
    /// number of [`Backfill::verify`] and the keys of [`Backfill::examine`] are then those of rows whose old shape is newer.
    pub transform: Option<Transform>,
}

/// Filling pages in several passes, each of which changes some of the rows of every page (PostgreSQL 14 and later).
///
/// A row's slot, 0 to 63, is made of its key and never changes. A set of slots is a 64-bit integer, a bit for each. Once the row versions that
/// a pass replaced are visible to nobody, the next pass finds their space free on the same page, and its new versions need no entry in any
/// index ("Heap-Only Tuples (HOT)" in PostgreSQL's documentation).
#[derive(Debug, PartialEq, Eq)]
pub struct Interleave {
    /// What the table looks like, from samples. No parameters; one row of 64-bit integers: its pages; rows of a sample in the order of pages, and
    /// how many pages they are on; rows of a sample in the order of the key, and how many pages these are on; the average bytes of a row, and
    /// how many the fill adds to it; the bytes of the server's shared buffers.
    pub layout: &'static str,
    /// On which page a range of keys begins: the median of its first rows, for one of them may have been moved. Parameters: lower key, upper
    /// key; one 64-bit integer, null where the range has no row.
    pub page: &'static str,
    /// Fill the rows of a range of pages that are not in parity and whose slot is in a set. Parameters: first page, last page, set (64-bit).
    pub fill: &'static str,
    /// Run in a transaction that fills a range of keys: its rows are then read in the order of their pages, and not one by one as the index
    /// has them. No parameters.
    pub bitmap: &'static str,
    /// How many rows this transaction has updated, and how many of them without an entry in any index. No parameters; two 64-bit integers.
    pub updated: &'static str,
}

/// How single rows of a range are mended: those that an earlier dual write, which was taken back, has left.
#[derive(Debug, PartialEq, Eq)]
pub struct Mend {
    /// The keys of the rows, read without a lock. Parameters: lower key, upper key.
    pub find: &'static str,
    /// Run before [`Mend::fill`] in the same transaction, for each key: locks what must not change meanwhile. Parameters: the key, twice.
    pub lock: &'static [&'static str],
    /// Mends the row. Parameters: the key, twice.
    pub fill: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_written_as_each_product_spells_them() {
        let same = [
            (Dialect::Postgres, "14", 140_000),
            (Dialect::Postgres, "18.4", 180_004),
            (Dialect::MySql, "8.0.29", 80_029),
            (Dialect::MySql, "9.7", 90_700),
            (Dialect::MariaDb, "10.11.19", 101_119),
            (Dialect::Sqlite, "3.51.3", 35_103),
        ];
        for (dialect, text, version) in same {
            assert_eq!(dialect.parse_version(text), Some(version));
            assert_eq!(dialect.version_text(version), text);
        }
        assert_eq!(Dialect::MySql.parse_version("8"), Some(80_000));
        for (dialect, text) in [(Dialect::Postgres, "14.1.2"), (Dialect::MySql, "8.0.100"), (Dialect::Sqlite, ""), (Dialect::Sqlite, "3.x")]
        {
            assert_eq!(dialect.parse_version(text), None, "{text}");
        }
    }
}
