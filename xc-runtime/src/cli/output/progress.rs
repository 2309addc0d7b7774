//! What happens while a command works, on stderr: bars with rate and time left on a terminal, lines elsewhere.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::amount::{count, time};
use super::{indented, say};
use crate::event::Event;

/// Where there is no terminal, a line now and then takes the bar's place.
const BETWEEN_LINES: Duration = Duration::from_secs(5);

pub(in crate::cli) struct Progress {
    shown: Mutex<Shown>,
}

struct Shown {
    bar: Option<Bar>,
    last_line: Option<Instant>,
    terminal: bool,
}

struct Bar {
    what: String,
    bar: ProgressBar,
}

impl Progress {
    pub(in crate::cli) fn new() -> Progress {
        use std::io::IsTerminal;
        Progress { shown: Mutex::new(Shown { bar: None, last_line: None, terminal: std::io::stderr().is_terminal() }) }
    }

    pub(in crate::cli) fn show(&self, event: &Event) {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).show(event);
    }

    /// Clears the bar away.
    pub(in crate::cli) fn end(&self) {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Shown {
    fn show(&mut self, event: &Event) {
        match event {
            Event::WaitingForLease { holder, waited } => {
                self.line(&format!("another executor is at work: {holder} ({} so far)", time(*waited)))
            }
            Event::WaitingForInstances { what, instances, waited, .. } => {
                self.line(&format!("{what} waits for {} live instances ({} so far)", instances.len(), time(*waited)));
                instances.iter().for_each(|instance| self.line(&format!("  {instance}")));
            }
            Event::PhaseStarted { migration, phase } => self.line(&format!("{migration}: {phase}")),
            Event::PhaseFinished { migration, phase, elapsed } => self.line(&format!("{migration}: {phase} done in {}", time(*elapsed))),
            Event::RollbackStarted { migration, phase } => self.line(&format!("{migration}: rollback of {phase}")),
            Event::RollbackFinished { migration, phase, elapsed } => {
                self.line(&format!("{migration}: {phase} taken back in {}", time(*elapsed)));
            }
            Event::StepStarted { step, cost, .. } => self.line(&format!("  {step} ({cost})")),
            Event::StepFinished { .. } => {}
            Event::Retry { what, attempt, delay, reason, blocker, .. } => {
                let holder = blocker.as_deref().map(|blocker| format!("\n    held by {blocker}")).unwrap_or_default();
                self.line(&format!("  {what}: attempt {attempt} did not succeed, again in {}: {reason}{holder}", time(*delay)));
            }
            Event::Paused { what, by, .. } => self.line(&format!("  {what}: paused by {by}")),
            Event::Throttled { what, reason, .. } => self.line(&format!("  {what}: throttled: {reason}")),
            Event::Resumed { what, held, .. } => self.line(&format!("  {what}: going on after {}", time(*held))),
            Event::BackfillProgress(progress) => {
                let rate = progress.rows_per_second as u64;
                let what = format!("backfill of {}", progress.table);
                self.amount(&what, progress.rows, progress.total, Some(rate), progress.eta, progress.finished);
            }
            Event::VerifyProgress { table, rows, total, .. } => {
                self.amount(&format!("verification of {table}"), *rows, *total, None, None, rows >= total);
            }
            Event::Checklist { checklist, .. } => self.line(&indented(&checklist.to_string(), 2)),
            Event::PurgeStarted { migration } => self.line(&format!("{migration}: purge")),
            Event::PurgeFinished { migration, elapsed } => self.line(&format!("{migration}: purged in {}", time(*elapsed))),
            Event::Repaired { table, rows, .. } => self.line(&format!("  repaired: {} rows of {table}", count(*rows))),
            Event::Verified { verification, .. } => self.line(&format!("  verified: {verification}")),
            Event::RowsFailed { table, function, rows, examples, .. } => {
                self.line(&format!("  {function} failed on {rows} rows of {table}, which are skipped: {}", examples.join(", ")));
            }
            #[allow(unreachable_patterns, reason = "events that this command line has no words for yet")]
            _ => {}
        }
    }

    fn line(&mut self, line: &str) {
        self.last_line = None;
        match &self.bar {
            Some(Bar { bar, .. }) => bar.suspend(|| say(line)),
            None => say(line),
        }
    }

    fn amount(&mut self, what: &str, rows: u64, total: u64, rate: Option<u64>, eta: Option<Duration>, finished: bool) {
        if !self.terminal {
            let due = self.last_line.is_none_or(|last| last.elapsed() >= BETWEEN_LINES);
            if due || finished {
                let rate = rate.map(|rate| format!(", {} rows/s", count(rate))).unwrap_or_default();
                let eta = eta.filter(|_| !finished).map(|eta| format!(", {} left", time(eta))).unwrap_or_default();
                say(&format!("  {what}: {} of {} rows{rate}{eta}", count(rows), count(total)));
                self.last_line = (!finished).then(Instant::now);
            }
            return;
        }
        if self.bar.as_ref().is_none_or(|bar| bar.what != what) {
            self.clear();
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            bar.set_style(style());
            self.bar = Some(Bar { what: what.to_owned(), bar });
        }
        if let Some(Bar { bar, .. }) = &self.bar {
            bar.set_length(total.max(rows));
            bar.set_position(rows);
            let rate = rate.map(|rate| format!(", {} rows/s", count(rate))).unwrap_or_default();
            let eta = eta.map(|eta| format!(", {} left", time(eta))).unwrap_or_default();
            bar.set_message(format!("{what}{rate}{eta}"));
        }
        if finished {
            self.clear();
            say(&format!("  {what}: {} rows", count(rows)));
        }
    }

    fn clear(&mut self) {
        if let Some(Bar { bar, .. }) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("  {wide_bar} {percent:>3}%  {human_pos} of {human_len}  {msg}");
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}
