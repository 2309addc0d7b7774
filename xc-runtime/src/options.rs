//! What can be set about a run, and its defaults.

use std::time::Duration;

use xc_core::plan::Dialect;

use crate::backfill::FillOrder;
use crate::event::Event;
use crate::throttle::Throttle;

/// What is called with each event.
pub(crate) type OnEvent = Box<dyn Fn(&Event) + Send + Sync>;

/// The executor's settings.
pub(crate) struct Options {
    pub(crate) lock_timeout: Option<Duration>,
    pub(crate) target_batch_time: Option<Duration>,
    pub(crate) pause: Duration,
    pub(crate) throttle: Throttle,
    pub(crate) workers: usize,
    pub(crate) fill_order: FillOrder,
    pub(crate) lease_ttl: Duration,
    pub(crate) lease_wait: Duration,
    pub(crate) presence_wait: Duration,
    pub(crate) max_retries: u32,
    pub(crate) retry_budget: Duration,
    pub(crate) retire: Duration,
    pub(crate) soak: Duration,
    pub(crate) verify_workers: Option<usize>,
    pub(crate) holder: Option<String>,
    pub(crate) on_event: Option<OnEvent>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            lock_timeout: None,
            target_batch_time: None,
            pause: Duration::from_millis(10),
            throttle: Throttle::new(),
            workers: 1,
            fill_order: FillOrder::Auto,
            lease_ttl: Duration::from_secs(10),
            lease_wait: Duration::from_secs(60),
            // Longer than an instance that was killed counts as alive.
            presence_wait: Duration::from_secs(90),
            max_retries: 100,
            retry_budget: Duration::from_secs(300),
            retire: Duration::from_secs(7 * 24 * 60 * 60),
            soak: Duration::ZERO,
            verify_workers: None,
            holder: None,
            on_event: None,
        }
    }
}

impl Options {
    /// How long a batch should take: as long as that, an application's write of one of its rows may wait; on SQLite, which has one writer, any write.
    /// MySQL and MariaDB wait for the disk after each, so that shorter ones fill more slowly (`cargo xtask bench foreground`, with `--batch-ms`).
    pub(crate) fn target_batch_time(&self, dialect: Dialect) -> Duration {
        self.target_batch_time.unwrap_or(match dialect {
            Dialect::Postgres | Dialect::Sqlite => Duration::from_millis(50),
            Dialect::MySql | Dialect::MariaDb => Duration::from_millis(100),
        })
    }

    /// How many ranges are verified at a time. On SQLite one: where the journal mode is not WAL, readers keep the writer out.
    pub(crate) fn verify_workers(&self, dialect: Dialect) -> usize {
        let default = if dialect == Dialect::Sqlite { 1 } else { 2 };
        self.verify_workers.unwrap_or(default).max(1)
    }

    /// How long to rest after a batch that took so long.
    ///
    /// On SQLite as long as the batch took: a waiting writer polls (sqlite.org/c3ref/busy_timeout.html), and must find the lock free
    /// half of the time. Elsewhere a tenth, for what the batch left to be done behind it: WAL, replicas, purge. Not at all where the least pause is
    /// zero.
    pub(crate) fn pause_after(&self, dialect: Dialect, batch: Duration, least: Duration) -> Duration {
        if least.is_zero() {
            return Duration::ZERO;
        }
        least.max(match dialect {
            Dialect::Sqlite => batch,
            Dialect::Postgres | Dialect::MySql | Dialect::MariaDb => batch / 10,
        })
    }
}
