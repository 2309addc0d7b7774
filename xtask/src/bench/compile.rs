//! `cargo xtask bench compile`: what xc costs a project's build, against its budgets.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};
use clap::Args;
use xtask::{install, workspace_root};

use super::measure::{self, Cost};
use super::project::{self, COLUMNS_AT_THE_END, Size};

#[derive(Args)]
pub(crate) struct Arguments {
    /// One JSON object instead of the table
    #[arg(long)]
    json: bool,
    /// So many times is each check measured; the first, which fills the caches, comes on top
    #[arg(long, default_value_t = 7)]
    runs: usize,
    /// Tables of the project; three migrations for each. The budgets are those of 100
    #[arg(long, default_value_t = 100)]
    tables: usize,
}

/// What `cargo check` after a touch may cost more than in the crate without migrations.
const CHECK: Duration = Duration::from_millis(1000);
/// What rustc may take more than in the crate without migrations.
const MEMORY: u64 = 150_000_000;
/// What a clean build of `xc-macros` may cost, and of how many crates it may consist.
const MACROS: Duration = Duration::from_secs(7);
const CRATES: usize = 8;

/// Measured in turn with its counterpart, so that what else the machine does hits both.
struct Pair {
    with: Vec<Cost>,
    without: Vec<Cost>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    if arguments.runs == 0 || arguments.tables == 0 {
        bail!("--runs and --tables want one at least");
    }
    let size = Size { tables: arguments.tables };
    let folder = folder();
    let target = folder.join("target");
    let project = project::write(&folder.join("project"), size)?;
    let lib = |name: &str| project.folder.join(name).join("src/lib.rs");

    eprintln!("building what the project depends on, in {}", target.display());
    for package in ["with", "without", "sqlx-with", "sqlx-without"] {
        measure::cargo(&project.folder, &target, &["check", "--quiet", "-p", package])?;
    }
    eprintln!("measuring");
    let xc = pair(&project.folder, &target, ("with", &project.touched), ("without", &lib("without")), arguments.runs)?;
    let sqlx = pair(&project.folder, &target, ("sqlx-with", &lib("sqlx-with")), ("sqlx-without", &lib("sqlx-without")), arguments.runs)?;
    let (macros, crates) = macros(&folder.join("macros"), arguments.runs.min(3))?;

    let report = Report { size, xc, sqlx, macros, crates };
    if arguments.json {
        println!("{}", report.json());
    } else {
        print!("{}", report.text());
    }
    let exceeded = report.exceeded();
    for what in &exceeded {
        eprintln!("over budget: {what}");
    }
    Ok(if exceeded.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Beside the other builds, in a place that stays the same: what was built there once serves the next run.
fn folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace_root().join("target"), PathBuf::from);
    target.join("bench-compile")
}

fn pair(folder: &Path, target: &Path, with: (&str, &Path), without: (&str, &Path), runs: usize) -> Result<Pair> {
    let mut pair = Pair { with: Vec::new(), without: Vec::new() };
    // The first touch of each is not counted: it also reads what the disk had not cached.
    for run in 0..=runs {
        let [with, without] = [touched_check(folder, target, with)?, touched_check(folder, target, without)?];
        if run > 0 {
            pair.with.push(with);
            pair.without.push(without);
        }
    }
    Ok(pair)
}

fn touched_check(folder: &Path, target: &Path, (package, file): (&str, &Path)) -> Result<Cost> {
    let touched = File::options().append(true).open(file).with_context(|| format!("{}", file.display()))?;
    touched.set_modified(SystemTime::now())?;
    measure::cargo(folder, target, &["check", "--quiet", "--offline", "-p", package])
}

/// A clean build of `xc-macros`: the cheapest of several, and how many crates it is.
fn macros(target: &Path, runs: usize) -> Result<(Duration, usize)> {
    let mut costs = Vec::new();
    for _ in 0..runs {
        if target.exists() {
            fs::remove_dir_all(target)?;
        }
        costs.push(measure::cargo(&workspace_root(), target, &["build", "--quiet", "-p", "xc-macros"])?.cpu);
    }
    // Nothing is built a second time; cargo names each crate that it looked at.
    let mut list = Command::new(install::cargo());
    list.args(["build", "--quiet", "--offline", "-p", "xc-macros", "--message-format=json"]).current_dir(workspace_root());
    let output = list.env("CARGO_TARGET_DIR", target).output().context("can't start cargo")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let artifacts = text.lines().filter(|line| line.contains("\"reason\":\"compiler-artifact\"") && !line.contains("[\"custom-build\"]"));
    let crates = artifacts.count();
    if crates == 0 {
        bail!("cargo named no crate of xc-macros");
    }
    Ok((costs.into_iter().min().unwrap_or_default(), crates))
}

struct Report {
    size: Size,
    xc: Pair,
    sqlx: Pair,
    macros: Duration,
    crates: usize,
}

impl Pair {
    /// CPU time more than the counterpart: minimum and median of the pairs, in seconds.
    fn more(&self) -> (f64, f64) {
        spread(self.with.iter().zip(&self.without).map(|(with, without)| with.cpu.as_secs_f64() - without.cpu.as_secs_f64()).collect())
    }

    /// The largest process of a check, and how much of it is more than in the counterpart's, in bytes; of the median run.
    fn memory(&self) -> (u64, u64) {
        let with = spread(self.with.iter().map(|cost| cost.memory).collect()).1;
        (with, with.saturating_sub(spread(self.without.iter().map(|cost| cost.memory).collect()).1))
    }
}

/// Minimum and median.
fn spread<T: PartialOrd + Copy>(mut values: Vec<T>) -> (T, T) {
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    (values[0], values[values.len() / 2])
}

fn seconds(costs: &[Cost]) -> (f64, f64) {
    spread(costs.iter().map(|cost| cost.cpu.as_secs_f64()).collect())
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

impl Report {
    fn text(&self) -> String {
        let Report { size, xc, sqlx, macros, crates } = self;
        let line = |name: &str, pair: &Pair| {
            let ((with_min, with), (without_min, without), (more_min, more)) = (seconds(&pair.with), seconds(&pair.without), pair.more());
            let (memory, more_memory) = pair.memory();
            format!(
                "  {name:<16} {with_min:>6.2} {with:>6.2}   {without_min:>6.2} {without:>6.2}   {more_min:>6.2} {more:>6.2}   {:>6.0} {:>6.0}\n",
                megabytes(memory),
                megabytes(more_memory)
            )
        };
        format!(
            "{} migrations over {} tables of {COLUMNS_AT_THE_END} columns, three dialects; `cargo check` after a touch of one file.\n\
             CPU in seconds (minimum, median of {}), the largest process in MB (median, and more than without).\n\n\
             {:18} {:>13}   {:>13}   {:>13}   {:>13}\n{}{}\n\
             budget: {:.2} s more, {:.0} MB more\n\
             a clean build of xc-macros: {:.2} s CPU of {:.0}, {crates} crates of {CRATES}\n",
            size.migrations(),
            size.tables,
            xc.with.len(),
            "",
            "with",
            "without",
            "more",
            "memory",
            line("xc::migration!", xc),
            line("sqlx::migrate!", sqlx),
            CHECK.as_secs_f64(),
            megabytes(MEMORY),
            macros.as_secs_f64(),
            MACROS.as_secs_f64(),
        )
    }

    fn json(&self) -> String {
        let pair = |pair: &Pair| {
            let ((with_min, with), (without_min, without), (more_min, more)) = (seconds(&pair.with), seconds(&pair.without), pair.more());
            let (memory, more_memory) = pair.memory();
            format!(
                "{{\"with_s\":{{\"min\":{with_min:.3},\"median\":{with:.3}}},\"without_s\":{{\"min\":{without_min:.3},\"median\":{without:.3}}},\
                 \"more_s\":{{\"min\":{more_min:.3},\"median\":{more:.3}}},\"memory_bytes\":{memory},\"more_memory_bytes\":{more_memory}}}"
            )
        };
        format!(
            "{{\"migrations\":{},\"tables\":{},\"columns\":{COLUMNS_AT_THE_END},\"runs\":{},\"xc\":{},\"sqlx\":{},\
             \"xc_macros\":{{\"cpu_s\":{:.3},\"crates\":{}}},\
             \"budget\":{{\"more_s\":{},\"more_memory_bytes\":{MEMORY},\"xc_macros_cpu_s\":{},\"xc_macros_crates\":{CRATES}}}}}",
            self.size.migrations(),
            self.size.tables,
            self.xc.with.len(),
            pair(&self.xc),
            pair(&self.sqlx),
            self.macros.as_secs_f64(),
            self.crates,
            CHECK.as_secs_f64(),
            MACROS.as_secs_f64(),
        )
    }

    fn exceeded(&self) -> Vec<String> {
        let mut exceeded = Vec::new();
        let (more, memory) = (self.xc.more().1, self.xc.memory().1);
        if more > CHECK.as_secs_f64() {
            exceeded.push(format!("a check costs {more:.2} s CPU more, of {:.2}", CHECK.as_secs_f64()));
        }
        if memory > MEMORY {
            exceeded.push(format!("a check takes {:.0} MB more, of {:.0}", megabytes(memory), megabytes(MEMORY)));
        }
        if self.macros > MACROS {
            exceeded.push(format!(
                "a clean build of xc-macros costs {:.2} s CPU, of {:.2}",
                self.macros.as_secs_f64(),
                MACROS.as_secs_f64()
            ));
        }
        if self.crates > CRATES {
            exceeded.push(format!("xc-macros is built of {} crates, of {CRATES}", self.crates));
        }
        exceeded
    }
}
