//! Writers beside a change: plain statements in a loop, any failure of which is a failure of the test.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::task::JoinSet;

use crate::servers::TestDatabase;
use crate::workload::Store;

/// Writers at work.
pub struct Beside {
    store: Store,
    stop: Arc<AtomicBool>,
    done: Arc<AtomicU64>,
    writers: JoinSet<Result<()>>,
}

impl Beside {
    /// Starts `writers` tasks. Each runs the statements of `request(number)` in turn, with numbers that are given once: from `first` on.
    ///
    /// # Errors
    /// The database's, while connecting.
    pub async fn start(
        database: &TestDatabase,
        writers: usize,
        first: u64,
        request: impl Fn(u64) -> Vec<String> + Send + Sync + 'static,
    ) -> Result<Beside> {
        let store = Store::connect(database, u32::try_from(writers)?).await?;
        let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (request, next) = (Arc::new(request), Arc::new(AtomicU64::new(first)));
        let mut tasks = JoinSet::new();
        for _ in 0..writers {
            let (store, stop, done, request, next) = (store.clone(), stop.clone(), done.clone(), request.clone(), next.clone());
            tasks.spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    for statement in request(next.fetch_add(1, Ordering::Relaxed)) {
                        store.run(&statement, &[]).await.map_err(|error| error.context(statement))?;
                    }
                    done.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                Ok(())
            });
        }
        Ok(Beside { store, stop, done, writers: tasks })
    }

    /// Ends them. How many requests there were.
    ///
    /// # Errors
    /// The first failure of a statement; or that there were no requests at all.
    pub async fn stop(mut self) -> Result<u64> {
        self.stop.store(true, Ordering::Relaxed);
        while let Some(writer) = self.writers.join_next().await {
            writer??;
        }
        self.store.close().await;
        let done = self.done.load(Ordering::Relaxed);
        ensure!(done > 0, "no request was made");
        Ok(done)
    }
}
