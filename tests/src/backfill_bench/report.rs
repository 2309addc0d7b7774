//! What was measured, for people as a table and for programs as one object.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::{Arguments, Key, Run, Way};
use crate::servers::Release;

/// All cases.
#[derive(Serialize)]
pub struct Report {
    rows: u64,
    rounds: usize,
    pauses: bool,
    cores: usize,
    /// The machine's load when it began: what else it was doing.
    load_before: Option<f64>,
    servers: BTreeMap<String, String>,
    cases: Vec<Case>,
}

/// The median of a case's runs. Ratios are to the plain `UPDATE` of the same round, those of sizes to the size before.
#[derive(Serialize)]
struct Case {
    name: String,
    rows_per_s: f64,
    ratio: f64,
    /// The ratios of the single rounds.
    ratios: Vec<f64>,
    wal_ratio: Option<f64>,
    heap_ratio: Option<f64>,
    index_ratio: Option<f64>,
    hot_share: Option<f64>,
    verify_s: Option<f64>,
    /// CPU seconds of the server and of xc for a million rows, verification included.
    cpu_s_per_million: Option<f64>,
}

impl Report {
    pub(super) fn new(arguments: &Arguments) -> Report {
        Report {
            rows: arguments.rows,
            rounds: arguments.rounds,
            pauses: arguments.pauses,
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            load_before: std::fs::read_to_string("/proc/loadavg").ok().and_then(|text| text.split(' ').next()?.parse().ok()),
            servers: BTreeMap::new(),
            cases: Vec::new(),
        }
    }

    pub(super) fn version(&mut self, release: Release, version: String) {
        self.servers.insert(release.to_string(), version);
    }

    pub(super) fn case(&mut self, release: Release, key: Key, way: Way, runs: &[Run], plain: &[Run]) {
        let way = match way {
            Way::Plain => "plain UPDATE".to_owned(),
            Way::Xc(1) => "xc, 1 worker".to_owned(),
            Way::Xc(workers) => format!("xc, {workers} workers"),
        };
        let key = match key {
            Key::Int => "int",
            Key::Uuid => "uuid",
            Key::Text => "text",
            Key::Composite => "composite",
        };
        let beside = |of: fn(&Run) -> Option<f64>| runs.iter().zip(plain).filter_map(|(run, plain)| Some(of(run)? / of(plain)?)).collect();
        let of = |of: fn(&Run) -> Option<f64>| median(runs.iter().filter_map(of).collect());
        let ratios: Vec<f64> = beside(|run| Some(run.rows_per_s));
        self.cases.push(Case {
            name: format!("{release}, {key}, {way}"),
            rows_per_s: of(|run| Some(run.rows_per_s)).unwrap_or_default(),
            ratio: median(ratios.clone()).unwrap_or_default(),
            ratios,
            wal_ratio: median(beside(|run| run.wal)),
            heap_ratio: of(|run| run.heap),
            index_ratio: of(|run| run.indexes),
            hot_share: of(|run| run.hot),
            verify_s: of(|run| run.verify.map(|verify| verify.as_secs_f64())),
            cpu_s_per_million: of(|run| run.cpu),
        });
    }

    /// As one JSON object.
    ///
    /// # Errors
    /// None that a number can cause; serde's type has one.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let servers: Vec<String> = self.servers.iter().map(|(server, version)| format!("{server} {version}")).collect();
        writeln!(f, "{} rows; {}", self.rows, servers.join(", "))?;
        writeln!(
            f,
            "{} cores, load {} when it began; the median of {} rounds; xc {} between batches, dual-write triggers in place; the plain UPDATE without triggers",
            self.cores,
            self.load_before.map_or("unknown".to_owned(), |load| format!("{load:.1}")),
            self.rounds,
            if self.pauses { "with pauses" } else { "without pauses" },
        )?;
        let width = self.cases.iter().map(|case| case.name.len()).max().unwrap_or(0);
        writeln!(
            f,
            "\n{:width$} {:>9} {:>6} {:>6} {:>6} {:>8} {:>6} {:>9} {:>9}",
            "", "rows/s", "ratio", "WAL", "heap", "indexes", "HOT", "verify s", "CPU s/1M"
        )?;
        for case in &self.cases {
            let cell = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.2}"));
            writeln!(
                f,
                "{:width$} {:>9.0} {:>6.2} {:>6} {:>6} {:>8} {:>6} {:>9} {:>9}",
                case.name,
                case.rows_per_s,
                case.ratio,
                cell(case.wal_ratio),
                cell(case.heap_ratio),
                cell(case.index_ratio),
                cell(case.hot_share),
                cell(case.verify_s),
                cell(case.cpu_s_per_million)
            )?;
        }
        Ok(())
    }
}
