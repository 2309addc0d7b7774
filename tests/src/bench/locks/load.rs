//! A light load beside a change: short reads and writes, which come when they are due.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use tokio::task::JoinSet;

use crate::servers::TestDatabase;
use crate::workload::{Pace, Served, Store, Value};

/// So many requests may be under way at a time: one that waits keeps no other from the server.
const CONNECTIONS: u32 = 8;

pub(super) struct Load {
    pace: Arc<Pace>,
    store: Store,
    tasks: JoinSet<Vec<String>>,
}

impl Load {
    /// Reads and writes `visits` of rows 1 to `rows`, so many times a second.
    pub(super) async fn start(database: &TestDatabase, table: &str, rows: u64, per_second: f64) -> Result<Load> {
        let store = Store::connect(database, CONNECTIONS).await?;
        let (read, write) =
            (format!("select visits from {table} where id = ?"), format!("update {table} set visits = visits + 1 where id = ?"));
        let last = i64::try_from(rows)?;
        let pace = Pace::start(per_second)?;
        let mut tasks = JoinSet::new();
        for _ in 0..CONNECTIONS {
            let (pace, store, read, write) = (pace.clone(), store.clone(), read.clone(), write.clone());
            tasks.spawn(async move {
                let mut failures = Vec::new();
                while let Some(due) = pace.next().await {
                    let id = [Value::Int(fastrand::i64(1..=last))];
                    let outcome = match fastrand::bool() {
                        true => store.rows(&read, &id).await.map(|rows| rows.len() as u64),
                        false => store.run(&write, &id).await,
                    };
                    let failure = match outcome {
                        Ok(1) => None,
                        Ok(rows) => Some(format!("{rows} rows in place of one")),
                        Err(error) => Some(format!("{error:#}")),
                    };
                    pace.serve(due, failure.is_some());
                    failures.extend(failure);
                }
                failures
            });
        }
        Ok(Load { pace, store, tasks })
    }

    /// Ends it. The requests that were due from this moment on, and what failed.
    pub(super) async fn end(mut self, from: Instant) -> Result<(Vec<Served>, Vec<String>)> {
        self.pace.stop();
        let mut failures = Vec::new();
        while let Some(of_task) = self.tasks.join_next().await {
            failures.extend(of_task?);
        }
        self.store.close().await;
        Ok((self.pace.served().into_iter().filter(|request| request.due >= from).collect(), failures))
    }
}
