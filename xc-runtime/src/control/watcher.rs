//! What looks at `xc_control` while a run is under way, on a connection of its own.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::watch;
use tracing::debug;

use super::orders::Orders;
use super::sql::ControlSql;
use super::{POLL, STALE, Seen};
use crate::backends::{Database, DbError, DbErrorKind, Session};

/// Looks about each second, until it is dropped.
pub(super) async fn run(database: Arc<dyn Database>, sql: &'static ControlSql, seen: watch::Sender<Seen>) {
    let mut session: Option<Box<dyn Session>> = None;
    loop {
        tokio::time::sleep(POLL).await;
        let look = async {
            let open = match &mut session {
                Some(open) => open,
                closed => closed.insert(database.open().await?),
            };
            Orders::read(open.as_mut(), sql).await
        };
        // A connection that hangs must not keep the next one from being tried.
        let looked = tokio::time::timeout(STALE, look).await;
        match looked.unwrap_or_else(|_| Err(DbError::new(DbErrorKind::ConnectionLost, None, "no answer".to_owned()))) {
            Ok(orders) => _ = seen.send_replace(Seen { at: Instant::now(), orders }),
            Err(error) => {
                debug!(%error, "could not read xc_control");
                session = None;
            }
        }
    }
}
