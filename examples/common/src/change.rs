//! What an example says.

use std::time::Duration;

use fastrand::Rng;
use xc::Phase;

use crate::measurements::Version;
use crate::row::{Row, Value};
use crate::statement::Statement;

/// A change of the schema, and the two versions of the application that live through it.
///
/// `forward` and `reverse` are the migration's mapping once more, in Rust: what the database did is compared with them.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// The change is the last of them; those before make what it begins with.
    pub migrations: xc::Migrations,
    /// Rows of other tables, and whatever else must be there before the application starts. Rows of the application's own table whose id
    /// is below 0 are left alone by it.
    pub setup: &'static [&'static str],
    /// The application before the change.
    pub v1: Application,
    /// The application after the change.
    pub v2: Application,
    /// The phase after which version 2 may run: dual write, unless it needs every row in its new place.
    pub v2_from: Phase,
    /// A value that this version enters into this column, in the row with this id.
    pub value: fn(Version, &str, i64, &mut Rng) -> Value,
    /// The columns that follow from what version 1 wrote.
    pub forward: fn(&Row) -> Row,
    /// The columns that follow from what version 2 wrote.
    pub reverse: fn(&Row) -> Row,
    /// Whether version 1's columns can hold a row. While it lives, version 2 keeps to that.
    pub fits: fn(&Row) -> bool,
    /// What to do about the rows of `setup` for which the database refuses the change at first. Empty: it must not refuse.
    pub mend: &'static [&'static str],
    /// Statements that the database takes before the change, and must refuse after it.
    pub refused: &'static [&'static str],
    /// Indexes and constraints that are there after the change and were not before, as `table: unique (a, b)`, `table: index (a)` or
    /// `table: foreign key (a) references other`.
    pub adds: &'static [&'static str],
    /// Whether contract can be taken back.
    pub returns: bool,
    /// Rows in the table before the application starts, unless `--rows` says otherwise.
    pub rows: u64,
    /// How long the application runs in each phase, beside the time that xc works, unless `--soak` says otherwise.
    pub soak: Duration,
}

/// A version of the application: the statements that it sends.
///
/// Parameters are written `:column`, and are the values of those columns; `:id` is the row's key. All its `insert` statements together
/// make a row, in one transaction. One with `on conflict ... do update set` is an update of a row that may have to be made in a second table;
/// MySQL and MariaDB get it in their own spelling.
#[derive(Clone, Copy, Debug)]
pub struct Application {
    /// What it reads and writes, for people.
    pub uses: &'static str,
    /// Its statements: `insert`, `update`, `select`, and `delete` if it does that.
    pub statements: &'static [&'static str],
}

impl Change {
    /// A change for which there is nothing to say but migrations and statements: both versions see the same columns.
    pub const SAME_COLUMNS: Change = Change {
        migrations: &[],
        setup: &[],
        v1: Application { uses: "", statements: &[] },
        v2: Application { uses: "", statements: &[] },
        v2_from: Phase::DualWrite,
        value: |_, _, _, rng| Value::from(crate::people::any_name(rng)),
        forward: |_| Row::default(),
        reverse: |_| Row::default(),
        fits: |_| true,
        mend: &[],
        refused: &[],
        adds: &[],
        returns: true,
        rows: 10_000,
        soak: Duration::from_millis(300),
    };

    /// The migration that it is about.
    ///
    /// # Panics
    /// There is none.
    pub fn migration(&self) -> &'static xc::Migration {
        self.migrations.last().expect("a change has a migration")
    }

    /// The migrations that come before it.
    pub(crate) fn earlier(&self) -> &'static [&'static xc::Migration] {
        self.migrations.split_last().map_or(&[], |(_, earlier)| earlier)
    }
}

impl Application {
    pub(crate) fn parsed(&self) -> Vec<Statement> {
        self.statements.iter().map(|text| Statement::parse(text)).collect()
    }
}
