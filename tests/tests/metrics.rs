//! The numbers of a run, as a recorder gets them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use metrics::{Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use xc::{Executor, Phase, Throttle};
use xc_tests::migrations::{MIGRATIONS, create_users, split_user_name};
use xc_tests::servers::{self, Kind};
use xc_tests::workload::Workload;

/// Every value of every metric, in their order.
#[derive(Clone, Debug, Default)]
struct Book(Arc<Mutex<BTreeMap<String, Vec<f64>>>>);

struct Line {
    book: Book,
    key: String,
}

impl Line {
    fn write(&self, value: f64) {
        if let Ok(mut book) = self.book.0.lock() {
            book.entry(self.key.clone()).or_default().push(value);
        }
    }
}

impl CounterFn for Line {
    fn increment(&self, value: u64) {
        self.write(value as f64);
    }

    fn absolute(&self, value: u64) {
        self.write(value as f64);
    }
}

impl GaugeFn for Line {
    fn increment(&self, value: f64) {
        self.write(value);
    }

    fn decrement(&self, value: f64) {
        self.write(-value);
    }

    fn set(&self, value: f64) {
        self.write(value);
    }
}

impl HistogramFn for Line {
    fn record(&self, value: f64) {
        self.write(value);
    }
}

impl Book {
    fn line(&self, key: &Key) -> Arc<Line> {
        let labels: Vec<String> = key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        Arc::new(Line { book: self.clone(), key: format!("{}{{{}}}", key.name(), labels.join(",")) })
    }

    fn get(&self, key: &str) -> Result<Vec<f64>> {
        let book = self.0.lock().map_err(|error| anyhow::anyhow!("{error}"))?;
        book.get(key).cloned().with_context(|| format!("no {key} in {:?}", book.keys().collect::<Vec<_>>()))
    }
}

impl Recorder for Book {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.line(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.line(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.line(key))
    }
}

/// On one database: a recorder is for the whole process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recorder_gets_rows_batches_phases_and_what_holds_the_run() -> Result<()> {
    let Some(database) = servers::database(Kind::Sqlite).await? else { return Ok(()) };
    let book = Book::default();
    metrics::set_global_recorder(book.clone()).map_err(|error| anyhow::anyhow!("{error}"))?;
    let operator = Executor::connect(&database.url, MIGRATIONS).await?;
    operator.up_to(create_users, Phase::Contract).await?;
    Workload::start(&database, 2_500, 1).await?.stop().await?;
    operator.up_to(split_user_name, Phase::DualWrite).await?;
    database.execute("create table brake (id int)").await?;
    database.execute("insert into brake values (1)").await?;
    let throttled =
        Executor::builder(MIGRATIONS).throttle(Throttle::new().query("select count(*) from brake", 0)).connect(&database.url).await?;
    let run = tokio::spawn(async move { throttled.up_to(split_user_name, Phase::Migrate).await });
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    database.execute("delete from brake").await?;
    run.await??;

    let of_users = "migration=split_user_name,table=users";
    let rows: f64 = book.get(&format!("xc_backfill_rows_total{{{of_users}}}"))?.iter().sum();
    ensure!(rows >= 2_500.0, "{rows}");
    let batches = book.get(&format!("xc_backfill_batch_seconds{{{of_users}}}"))?;
    ensure!(batches.len() >= 2 && batches.iter().all(|seconds| (0.0..30.0).contains(seconds)), "{batches:?}");
    ensure!(book.get(&format!("xc_backfill_remaining_rows{{{of_users}}}"))?.last() == Some(&0.0));
    let held = book.get("xc_throttled{migration=split_user_name,signal=query}")?;
    ensure!(held.contains(&1.0) && held.last() == Some(&0.0), "{held:?}");
    let seconds: f64 = book.get("xc_held_seconds_total{migration=split_user_name}")?.iter().sum();
    ensure!((1.0..30.0).contains(&seconds), "{seconds}");
    ensure!(book.get("xc_phase_seconds{migration=split_user_name,phase=migrate}")?.len() == 1);
    Ok(())
}
