//! What was measured, for people as a table and for programs as one object.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{machine, measure};
use crate::servers::{Release, TestDatabase};

/// All cases of a bench, and the conditions under which they were measured.
#[derive(Debug, Serialize)]
pub struct Report {
    bench: &'static str,
    rows: u64,
    cores: usize,
    /// The machine's load when it began: what else it was doing.
    load_before: Option<f64>,
    servers: BTreeMap<String, String>,
    /// What else was asked for.
    #[serde(flatten)]
    settings: Map<String, Value>,
    cases: Vec<Case>,
    /// How the settings read, in words.
    #[serde(skip)]
    words: String,
    #[serde(skip)]
    columns: &'static [Column],
    #[serde(skip)]
    failures: Vec<String>,
}

/// What was measured of a case; `None` is what its bench does not ask, or its database does not tell.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) rows_per_s: Option<f64>,
    /// To what the case is compared with.
    pub(super) ratio: Option<f64>,
    pub(super) wal_ratio: Option<f64>,
    pub(super) heap_ratio: Option<f64>,
    pub(super) index_ratio: Option<f64>,
    pub(super) p99_ratio: Option<f64>,
    /// The longest that a request took, counted from when it was due, in ms.
    pub(super) max_stall_ms: Option<f64>,
    /// Requests of the application that failed.
    pub(super) failed: Option<usize>,
    /// What one bench alone asks.
    #[serde(flatten)]
    pub(super) more: BTreeMap<&'static str, Value>,
}

/// A column of the table: its title, the name of the value, and how many digits it is shown with.
pub(super) type Column = (&'static str, &'static str, usize);

impl Report {
    pub(super) fn new(bench: &'static str, rows: u64, columns: &'static [Column]) -> Report {
        Report {
            bench,
            rows,
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            load_before: machine::load(),
            servers: BTreeMap::new(),
            settings: Map::new(),
            cases: Vec::new(),
            words: String::new(),
            columns,
            failures: Vec::new(),
        }
    }

    /// What else was asked for: for programs, and in words.
    pub(super) fn settings<const N: usize>(mut self, settings: [(&str, Value); N], words: String) -> Report {
        self.settings = settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.words = words;
        self
    }

    pub(super) async fn server(&mut self, release: Release, database: &TestDatabase) -> anyhow::Result<()> {
        if !self.servers.contains_key(release.as_str()) {
            self.servers.insert(release.to_string(), measure::version(database).await?);
        }
        Ok(())
    }

    pub(super) fn case(&mut self, case: Case) {
        self.cases.push(case);
    }

    pub(super) fn failed(&mut self, failures: impl IntoIterator<Item = String>) {
        self.failures.extend(failures);
    }

    /// Requests that failed where none should.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }

    /// As one JSON object.
    ///
    /// # Errors
    /// None that a number can cause; serde's type has one.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let servers: Vec<String> = self.servers.iter().map(|(server, version)| format!("{server} {version}")).collect();
        writeln!(f, "{} rows; {}", self.rows, servers.join(", "))?;
        let load = self.load_before.map_or("unknown".to_owned(), |load| format!("{load:.1}"));
        writeln!(f, "{} cores, load {load} when it began; {}\n", self.cores, self.words)?;
        // The table shows what the object holds, by the same names.
        let rows: Vec<Vec<String>> = self
            .cases
            .iter()
            .map(|case| {
                let values = serde_json::to_value(case).unwrap_or_default();
                let cell = |&(_, name, digits): &Column| values[name].as_f64().map_or("-".to_owned(), |value| format!("{value:.digits$}"));
                self.columns.iter().map(cell).collect()
            })
            .collect();
        let width = self.cases.iter().map(|case| case.name.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0).max(self.columns[column].0.len()))
            .collect();
        let mut line = |name: &str, cells: Vec<&str>| {
            write!(f, "{name:width$}")?;
            cells.iter().zip(&widths).try_for_each(|(cell, width)| write!(f, "  {cell:>width$}"))?;
            writeln!(f)
        };
        line("", self.columns.iter().map(|(title, _, _)| *title).collect())?;
        self.cases.iter().zip(&rows).try_for_each(|(case, row)| line(&case.name, row.iter().map(String::as_str).collect()))
    }
}
