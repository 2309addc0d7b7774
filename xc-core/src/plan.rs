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

use std::fmt;

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
    pub plans: &'static [Plan],
}

impl Migration {
    /// The plan for a dialect, or `None` if the migration does not name it.
    pub fn plan(&self, dialect: Dialect) -> Option<&'static Plan> {
        self.plans.iter().find(|plan| plan.dialects.contains(&dialect))
    }
}

/// What `migrations![...]` makes: the chain, first migration first.
pub type Migrations = &'static [&'static Migration];

/// The plan of one migration on one dialect, or on several that need the same.
#[derive(Debug, PartialEq, Eq)]
pub struct Plan {
    /// The dialects that it serves.
    pub dialects: &'static [Dialect],
    /// Tables that must be there, in this shape, before expand begins.
    pub expects: &'static [TableShape],
    /// DDL of expand.
    pub expand: &'static [Step],
    /// DDL of dual write.
    pub dual_write: &'static [Step],
    /// Backfills of migrate, in order.
    pub migrate: &'static [Backfill],
    /// DDL of contract.
    pub contract: &'static [Step],
}

impl Plan {
    /// The DDL steps of a phase. Migrate has none: its work is [`Plan::migrate`].
    pub const fn steps(&self, phase: Phase) -> &'static [Step] {
        match phase {
            Phase::Expand => self.expand,
            Phase::DualWrite => self.dual_write,
            Phase::Migrate => &[],
            Phase::Contract => self.contract,
        }
    }
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
    /// Whether columns and table constraints beyond these are an error: SQLite changes a constraint by rebuilding the table, which would
    /// lose them.
    pub closed: bool,
}

/// What a column must look like.
#[derive(Debug, PartialEq, Eq)]
pub struct ColumnShape {
    /// The column's name, unquoted.
    pub name: &'static str,
    /// Its type as the database's catalogue spells it, in lower case: `format_type()` on PostgreSQL, `COLUMN_TYPE` on MySQL and
    /// MariaDB (integers without a display width), the declared type on SQLite.
    pub catalog_type: &'static str,
    /// Whether it may hold null.
    pub nullable: bool,
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
    /// A query of one row and one column, a 64-bit integer: above 0 when the change would lose something. Then it is refused with this
    /// text.
    pub refuse_if: Option<(&'static str, &'static str)>,
}

impl Change {
    /// Nothing to do.
    pub const NONE: Change = Change { statements: &[], rebuilds: None, refuse_if: None };
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
    /// Fills the rows of a range that are not in parity. Parameters: lower key, upper key.
    pub fill: &'static str,
    /// Counts in a range. Parameters: lower key, upper key. One row of 64-bit integers: rows, rows out of parity, then for each of
    /// [`Backfill::not_null`] the rows where it is null.
    pub verify: &'static str,
    /// The columns that contract makes NOT NULL.
    pub not_null: &'static [&'static str],
    /// The first keys in a range that are out of parity. Parameters: lower key, upper key, a limit (64-bit).
    pub examine: &'static str,
    /// Run on the executor's own session before it fills: triggers of dual write then leave its writes alone.
    pub session: &'static [&'static str],
}
