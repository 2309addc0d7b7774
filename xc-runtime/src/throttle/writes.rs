//! How fast the server writes: what a replica has to be sent, an archive to keep, and a checkpoint to flush.

use std::time::Instant;

use async_trait::async_trait;
use xc_core::plan::Dialect;

use super::signal::{Limits, Signal, numbers, status};
use crate::backends::{DbError, Session};
use crate::control::Tunable;

/// Bytes of WAL since the server was made.
pub(super) const WAL: &str = "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint";
/// Bytes of redo log since the server started.
const REDO: &str = "show global status like 'Innodb_os_log_written'";

pub(super) struct Writes {
    dialect: Dialect,
    last: Option<(Instant, i64)>,
}

impl Writes {
    pub(super) fn new(dialect: Dialect) -> Writes {
        Writes { dialect, last: None }
    }
}

#[async_trait]
impl Signal for Writes {
    fn label(&self) -> &'static str {
        "write_rate"
    }

    fn name(&self) -> String {
        "the write rate".to_owned()
    }

    fn is_on(&self, limits: Limits<'_>) -> bool {
        limits.of(Tunable::WriteRate).is_some()
    }

    async fn read(&mut self, session: &mut dyn Session, limits: Limits<'_>) -> Result<Option<String>, DbError> {
        let written = if self.dialect == Dialect::Postgres {
            let [written] = numbers(session, WAL).await?;
            written
        } else {
            status(session, REDO).await?
        };
        let now = Instant::now();
        let Some((then, before)) = self.last.replace((now, written)) else { return Ok(None) };
        let rate = (written - before).max(0) as f64 / (now - then).as_secs_f64().max(0.001);
        let over = limits.of(Tunable::WriteRate).filter(|most| rate > *most as f64);
        Ok(over.map(|most| format!("the server writes {rate:.0} bytes/s of its log, and {most} bytes/s may be")))
    }
}
