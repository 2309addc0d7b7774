//! A backfill by a Rust function, as the executor runs it.

use crate::transform::Call;

/// A backfill by a Rust function, on a table to which the application writes both shapes.
///
/// Triggers keep a change log: one row for each row of the table whose shapes are not in step, by its key.
///
/// | `xc_side` | which writes lead to it | what it means |
/// |---|---|---|
/// | `old` | of the old shape alone | to be transformed: what the new shape holds is out of date |
/// | `new` | of the new shape alone | the new shape holds what counts; the old one is behind |
/// | `input` | of another argument of the function alone | the new shape stays as it is |
///
/// What is not in the log is in step, or was never filled: its new columns are null. The executor writes into rows that were never filled, and
/// into those whose old shape is newer, where they still hold what they held when they were read: it never overwrites what the application
/// has written last.
///
/// Statements that take rows take them as one text parameter: a JSON array with one array for each row, of text or null: the key's
/// columns, the log's version, the columns of [`Transform::reads`], those of [`Transform::writes`] as they were and as computed, and the
/// failure's text.
#[derive(Debug)]
pub struct Transform {
    /// The function's path as it was written, for people.
    pub function: &'static str,
    /// How it is called.
    pub call: Call,
    /// The function that says whether a row is in step. `None`: where the columns hold what the other one gives now.
    pub parity: Option<Parity>,
    /// What a row that it fails on leads to.
    pub on_error: OnError,
    /// The columns that it is given.
    pub reads: &'static [&'static str],
    /// The columns that it gives.
    pub writes: &'static [Target],
    /// The change log's name, unquoted.
    pub log: &'static str,
    /// Above 0 where the change log is there. No parameters; one 64-bit integer.
    pub log_there: &'static str,
    /// The lowest key in the log. No parameters; one row of key columns, none when the log is empty.
    pub log_lowest: &'static str,
    /// A page of the log from a key on, that key included. Parameters: the key, a side, a limit (64-bit). A row has the key, the log's
    /// version, what the function reads, what is in the columns that it writes, and 1; where the table's row is gone, null for all of these
    /// but the first two.
    pub logged: &'static str,
    /// The first rows of the log whose old shape is newer, those that failed before others. Parameter: a limit (64-bit). A row has the key
    /// and the failure's text or null.
    pub behind: &'static str,
    /// The rows of a range that are not in the log, and whose new columns are all null. Parameters: lower key, upper key. A row has the key,
    /// what the function reads, and what is in the columns that it writes.
    pub unfilled: &'static str,
    /// The rows of a range that are not in the log, likewise.
    pub in_step: &'static str,
    /// Fills rows that still hold what they held. Parameter: rows.
    pub write: &'static str,
    /// The keys of rows that hold something else than was computed, as the columns' own types compare, though they still hold what the
    /// function was given and are still not in the log or are there with the same version. Parameter: rows.
    pub differ: &'static str,
    /// Takes rows out of the log that are in step, or gone, and there still with the same version. Parameter: rows.
    pub settle: &'static str,
    /// Writes failures into the log: a row that is not in it becomes one whose old shape is newer. Parameter: rows, for each statement.
    pub fail: &'static [&'static str],
    /// Run before and after writes within their transaction, where there is no session to mark (SQLite).
    pub mute: Option<(&'static str, &'static str)>,
}

/// The judge of a function that does not give the same each time (encryption, a random salt).
#[derive(Debug)]
pub struct Parity {
    /// The function's path as it was written, for people.
    pub function: &'static str,
    /// How it is called: with [`Transform::reads`], then [`Transform::writes`]. It gives one text, `1` where they are in step.
    pub call: Call,
}

/// A column that a Rust function gives.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// Its name, unquoted.
    pub name: &'static str,
    /// How many characters it takes: SQLite would take more, in silence.
    pub max_chars: Option<u32>,
}

/// What a row that a Rust function fails on leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnError {
    /// The backfill stops.
    Stop,
    /// The row stays unfilled, its failure in the change log; contract waits for it.
    Skip,
}

impl PartialEq for Transform {
    /// Two functions can't be compared; their names can.
    fn eq(&self, other: &Self) -> bool {
        let parts = |transform: &Self| {
            let Transform {
                function,
                call: _,
                parity,
                on_error,
                reads,
                writes,
                log,
                log_there,
                log_lowest,
                logged,
                behind,
                unfilled,
                in_step,
                write,
                differ,
                settle,
                fail,
                mute,
            } = transform;
            (
                (
                    *function,
                    parity.as_ref().map(|judge| judge.function),
                    *on_error,
                    *reads,
                    *writes,
                    *log,
                    *log_there,
                    *log_lowest,
                    *logged,
                ),
                (*behind, *unfilled, *in_step, *write, *differ, *settle, *fail, *mute),
            )
        };
        parts(self) == parts(other)
    }
}

impl Eq for Transform {}
