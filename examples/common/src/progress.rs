//! What a person sees while it runs. On a terminal: bars. Elsewhere: lines. Both on stderr, so that stdout has the
//! summary only.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use xc::Event;

/// Without a terminal, a line now and then takes the bar's place.
const BETWEEN_LINES: Duration = Duration::from_secs(2);

/// Says one thing.
pub(crate) fn say(line: &str) {
    eprintln!("{line}");
}

/// An error with its causes, each said once: some errors repeat their cause in their own text.
pub(crate) fn in_one_line(error: &anyhow::Error) -> String {
    error.chain().map(|cause| cause.to_string()).fold(String::new(), |said, cause| match said.as_str() {
        "" => cause,
        said if said.contains(&cause) => said.to_owned(),
        said => format!("{said}: {cause}"),
    })
}

/// Shows what xc reports. Cheap to clone: all clones are the same.
#[derive(Clone)]
pub(crate) struct Progress(Arc<Mutex<Shown>>);

struct Shown {
    bar: ProgressBar,
    said: Instant,
    backfill: Backfilled,
}

/// What xc reported about the backfill last.
#[derive(Clone, Copy, Default)]
pub(crate) struct Backfilled {
    /// Rows that were filled, without those that the application had written in both shapes already.
    pub(crate) rows: u64,
    pub(crate) rows_per_s: f64,
}

impl Progress {
    pub(crate) fn new() -> Progress {
        let shown = Shown { bar: ProgressBar::hidden(), said: Instant::now(), backfill: Backfilled::default() };
        Progress(Arc::new(Mutex::new(shown)))
    }

    /// Begins a bar of rows. Without a terminal nothing is drawn.
    pub(crate) fn bar(what: &'static str, rows: u64) -> ProgressBar {
        let template = "  {msg:<9} {bar:40} {human_pos} of {human_len} rows, {per_sec}, {eta} left";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(Some(rows), ProgressDrawTarget::stderr()).with_style(style).with_message(what)
    }

    /// Shows one event.
    pub(crate) fn show(&self, event: &Event) {
        let mut shown = self.0.lock().expect("nothing panics while it holds the progress");
        match event {
            Event::StepFinished { step, elapsed, .. } => shown.say(&format!("  {step}, {:.3} s", elapsed.as_secs_f64())),
            Event::BackfillProgress(progress) => {
                shown.backfill = Backfilled { rows: progress.filled, rows_per_s: progress.rows_per_second };
                shown.rows("backfill", progress.rows, progress.total, progress.finished);
                if progress.finished {
                    let (rows, rate) = (HumanCount(progress.rows), HumanCount(progress.rows_per_second as u64));
                    shown.say(&format!("  backfill {}: {rows} rows, {rate} rows/s", progress.table));
                }
            }
            Event::VerifyProgress { rows, total, .. } => shown.rows("verify", *rows, *total, rows >= total),
            Event::Verified { verification, .. } if verification.rows > 0 => {
                let (rows, wrong) = (HumanCount(verification.rows), HumanCount(verification.out_of_parity));
                shown.say(&format!("  verified: {rows} rows, {wrong} out of parity"));
            }
            Event::Retry { what, attempt, reason, blocker, .. } => {
                let blocker = blocker.as_deref().map(|blocker| format!(", held up by {blocker}")).unwrap_or_default();
                shown.say(&format!("  {what}: attempt {attempt} gave way to the application{blocker} ({reason})"));
            }
            Event::WaitingForLease { holder, .. } => shown.say(&format!("  waiting for another executor: {holder}")),
            _ => {}
        }
    }

    /// What xc reported about the backfill last.
    pub(crate) fn backfill(&self) -> Backfilled {
        self.0.lock().expect("nothing panics while it holds the progress").backfill
    }
}

impl Shown {
    /// Says a line, above the bar if there is one.
    fn say(&self, line: &str) {
        self.bar.suspend(|| say(line));
    }

    /// How far something is that takes a while.
    fn rows(&mut self, what: &'static str, done: u64, total: u64, finished: bool) {
        if self.bar.is_finished() || self.bar.message() != what {
            self.bar.finish_and_clear();
            self.said = Instant::now();
            self.bar = Progress::bar(what, total);
        }
        self.bar.set_length(total.max(done));
        self.bar.set_position(done);
        if finished {
            self.bar.finish_and_clear();
        } else if self.bar.is_hidden() && self.said.elapsed() > BETWEEN_LINES {
            self.said = Instant::now();
            say(&format!("  {what}: {} of {} rows", HumanCount(done), HumanCount(total)));
        }
    }
}
