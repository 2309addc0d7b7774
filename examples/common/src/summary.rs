//! The summary: for people as tables, for programs as one line of JSON.

use std::fmt;
use std::time::Duration;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table};
use indicatif::HumanCount;
use serde::Serialize;
use xc::Phase;

use crate::catalogue::Column;
use crate::measurements::{Cell, Count, Latency, Measurements, Version};

/// Everything that was measured.
#[derive(Serialize)]
pub(crate) struct Summary {
    /// The version of xc.
    pub(crate) version: &'static str,
    pub(crate) database: String,
    pub(crate) rows: u64,
    pub(crate) requests: u64,
    pub(crate) failed_requests: u64,
    /// Rows that are not as they were written last, when read at the end of a version's life.
    pub(crate) lost_writes: u64,
    /// Rows whose old and new columns disagree, counted by xc over the whole table before contract.
    pub(crate) out_of_parity: u64,
    /// Nulls in the new columns after the backfill: counted by xc, and met by version 2.
    pub(crate) null_violations: u64,
    pub(crate) rows_backfilled: u64,
    pub(crate) backfill_rows_per_s: f64,
    /// Before the migration began: what to compare the phases with.
    pub(crate) before: PhaseSummary,
    pub(crate) phases: Vec<PhaseSummary>,
    pub(crate) requests_by: Vec<RequestCount>,
    pub(crate) schema_before: Vec<Column>,
    pub(crate) schema_after: Vec<Column>,
    /// Indexes, unique constraints and foreign keys.
    pub(crate) keys_before: Vec<String>,
    pub(crate) keys_after: Vec<String>,
    /// The first failures, with their messages.
    pub(crate) failures: Vec<String>,
}

/// A phase, as the application felt it.
#[derive(Serialize)]
pub(crate) struct PhaseSummary {
    pub(crate) name: &'static str,
    /// How long xc worked.
    pub(crate) seconds: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    pub(crate) max_ms: f64,
}

/// Requests of one version, in one phase, of one kind.
#[derive(Serialize)]
pub(crate) struct RequestCount {
    pub(crate) phase: &'static str,
    pub(crate) version: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) requests: u64,
    pub(crate) failed: u64,
}

impl PhaseSummary {
    /// `phase` is `None` for the time before the migration, `worked` how long xc did.
    pub(crate) fn new(phase: Option<Phase>, worked: Duration, latency: Latency) -> PhaseSummary {
        let ms = |duration: Duration| duration.as_micros() as f64 / 1_000.0;
        PhaseSummary {
            name: phase_name(phase),
            seconds: worked.as_millis() as f64 / 1_000.0,
            p50_ms: ms(latency.p50),
            p99_ms: ms(latency.p99),
            max_ms: ms(latency.max),
        }
    }
}

/// The counts of all requests.
pub(crate) fn requests_by(measurements: &Measurements) -> Vec<RequestCount> {
    let row = |((phase, version, kind), count): (Cell, Count)| RequestCount {
        phase: phase_name(phase),
        version: version.name(),
        kind: kind.name(),
        requests: count.requests,
        failed: count.failed,
    };
    measurements.counts().into_iter().map(row).collect()
}

fn phase_name(phase: Option<Phase>) -> &'static str {
    phase.map_or("before", Phase::keyword)
}

impl Summary {
    /// Whether nobody noticed the migration.
    pub(crate) fn is_clean(&self) -> bool {
        self.failed_requests == 0 && self.lost_writes == 0 && self.out_of_parity == 0 && self.null_violations == 0
    }

    fn phases_table(&self) -> Table {
        let mut table = table(["phase", "xc worked", "v1 requests", "v2 requests", "failed", "p50", "p99", "max"]);
        for phase in std::iter::once(&self.before).chain(&self.phases) {
            let here = || self.requests_by.iter().filter(|count| count.phase == phase.name);
            let of = |version: Version| here().filter(|count| count.version == version.name()).map(|count| count.requests).sum();
            let worked = if phase.name == self.before.name { String::new() } else { format!("{:.2} s", phase.seconds) };
            table.add_row([
                phase.name.to_owned(),
                worked,
                HumanCount(of(Version::V1)).to_string(),
                HumanCount(of(Version::V2)).to_string(),
                HumanCount(here().map(|count| count.failed).sum()).to_string(),
                format!("{:.1} ms", phase.p50_ms),
                format!("{:.1} ms", phase.p99_ms),
                format!("{:.1} ms", phase.max_ms),
            ]);
        }
        align_right(&mut table, 1..8);
        table
    }

    fn schema_table(&self) -> Table {
        let mut table = table(["before", "after"]);
        let mut tables: Vec<&str> = self.schema_before.iter().chain(&self.schema_after).map(|column| column.table.as_str()).collect();
        tables.sort_unstable();
        tables.dedup();
        let describe = |column: Option<&Column>| column.map_or_else(String::new, Column::to_string);
        for name in tables {
            let of = |columns: &'_ [Column]| columns.iter().filter(|column| column.table == name).cloned().collect::<Vec<_>>();
            let (before, after) = (of(&self.schema_before), of(&self.schema_after));
            for row in 0..before.len().max(after.len()) {
                table.add_row([describe(before.get(row)), describe(after.get(row))]);
            }
        }
        for row in 0..self.keys_before.len().max(self.keys_after.len()) {
            let describe = |keys: &[String]| keys.get(row).cloned().unwrap_or_default();
            table.add_row([describe(&self.keys_before), describe(&self.keys_after)]);
        }
        table
    }

    fn totals_table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED);
        let rate = HumanCount(self.backfill_rows_per_s.round() as u64);
        table.add_row(["requests", &HumanCount(self.requests).to_string()]);
        table.add_row(["failed requests", &HumanCount(self.failed_requests).to_string()]);
        table.add_row(["lost writes", &HumanCount(self.lost_writes).to_string()]);
        table.add_row(["rows backfilled", &format!("{}, {rate} rows/s", HumanCount(self.rows_backfilled))]);
        table.add_row(["rows out of parity", &HumanCount(self.out_of_parity).to_string()]);
        table.add_row(["nulls after the backfill", &HumanCount(self.null_violations).to_string()]);
        table
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.phases_table(), self.totals_table(), self.schema_table())?;
        for failure in &self.failures {
            writeln!(f, "failed: {failure}")?;
        }
        let verdict = if self.is_clean() {
            "Nobody noticed: no request failed, no write was lost, every row is whole."
        } else {
            "The application noticed. That must not happen: see above."
        };
        write!(f, "{verdict}")
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Column { table, name, sql_type, nullable } = self;
        write!(f, "{table}.{name} {sql_type}{}", if *nullable { "" } else { " not null" })
    }
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header(header);
    table
}

fn align_right(table: &mut Table, columns: std::ops::Range<usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}
